"""From a person's row to the one who acts, and to the tokens that prove it."""

import hashlib

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from symposia.features.people.tables import ApiToken, Person, SignIn
from symposia.kernel.access import Actor


def actor_of(person: Person, sign_in: str | None = None) -> Actor:
    return Actor(
        id=person.id,
        name=person.name,
        roles=frozenset(person.roles),
        affiliation=person.affiliation,
        picture=person.picture,
        banned=person.banned,
        sign_in=sign_in,
    )


# Columns, not the row: this runs for every command.
_SHOWN = [col(getattr(Person, name)) for name in ("id", "name", "roles", "affiliation", "picture", "banned")]
_ACTOR = columns(*_SHOWN).where(col(Person.id) == bindparam("person"))


def load_actor(db: Session, person_id: str) -> Actor | None:
    """The person of this id as the one who acts."""
    row = db.execute(_ACTOR, {"person": person_id}).first()
    if row is None:
        return None
    id, name, roles, affiliation, picture, banned = row
    return Actor(id, name, frozenset(roles), affiliation, picture, banned)


def hashed(token: str) -> str:
    """What is kept of a token. They are long and random, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_api_token(db: Session, token: str) -> Actor | None:
    row = db.exec(
        select(ApiToken).where(ApiToken.token_hash == hashed(token), col(ApiToken.revoked).is_(False))
    ).first()
    person = db.get(Person, row.person_id) if row else None
    return actor_of(person, f"token:{row.id}") if row and person else None


def by_cookie(db: Session, token: str) -> tuple[Actor, SignIn] | None:
    """The person of a sign-in cookie and the sign-in, whatever its state; the caller looks at its end."""
    row = db.exec(select(SignIn).where(SignIn.token_hash == hashed(token))).first()
    person = db.get(Person, row.person_id) if row else None
    return (actor_of(person, row.id), row) if row and person else None
