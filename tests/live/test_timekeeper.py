"""Nobody's rounds end because somebody sets a machine's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from symposia.infra.database import Database
from symposia.kernel.clock import SystemClock
from symposia.live.timekeeper import Timekeeper
from tests.support.machine import Machine
from tests.support.waiting import eventually

HOUR = timedelta(hours=1)


def off(clock: SystemClock) -> float:
    """By how many seconds it is ahead of the world's time."""
    return (clock.real() - datetime.now(UTC)).total_seconds()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield database
    database.close()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    yield database
    database.close()


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_clock_that_is_set_changes_nothing(sqlite: Database, by: timedelta) -> None:
    machine = Machine()
    clock = machine.clock()
    keeper = Timekeeper(sqlite, clock)
    machine.set_by(by)
    with capture_logs() as logs:
        keeper.look_now()
        keeper.look_now()
    assert abs(off(clock)) < 0.05
    assert [line["event"] for line in logs] == ["timekeeper.clock_was_set"], "told, once"
    assert abs(logs[0]["seconds"] - by.total_seconds()) < 1


def test_a_clock_that_drifts_is_followed(sqlite: Database) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.set_by(timedelta(seconds=1.5))
    Timekeeper(sqlite, clock).look_now()
    assert abs(off(clock) - 1.5) < 0.05


def test_time_goes_on_while_the_machine_sleeps() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.sleep(3600)
    assert abs(off(clock) - 3600) < 0.05


def test_the_demonstration_is_at_another_moment() -> None:
    clock = SystemClock(-24 * HOUR)
    assert abs((clock.real() - clock.now()) - 24 * HOUR) < timedelta(seconds=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_the_database_knows_the_time_better(postgres: Database, by: timedelta) -> None:
    """A process that starts on a machine whose clock is wrong goes by the database's."""
    clock = Machine(by).clock()
    assert abs(off(clock) - by.total_seconds()) < 0.1
    Timekeeper(postgres, clock).look_now()
    assert abs(off(clock)) < 0.1


@pytest.mark.slow
async def test_clocks_that_part_come_together_again(postgres: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symposia.live.timekeeper.LOOK_S", 0.01)
    clock = Machine().clock()
    clock.move(timedelta(seconds=-20))
    going = asyncio.create_task(Timekeeper(postgres, clock).run())
    await eventually(lambda: abs(off(clock)) < 0.2)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)


async def test_a_look_that_fails_is_not_the_last_one(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symposia.live.timekeeper.LOOK_S", 0.01)
    machine = Machine()
    clock = machine.clock()
    read, broken = sqlite.read, iter([True])

    async def breaks_once(work: object) -> object:
        if next(broken, False):
            raise ZeroDivisionError
        return await read(work)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite, "read", breaks_once)
    machine.set_by(timedelta(seconds=1))
    with capture_logs() as logs:
        going = asyncio.create_task(Timekeeper(sqlite, clock).run())
        await eventually(lambda: off(clock) > 0.9)
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
    assert [line["event"] for line in logs] == ["timekeeper.broken"]
