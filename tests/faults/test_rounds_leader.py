"""The process that drives the rounds is killed, or stands still and does not know that another one took over."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlmodel import select

from symposia.features.networking.tables import Encounter, Meeting, Networking
from symposia.live.timers import LEASE_S
from tests.faults.evening import (
    PUNCTUAL_S,
    Evening,
    holder_of_the_timers,
    lease_of_the_timers,
    processes_of,
    two_processes,
)
from tests.support.running import Conference, Served
from tests.support.waiting import eventually

PHASES, PHASE_S = ("reveal", "meeting", "wrapup", "break"), 8
WAITING_FOR_A_LOCK = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


def transitions(rounds: int) -> list[tuple[str, int]]:
    """The whole way, each step once."""
    way = [(phase, number) for number in range(1, rounds + 1) for phase in PHASES]
    return [("draft", 0), ("open", 0), *way[:-1], ("ended", rounds)]


def signalled(served: Served, how: signal.Signals) -> None:
    assert served.process is not None
    os.kill(served.process.pid, how)


class Deaths:
    """Whoever holds the lease is killed, and started again meanwhile."""

    def __init__(self, conference: Conference, evening: Evening) -> None:
        self.conference, self.evening = conference, evening
        self.rising: asyncio.Task[None] | None = None
        self.killed: list[int] = []

    async def one_more(self) -> datetime:
        """Kill the leader; by when another one leads."""
        if self.rising:
            await self.rising
        doomed = await holder_of_the_timers(self.conference, self.evening)
        doomed.kill()
        self.killed.append(doomed.port)
        self.rising = asyncio.create_task(asyncio.to_thread(doomed.start))
        return datetime.now(UTC) + timedelta(seconds=LEASE_S)


@pytest.mark.timeout(240)
async def test_whoever_leads_is_killed_in_every_phase(conference: Conference) -> None:
    """Open room, reveal, meeting, wrap-up, break: the next one goes on where the dead one stood."""
    first_round = timedelta(seconds=20)
    async with Evening(conference, await two_processes(conference), first_round).going_on() as evening:
        await evening.is_ready(**{f"{phase}_s": PHASE_S for phase in PHASES})
        # Before the first round it is thought out: from then on somebody leads.
        await eventually(lambda: _has_a_leader(conference), within=25, what="a leader")
        deaths = Deaths(conference, evening)
        begins = datetime.fromisoformat(evening.rounds["deadline"])
        due, led = begins, await deaths.one_more()
        met = []
        for phase, number in [*((phase, 1) for phase in PHASES), ("reveal", 2)]:
            late = (max(due, led) - datetime.now(UTC)).total_seconds() + PUNCTUAL_S
            await evening.reaches(phase, number, within=late)
            assert datetime.now(UTC) >= due - timedelta(seconds=0.1)
            due += timedelta(seconds=PHASE_S)
            assert datetime.fromisoformat(evening.rounds["deadline"]) == due
            if phase == "reveal":
                await evening.everybody_enters()
            met.append(evening.partners())
            if number == 1:
                led = await deaths.one_more()
        assert met[0] == met[1] == met[2] == met[3], "the same partner from the reveal to the break"
        assert all(met[4][id] != met[0][id] for id in evening.people)
        assert len(deaths.killed) == 5
        assert evening.phases == transitions(2)[: len(evening.phases)], "nothing twice, nothing left out"
        assert all(len(shown) == 1 for shown in evening.deadlines.values()), "no deadline moved"
        evening.check(rounds=2)
        assert deaths.rising is not None
        await deaths.rising


def _has_a_leader(conference: Conference) -> bool:
    with psycopg.connect(conference.database_url) as line:
        return line.execute("SELECT 1 FROM lease WHERE name = 'timers'").fetchone() is not None


async def test_a_leader_that_stood_still_for_three_phases_goes_on_as_one_of_two(conference: Conference) -> None:
    async with Evening(conference, await two_processes(conference)).going_on() as evening:
        await evening.begins(meeting_s=5)
        await evening.everybody_enters()
        await evening.reaches("meeting", 1)
        first = evening.partners()
        # Who is at the stopped process goes to the other one, as a browser does that hears nothing any more.
        stopped = await holder_of_the_timers(conference, evening)
        fence = lease_of_the_timers(conference).fence
        signalled(stopped, signal.SIGSTOP)
        for person in [evening.mo, *evening.people.values()]:
            if person.at is stopped:
                person.hangs_up()
        for phase in ("wrapup", "break"):
            await evening.reaches(phase, 1, within=5 + LEASE_S + PUNCTUAL_S)
        signalled(stopped, signal.SIGCONT)
        await evening.reaches("reveal", 2)
        await evening.everybody_enters()
        second = evening.partners()
        assert all(len(second[id]) == 1 and second[id] != first[id] for id in evening.people)
        await evening.reaches("ended", 2, within=20)
        assert evening.phases == transitions(2)
        assert all(len(shown) == 1 for shown in evening.deadlines.values())
        assert lease_of_the_timers(conference).fence > fence
        evening.check(rounds=2)


async def test_of_two_who_believe_that_they_lead_one_does_nothing(conference: Conference) -> None:
    """The leader has begun to end the meetings when it stands still; another one takes the lead; then both go on."""
    async with Evening(conference, await two_processes(conference)).going_on() as evening:
        await evening.is_ready(reveal_s=5, meeting_s=5, wrapup_s=30, break_s=5)
        await evening.mo.does("networking.start", networking=evening.id)
        await evening.everybody_enters()
        await evening.reaches("meeting", 1)
        served, first = await processes_of(evening), evening.partners()
        with psycopg.connect(conference.database_url, autocommit=True) as watching:
            with _held(conference, f"networking:{evening.id}"):
                await eventually(lambda: _waiting(watching) == 1, what="the leader to begin")
                before = lease_of_the_timers(conference)
                stale = served.pop(before.holder)
                signalled(stale, signal.SIGSTOP)
                await eventually(lambda: _waiting(watching) == 2, within=LEASE_S + 3, what="the other one to begin")
                now = lease_of_the_timers(conference)
                (leader,) = served.values()
                assert (now.holder, now.fence) == (*served, before.fence + 1)
                # The stale one is alone now, and its turn comes first: it waited longer.
                signalled(leader, signal.SIGSTOP)
                signalled(stale, signal.SIGCONT)
            await eventually(lambda: _waiting(watching) == 0, what="the stale one's turn is over")
            assert _phase(conference, evening) == "meeting", "it was due, but the stale one left it alone"
            assert lease_of_the_timers(conference).fence == now.fence
            signalled(leader, signal.SIGCONT)
        await evening.reaches("wrapup", 1)
        await evening.meets_somebody_new(first)
        assert evening.phases == transitions(2)[: len(evening.phases)]
        rows = conference.database.read_now(lambda db: db.exec(select(Meeting)).all())
        assert len(rows) == len({(row.round, row.called_at, row.id) for row in rows}) == 6
        assert len({row.called_at for row in rows}) == 2, "each round was formed at one moment, once"
        assert len(conference.database.read_now(lambda db: db.exec(select(Encounter)).all())) == 12


@contextmanager
def _held(conference: Conference, topic: str) -> Iterator[None]:
    """Nobody else comes to a place's head meanwhile."""
    with psycopg.connect(conference.database_url) as line:
        line.execute("SELECT head FROM topic WHERE name = %s FOR UPDATE", (topic,))
        yield


def _waiting(line: psycopg.Connection) -> int:
    row = line.execute(WAITING_FOR_A_LOCK).fetchone()
    assert row is not None
    return int(row[0])


def _phase(conference: Conference, evening: Evening) -> str:
    return conference.database.read_now(lambda db: db.get_one(Networking, evening.id).phase)
