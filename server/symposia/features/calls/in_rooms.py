"""The call of a room: there when a moderator has opened it, until one closes it."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from symposia.features.calls import rules
from symposia.features.calls.places import calls, calls_at, seats_of
from symposia.features.calls.seats import end_calls, show_call
from symposia.features.calls.tables import Call
from symposia.features.calls.wire import OpenRoomCall, RoomCallView
from symposia.features.rooms.places import ROOM, InRoom, note, room_place
from symposia.kernel.access import Actor, Place, Right
from symposia.kernel.context import Context
from symposia.kernel.errors import Closed
from symposia.kernel.wire import View


def room_call(db: Session, actor: Actor, slug: str) -> Place:
    """The room, while its call is open."""
    place = room_place(db, actor, slug)
    if db.get(Call, ROOM.name(slug)) is None:
        raise Closed("Nobody has opened a conversation in this room.")
    return place


def tell_room(ctx: Context[Any], host: str) -> None:
    """The room shows how many are in its call."""
    slug = ROOM.key(host)
    if slug is not None:
        ctx.put(host, _view(ctx.db, slug))


calls_at(ROOM, room_call, told=tell_room)


@calls.shows(ROOM, RoomCallView)
def shown(db: Session, slug: str) -> Iterable[View]:
    if db.get(Call, ROOM.name(slug)) is not None:
        yield _view(db, slug)


@calls.on(OpenRoomCall, need=Right.MODERATE)
def open_call(ctx: InRoom, do: OpenRoomCall) -> None:
    """Open the room's call, or end it for everybody."""
    slug, host = ctx.place.room.id, ctx.place.topic
    if do.open == (ctx.find(Call, host) is not None):
        return
    if do.open:
        call = Call(place=host, slug=slug, cameras=rules.cameras(ctx.media))
        ctx.db.add(call)
        show_call(ctx, call)
        ctx.put(host, RoomCallView(id=slug, people=0))
    else:
        end_calls(ctx, [host])
        ctx.drop(host, "room_call", slug)
    note(ctx, "call.open" if do.open else "call.close")


def _view(db: Session, slug: str) -> RoomCallView:
    return RoomCallView(id=slug, people=len(seats_of(db, ROOM.name(slug))))
