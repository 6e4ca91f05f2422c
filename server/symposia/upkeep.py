"""What an operator does from the command line with a conference's folder: make it, migrate it, let an organiser in."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from symposia.features.people.actors import hashed
from symposia.features.people.tables import Person, SignInCode
from symposia.features.programme.tables import Conference
from symposia.infra.database import Database
from symposia.infra.migrate import migrate
from symposia.kernel.ids import new_id
from symposia.kernel.tables import StoreRow
from symposia.settings import Settings

LINK_HOLDS = timedelta(hours=24)


@contextmanager
def prepared(settings: Settings) -> Iterator[Database]:
    """The database of a folder in the shape of this version, with a conference in it; made where it is missing."""
    settings.dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def make_conference(db: Session) -> None:
    """An empty conference with a month to prepare it, if there is none. Only people who are listed get in at first."""
    if db.get(Conference, 1) is None:
        first = datetime.now(UTC).date() + timedelta(days=30)
        db.add(Conference(title="A new conference", first_day=first, last_day=first, registration="list"))


def organiser_link(db: Session, email: str, base_url: str) -> str:
    """Make the person of this address an organiser, and a link that signs them in once."""
    now, email = datetime.now(UTC), email.strip().lower()
    person = db.exec(select(Person).where(Person.email == email)).first()
    if person is None:
        person = Person(id=new_id(), email=email, name=email.partition("@")[0], registered_at=now)
    person.roles = sorted({*person.roles, "attendee", "organiser"})
    db.add(person)
    token = secrets.token_urlsafe(32)
    # The code is never shown: nobody can guess what is not the hash of anything.
    unused = secrets.token_hex(32)
    db.add(
        SignInCode(
            id=new_id(), email=email, code_hash=unused, token_hash=hashed(token), made_at=now, until=now + LINK_HOLDS
        )
    )
    return f"{base_url}/sign-in#t={token}"


def renew_epoch(db: Session) -> None:
    """After a backup was brought back: every copy of a map that anybody has is outdated from now on."""
    row = db.get(StoreRow, 1)
    if row is not None:
        row.epoch = new_id()
        db.add(row)
