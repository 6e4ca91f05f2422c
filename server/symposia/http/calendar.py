"""The programme for calendars (RFC 5545): all sessions, my agenda with my appointments, or one session."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime

from icalendar import Calendar, Event
from sqlmodel import Session, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from symposia.features.agenda.handlers import agenda_of
from symposia.features.dialogues.appointments import agreed_with
from symposia.features.dialogues.rules import LENGTH
from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference, ProgrammeSession
from symposia.features.programme.views import sessions_by_start
from symposia.features.rooms.tables import Room
from symposia.http.serving import signed_in, venue_of
from symposia.kernel.errors import NotFound
from symposia.kernel.wire import UUID_PATTERN

Find = Callable[[Session], list[ProgrammeSession]]


async def whole(request: Request) -> Response:
    """Every session of the programme."""
    await signed_in(request)
    return await _calendar(request, "programme", sessions_by_start)


async def mine(request: Request) -> Response:
    """The sessions that I have starred, and my appointments."""
    actor = await signed_in(request)
    return await _calendar(request, "agenda", lambda db: agenda_of(db, actor.id), actor.id)


async def one(request: Request) -> Response:
    """One session."""
    await signed_in(request)
    id = request.path_params["id"]

    def find(db: Session) -> list[ProgrammeSession]:
        session = db.get(ProgrammeSession, id) if re.fullmatch(UUID_PATTERN, id) else None
        if session is None:
            raise NotFound("There is no such session.")
        return [session]

    return await _calendar(request, "session", find)


async def _calendar(request: Request, name: str, find: Find, whose: str | None = None) -> Response:
    """A calendar of the sessions found, with the appointments of `whose` if it is somebody's own."""
    venue = venue_of(request)
    base, stamp = venue.settings.base_url, venue.clock.real()

    def work(db: Session) -> tuple[str, bytes]:
        sessions = find(db)
        file = _file_name(sessions[0].title) if name == "session" else name
        events = [*session_events(db, sessions, base, stamp), *appointment_events(db, whose, base, stamp)]
        return file or name, _written(db, events)

    file, body = await venue.database.read(work)
    headers = {"content-disposition": f'attachment; filename="{file}.ics"', "cache-control": "private, no-store"}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def _written(db: Session, events: Iterable[Event]) -> bytes:
    conference = db.get(Conference, 1)
    calendar = Calendar()
    calendar.add("prodid", "-//Symposia//Programme//EN")
    calendar.add("version", "2.0")
    if conference is not None:
        calendar.add("name", conference.title)
        # What most calendars read in place of NAME (RFC 7986).
        calendar.add("x-wr-calname", conference.title)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def session_events(db: Session, sessions: Iterable[ProgrammeSession], base: str, stamp: datetime) -> Iterable[Event]:
    rooms = {room.id: room.title for room in db.exec(select(Room))}
    for session in sessions:
        yield event_of(session, rooms.get(session.room_id, session.room_id), base, stamp)


def appointment_events(db: Session, whose: str | None, base: str, stamp: datetime) -> Iterable[Event]:
    """What `whose` and others have agreed on. They meet in their dialogue."""
    person = db.get(Person, whose) if whose is not None else None
    if person is None:
        return
    for row in agreed_with(db, person.id):
        other, name = (row.to_id, row.to_name) if row.by_id == person.id else (row.by_id, row.by_name)
        assert row.at is not None, "what is agreed has its moment"
        event = Event()
        event.add("uid", row.id)
        event.add("dtstamp", stamp)
        event.add("dtstart", row.at)
        event.add("dtend", row.at + LENGTH)
        event.add("summary", f"Gespräch mit {name}" if person.language == "de" else f"Conversation with {name}")
        event.add("url", f"{base}/messages/{other}")
        event.add("status", "CONFIRMED")
        yield event


def event_of(session: ProgrammeSession, room: str, base: str, stamp: datetime) -> Event:
    """A session as an entry of a calendar. Its UID is the session's id: a second download brings it up to date."""
    event = Event()
    event.add("uid", session.id)
    event.add("dtstamp", stamp)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", session.title, parameters={"language": session.language})
    event.add("location", room)
    event.add("url", f"{base}/programme/{session.id}")
    event.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    description = _description(session)
    if description:
        event.add("description", description)
    return event


def _description(session: ProgrammeSession) -> str:
    people = (", ".join(filter(None, (who.get("name"), who.get("affiliation")))) for who in session.speakers)
    return "\n\n".join(part for part in ("\n".join(people), session.abstract) if part)


def _file_name(title: str) -> str:
    """A title as a file name that every system takes; empty when nothing of it is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower())[:60].strip("-")


routes = [
    Route("/calendar/all.ics", whole, methods=["GET"]),
    Route("/calendar/mine.ics", mine, methods=["GET"]),
    Route("/calendar/session/{id}.ics", one, methods=["GET"]),
]
