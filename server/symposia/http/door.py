"""Who is signed in: by the cookie of a browser, or by the bearer token of a program."""

import contextlib
from collections.abc import Collection
from datetime import timedelta

from sqlmodel import Session, col, select
from starlette.requests import HTTPConnection

from symposia.features.people.actors import SignedIn, actor_of, by_api_token, by_cookie
from symposia.features.people.tables import ApiToken, Person, SignIn
from symposia.infra.database import Database
from symposia.kernel.access import Actor
from symposia.kernel.clock import Clock
from symposia.kernel.errors import SymposiaError
from symposia.settings import Settings

COOKIE = "symposia"
SEEN_EVERY = timedelta(minutes=10)
"""How exactly it is known when a browser was last here."""


class Door:
    """The doorkeeper of a venue. Sign-ins run on real time, whatever the conference's clock shows."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database, self._clock, self._settings = database, clock, settings

    async def admit(self, connection: HTTPConnection) -> Actor | None:
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            return await self._database.read(lambda db: by_api_token(db, token.strip()))
        return await self.by_browser(connection)

    async def by_browser(self, connection: HTTPConnection) -> Actor | None:
        """The one who is signed in in this browser, whatever else the request says."""
        cookie = connection.cookies.get(COOKIE, "")
        if not cookie:
            return None
        found = await self._database.read(lambda db: by_cookie(db, cookie))
        if found is None or not self._holds(found):
            return None
        if self._clock.real() - found.seen_at > SEEN_EVERY:
            with contextlib.suppress(SymposiaError):  # on a full disk people still come in
                await self._database.write(lambda db: self._seen(db, found.actor.sign_in))
        return found.actor

    async def again(self, person: str, sign_in: str | None) -> Actor | None:
        return await self._database.read(lambda db: self._again(db, person, sign_in))

    async def ended(self, sign_ins: Collection[str]) -> set[str]:
        """Those of browsers only: the tokens of programs do not run out, and who revokes one tells."""
        browsers = {sign_in for sign_in in sign_ins if not sign_in.startswith("token:")}
        if not browsers:
            return set()
        holding = select(SignIn.id).where(
            col(SignIn.id).in_(browsers), col(SignIn.ended).is_(False), SignIn.until > self._clock.real()
        )
        return browsers - set(await self._database.read(lambda db: db.exec(holding).all()))

    def same_origin(self, connection: HTTPConnection) -> bool:
        origin = connection.headers.get("origin")
        if origin is None:
            return True
        # Compared as text, never taken apart: what is no origin is no mistake of ours either.
        scheme, _, host = origin.partition("://")
        ours = scheme in {"http", "https"} and bool(host) and host == connection.headers.get("host")
        return ours or (bool(origin) and origin == self._settings.public_url.rstrip("/"))

    def _seen(self, db: Session, sign_in: str | None) -> None:
        row = db.get(SignIn, sign_in)
        if row is not None:
            row.seen_at = self._clock.real()

    def _again(self, db: Session, person: str, sign_in: str | None) -> Actor | None:
        row = db.get(Person, person)
        if row is None:
            return None
        kind, _, token = (sign_in or "").partition(":")
        if kind == "token":
            known = db.get(ApiToken, token)
            return actor_of(row, sign_in) if known and not known.revoked else None
        found = db.get(SignIn, sign_in) if sign_in else None
        return actor_of(row, sign_in) if found and self._holds(found) else None

    def _holds(self, sign_in: SignIn | SignedIn) -> bool:
        return not sign_in.ended and sign_in.until > self._clock.real()
