"""Rows that the engine itself keeps: heads, timers, leases, letters; and the column types that all share."""

from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import BigInteger, DateTime, Dialect, Table
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class Instant(TypeDecorator[datetime]):
    """A moment in UTC that comes back aware from SQLite too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def table_of(model: type[SQLModel]) -> Table:
    """The table itself: a statement over its columns costs half of one over mapped attributes."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


class StoreRow(SQLModel, table=True):
    """The one row that says which database this is.

    `epoch` is part of every copy of a map: a new one (after a backup was brought back) makes all copies outdated.
    `secret` signs what must not be forged.
    """

    __tablename__ = "store"
    id: int = Field(default=1, primary_key=True)
    epoch: str = Field(max_length=36)
    secret: str = Field(max_length=64)


class TopicRow(SQLModel, table=True):
    """The head of a durable topic: `head` counts its changes and is raised in the transaction that makes them."""

    __tablename__ = "topic"
    name: str = Field(primary_key=True, max_length=120)
    head: int = Field(default=0, sa_type=BigInteger)


class TimerRow(SQLModel, table=True):
    """A command that is due at a moment of the conference's clock. Setting a timer of the same key moves it."""

    __tablename__ = "timer"
    key: str = Field(primary_key=True, max_length=120)
    due_at: datetime = Field(sa_type=Instant, index=True)
    command: str = Field(max_length=60)
    fields: str


class LeaseRow(SQLModel, table=True):
    """Who does a thing that only one process may do. `fence` grows with every new holder."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True, max_length=60)
    holder: str = Field(max_length=36)
    fence: int = Field(default=0, sa_type=BigInteger)
    until: datetime = Field(sa_type=Instant)


class LetterRow(SQLModel, table=True):
    """A mail that a transaction decided to send; it is sent after the commit, by one process, until it is out."""

    __tablename__ = "letter"
    id: str = Field(primary_key=True, max_length=36)
    to: str = Field(max_length=254)
    subject: str
    text: str
    due_at: datetime = Field(sa_type=Instant, index=True)
    tries: int = 0
