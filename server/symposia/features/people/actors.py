"""From a person's row to the one who acts, and to the tokens that prove it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session

from symposia.features.people.tables import ApiToken, Person, SignIn
from symposia.kernel.access import Actor
from symposia.kernel.tables import table_of


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody whose browser has shown the cookie of a sign-in, which may be over by now."""

    actor: Actor
    seen_at: datetime
    until: datetime
    ended: bool


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


# Columns, not rows, and one query each: this runs for every command and for everybody who comes.
_PERSON, _TOKEN, _SIGN_IN = table_of(Person).c, table_of(ApiToken).c, table_of(SignIn).c
_SHOWN = [_PERSON[name] for name in ("id", "name", "roles", "affiliation", "picture", "banned")]
_ACTOR = columns(*_SHOWN).where(_PERSON.id == bindparam("person"))
_BY_TOKEN = columns(*_SHOWN, _TOKEN.id).where(
    _TOKEN.token_hash == bindparam("hash"), _TOKEN.revoked.is_(False), _PERSON.id == _TOKEN.person_id
)
_BY_COOKIE = columns(*_SHOWN, _SIGN_IN.id, _SIGN_IN.seen_at, _SIGN_IN.until, _SIGN_IN.ended).where(
    _SIGN_IN.token_hash == bindparam("hash"), _PERSON.id == _SIGN_IN.person_id
)


def _shown(told: Sequence[Any], sign_in: str | None = None) -> Actor:
    id, name, roles, affiliation, picture, banned = told
    return Actor(id, name, frozenset(roles), affiliation, picture, banned, sign_in=sign_in)


def load_actor(db: Session, person_id: str) -> Actor | None:
    """The person of this id as the one who acts."""
    row = db.execute(_ACTOR, {"person": person_id}).first()
    return _shown(row) if row else None


def hashed(token: str) -> str:
    """What is kept of a token. They are long and random, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_api_token(db: Session, token: str) -> Actor | None:
    row = db.execute(_BY_TOKEN, {"hash": hashed(token)}).first()
    return _shown(row[:-1], f"token:{row[-1]}") if row else None


def by_cookie(db: Session, token: str) -> SignedIn | None:
    """Who is signed in with this cookie, whatever the state of the sign-in; the caller looks at its end."""
    row = db.execute(_BY_COOKIE, {"hash": hashed(token)}).first()
    return SignedIn(_shown(row[:6], row[6]), *row[7:]) if row else None
