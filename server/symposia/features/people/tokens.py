"""Tokens of programs that act for a person: made, listed and revoked by the operator."""

from datetime import datetime

from sqlmodel import Session, col, select

from symposia.features.people.actors import hashed
from symposia.features.people.entering import by_email
from symposia.features.people.tables import ApiToken, Person
from symposia.kernel.errors import NotFound
from symposia.kernel.ids import new_id


def make_token(db: Session, email: str, token: str, now: datetime) -> None:
    """Keep `token` (random, shown once by the caller) for the person of this address."""
    person = _person(db, email)
    db.add(ApiToken(id=new_id(), person_id=person.id, token_hash=hashed(token), made_at=now))


def tokens_of(db: Session, email: str) -> list[ApiToken]:
    """The tokens of the person of this address that hold, the oldest first."""
    own = select(ApiToken).where(ApiToken.person_id == _person(db, email).id, col(ApiToken.revoked).is_(False))
    return list(db.exec(own.order_by(col(ApiToken.id))))


def revoke_tokens(db: Session, email: str) -> list[ApiToken]:
    """Revoke all of them; returns those that held until now."""
    held = tokens_of(db, email)
    for token in held:
        token.revoked = True
    return held


def _person(db: Session, email: str) -> Person:
    person = by_email(db, email.strip().lower())
    if person is None:
        raise NotFound(f"Nobody is registered as {email}.")
    return person
