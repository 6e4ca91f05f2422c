"""What can be done in every room."""

from collections.abc import Iterable

from sqlmodel import Session, select

from symposia.features.people.leaving import leave
from symposia.features.people.tables import Person
from symposia.features.people.topics import PERSON, topic_of
from symposia.features.rooms.places import (
    ROOM,
    ROSTER,
    STAFF,
    InRoom,
    RoomPlace,
    door,
    note,
    room_place,
    staff_views,
    standing_for_staff,
)
from symposia.features.rooms.tables import Room, RoomStanding
from symposia.features.rooms.wire import (
    Door,
    LogEntry,
    RemovePerson,
    RoomCommand,
    SilencePerson,
    StandingView,
)
from symposia.kernel.access import Actor, Right
from symposia.kernel.errors import NotAllowed
from symposia.kernel.feature import Feature
from symposia.kernel.wire import View

rooms = Feature("rooms")
rooms.opens(ROOM)(room_place)
rooms.opens(ROSTER)(room_place)
rooms.opens(STAFF)(room_place)
rooms.shows(STAFF, LogEntry, StandingView)(staff_views)


@rooms.enters(RoomCommand)
def enter(db: Session, actor: Actor, do: RoomCommand) -> RoomPlace:
    return room_place(db, actor, do.room)


@rooms.shows(ROOM, Door)
def the_door(db: Session, slug: str) -> Iterable[View]:
    room = db.get(Room, slug)
    return [door(room)] if room else []


@rooms.on(SilencePerson, need=Right.MODERATE)
def silence(ctx: InRoom, do: SilencePerson) -> None:
    """Silence somebody in this room, or let them speak again."""
    person = ctx.get(Person, do.person)
    standing = _standing(ctx, person)
    if standing.silenced == do.silenced:
        return
    standing.silenced = do.silenced
    _tell(ctx, person, standing, "room.silence" if do.silenced else "room.unsilence")


@rooms.on(RemovePerson, need=Right.MODERATE)
def remove(ctx: InRoom, do: RemovePerson) -> None:
    """Send somebody out of this room, or let them in again."""
    person = ctx.get(Person, do.person)
    standing = _standing(ctx, person)
    if standing.removed == do.removed:
        return
    standing.removed = do.removed
    if do.removed:
        leave(ctx, person.id, room=ctx.place.room.id)
    _tell(ctx, person, standing, "room.remove" if do.removed else "room.readmit")
    ctx.restrict(person.id)


def _standing(ctx: InRoom, person: Person) -> RoomStanding:
    if {"organiser", "moderator", f"moderator:{ctx.place.room.id}"} & set(person.roles):
        raise NotAllowed("Moderators and organisers cannot be silenced or removed.")
    row = ctx.find(RoomStanding, (ctx.place.room.id, person.id))
    if row is None:
        row = RoomStanding(room_id=ctx.place.room.id, person_id=person.id, name=person.name)
        ctx.db.add(row)
    return row


def _tell(ctx: InRoom, person: Person, row: RoomStanding, act: str) -> None:
    mine = topic_of(person.id)
    if row.silenced or row.removed:
        ctx.put(mine, StandingView(id=row.room_id, silenced=row.silenced, removed=row.removed))
        ctx.put(ctx.place.staff, standing_for_staff(row))
    else:
        ctx.drop(mine, "standing", row.room_id)
        ctx.drop(ctx.place.staff, "standing", person.id)
    note(ctx, act, person)


@rooms.shows(PERSON, StandingView)
def standings_of(db: Session, person_id: str) -> Iterable[View]:
    """How this person stands in rooms where that was changed: part of their own topic."""
    for row in db.exec(select(RoomStanding).where(RoomStanding.person_id == person_id)):
        if row.silenced or row.removed:
            yield StandingView(id=row.room_id, silenced=row.silenced, removed=row.removed)
