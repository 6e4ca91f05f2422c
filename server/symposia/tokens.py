"""`symposia token`: makes, lists and revokes the tokens of programs."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from symposia.features.people.tokens import make_token, revoke_tokens, tokens_of
from symposia.infra.database import Database
from symposia.kernel.context import ACCESS_TOPIC, AccessChanged
from symposia.kernel.errors import NotFound
from symposia.kernel.topics import Change
from symposia.live import heads
from symposia.settings import Settings, read_settings


def run(folder: Path, email: str, *, listing: bool = False, revoking: bool = False) -> list[str]:
    """What to print: a fresh token for this person (only its hash is kept), or what became of theirs."""
    database = _open(read_settings(dir=folder))
    try:
        if listing:
            held = database.read_now(lambda db: tokens_of(db, email))
            return [f"{token.id}  made {token.made_at:%Y-%m-%d %H:%M} UTC" for token in held]
        if revoking:
            return [f"{database.write_now(lambda db: _revoke(db, email))} revoked"]
        fresh = secrets.token_urlsafe(32)
        database.write_now(lambda db: make_token(db, email, fresh, datetime.now(UTC)))
        return [fresh]
    finally:
        database.close()


def _revoke(db: Session, email: str) -> int:
    """Servers that run see the raised head within 2 s, and look at their connections again."""
    revoked = revoke_tokens(db, email)
    if revoked:
        change = Change(ACCESS_TOPIC, says=[AccessChanged(id=revoked[0].person_id)], touched=True)
        heads.seal(db, {ACCESS_TOPIC: change}, heads.store(db).epoch, "")
    return len(revoked)


def _open(settings: Settings) -> Database:
    if not settings.database_url and not (settings.dir / "symposia.sqlite").is_file():
        raise NotFound(f"There is no conference in {settings.dir}: `symposia serve` makes one.")
    return Database(settings.database)
