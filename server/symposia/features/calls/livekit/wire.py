"""What is asked in calls on LiveKit. Browsers talk with it themselves: a ticket lets them in."""

from typing import Annotated

from pydantic import Field

from symposia.features.calls.wire import CallCommand
from symposia.kernel.wire import Answer, Command, Id, Moment


class Ticket(Answer):
    """Join the room at `url` with `token`, before `until`. Who is in the room once does not need another."""

    url: str
    token: str
    until: Moment


class AskTicket(CallCommand, name="call.ticket", answers=Ticket):
    """A ticket for my stay `peer` in a call on LiveKit. Who listens gets one to listen with."""

    peer: Id

    @property
    def where(self) -> str | None:
        return None  # it changes nothing here, so nothing has to wait for it


class CheckArrival(Command, name="call.arrived"):
    """LiveKit says that the stay `peer` has joined `room`: if it is over, it has to go. The system's own."""

    room: Annotated[str, Field(max_length=200)]
    peer: Id
