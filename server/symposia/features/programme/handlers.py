"""What organisers can do with the programme."""

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from symposia.features.people.tables import Person
from symposia.features.programme.rules import overlap, told_time, wrong_times
from symposia.features.programme.tables import Conference, ProgrammeSession
from symposia.features.programme.views import (
    PROGRAMME,
    TOPIC,
    conference_view,
    room_view,
    session_view,
    whole_programme,
)
from symposia.features.programme.wire import (
    ConferenceView,
    EditConference,
    RemoveRoom,
    RemoveSession,
    RoomView,
    SaveRoom,
    SaveSession,
    SessionView,
    Speaker,
)
from symposia.features.rooms.places import ROOM, door
from symposia.features.rooms.tables import Room
from symposia.kernel.access import Right
from symposia.kernel.context import Context
from symposia.kernel.errors import Conflict, Invalid
from symposia.kernel.feature import Feature, anywhere
from symposia.kernel.wire import View

Planning = Context[None]
programme = Feature("programme")
programme.opens(PROGRAMME)(anywhere)


@programme.shows(PROGRAMME, ConferenceView, RoomView, SessionView)
def everything(db: Session, _key: str) -> Iterable[View]:
    return whole_programme(db)


@programme.on(EditConference, need=Right.ORGANISE)
def edit_conference(ctx: Planning, do: EditConference) -> None:
    """Change what the conference says of itself."""
    row = ctx.find(Conference, 1)
    if row is None:
        row = Conference(title=do.title, first_day=ctx.now.date(), last_day=ctx.now.date())
    first, last = do.first_day or row.first_day, do.last_day or row.last_day
    if last < first:
        raise Invalid("The last day must not be before the first.", field="last_day")
    row.title, row.tagline, row.time_zone = do.title, do.tagline, do.time_zone
    row.accent, row.registration = do.accent, do.registration
    row.first_day, row.last_day = first, last
    if do.media_hosts is not None:
        row.media_hosts = list(dict.fromkeys(do.media_hosts))
    ctx.db.add(row)
    ctx.put(TOPIC, conference_view(row))


@programme.on(SaveRoom, need=Right.ORGANISE)
def save_room(ctx: Planning, do: SaveRoom) -> None:
    """Make or change a room."""
    room = ctx.find(Room, do.id)
    if room is None:
        room = Room(id=do.id, title=do.title)
        ctx.put(ROOM.name(room.id), door(room))
    room.title, room.description = do.title, do.description
    room.language, room.order = do.language, do.order
    ctx.db.add(room)
    ctx.put(TOPIC, room_view(room))


@programme.on(RemoveRoom, need=Right.ORGANISE)
def remove_room(ctx: Planning, do: RemoveRoom) -> None:
    """Remove a room; one with sessions or with a history stays."""
    room = ctx.find(Room, do.id)
    if room is None:
        return
    held = ctx.db.exec(select(ProgrammeSession).where(ProgrammeSession.room_id == room.id)).first()
    if held is not None:
        raise Conflict(f"“{held.title}” takes place in this room. Move or remove its sessions first.")
    try:
        with ctx.db.begin_nested():
            ctx.db.delete(room)
    except IntegrityError:
        raise Conflict("This room has been used: its chat, stage or log has entries, so it stays.") from None
    ctx.drop(ROOM.name(room.id), "door", room.id)
    ctx.drop(TOPIC, "room", room.id)


@programme.on(SaveSession, need=Right.ORGANISE)
def save_session(ctx: Planning, do: SaveSession) -> None:
    """Make or change a session."""
    _check_session(ctx, do)
    row = ProgrammeSession(
        id=do.id,
        title=do.title,
        type=do.type,
        room_id=do.room,
        starts_at=do.starts,
        ends_at=do.ends,
        language=do.language,
        abstract=do.abstract,
        speakers=[speaker.model_dump(exclude_none=True) for speaker in do.speakers],
        cancelled=do.cancelled,
    )
    ctx.put(TOPIC, session_view(ctx.db.merge(row)))


@programme.on(RemoveSession, need=Right.ORGANISE)
def remove_session(ctx: Planning, do: RemoveSession) -> None:
    """Remove a session; one that something has grown on, such as rounds of networking, stays."""
    row = ctx.find(ProgrammeSession, do.id)
    if row is None:
        return
    try:
        with ctx.db.begin_nested():
            ctx.db.delete(row)
    except IntegrityError:
        raise Conflict("This session has been held already. Cancel it instead of removing it.") from None
    ctx.drop(TOPIC, "session", row.id)


def _check_session(ctx: Planning, do: SaveSession) -> None:
    wrong = wrong_times(do.starts, do.ends)
    if wrong is not None:
        raise Invalid(wrong, field="ends")
    if ctx.find(Room, do.room) is None:
        raise Invalid("There is no such room.", field="room")
    _check_speakers(ctx.db, do.speakers)
    if not do.cancelled:
        _check_room_is_free(ctx, do)


def _check_speakers(db: Session, speakers: Iterable[Speaker]) -> None:
    registered = {speaker.person for speaker in speakers if speaker.person is not None}
    found = set(db.exec(select(Person.id).where(col(Person.id).in_(registered)))) if registered else set()
    if found != registered:
        raise Invalid("One of these speakers is not registered here.", field="speakers")


def _check_room_is_free(ctx: Planning, do: SaveSession) -> None:
    others = select(ProgrammeSession).where(
        ProgrammeSession.room_id == do.room,
        ProgrammeSession.id != do.id,
        col(ProgrammeSession.cancelled).is_(False),
    )
    for other in ctx.db.exec(others.order_by(col(ProgrammeSession.starts_at))):
        if overlap(do.starts, do.ends, other.starts_at, other.ends_at):
            conference = ctx.find(Conference, 1)
            zone = conference.time_zone if conference else "UTC"
            when = f"from {told_time(other.starts_at, zone)} to {told_time(other.ends_at, zone)} ({zone})"
            raise Conflict(f"“{other.title}” is in this room {when}.", field="starts")
