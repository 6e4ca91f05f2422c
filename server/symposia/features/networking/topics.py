"""The topics of networking, and the session as a place."""

from dataclasses import dataclass, field

from sqlmodel import Session

from symposia.features.networking.tables import Meeting, MeetingSeat, Networking
from symposia.features.programme.tables import ProgrammeSession
from symposia.features.rooms.places import room_place
from symposia.kernel.access import Actor, Place, Right
from symposia.kernel.context import Context, Reading
from symposia.kernel.errors import NotFound
from symposia.kernel.feature import Family

NETWORKING = Family("networking:{}", place=True)
ROSTER = Family("networking:{}/people", live=True)
STAFF = Family("networking:{}/staff", need=Right.MODERATE)
MEETING = Family("meeting:{}")


@dataclass(frozen=True, slots=True)
class NetworkingPlace(Place):
    """A networking session that somebody is in. Whoever moderates its room moderates it."""

    session: ProgrammeSession = field(kw_only=True)
    row: Networking | None = None


InNetworking = Context[NetworkingPlace]
LookingAtNetworking = Reading[NetworkingPlace]


def networking_place(db: Session, actor: Actor, id: str) -> NetworkingPlace:
    """The networking session of this id, as `actor` stands in its room."""
    session = db.get(ProgrammeSession, id)
    row = db.get(Networking, id)
    if session is None or (row is None and session.type != "networking"):
        raise NotFound("There is no such networking session.")
    room = room_place(db, actor, session.room_id)
    topic = NETWORKING.name(id)
    return NetworkingPlace(topic=topic, slug=room.slug, standing=room.standing, session=session, row=row)


def meeting_place(db: Session, actor: Actor, id: str) -> Place:
    """The meeting of this id, for those who are in it."""
    seat = db.get(MeetingSeat, (id, actor.id))
    meeting = db.get(Meeting, id)
    if seat is None or seat.gone or meeting is None:
        raise NotFound("There is no topic of this name.")
    networking = networking_place(db, actor, meeting.networking_id)
    return Place(topic=MEETING.name(id), slug=networking.slug, standing=networking.standing)


def row_of(ctx: InNetworking) -> Networking:
    """The rounds of the session, made when they are needed for the first time."""
    if ctx.place.row is not None:
        return ctx.place.row
    row = Networking(id=ctx.place.session.id)
    ctx.db.add(row)
    return row


def meeting_call(db: Session, actor: Actor, id: str) -> Place:
    """The meeting, while it goes on: that long there is a call."""
    place = meeting_place(db, actor, id)
    meeting = db.get(Meeting, id)
    if meeting is None or meeting.closed_at is not None:
        raise NotFound("This meeting is over.")
    return place
