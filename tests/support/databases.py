"""Databases in today's shape: made once by the migrations, then copied for every test."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest

from symposia.infra.database import Database
from symposia.infra.migrate import migrate
from tests.support.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the run."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    url = postgres_server.fresh()
    migrated(url)
    return url


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A new database on PostgreSQL, with all tables and nothing in them."""
    url = postgres_server.fresh(like=postgres_template)
    yield url
    postgres_server.drop(url)


@pytest.fixture
def bare_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A new database on PostgreSQL, without any table."""
    url = postgres_server.fresh()
    yield url
    postgres_server.drop(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A new SQLite file, with all tables and nothing in them."""
    return sqlite_in(tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A new database with all tables and nothing in them: the test runs on both engines."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same, opened."""
    opened = Database(database_url)
    yield opened
    opened.close()


class Watch:
    """Tells cheaply whether anything was written to a database since an earlier look."""

    def __init__(self, url: str) -> None:
        self._line: sqlite3.Connection | psycopg.Connection
        if url.startswith("sqlite:///"):
            self._line, self._ask = sqlite3.connect(url.removeprefix("sqlite:///")), "PRAGMA data_version"
        else:
            self._line, self._ask = psycopg.connect(url, autocommit=True), "SELECT pg_current_snapshot()::text"

    def look(self) -> str:
        """The same as before only if nobody has committed anything in between."""
        return str(self._line.execute(self._ask).fetchone())

    def close(self) -> None:
        self._line.close()


def sqlite_in(folder: Path) -> str:
    """The address of a conference's SQLite file in its folder, with all tables and nothing in them."""
    shutil.copy(_sqlite_template(), folder / "symposia.sqlite")
    return f"sqlite:///{folder / 'symposia.sqlite'}"


def migrated(url: str) -> str:
    database = Database(url)
    migrate(database)
    database.close()
    return url


@cache
def _sqlite_template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="symposia-template-")) / "symposia.sqlite"
    migrated(f"sqlite:///{path}")
    return path
