"""Where features say when somebody is not free."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from symposia.features.programme.tables import ProgrammeSession
from symposia.kernel.wire import PersonId

Stretch = tuple[datetime, datetime]
"""From, until."""
engagements: list[Callable[[Session, PersonId, datetime, datetime], list[Stretch]]] = []
"""`(db, person, since, until)`: when the person is taken; stretches that end before or begin after do not matter."""


def when_busy(db: Session, person: PersonId, since: datetime, until: datetime) -> list[Stretch]:
    """When `person` has something to do between the two moments, as far as any feature knows."""
    return [stretch for known in engagements for stretch in known(db, person, since, until)]


def held_between(db: Session, since: datetime, until: datetime) -> list[ProgrammeSession]:
    """The sessions that take place between the two moments, or begin or end there."""
    held = select(ProgrammeSession).where(
        col(ProgrammeSession.starts_at) < until,
        col(ProgrammeSession.ends_at) > since,
        col(ProgrammeSession.cancelled).is_(False),
    )
    return list(db.exec(held))


def speaking(db: Session, person: PersonId, since: datetime, until: datetime) -> list[Stretch]:
    """The sessions in which `person` speaks."""
    return [
        (session.starts_at, session.ends_at)
        for session in held_between(db, since, until)
        if any(speaker.get("person") == person for speaker in session.speakers)
    ]


engagements.append(speaking)
