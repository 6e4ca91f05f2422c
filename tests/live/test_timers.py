"""What is due is done once, by whoever holds the lease, with the effect and the timer in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from symposia.features.people.tables import Notice, Person
from symposia.infra.database import Database
from symposia.kernel.access import Right
from symposia.kernel.clock import FakeClock
from symposia.kernel.context import Context
from symposia.kernel.errors import Busy
from symposia.kernel.feature import Catalogue, Feature
from symposia.kernel.tables import LeaseRow, TimerRow
from symposia.kernel.wire import Command
from symposia.live import heads
from symposia.live.dispatcher import Dispatcher
from symposia.live.timers import LEASE_S, Timers, take_lease
from tests.support.venue import START
from tests.support.waiting import eventually

ANN = "00000000-0000-7000-8000-000000000001"
works = Feature("works")


class Ring(Command, name="bell.ring"):
    """Leave a notice."""

    text: str


class Break(Command, name="bell.break"):
    """Fail, always."""


@works.on(Ring, need=Right.SYSTEM)
def ring(ctx: Context[None], do: Ring) -> None:
    ctx.db.add(Notice(id=ctx.new_id(), person_id=ANN, type="mention", at=ctx.now, text=do.text))
    if do.text == "again":
        ctx.set_timer("again", ctx.now + timedelta(seconds=10), do)
    if do.text == "busy":
        raise Busy()


@works.on(Break, need=Right.SYSTEM)
def broken(ctx: Context[None], _do: Break) -> None:
    ctx.db.add(Notice(id=ctx.new_id(), person_id=ANN, type="mention", at=ctx.now, text="half done"))
    raise ZeroDivisionError


@dataclass
class Works:
    """Two processes with timers on one database."""

    database: Database
    clock: FakeClock
    holders: list[Timers]

    def write(self, work: Callable[[Session], object]) -> None:
        self.database.write_now(work)

    def set(self, key: str, do: Command, seconds: float = 0.0) -> None:
        def work(db: Session) -> None:
            now = self.clock.now()
            context = Context(db=db, actor=None, now=now, place=None, real_now=now)  # type: ignore[arg-type]
            context.set_timer(key, now + timedelta(seconds=seconds), do)

        self.database.write_now(work)

    def rung(self) -> list[str]:
        rows = self.database.read_now(lambda db: db.exec(select(Notice).order_by(col(Notice.id))).all())
        return [row.text for row in rows]

    def waiting(self) -> list[str]:
        rows = self.database.read_now(lambda db: db.exec(select(TimerRow).order_by(col(TimerRow.key))).all())
        return [row.key for row in rows]

    async def everybody_turns(self) -> None:
        await asyncio.gather(*(holder.turn() for holder in self.holders))


@pytest.fixture
async def bells(database: Database) -> Works:
    ann = Person(id=ANN, email="ann@example.org", name="Ann", registered_at=START)
    database.write_now(lambda db: db.add(ann))
    store, clock = database.write_now(heads.store), FakeClock(START)
    holders = []
    for process in ("one", "two"):
        dispatcher = Dispatcher(
            Catalogue((works,)),
            database,
            clock,
            lambda _db, _id: None,
            lambda _change: None,
            process=process,
            store=store,
        )
        holders.append(Timers(database, dispatcher, clock, process=process))
    return Works(database, clock, holders)


async def test_what_is_due_is_done_once(bells: Works) -> None:
    for number in range(20):
        bells.set(str(number), Ring(text=str(number)))
    for _ in range(3):
        await bells.everybody_turns()
    assert sorted(map(int, bells.rung())) == list(range(20))
    assert bells.waiting() == []


async def test_nothing_is_done_before_its_time(bells: Works) -> None:
    bells.set("later", Ring(text="later"), seconds=10)
    await bells.everybody_turns()
    assert bells.rung() == []
    bells.clock.advance(10)
    await bells.everybody_turns()
    assert bells.rung() == ["later"]


async def test_what_is_due_is_done_in_its_order(bells: Works) -> None:
    for seconds in (3, 1, 2):
        bells.set(str(seconds), Ring(text=str(seconds)), seconds=seconds)
    bells.clock.advance(5)
    await bells.holders[0].turn()
    assert bells.rung() == ["1", "2", "3"]


async def test_a_timer_of_the_same_key_is_moved(bells: Works) -> None:
    bells.set("one", Ring(text="early"))
    bells.set("one", Ring(text="late"), seconds=10)
    await bells.everybody_turns()
    assert bells.rung() == []
    bells.clock.advance(10)
    await bells.everybody_turns()
    assert bells.rung() == ["late"]


async def test_a_timer_may_set_itself_again(bells: Works) -> None:
    bells.set("again", Ring(text="again"))
    await bells.everybody_turns()
    assert bells.waiting() == ["again"]
    bells.clock.advance(10)
    await bells.everybody_turns()
    assert bells.rung() == ["again", "again"]


async def test_what_cannot_be_done_does_not_hold_up_the_others(bells: Works) -> None:
    bells.set("a", Break())
    bells.set("b", Ring(text="after"), seconds=1)
    bells.write(lambda db: db.add(TimerRow(key="c", due_at=START, command="no.such", fields="{}")))
    bells.write(lambda db: db.add(TimerRow(key="d", due_at=START, command="bell.ring", fields='{"text":7}')))
    bells.clock.advance(1)
    await bells.holders[0].turn()
    assert bells.rung() == ["after"]
    assert bells.waiting() == []


async def test_while_the_database_is_busy_the_timer_waits(bells: Works) -> None:
    bells.set("busy", Ring(text="busy"))
    with pytest.raises(Busy):
        await bells.holders[0].turn()
    assert bells.rung() == []
    assert bells.waiting() == ["busy"]


async def test_who_lost_the_lease_does_nothing(bells: Works) -> None:
    one, _ = bells.holders
    bells.set("bell", Ring(text="bell"))
    fence, due = await bells.database.write(one._due)
    assert [timer.key for timer in due] == ["bell"]
    bells.write(lambda db: take_over(db))
    for timer in due:
        await one._fire(timer, fence)
    assert bells.rung() == []
    assert bells.waiting() == ["bell"]


def take_over(db: Session) -> None:
    lease = db.get_one(LeaseRow, "timers")
    lease.holder, lease.fence = "another", lease.fence + 1


def test_a_lease_is_one_processes(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    now = START

    def take(holder: str) -> int | None:
        return database.write_now(lambda db: take_lease(db, "thing", holder, now))

    assert take("one") == 1
    assert take("two") is None
    now += timedelta(seconds=LEASE_S - 1)
    assert take("one") == 1
    now += timedelta(seconds=LEASE_S - 1)
    assert take("two") is None
    now += timedelta(seconds=2)
    assert take("two") == 2
    assert take("one") is None
    database.close()


async def test_when_the_holder_is_gone_another_goes_on(bells: Works) -> None:
    if not bells.database.sqlite:
        bells.write(lambda db: db.add(LeaseRow(name="timers", holder="gone", fence=7, until=START)))
    else:
        bells.write(
            lambda db: db.add(LeaseRow(name="timers", holder="gone", fence=7, until=START + timedelta(seconds=LEASE_S)))
        )
    bells.set("bell", Ring(text="bell"))
    if bells.database.sqlite:
        await bells.everybody_turns()
        assert bells.rung() == []
        bells.clock.advance(LEASE_S)
    await bells.everybody_turns()
    assert bells.rung() == ["bell"]


async def test_whatever_breaks_is_not_the_end_of_all_timers(bells: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symposia.live.timers.LOOK_S", 0)
    turn, broken = Timers.turn, iter([True])

    async def breaks_once(self: Timers) -> int:
        if next(broken, False):
            raise ZeroDivisionError
        return await turn(self)

    monkeypatch.setattr(Timers, "turn", breaks_once)
    bells.set("a", Ring(text="a"))
    going = asyncio.create_task(bells.holders[0].run())
    await eventually(bells.rung)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
