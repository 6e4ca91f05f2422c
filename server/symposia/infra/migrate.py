"""Brings a database to the shape that this version expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from symposia.infra.database import Database
from symposia.kernel.errors import SymposiaError

STEPS = Path(__file__).parent.parent / "migrations"
_LOCK = 7_236_201
"""PostgreSQL's advisory lock for migrations: of several processes that start at once, one migrates."""


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Run the steps that are missing. Safe to call from several processes at once.

    SymposiaError for a database that cannot be opened, or was brought to a later shape by a newer version.
    """
    try:
        with database.engine.begin() as connection:
            if not database.sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            command.upgrade(alembic_config(connection), "head")
    except CommandError as error:
        raise SymposiaError(f"The database has another shape than any that is known here: {error}") from error
    except OperationalError as error:
        raise SymposiaError(f"The database cannot be opened: {str(error.orig).strip()}") from error


def lacking(database: Database) -> list[str]:
    """The columns that the tables of this version have and the database has not, even after all steps."""
    look = inspect(database.engine)
    known = {table: {column["name"] for column in look.get_columns(table)} for table in look.get_table_names()}
    return [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name not in known.get(table.name, ())
    ]
