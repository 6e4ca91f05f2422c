"""A site in this process: the whole application behind HTTP, with a browser for everybody."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack
from datetime import date
from typing import Any

import httpx
from starlette.applications import Starlette

from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference
from symposia.infra.database import Database
from symposia.infra.mail import Outbox
from symposia.kernel.ids import new_id
from symposia.settings import Settings
from symposia.venue import Venue
from tests.support.databases import sqlite_in
from tests.support.venue import START
from tests.support.waiting import eventually

TICKET_KEY = "the shop's secret of more than 32 characters"


class Site:
    """The application, and browsers that visit it."""

    def __init__(self, app: Starlette, stack: AsyncExitStack) -> None:
        self.app, self._stack = app, stack

    @property
    def venue(self) -> Venue:
        venue: Venue = self.app.state.venue
        return venue

    async def browser(self, address: str = "192.0.2.1", base: str = "http://venue.test") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, client=(address, 4711))
        return await self._stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url=base))

    def register(self, name: str, *roles: str, **more: Any) -> str:
        id = new_id()
        told = {"confirmed": True, "registered_at": START, "roles": list(roles or ("attendee",)), **more}
        row = Person(id=id, email=f"{name}@example.org", name=name.title(), **told)
        self.venue.database.write_now(lambda db: db.add(row))
        return id

    async def signed_in(self, name: str, *roles: str) -> httpx.AsyncClient:
        """A browser in which somebody new is signed in."""
        self.register(name, *roles)
        browser = await self.browser()
        answer = await browser.post("/api/sign-in/demo", json={"email": f"{name}@example.org"})
        assert answer.status_code == 200, answer.text
        return browser

    def conference(self, **values: Any) -> None:
        def work(db: Any) -> None:
            row = db.get(Conference, 1)
            for name, value in values.items():
                setattr(row, name, value)

        self.venue.database.write_now(work)

    async def mail_to(self, address: str) -> tuple[str, str]:
        """The code and the link's token in the newest mail to `address`."""
        outbox = self.venue.mail
        assert isinstance(outbox, Outbox)

        def newest() -> str | None:
            return next((letter.text for letter in outbox.letters(10) if letter.to == address), None)

        text = await eventually(newest, what=f"a mail to {address}") or ""
        code, token = re.search(r"\b(\d{3} \d{3})\b", text), re.search(r"#t=(\S+)", text)
        assert code, text
        assert token, text
        return code.group(1), token.group(1)


def prepared(settings: Settings) -> None:
    database = Database(sqlite_in(settings.dir))
    first, last = date(2021, 4, 14), date(2021, 4, 15)
    database.write_now(lambda db: db.add(Conference(title="Helmholtz AI", demo=True, first_day=first, last_day=last)))
    database.close()
