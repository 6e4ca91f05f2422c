"""Fills an empty database with the demonstration conference."""

import uuid
from datetime import datetime, timedelta

from sqlmodel import Session, select

from symposia.demo.chatter import ANNOUNCEMENTS, lines_for
from symposia.demo.model import DemoPerson, DemoSession, DemoSpeaker
from symposia.demo.people import demo_people
from symposia.demo.programme import (
    DAYS,
    ROOMS,
    SESSIONS,
    TAGLINE,
    TIME_ZONE,
    TITLE,
    instant,
)
from symposia.demo.wishes import demo_wishes, takes_part
from symposia.features.announcements.tables import Announcement
from symposia.features.chat.tables import Message
from symposia.features.networking.tables import NetworkingSetup, Wish
from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference, ProgrammeSession
from symposia.features.rooms.tables import Room
from symposia.kernel.tables import TopicRow

_SPACE = uuid.UUID("6f0a2b52-4d7c-5b53-9f5d-0d5a4a5f6b01")
_FIRST_LINES = 8
"""How much was said in the main stage before a newcomer comes."""


def demo_id(name: str) -> str:
    """The id of a thing of the demonstration: the same in every folder."""
    return str(uuid.uuid5(_SPACE, name))


def person_id(email: str) -> str:
    return demo_id(f"person:{email}")


def session_id(key: str) -> str:
    return demo_id(f"session:{key}")


def seeded(db: Session) -> bool:
    return db.get(Conference, 1) is not None


def seed(db: Session) -> None:
    """The conference, its rooms, people and sessions; a few lines of chat and the announcements."""
    first = instant(1, "09:00")
    db.add(
        Conference(title=TITLE, tagline=TAGLINE, time_zone=TIME_ZONE, first_day=DAYS[0], last_day=DAYS[1], demo=True)
    )
    for order, room in enumerate(ROOMS):
        db.add(
            Room(
                id=room.slug,
                title=room.title,
                description=room.description,
                language=room.language,
                order=order,
            )
        )
    everyone = demo_people()
    # Whoever is registered first in a role is offered as its one-click sign-in: the order of the list.
    opened = first - timedelta(days=30)
    db.add_all(_person(person, opened + timedelta(minutes=number)) for number, person in enumerate(everyone))
    db.flush()
    db.add_all(_session(session) for session in SESSIONS)
    db.add_all(_setup(person, number) for number, person in enumerate(everyone))
    _wish(db, {person.email: person for person in everyone})
    _announce(db, everyone[0])
    _talk(db, everyone[4 : 4 + _FIRST_LINES])


def _person(demo: DemoPerson, registered: datetime) -> Person:
    return Person(
        id=person_id(demo.email),
        email=demo.email,
        name=demo.name,
        affiliation=demo.affiliation,
        field=demo.field,
        biography=demo.biography,
        topics=list(demo.topics),
        languages=list(demo.languages),
        seeks=list(demo.seeks),
        offers=list(demo.offers),
        roles=list(demo.roles),
        time_zone=demo.time_zone,
        seniority=demo.seniority,
        method=demo.role == "method",
        confirmed=True,
        registered_at=registered,
    )


def _setup(demo: DemoPerson, number: int) -> NetworkingSetup:
    text_only, three = takes_part(number)
    return NetworkingSetup(
        person_id=person_id(demo.email), intents=list(demo.intents), text_only=text_only, three=three
    )


def _wish(db: Session, everyone: dict[str, DemoPerson]) -> None:
    for email, other in demo_wishes():
        wished = everyone[other]
        db.add(
            Wish(
                person_id=person_id(email),
                other_id=person_id(other),
                name=wished.name,
                affiliation=wished.affiliation,
            )
        )


def _session(demo: DemoSession) -> ProgrammeSession:
    return ProgrammeSession(
        id=session_id(demo.key),
        title=demo.title,
        type=demo.type,
        room_id=demo.room,
        starts_at=instant(demo.day, demo.starts),
        ends_at=instant(demo.day, demo.ends),
        language=demo.language,
        abstract=demo.abstract,
        speakers=[_speaker(speaker) for speaker in demo.speakers],
    )


def _speaker(demo: DemoSpeaker) -> dict[str, str | None]:
    told: dict[str, str | None] = {
        "name": demo.name,
        "affiliation": demo.affiliation,
        "biography": demo.biography,
    }
    return told | {"person": person_id(demo.email)} if demo.email else told


def _announce(db: Session, organiser: DemoPerson) -> None:
    """What organisers told everybody in the first morning."""
    for number, told in enumerate(told for told in ANNOUNCEMENTS if told.day == 1):
        db.add(
            Announcement(
                id=demo_id(f"announcement:{number}"),
                text=told.text,
                at=instant(told.day, told.at),
                by_id=person_id(organiser.email),
                by_name=organiser.name,
            )
        )


def _talk(db: Session, people: list[DemoPerson]) -> None:
    """What was said in the main stage since ten."""
    room = ROOMS[0].slug
    lines = lines_for("keynote", "keynote-schiele")[: len(people)]
    for number, (person, text) in enumerate(zip(people, lines, strict=False), start=1):
        db.add(
            Message(
                id=demo_id(f"message:{number}"),
                room_id=room,
                author_id=person_id(person.email),
                author_name=person.name,
                seq=number,
                text=text,
                at=instant(1, "10:02") + timedelta(seconds=110 * number),
            )
        )
    db.add(TopicRow(name=f"room:{room}", head=len(lines)))


def programme_times(db: Session) -> list[tuple[datetime, datetime]]:
    """When the sessions are, for the choice of the demonstration's clock."""
    return [(row.starts_at, row.ends_at) for row in db.exec(select(ProgrammeSession))]
