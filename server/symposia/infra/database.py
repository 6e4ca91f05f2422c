"""The SQL store: SQLite in one file, or PostgreSQL. Handlers run here, in database threads."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import Session, create_engine

from symposia.kernel.errors import Busy, Conflict, Full

T = TypeVar("T")
TRIES = 4
"""How often a transaction that lost a race is run again."""
WAIT_S = 10.0
"""How long SQLite waits for another process that writes."""
STANDSTILL_S = 30.0
"""After so long without a statement PostgreSQL ends a transaction: a process that stands still in the middle of one
holds up nobody who needs the same rows for longer."""
_LOST_RACE = {"40001", "40P01"}  # PostgreSQL: serialization_failure, deadlock_detected


class Database:
    """Runs ordinary functions in transactions, away from the event loop.

    SQLite: one writer thread, whose transactions are in the order of their commits, and a few readers.
    PostgreSQL: a pool for both; readers see one snapshot.
    """

    def __init__(self, url: str, *, threads: int = 8) -> None:
        self.sqlite = url.startswith("sqlite")
        if self.sqlite:
            self._writer, self._reader = _sqlite(url, "BEGIN IMMEDIATE", 1), _sqlite(url, "BEGIN", 4)
            self._writing, self._reading = _threads("write", 1), _threads("read", 4)
        else:
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
            self._writer = _postgres(url, threads)
            self._reader = _postgres(url, threads, isolation_level="REPEATABLE READ")
            self._writing, self._reading = _threads("write", threads), _threads("read", threads)

    @property
    def engine(self) -> Engine:
        """The engine of the writer: for migrations and the command line."""
        return self._writer

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction and commit it; nothing of it stays when it raises."""
        return await self._run(self._writing, self.write_now, work)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` on one snapshot; what it writes is thrown away."""
        return await self._run(self._reading, self.read_now, work)

    def write_now(self, work: Callable[[Session], T]) -> T:
        """`write` for those who are in a thread already."""
        for left in reversed(range(TRIES)):
            try:
                with Session(self._writer, expire_on_commit=False) as db:
                    done = work(db)
                    db.commit()
                    return done
            except DBAPIError as error:
                if left and _worth_another_try(error):
                    continue
                raise _as_told(error) from error
        raise Busy()

    def read_now(self, work: Callable[[Session], T]) -> T:
        try:
            with Session(self._reader, expire_on_commit=False, autoflush=False) as db:
                return work(db)
        except DBAPIError as error:
            raise _as_told(error) from error

    def close(self) -> None:
        """Wait for what is running, then let go of all connections."""
        self._writing.shutdown(wait=True)
        self._reading.shutdown(wait=True)
        self._writer.dispose()
        self._reader.dispose()

    async def _run(self, threads: ThreadPoolExecutor, way: Callable[[Callable[[Session], T]], T], work: Any) -> T:
        # The log's context (which command, which connection) goes along into the thread.
        return await asyncio.get_running_loop().run_in_executor(threads, copy_context().run, way, work)


def _threads(name: str, count: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(count, thread_name_prefix=f"symposia-{name}")


def _engine(url: str, size: int, **more: Any) -> Engine:
    # Errors go to the log: without the values, which are people's names, addresses and words.
    return create_engine(url, pool_size=size, max_overflow=0, hide_parameters=True, **more)


def _postgres(url: str, size: int, **more: Any) -> Engine:
    engine = _engine(url, size, pool_pre_ping=True, **more)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.execute(f"SET idle_in_transaction_session_timeout = '{STANDSTILL_S:.1f}s'")
        connection.commit()

    return engine


def _sqlite(url: str, begin: str, size: int) -> Engine:
    engine = _engine(url, size, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # sqlite3 would begin by itself, too late and not IMMEDIATE
        connection.execute(f"PRAGMA busy_timeout = {WAIT_S * 1000:.0f}")
        _keep_a_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -16000")

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _keep_a_wal(connection: Any) -> None:
    """Several processes may open a new file at once, and SQLite does not wait for others to change the journal."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _worth_another_try(error: DBAPIError) -> bool:
    # A row of the same key that another transaction wrote meanwhile: the next try finds it.
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in _LOST_RACE


def _as_told(error: DBAPIError) -> Exception:
    if isinstance(error, IntegrityError):
        return Conflict()
    message = str(error.orig)
    if "disk is full" in message or getattr(error.orig, "sqlstate", None) == "53100":
        return Full()
    stood_still = getattr(error.orig, "sqlstate", None) == "25P03"  # idle_in_transaction_session_timeout
    away = error.connection_invalidated or "database is locked" in message or "connection" in message
    return Busy() if stood_still or (isinstance(error, OperationalError) and away) else error


def reachable(db: Session) -> None:
    """Raise if the database does not answer."""
    db.execute(text("SELECT 1"))
