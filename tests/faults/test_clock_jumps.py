"""Rounds on machines whose clocks are set an hour forward and an hour back, while people meet."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from symposia.features.networking.tables import Encounter, Meeting, Networking, Participant
from symposia.kernel.ids import new_id
from symposia.settings import Settings
from symposia.venue import Venue
from tests.features.networking.evening import check
from tests.support.attendance import networking_session
from tests.support.doors import DoorForTests
from tests.support.machine import Machine
from tests.support.running import Conference
from tests.support.waiting import eventually

HOUR, LATE_S = timedelta(hours=1), 4.0
"""What is done this late was done in time: far less than an hour, less than a phase, more than a busy machine needs."""
PLAN = {"rounds": 2, "reveal_s": 5, "meeting_s": 5, "wrapup_s": 5, "break_s": 5}


class Evening:
    """Six people whose commands reach one process after the other; each process runs on a machine of its own."""

    def __init__(self, conference: Conference, stack: AsyncExitStack) -> None:
        self.conference, self.stack = conference, stack
        self.id = networking_session(conference)
        self.people = [conference.person(name).id for name in ("ann", "bob", "cem", "dee", "eva", "fay")]
        self.mo = conference.person("mo", "attendee", "moderator").id
        self.venues: list[Venue] = []
        self._turn = 0

    async def process_on(self, machine: Machine) -> None:
        told = self.conference
        settings = Settings(dir=told.folder, database_url=told.database_url, redis_url=told.redis_url)
        venue = Venue(settings, DoorForTests, clock=machine.clock())
        await self.stack.enter_async_context(venue.run())
        self.venues.append(venue)

    async def does(self, person: str, command: str, **fields: object) -> Any:
        """At every process in turn."""
        self._turn += 1
        venue = self.venues[self._turn % len(self.venues)]
        return await venue.dispatcher.ask(person, command, {"networking": self.id, **fields})

    def rows(self, work: Any) -> Any:
        return self.conference.database.read_now(work)

    @property
    def state(self) -> Networking:
        row: Networking = self.rows(lambda db: db.get_one(Networking, self.id))
        return row

    async def reaches(self, phase: str, round: int) -> datetime:
        """It is there when the phase before is over, and no sooner; its own deadline."""
        due = self.state.deadline
        assert due is not None
        before, within = self.state.phase, (due - datetime.now(UTC)).total_seconds() + LATE_S
        await eventually(lambda: self.state.phase != before, within=within, what=phase)
        assert (self.state.phase, self.state.round, self.state.since) == (phase, round, due)
        assert abs((datetime.now(UTC) - due).total_seconds()) < LATE_S
        self.rows(check)
        assert self.state.deadline is not None
        return self.state.deadline

    async def everybody_enters(self) -> dict[str, str]:
        meetings: dict[str, str] = self.rows(self._called)
        assert set(meetings) == set(self.people)
        for person, meeting in meetings.items():
            await self.does(person, "meeting.enter", meeting=meeting)
        return meetings

    def _called(self, db: Session) -> dict[str, str]:
        called = db.exec(select(Participant).where(col(Participant.meeting_id).is_not(None)))
        return {row.person_id: row.meeting_id for row in called if row.meeting_id}


async def test_an_hour_more_or_less_on_a_machine_changes_nobodys_rounds(conference: Conference) -> None:
    assert conference.database
    async with AsyncExitStack() as stack:
        evening = Evening(conference, stack)
        early, late = Machine(), Machine()
        await evening.process_on(early)
        await evening.process_on(late)
        await evening.does(evening.mo, "networking.plan", **PLAN)
        for person in evening.people:
            await evening.does(person, "networking.ready", ready=True)
        await evening.does(evening.mo, "networking.start")
        meetings = await evening.everybody_enters()

        early.set_by(HOUR)
        late.set_by(-HOUR)
        ends = await evening.reaches("meeting", 1)
        for person, meeting in meetings.items():
            await evening.does(person, "meeting.post", meeting=meeting, id=new_id(), text="What time is it?")
        assert evening.rows(evening._called) == meetings, "whoever asks, at whichever process"
        paused = datetime.now(UTC)
        await evening.does(evening.mo, "networking.pause", paused=True)
        await evening.does(evening.mo, "networking.pause", paused=False)
        pause = datetime.now(UTC) - paused
        resumed = evening.state.deadline
        assert resumed is not None
        assert timedelta() <= resumed - ends < pause + timedelta(seconds=1), "a pause is as long as it was"
        await evening.reaches("wrapup", 1)

        # One more process starts, on a machine whose clock has been wrong all the time.
        await evening.process_on(Machine(HOUR))
        await evening.reaches("break", 1)
        await evening.reaches("reveal", 2)
        await evening.everybody_enters()
        await evening.reaches("meeting", 2)
        await evening.reaches("wrapup", 2)

        found = evening.rows(lambda db: db.exec(select(Meeting)).all())
        assert sorted(meeting.round for meeting in found) == [1, 1, 1, 2, 2, 2]
        assert {meeting.why for meeting in found} == {"time"}
        assert len(evening.rows(lambda db: db.exec(select(Encounter)).all())) == 2 * 12 // 2
