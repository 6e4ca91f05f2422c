"""What the database promises, for both: SQLite and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import threading
from contextvars import ContextVar

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from symposia.features.rooms.tables import Room
from symposia.infra.database import Database, reachable
from symposia.infra.migrate import migrate
from symposia.kernel.errors import Busy, Conflict
from symposia.kernel.tables import TimerRow, TopicRow
from symposia.live import heads
from tests.support.postgres_server import PostgresServer
from tests.support.venue import START

WHO: ContextVar[str] = ContextVar("WHO", default="nobody")


def room(db: Session, slug: str, title: str = "A room") -> None:
    db.add(Room(id=slug, title=title))
    db.flush()


async def test_what_is_written_is_there(database: Database) -> None:
    await database.write(lambda db: room(db, "a"))
    found = await database.read(lambda db: db.get(Room, "a"))
    assert found is not None
    assert found.title == "A room"


async def test_nothing_stays_of_what_raises(database: Database) -> None:
    def half(db: Session) -> None:
        room(db, "a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(half)
    assert await database.read(lambda db: db.get(Room, "a")) is None


async def test_a_reader_writes_nothing(database: Database) -> None:
    await database.read(lambda db: room(db, "a"))
    assert await database.read(lambda db: db.get(Room, "a")) is None


async def test_a_reader_sees_one_moment(database: Database) -> None:
    await database.write(lambda db: room(db, "a", "before"))
    begun, written = threading.Event(), threading.Event()

    def twice(db: Session) -> tuple[str, str]:
        first = db.execute(text("SELECT title FROM room WHERE id = 'a'")).scalar_one()
        begun.set()
        assert written.wait(10)
        return first, db.execute(text("SELECT title FROM room WHERE id = 'a'")).scalar_one()

    reading = asyncio.create_task(database.read(twice))
    assert await asyncio.to_thread(begun.wait, 10)
    await database.write(lambda db: db.execute(text("UPDATE room SET title = 'after' WHERE id = 'a'")) and None)
    written.set()
    assert await reading == ("before", "before")
    assert (await database.read(lambda db: db.get_one(Room, "a"))).title == "after"


async def test_commands_of_one_place_run_one_after_another(database: Database) -> None:
    def count(db: Session) -> int:
        head = heads.hold(db, "room:a")
        db.execute(text("UPDATE topic SET head = :head WHERE name = 'room:a'"), {"head": head + 1})
        return head

    seen = await asyncio.gather(*(database.write(count) for _ in range(40)))
    assert sorted(seen) == list(range(40))


async def test_two_who_make_the_same_row_at_once_both_find_it(database: Database) -> None:
    def once(db: Session) -> str:
        if db.get(Room, "a") is None:
            room(db, "a")
            return "made"
        return "found"

    done = await asyncio.gather(*(database.write(once) for _ in range(10)))
    assert sorted(done) == ["found"] * 9 + ["made"]


async def test_what_never_fits_is_a_conflict(database: Database) -> None:
    await database.write(lambda db: room(db, "a"))
    with pytest.raises(Conflict) as refused:
        await database.write(lambda db: db.execute(text("INSERT INTO topic (name, head) VALUES (NULL, 0)")) and None)
    assert isinstance(refused.value.__cause__, IntegrityError)


async def test_a_moment_comes_back_as_it_was(database: Database) -> None:
    row = TimerRow(key="k", due_at=START, command="x", fields="{}")
    await database.write(lambda db: db.add(row))
    found = await database.read(lambda db: db.get_one(TimerRow, "k"))
    assert found.due_at == START
    assert found.due_at.utcoffset() is not None


async def test_big_numbers_fit(database: Database) -> None:
    await database.write(lambda db: db.add(TopicRow(name="big", head=2**53)))
    assert (await database.read(lambda db: db.get_one(TopicRow, "big"))).head == 2**53


async def test_the_context_goes_along_into_the_thread(database: Database) -> None:
    WHO.set("ann")
    assert await database.read(lambda _: WHO.get()) == "ann"
    assert await database.write(lambda _: WHO.get()) == "ann"
    assert threading.current_thread() is threading.main_thread()


async def test_it_answers(database: Database) -> None:
    await database.read(reachable)


async def test_sqlite_keeps_what_is_there_to_the_letter(sqlite_url: str) -> None:
    made = Database(sqlite_url)
    with pytest.raises(Conflict):
        await made.write(
            lambda db: (
                db.execute(
                    text("INSERT INTO room_standing VALUES ('no', 'no', 'x', false, false)"),
                )
                and None
            )
        )
    mode = await made.read(lambda db: db.execute(text("PRAGMA journal_mode")).scalar_one())
    assert mode == "wal"
    made.close()


@pytest.mark.slow
async def test_postgresql_that_is_away_is_busy_and_comes_back() -> None:
    with PostgresServer() as server:
        made = Database(server.fresh())
        migrate(made)
        await made.write(lambda db: room(db, "a"))
        await asyncio.to_thread(server.stop)
        with pytest.raises(Busy):
            await made.read(reachable)
        with pytest.raises(Busy):
            await made.write(lambda db: room(db, "b"))
        await asyncio.to_thread(server.start)
        await made.write(lambda db: room(db, "b"))
        assert await made.read(lambda db: db.get(Room, "a")) is not None
        made.close()


@pytest.mark.slow
async def test_who_stands_still_in_a_transaction_holds_nobody_up_for_ever(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was stopped while it held a place; what it had begun is not done when it goes on."""
    monkeypatch.setattr("symposia.infra.database.STANDSTILL_S", 0.5)
    stopped, other = Database(postgres_url), Database(postgres_url)
    holds, goes_on = threading.Event(), threading.Event()

    def stand_still(db: Session) -> None:
        heads.hold(db, "room:a")
        room(db, "a")
        holds.set()
        assert goes_on.wait(20)
        room(db, "b")

    begun = asyncio.create_task(stopped.write(stand_still))
    assert await asyncio.to_thread(holds.wait, 10)
    await asyncio.wait_for(other.write(lambda db: heads.hold(db, "room:a")), 10)
    goes_on.set()
    with pytest.raises(Busy):
        await begun
    assert await other.read(lambda db: [db.get(Room, id) for id in "ab"]) == [None, None]
    await stopped.write(lambda db: room(db, "b"))
    stopped.close()
    other.close()


async def test_errors_do_not_tell_what_people_wrote(database: Database) -> None:
    def work(db: Session) -> None:
        db.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Ann Lund"})

    with pytest.raises(Exception, match="nowhere") as broken:
        await database.write(work)
    assert "Ann Lund" not in str(broken.value)
