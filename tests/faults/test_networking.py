"""A round of networking while something breaks: nobody loses their partner, their time, or what was said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import select

from symposia.features.networking.tables import Encounter, Meeting
from symposia.features.programme.tables import ProgrammeSession
from symposia.kernel.ids import new_id
from symposia.kernel.tables import LeaseRow
from tests.support.redis_server import RedisServer
from tests.support.running import Attendee, Badge, Conference, Served
from tests.support.waiting import eventually

NAMES = ("ann", "bob", "cem", "dee", "eva", "fay")
PUNCTUAL_S = 1.5
"""A deadline is met, and seen by everybody, this late at most."""


class Evening:
    """Six people and a moderator, in rounds that two processes serve; every other one comes in at the other."""

    def __init__(self, conference: Conference, servers: tuple[Served, Served]) -> None:
        self.conference, self.servers = conference, servers
        self.id = _session(conference)
        self.people: dict[str, Attendee] = {}
        self.mo = self._attendee(conference.person("mo", "attendee", "moderator"), 0)

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[Evening]:
        """Everybody has come in and follows what a browser would."""
        async with AsyncExitStack() as stack:
            for number, name in enumerate(NAMES):
                badge = self.conference.person(name)
                person = await stack.enter_async_context(self._attendee(badge, number))
                self.people[badge.id] = person
                await person.follows(f"person:{badge.id}")
                await person.follows(f"networking:{self.id}")
            await stack.enter_async_context(self.mo)
            await self.mo.follows(f"networking:{self.id}")
            yield self

    def _attendee(self, badge: Badge, number: int) -> Attendee:
        return Attendee(badge, list(self.servers if number % 2 else self.servers[::-1]))

    # ---- what people do

    async def begins(self, meeting_s: int) -> None:
        """Everybody is ready, and the first round begins."""
        plan = {"rounds": 2, "reveal_s": 5, "meeting_s": meeting_s, "wrapup_s": 5, "break_s": 5}
        await self.mo.does("networking.plan", networking=self.id, **plan)
        for person in self.people.values():
            await person.does("networking.ready", networking=self.id, ready=True)
        await self.mo.does("networking.start", networking=self.id)

    async def everybody_enters(self) -> None:
        await eventually(lambda: all(map(self.seat_in, self.people)), what="everybody has a partner")
        for id, person in self.people.items():
            await person.does("meeting.enter", networking=self.id, meeting=self.seat_in(id))
            await person.follows(f"meeting:{self.seat_in(id)}")

    async def everybody_says(self, what: str) -> None:
        """Each to their partner, all at the same time; returns when all of it is confirmed."""
        said = (
            person.does("meeting.post", networking=self.id, meeting=self.seat_in(id), id=new_id(), text=what)
            for id, person in self.people.items()
        )
        await asyncio.gather(*said)

    async def skip(self) -> None:
        """The moderator ends the running phase."""
        await self.mo.does("networking.skip", networking=self.id, deadline=self.rounds["deadline"])

    async def reaches(self, phase: str, round: int, within: float = 10) -> None:
        """Everybody's browser shows this phase."""

        def shown() -> bool:
            everybody = [self.mo, *self.people.values()]
            views = [person.views(f"networking:{self.id}", "networking") for person in everybody]
            return all((view[0]["phase"], view[0]["round"]) == (phase, round) for view in views)

        await eventually(shown, within=within, what=f"{phase} of round {round}")

    async def meets_somebody_new(self, before: dict[str, frozenset[str]]) -> None:
        """The wrap-up and the break are skipped; in the second round everybody has another partner."""
        for phase in ("wrapup", "break"):
            await self.reaches(phase, 1)
            await self.skip()
        await self.reaches("reveal", 2)
        await self.everybody_enters()
        now = self.partners()
        assert all(len(now[id]) == 1 and now[id] != before[id] for id in self.people)
        self.check(rounds=2)

    # ---- what they see

    @property
    def rounds(self) -> dict[str, Any]:
        (view,) = self.mo.views(f"networking:{self.id}", "networking")
        return view

    def seat_in(self, id: str) -> str:
        """The open meeting that somebody is in; empty when in none."""
        seats = self.people[id].views(f"person:{id}", "seat")
        return str(seats[0].get("meeting") or "") if seats else ""

    def shown(self, id: str) -> dict[str, Any]:
        """The one meeting that somebody sees."""
        (view,) = self.people[id].views(f"person:{id}", "meeting")
        return view

    def partners(self) -> dict[str, frozenset[str]]:
        return {id: frozenset(other["id"] for other in self.shown(id)["partners"]) for id in self.people}

    def ends(self) -> dict[str, Any]:
        return {id: self.shown(id)["ends"] for id in self.people}

    def texts(self, id: str, meeting: str) -> list[str]:
        remarks = sorted(self.people[id].views(f"meeting:{meeting}", "remark"), key=lambda view: int(view["seq"]))
        return [view["text"] for view in remarks]

    async def ends_in_time(self) -> None:
        """The running meetings are closed on every screen at their deadline, neither before nor late."""
        (ends,) = {datetime.fromisoformat(end) for end in self.ends().values()}
        within = (ends - datetime.now(UTC)).total_seconds() + PUNCTUAL_S
        await eventually(lambda: any(self.shown(id)["status"] == "closed" for id in self.people), within=within)
        assert datetime.now(UTC) >= ends - timedelta(seconds=0.1)
        closed = (ends - datetime.now(UTC)).total_seconds() + PUNCTUAL_S
        await eventually(lambda: all(self.shown(id)["status"] == "closed" for id in self.people), within=closed)
        assert {self.shown(id)["why"] for id in self.people} == {"time"}

    # ---- what the database says

    def check(self, rounds: int) -> None:
        """Three meetings a round, each person in one of each round, and no two people met twice."""
        meetings = self.conference.database.read_now(lambda db: db.exec(select(Meeting)).all())
        assert sorted(meeting.round for meeting in meetings) == [n for n in range(1, rounds + 1) for _ in range(3)]
        met = self.conference.database.read_now(lambda db: db.exec(select(Encounter)).all())
        assert len(met) == 6 * rounds
        assert all(sum(row.person_id == id for row in met) == rounds for id in self.people)


def _session(conference: Conference) -> str:
    """A networking session that begins in an hour, unless a moderator begins it."""
    conference.room("forum")
    id, now = new_id(), datetime.now(UTC)
    row = ProgrammeSession(
        id=id,
        title="Speed networking",
        type="networking",
        room_id="forum",
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
    )
    conference.database.write_now(lambda db: db.add(row))
    return id


async def _two(conference: Conference) -> tuple[Served, Served]:
    assert conference.database
    return await asyncio.gather(asyncio.to_thread(conference.serve), asyncio.to_thread(conference.serve))


async def _holder(conference: Conference, evening: Evening) -> Served:
    """The process that holds the lease of the timers: a live topic's epoch is its process."""
    row = conference.database.read_now(lambda db: db.get_one(LeaseRow, "timers"))
    for served in evening.servers:
        async with Attendee(evening.mo.badge, [served]) as visitor:
            await visitor.follows("here")
            if visitor.heads["here"][0] == row.holder:
                return served
    raise AssertionError("the lease is held by neither process")


async def test_the_process_of_the_timers_is_killed_in_a_meeting(conference: Conference) -> None:
    async with Evening(conference, await _two(conference)).going_on() as evening:
        await evening.begins(meeting_s=8)
        await evening.everybody_enters()
        await evening.reaches("meeting", 1)
        first, ends = evening.partners(), evening.ends()
        meetings = {id: evening.seat_in(id) for id in evening.people}
        assert all(first[other] == {id} for id, others in first.items() for other in others)
        await evening.everybody_says("before")

        doomed = await _holder(conference, evening)
        saying = asyncio.create_task(evening.everybody_says("meanwhile"))
        doomed.kill()
        starting = asyncio.create_task(asyncio.to_thread(doomed.start))
        await saying
        await evening.everybody_says("after")
        assert (evening.partners(), evening.ends()) == (first, ends)
        assert {id: evening.seat_in(id) for id in evening.people} == meetings
        for id, meeting in meetings.items():
            await eventually(lambda id=id, meeting=meeting: len(evening.texts(id, meeting)) == 6)  # type: ignore[misc]
            assert evening.texts(id, meeting) == ["before"] * 2 + ["meanwhile"] * 2 + ["after"] * 2
        await evening.ends_in_time()
        await starting

        await evening.meets_somebody_new(first)


async def test_redis_is_away_during_a_round(conference: Conference, own_redis: RedisServer) -> None:
    async with Evening(conference, await _two(conference)).going_on() as evening:
        await evening.begins(meeting_s=5)
        await evening.everybody_enters()
        first = evening.partners()
        await asyncio.to_thread(own_redis.stop)
        await evening.skip()
        await evening.reaches("meeting", 1)
        meetings = {id: evening.seat_in(id) for id in evening.people}
        await evening.everybody_says("without Redis")
        for id, meeting in meetings.items():
            await eventually(lambda id=id, meeting=meeting: len(evening.texts(id, meeting)) == 2, within=2)  # type: ignore[misc]
        assert evening.partners() == first
        await evening.ends_in_time()
        await asyncio.to_thread(own_redis.start)
        await evening.meets_somebody_new(first)
        assert not [close for person in evening.people.values() for close in person.closed], "nobody was sent away"
