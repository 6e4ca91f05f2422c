"""How the conference, its rooms and its sessions are shown, and how they are found."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from symposia.features.programme.tables import Conference, ProgrammeSession
from symposia.features.programme.wire import ConferenceView, RoomView, SessionView, Speaker
from symposia.features.rooms.tables import Room
from symposia.kernel.feature import Family
from symposia.kernel.wire import View

PROGRAMME = Family("programme")
TOPIC = PROGRAMME.name()


def whole_programme(db: Session) -> Iterable[View]:
    """The conference, all rooms in their order, all sessions by their start."""
    conference = db.get(Conference, 1)
    if conference is not None:
        yield conference_view(conference)
    for room in db.exec(select(Room).order_by(col(Room.order), col(Room.id))):
        yield room_view(room)
    for session in sessions_by_start(db):
        yield session_view(session)


def sessions_by_start(db: Session) -> list[ProgrammeSession]:
    order = (col(ProgrammeSession.starts_at), col(ProgrammeSession.room_id), col(ProgrammeSession.id))
    return list(db.exec(select(ProgrammeSession).order_by(*order)))


def conference_view(row: Conference) -> ConferenceView:
    return ConferenceView.model_validate(
        {
            "title": row.title,
            "tagline": row.tagline,
            "time_zone": row.time_zone,
            "accent": row.accent,
            "registration": row.registration,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "media_hosts": row.media_hosts,
            "demo": row.demo,
        }
    )


def room_view(row: Room) -> RoomView:
    return RoomView(id=row.id, title=row.title, description=row.description, language=row.language, order=row.order)


def session_view(row: ProgrammeSession) -> SessionView:
    return SessionView.model_validate(
        {
            "id": row.id,
            "title": row.title,
            "type": row.type,
            "room": row.room_id,
            "starts": row.starts_at,
            "ends": row.ends_at,
            "language": row.language,
            "abstract": row.abstract,
            "speakers": tuple(Speaker.model_validate(speaker) for speaker in row.speakers),
            "cancelled": row.cancelled,
        }
    )
