"""The whole application in this process, asked over HTTP without a network."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from httpx import ASGITransport, AsyncClient
from sqlmodel import Session

from symposia.app import create
from symposia.infra.database import Database
from symposia.settings import Settings
from tests.support.databases import sqlite_in

BASE = "https://venue.example.org"


@asynccontextmanager
async def open_site(folder: Path, seed: Callable[[Session], None]) -> AsyncIterator[AsyncClient]:
    """A browser at the site of a conference whose rows `seed` has written; nobody is signed in."""
    settings = Settings(dir=folder, public_url=BASE)
    database = Database(sqlite_in(folder))
    database.write_now(seed)
    database.close()
    app = create(settings)
    transport = ASGITransport(app)
    async with app.router.lifespan_context(app), AsyncClient(transport=transport, base_url=BASE) as client:
        yield client
