"""What rooms understand and show."""

from typing import Literal

from symposia.features.people.wire import Who
from symposia.kernel.wire import Command, Id, Moment, Slug, View


class RoomCommand(Command):
    """A command that happens in a room."""

    room: Slug

    @property
    def where(self) -> str:
        return f"room:{self.room}"


class Door(View):
    """The state of the room itself."""

    kind: Literal["door"] = "door"
    chat: Literal["open", "closed"]


class LogEntry(View):
    """Something a moderator did; for the room's staff."""

    kind: Literal["log"] = "log"
    at: Moment
    by: Who
    act: str
    target: Who | None = None
    detail: str = ""


class StandingView(View):
    """How somebody stands in a room. For the staff `id` is the person's, for the person the room's."""

    kind: Literal["standing"] = "standing"
    name: str = ""
    silenced: bool
    removed: bool


class SilencePerson(RoomCommand, name="room.silence"):
    """Take somebody's word in this room, or give it back."""

    person: Id
    silenced: bool


class RemovePerson(RoomCommand, name="room.remove_person"):
    """Ask somebody to leave this room, or let them in again."""

    person: Id
    removed: bool
