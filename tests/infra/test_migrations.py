"""The steps lead to what the tables say, on both engines, also when several processes start at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

import symposia.features  # noqa: F401  # all tables are known once the features are
from symposia.infra.database import Database
from symposia.infra.migrate import alembic_config, migrate


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'symposia.sqlite'}"
    address: str = request.getfixturevalue("bare_postgres_url")
    return address


@pytest.fixture
def empty(url: str) -> Iterator[Database]:
    made = Database(url)
    yield made
    made.close()


def test_the_steps_lead_to_what_the_tables_say(empty: Database) -> None:
    migrate(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_second_time_changes_nothing(empty: Database) -> None:
    migrate(empty)
    before = set(inspect(empty.engine).get_table_names())
    migrate(empty)
    assert set(inspect(empty.engine).get_table_names()) == before == {*SQLModel.metadata.tables, "alembic_version"}


def test_processes_that_start_at_once_migrate_once(url: str) -> None:
    databases = [Database(url) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(migrate, databases))
    assert "alembic_version" in inspect(databases[0].engine).get_table_names()
    for database in databases:
        database.close()


def test_there_is_one_last_step(empty: Database) -> None:
    with empty.engine.connect() as connection:
        script = ScriptDirectory.from_config(alembic_config(connection))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
