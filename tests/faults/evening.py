"""Six people and a moderator in rounds of networking that two processes serve, as a fault test tells it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlmodel import select

from symposia.features.networking.tables import Encounter, Meeting
from symposia.kernel.ids import new_id
from symposia.kernel.tables import LeaseRow
from tests.support.attendance import networking_session
from tests.support.running import Attendee, Badge, Conference, Served
from tests.support.waiting import eventually

NAMES = ("ann", "bob", "cem", "dee", "eva", "fay")
PUNCTUAL_S = 3.0
"""A deadline is met, and seen by everybody, this late at most."""


class Evening:
    """Six people and a moderator, in rounds that two processes serve; every other one comes in at the other."""

    def __init__(
        self, conference: Conference, servers: tuple[Served, Served], starts_in: timedelta = timedelta(hours=1)
    ) -> None:
        self.conference, self.servers = conference, servers
        self.id = networking_session(conference, starts_in)
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
        await self.is_ready(reveal_s=5, meeting_s=meeting_s, wrapup_s=5, break_s=5)
        await self.mo.does("networking.start", networking=self.id)

    async def is_ready(self, **plan: int) -> None:
        """Everybody is, for two rounds."""
        await self.mo.does("networking.plan", networking=self.id, rounds=2, **plan)
        for person in self.people.values():
            await person.does("networking.ready", networking=self.id, ready=True)

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

    @property
    def phases(self) -> list[tuple[str, int]]:
        """The phases and rounds that the moderator was shown, one after the other."""
        return [at for at, _ in groupby((view["phase"], view["round"]) for view in self._shown_rounds())]

    @property
    def deadlines(self) -> dict[tuple[str, int], set[str]]:
        """The deadlines that each phase was shown with."""
        found: dict[tuple[str, int], set[str]] = defaultdict(set)
        for view in self._shown_rounds():
            found[view["phase"], view["round"]].add(view.get("deadline", ""))
        return found

    def _shown_rounds(self) -> Iterator[dict[str, Any]]:
        for frame in self.mo.frames:
            if frame.get("topic") == f"networking:{self.id}":
                yield from (view for view in frame.get("put", frame.get("map", ())) if view["kind"] == "networking")

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


async def two_processes(conference: Conference) -> tuple[Served, Served]:
    assert conference.database
    return await asyncio.gather(asyncio.to_thread(conference.serve), asyncio.to_thread(conference.serve))


async def processes_of(evening: Evening) -> dict[str, Served]:
    """Which of the two is the process of which id: a live topic's epoch is its process."""
    found = {}
    for served in evening.servers:
        async with Attendee(evening.mo.badge, [served]) as visitor:
            await visitor.follows("here")
            found[visitor.heads["here"][0]] = served
    return found


async def holder_of_the_timers(conference: Conference, evening: Evening) -> Served:
    """The process that holds the lease of the timers."""
    return (await processes_of(evening))[lease_of_the_timers(conference).holder]


def lease_of_the_timers(conference: Conference) -> LeaseRow:
    """The lease; there is one from the first timer on."""
    return conference.database.read_now(lambda db: db.get_one(LeaseRow, "timers"))
