"""Letters are sent after the commit, by one process at a time, until they are out."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from symposia.infra.database import Database
from symposia.infra.mail import Letter, MailDelayed, MailRefused
from symposia.kernel.clock import FakeClock
from symposia.kernel.errors import Busy
from symposia.kernel.ids import new_id
from symposia.kernel.tables import LetterRow
from symposia.live.letters import AT_ONCE, LEASE_S, MOST_TRIES, Letters, pause_after
from tests.support.waiting import eventually

START = datetime(2026, 4, 14, 8, tzinfo=UTC)


class Postman:
    """A mail port that does what it is told; `fails` are the errors of the next letters."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.fails: list[Exception] = []

    async def send(self, letter: Letter) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append(letter)


class Office:
    """A database with letters, and processes that send them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock, self.postman = FakeClock(START), Postman()

    def process(self, name: str = "one") -> Letters:
        return Letters(self.database, self.postman, self.clock, process=name)

    def write(self, count: int = 1, after: float = 0) -> list[str]:
        due = self.clock.real() + timedelta(seconds=after)
        ids = [new_id() for _ in range(count)]
        rows = [LetterRow(id=id, to="ann@example.org", subject="s", text="t", due_at=due) for id in ids]
        self.database.write_now(lambda db: db.add_all(rows))
        return ids

    def waiting(self) -> list[LetterRow]:
        return self.database.read_now(lambda db: list(db.exec(select(LetterRow))))


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def test_a_letter_is_sent_once_and_forgotten(office: Office) -> None:
    ids = office.write(2 * AT_ONCE + 1)
    letters = office.process()
    assert [await letters.turn() for _ in range(4)] == [True, True, True, False]
    assert sorted(letter.id for letter in office.postman.sent) == sorted(ids)
    assert office.waiting() == []


async def test_a_letter_waits_until_it_is_due(office: Office) -> None:
    office.write(after=60)
    assert not await office.process().turn()
    office.clock.advance(60)
    # PostgreSQL's own clock rules over leases, ours over what is due.
    assert await office.process().turn()


async def test_what_could_not_be_sent_is_tried_again_later_and_later(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.write()
    letters = office.process()
    for tries in range(1, MOST_TRIES):
        office.postman.fails = [MailDelayed("421")]
        assert await letters.turn()
        assert not await letters.turn()
        office.clock.advance(pause_after(tries).total_seconds())
    assert len(office.waiting()) == 1
    office.postman.fails = [MailDelayed("421")]
    assert await letters.turn()
    assert office.waiting() == []
    told = capsys.readouterr().out
    assert "letters.given_up" in told
    assert "ann@example.org" not in told


async def test_what_was_refused_does_not_hold_up_the_others(office: Office) -> None:
    office.write(2)
    office.postman.fails = [MailRefused("550")]
    letters = office.process()
    assert [await letters.turn() for _ in range(2)] == [True, False]
    assert len(office.postman.sent) == 1
    assert office.waiting() == []


async def test_one_process_sends_and_another_takes_over(sqlite_url: str) -> None:
    # PostgreSQL's leases run on its own clock, which no test can set.
    office = Office(Database(sqlite_url))
    one, other = office.process("one"), office.process("other")
    office.write(1)
    assert await one.turn()
    office.write(1)
    assert not await other.turn()
    office.clock.advance(LEASE_S + 1)
    assert await other.turn()
    assert len(office.postman.sent) == 2
    office.database.close()


async def test_it_goes_on_until_it_is_told_to_stop(office: Office) -> None:
    running = asyncio.ensure_future(office.process().run())
    office.write(2)
    await eventually(lambda: len(office.postman.sent) == 2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_pauses_grow_to_an_hour() -> None:
    assert [pause_after(tries).total_seconds() for tries in (1, 2, 3, 9, 20)] == [15, 30, 60, 3600, 3600]


async def test_a_letter_that_breaks_something_holds_up_no_other(office: Office) -> None:
    office.write(2)
    office.postman.fails.append(IndexError("list index out of range"))
    letters = office.process()
    assert [await letters.turn() for _ in range(2)] == [True, False]
    assert len(office.postman.sent) == 1
    assert [row.tries for row in office.waiting()] == [1]


async def test_a_slow_mail_server_is_given_several_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.write(AT_ONCE + 1)
    under_way: list[Letter] = []
    taken = asyncio.Event()

    async def slowly(letter: Letter) -> None:
        under_way.append(letter)
        await taken.wait()

    monkeypatch.setattr(office.postman, "send", slowly)
    letters = office.process()
    turn = asyncio.create_task(letters.turn())
    await eventually(lambda: len(under_way) == AT_ONCE)
    taken.set()
    assert await turn
    assert await letters.turn()
    assert len({letter.id for letter in under_way}) == AT_ONCE + 1
    assert not await letters.turn()


async def test_one_that_cannot_be_crossed_off_does_not_leave_the_others_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write(3)
    letters, real, busy = office.process(), office.database.write, iter([False, True])

    async def busy_once(work: Any) -> Any:
        if next(busy, False):
            raise Busy()
        return await real(work)

    monkeypatch.setattr(office.database, "write", busy_once)
    with pytest.raises(Busy):
        await letters.turn()
    assert len(office.postman.sent) == 3
    assert len(office.waiting()) == 1


async def test_whatever_breaks_is_not_the_end_of_all_letters(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symposia.live.letters.LOOK_S", 0)
    letters, turn, broken = office.process(), Letters.turn, iter([True])

    async def breaks_once(self: Letters) -> bool:
        if next(broken, False):
            raise ZeroDivisionError
        return await turn(self)

    monkeypatch.setattr(Letters, "turn", breaks_once)
    office.write()
    going = asyncio.create_task(letters.run())
    await eventually(lambda: office.postman.sent)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
