"""Networking with many people, with two processes at once, and on both databases."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from symposia.features.networking.tables import Encounter, Meeting, MeetingSeat, Networking, Participant
from symposia.features.people.tables import Block, Person
from symposia.features.programme.tables import Conference, ProgrammeSession
from symposia.features.rooms.tables import Room
from symposia.infra.bus.memory import MemoryBus, Wires
from symposia.infra.database import Database
from symposia.kernel.clock import FakeClock
from symposia.kernel.errors import SymposiaError
from symposia.kernel.ids import new_id
from symposia.live.limits import Limit
from symposia.settings import Settings
from symposia.venue import Venue
from tests.features.networking.evening import check
from tests.support.databases import sqlite_in
from tests.support.doors import DoorForTests
from tests.support.venue import START

SESSION = "00000000-0000-7000-8000-000000000001"
OTHER_SESSION = "00000000-0000-7000-8000-000000000002"
MODERATOR = "00000000-0000-7000-8000-000000000003"
TOPICS = [f"topic {number}" for number in range(40)]


@dataclass
class Crowd:
    """People without browsers at one or two processes that share a database and a clock."""

    processes: list[Venue]
    clock: FakeClock
    people: list[str]

    def process(self, person: str) -> Venue:
        """The one that this person is connected to."""
        return self.processes[self.people.index(person) % len(self.processes) if person in self.people else 0]

    async def do(self, person: str, command: str, session: str = SESSION, **fields: Any) -> None:
        await self.process(person).dispatcher.ask(person, command, {"networking": session, **fields})

    async def moderate(self, act: str, **fields: Any) -> None:
        await self.do(MODERATOR, f"networking.{act}", **fields)

    async def try_to(self, person: str, command: str, **fields: Any) -> str:
        """What came of it: `ok`, or the code of the refusal."""
        try:
            await self.do(person, command, **fields)
        except SymposiaError as error:
            return error.code
        return "ok"

    async def block(self, person: str, other: str) -> str:
        await self.process(person).dispatcher.ask(person, "person.block", {"person": other, "blocked": True})
        return "ok"

    async def wait(self, seconds: float) -> None:
        """All processes look at their timers at the same time."""
        self.clock.advance(seconds)
        while any(await asyncio.gather(*(process.timers.turn() for process in self.processes))):
            pass

    def rows(self, work: Any) -> Any:
        return self.processes[0].database.read_now(work)

    def called(self) -> dict[str, str]:
        """Who is in which open meeting."""
        found = select(Participant).where(col(Participant.meeting_id).is_not(None))
        return {row.person_id: row.meeting_id for row in self.rows(lambda db: db.exec(found).all())}

    async def enter(self, people: Collection[str]) -> None:
        """Those of `people` who are awaited come to their meetings."""
        awaited = select(MeetingSeat.person_id, MeetingSeat.meeting_id).where(col(MeetingSeat.entered).is_(False))
        called = self.called().items() & set(self.rows(lambda db: db.exec(awaited).all()))
        acts = (self.try_to(who, "meeting.enter", meeting=meeting) for who, meeting in called if who in people)
        assert set(await asyncio.gather(*acts)) <= {"ok"}


@asynccontextmanager
async def crowd(folder: Path, count: int, processes: int = 1, url: str = "") -> AsyncIterator[Crowd]:
    settings = Settings(dir=folder, database_url=url or sqlite_in(folder))
    database = Database(settings.database)
    people = [new_id() for _ in range(count)]
    database.write_now(lambda db: _fill(db, people))
    database.close()
    clock, wires = FakeClock(START), Wires()
    started = [Venue(settings, DoorForTests, clock=clock, bus=MemoryBus(wires)) for _ in range(processes)]
    for venue in started:
        venue.dispatcher._commands = Limit(1_000_000, 1.0)
    try:
        yield Crowd(started, clock, people)
    finally:
        for venue in started:
            venue.database.close()


def _fill(db: Session, people: list[str]) -> None:
    chance = random.Random(1)
    db.add(Conference(id=1, title="A conference", first_day=START.date(), last_day=START.date()))
    db.add(Room(id="forum", title="Forum"))
    db.flush()
    for session in (SESSION, OTHER_SESSION):
        starts, ends = START + timedelta(minutes=10), START + timedelta(minutes=70)
        row = ProgrammeSession(
            id=session, title="Meet", type="networking", room_id="forum", starts_at=starts, ends_at=ends
        )
        db.add(row)
    for number, person in enumerate([*people, MODERATOR]):
        db.add(
            Person(
                id=person,
                email=f"{number}@example.org",
                name=f"Person {number}",
                affiliation=f"Institute {number % 18}",
                topics=chance.sample(TOPICS, 4),
                seeks=chance.sample(TOPICS, 2),
                offers=chance.sample(TOPICS, 2),
                languages=["en"],
                roles=["attendee", "moderator:forum"] if person == MODERATOR else ["attendee"],
                registered_at=START,
            )
        )


async def test_six_hundred_people_are_paired_within_two_seconds(tmp_path: Path) -> None:
    async with crowd(tmp_path, 600) as hall:
        for person in hall.people:
            await hall.do(person, "networking.ready", ready=True)
        began = time.process_time()
        await hall.moderate("start")
        started = time.process_time() - began
        assert len(set(hall.called().values())) == 300
        began = time.process_time()
        await hall.wait(5)
        await hall.wait(15)
        assert started < 2, "one transaction: 300 meetings, 600 people told"
        assert time.process_time() - began < 2, "reveal to meeting, and 600 who did not come"
        assert hall.called() == {}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def address(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgresql" else ""


async def test_two_processes_hold_one_session(tmp_path: Path, address: str) -> None:
    """Everybody acts at once, at two processes whose timers both look, and all holds at every moment."""
    async with crowd(tmp_path, 25, processes=2, url=address) as hall:
        chance = random.Random(2)
        await asyncio.gather(*(hall.try_to(person, "networking.ready", ready=True) for person in hall.people))
        await hall.moderate("plan", rounds=3, reveal_s=5, meeting_s=60, wrapup_s=5, break_s=5)
        await hall.moderate("start")
        while not hall.rows(_ended):
            await hall.enter(chance.sample(hall.people, 22))
            hall.rows(check)
            await _mingle(hall, chance)
            hall.rows(check)
            await hall.wait(5)
            hall.rows(check)
        rounds = hall.rows(lambda db: db.exec(select(Meeting.round).distinct()).all())
        assert sorted(rounds) == [1, 2, 3]
        assert len(hall.rows(lambda db: db.exec(select(Encounter)).all())) > 70


async def _mingle(hall: Crowd, chance: random.Random) -> None:
    """Some leave, some are ready again, some block each other, all at once."""
    called = hall.called()
    acts = []
    for person in chance.sample(hall.people, 5):
        if person in called and chance.random() < 0.2:
            acts.append(hall.try_to(person, "meeting.leave", meeting=called[person]))
        else:
            acts.append(hall.try_to(person, "networking.ready", ready=chance.random() < 0.9))
    if chance.random() < 0.2:
        acts.append(hall.block(*chance.sample(hall.people, 2)))
    assert set(await asyncio.gather(*acts)) <= {"ok", "not_found", "rounds_over"}


def _ended(db: Session) -> bool:
    return db.get_one(Networking, SESSION).phase == "ended"


async def test_nobody_is_ready_in_two_sessions_at_once(tmp_path: Path, address: str) -> None:
    async with crowd(tmp_path, 12, processes=2, url=address) as hall:
        both = [
            hall.try_to(person, "networking.ready", session=session, ready=True)
            for person in hall.people
            for session in (SESSION, OTHER_SESSION)
        ]
        told = await asyncio.gather(*both)
        assert sorted(told) == ["ok"] * 12 + ["ready_elsewhere"] * 12


async def test_two_who_swap_contacts_at_once_both_get_them(tmp_path: Path, address: str) -> None:
    async with crowd(tmp_path, 20, processes=2, url=address) as hall:
        for person in hall.people:
            await hall.do(person, "networking.ready", ready=True)
        await hall.moderate("start")
        await hall.enter(hall.people)
        met = hall.rows(lambda db: db.exec(select(Encounter.person_id, Encounter.other_id)).all())
        assert len(met) == 20
        asks = (
            hall.process(one).dispatcher.ask(one, "contact.swap", {"person": other, "yes": True}) for one, other in met
        )
        await asyncio.gather(*asks)
        rows = hall.rows(lambda db: db.exec(select(Encounter)).all())
        assert all(row.asked and row.email for row in rows)


async def test_a_block_in_the_moment_of_the_start_is_kept(tmp_path: Path, address: str) -> None:
    """Whichever comes first: in the end, the two are not in one meeting."""
    async with crowd(tmp_path, 2, processes=2, url=address) as hall:
        one, other = hall.people
        for person in hall.people:
            await hall.do(person, "networking.ready", ready=True)
        await asyncio.gather(hall.moderate("start"), hall.block(other, one))
        assert hall.rows(lambda db: len(db.exec(select(Block)).all())) == 1
        assert hall.called() == {}
        await hall.wait(9)
        assert hall.called() == {}
