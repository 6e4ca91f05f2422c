"""Calls on LiveKit: what their members can ask for, and what it is told when a stay or a call is over."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from symposia.features.calls.carriers import CARRIERS
from symposia.features.calls.livekit.wire import AskTicket, CheckArrival
from symposia.features.calls.places import InCall, calls
from symposia.features.calls.seats import own_seat
from symposia.features.calls.tables import Call, CallSeat
from symposia.kernel.access import Right, refusal
from symposia.kernel.context import Context
from symposia.kernel.errands import Errand
from symposia.kernel.errors import Conflict
from symposia.kernel.wire import Id

ENGINE = "livekit"


@dataclass(frozen=True, slots=True)
class GiveTicket(Errand):
    """A ticket into a room, which is made if it is not there."""

    room: str
    peer: Id
    name: str
    sends: bool


@dataclass(frozen=True, slots=True)
class SendOut(Errand):
    """This stay is over."""

    room: str
    peer: Id


@dataclass(frozen=True, slots=True)
class Hush(Errand):
    """Nobody hears this stay until it unmutes itself."""

    room: str
    peer: Id


@dataclass(frozen=True, slots=True)
class EndRoom(Errand):
    """Nobody is in this call any more."""

    room: str


class OnLiveKit:
    """The carrier of calls on LiveKit."""

    def stay_is_over(self, ctx: Context[Any], call: Call, seat: CallSeat) -> None:
        ctx.afterwards(SendOut(room_of(ctx.secret, call), seat.peer))

    def is_muted(self, ctx: Context[Any], call: Call, seat: CallSeat) -> None:
        if seat.muted:  # nobody but they themselves can unmute them there
            ctx.afterwards(Hush(room_of(ctx.secret, call), seat.peer))

    def is_empty(self, ctx: Context[Any], call: Call) -> None:
        ctx.afterwards(EndRoom(room_of(ctx.secret, call)))


CARRIERS[ENGINE] = OnLiveKit()


@calls.on(AskTicket)
def ticket(ctx: InCall, do: AskTicket) -> GiveTicket:
    """Let a member into the call's room on LiveKit."""
    seat, call = own_seat(ctx, do.place, do.peer), ctx.find(Call, do.place)
    if call is None or call.engine != ENGINE:
        raise Conflict("LiveKit does not carry this call.")
    sends = not seat.listens and refusal(ctx.actor, Right.SPEAK, ctx.place) is None
    return GiveTicket(room_of(ctx.secret, call), seat.peer, seat.name, sends)


@calls.on(CheckArrival, need=Right.SYSTEM)
def arrived(ctx: Context[None], do: CheckArrival) -> SendOut | None:
    """Send out who came with a ticket of a stay that is over. Rooms of other conferences are none of our business."""
    if not do.room.startswith(_prefix(ctx.secret)):
        return None
    seat = ctx.db.exec(select(CallSeat).where(CallSeat.peer == do.peer, col(CallSeat.removed).is_(False))).first()
    call = ctx.find(Call, seat.place) if seat is not None else None
    if call is not None and call.engine == ENGINE and room_of(ctx.secret, call) == do.room:
        return None
    return SendOut(do.room, do.peer)


def room_of(secret: bytes, call: Call) -> str:
    """The name of the room that carries this generation of a call; it tells nothing about the place."""
    told = hmac.new(secret, f"livekit {call.place} {call.generation}".encode(), hashlib.sha256).hexdigest()
    return _prefix(secret) + told[:32]


def _prefix(secret: bytes) -> str:
    """Begins the names of all rooms of this conference: several may share one LiveKit."""
    return f"symposia-{hmac.new(secret, b'livekit', hashlib.sha256).hexdigest()[:8]}-"
