"""Rooms as places: who enters, what their topics are called, and the log."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import and_, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from symposia.features.people.tables import Person
from symposia.features.people.wire import Who
from symposia.features.rooms.tables import Room, RoomLog, RoomStanding
from symposia.features.rooms.wire import Door, LogEntry, StandingView
from symposia.kernel.access import Actor, Place, Right, Standing
from symposia.kernel.context import Context, Reading
from symposia.kernel.errors import NotFound
from symposia.kernel.feature import Family
from symposia.kernel.tables import TopicRow

ROOM = Family("room:{}", place=True)
ROSTER = Family("room:{}/people", live=True)
STAFF = Family("room:{}/staff", need=Right.MODERATE)
LOG_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RoomPlace(Place):
    """A room that somebody is in."""

    room: Room = field(kw_only=True)

    @property
    def staff(self) -> str:
        return STAFF.name(self.room.id)


InRoom = Context[RoomPlace]
LookingAtRoom = Reading[RoomPlace]


# One query for both: everything that happens in a room begins with it.
_ENTRANCE = (
    columns(Room, col(RoomStanding.silenced), col(RoomStanding.removed))
    .outerjoin(
        RoomStanding,
        and_(col(RoomStanding.room_id) == col(Room.id), col(RoomStanding.person_id) == bindparam("person")),
    )
    .where(col(Room.id) == bindparam("room"))
)


def room_place(db: Session, actor: Actor, slug: str) -> RoomPlace:
    """The room of this slug as `actor` stands in it."""
    found = db.execute(_ENTRANCE, {"room": slug, "person": actor.id}).first()
    if found is None:
        raise NotFound("There is no such room.")
    room, silenced, removed = found
    standing = Standing(bool(silenced), bool(removed))
    return RoomPlace(topic=ROOM.name(slug), slug=slug, standing=standing, room=room)


def door(room: Room) -> Door:
    return Door(id=room.id, chat="open" if room.chat_open else "closed")


def note(ctx: Context[Place], act: str, target: Person | None = None, detail: str = "") -> None:
    """Write what `ctx.actor` did into the log of the room that the place belongs to."""
    slug = ctx.place.slug
    if slug is None:
        raise ValueError(f"{ctx.place.topic} belongs to no room that could have a log")
    staff = STAFF.name(slug)
    # Other places of the room write here too: who is second must see what the first has written.
    ctx.db.get(TopicRow, staff, with_for_update=True)
    row = RoomLog(
        id=ctx.new_id(),
        room_id=slug,
        at=ctx.now,
        by_id=ctx.actor.id,
        by_name=ctx.actor.name,
        act=act,
        target_id=target.id if target else None,
        target_name=target.name if target else "",
        detail=detail,
    )
    ctx.db.add(row)
    ctx.db.flush()
    ctx.put(staff, _entry(row))
    older = select(RoomLog.id).where(RoomLog.room_id == slug).order_by(col(RoomLog.id).desc())
    for gone in ctx.db.exec(older.offset(LOG_SHOWN).limit(1)):
        ctx.drop(staff, "log", gone)


def staff_views(db: Session, slug: str) -> Iterable[LogEntry | StandingView]:
    """The newest entries of the log, and everybody whose standing was changed."""
    newest = select(RoomLog).where(RoomLog.room_id == slug).order_by(col(RoomLog.id).desc()).limit(LOG_SHOWN)
    for row in db.exec(newest):
        yield _entry(row)
    for standing in db.exec(select(RoomStanding).where(RoomStanding.room_id == slug)):
        if standing.silenced or standing.removed:
            yield standing_for_staff(standing)


def standing_for_staff(row: RoomStanding) -> StandingView:
    return StandingView(id=row.person_id, name=row.name, silenced=row.silenced, removed=row.removed)


def _entry(row: RoomLog) -> LogEntry:
    target = Who(id=row.target_id, name=row.target_name) if row.target_id else None
    by = Who(id=row.by_id, name=row.by_name)
    return LogEntry(id=row.id, at=row.at, by=by, act=row.act, target=target, detail=row.detail)
