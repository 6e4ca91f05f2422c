"""Six hundred people through four rounds of networking on two processes, one of which is killed in the second round."""

from __future__ import annotations

import asyncio
import math
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

import psutil
import pytest
from sqlmodel import col, select

from symposia.features.networking.tables import Encounter, Meeting, MeetingSeat, SatOut
from tests.support.attendance import Attendance, Guest, crowd_of, networking_session
from tests.support.running import Attendee, Conference, Served
from tests.support.waiting import eventually

PEOPLE, ROUNDS = 600, 4
REVEAL_S, MEETING_S, WRAPUP_S, BREAK_S = 5, 20, 5, 5
NO_SHOWS, LATE = round(0.03 * PEOPLE), round(0.05 * PEOPLE) + 1
"""With that, an odd number is there when a round begins."""
LATEST_S = 14.0
"""Late comers come into the running round until so long after its start."""
LAST_S = REVEAL_S + MEETING_S / 2
"""So long after the start of a round new meetings are made in it, when rounds are short."""
PATIENCE_S = 60
"""So long somebody may still be about to see a phase that is due; what was promised is measured afterwards."""
PROMISED_S = 2.0
"""Everybody ready knows this soon after the start of a round whom they meet, or that they wait, and why."""


class Evening:
    """The crowd, a moderator at the desk, and what is to be seen from outside."""

    def __init__(self, conference: Conference, servers: Sequence[Served]) -> None:
        self.conference, self.servers = conference, list(servers)
        self.session = networking_session(conference)
        ports = [served.port for served in servers]
        self.crowd = Attendance(self.session, crowd_of(conference, PEOPLE), ports)
        self.mo = Attendee(conference.person("mo", "attendee", "moderator"), self.servers[::-1])
        self.chance = random.Random(3)
        self.cpu: dict[int, float] = {}

    # ---- what happens

    async def goes_on(self, doomed: Served) -> None:
        """Four rounds; in each, some are late and some who are called do not come."""
        late = self.chance.sample(self.crowd.guests, LATE)
        await self._get_ready([guest for guest in self.crowd.guests if guest not in late])
        plan = {"reveal_s": REVEAL_S, "meeting_s": MEETING_S, "wrapup_s": WRAPUP_S, "break_s": BREAK_S}
        await self.mo.does("networking.plan", networking=self.session, rounds=ROUNDS, **plan)
        absent = self._some_will_not_come(but=late)
        await self.mo.does("networking.start", networking=self.session)
        for round in range(1, ROUNDS + 1):
            await self.crowd.reaches("reveal", round, within=WRAPUP_S + BREAK_S + PATIENCE_S)
            self._come_late(late)
            await self.crowd.reaches("meeting", round, within=REVEAL_S + PATIENCE_S)
            if round == 2:
                self.note_cpu()
                await asyncio.to_thread(doomed.kill)
            await self.crowd.reaches("wrapup", round, within=MEETING_S + PATIENCE_S)
            if round < ROUNDS:
                late = self._some_rest(but=absent)
                for guest in absent:
                    guest.shows_up = True
                    guest.be_ready()
                absent = self._some_will_not_come(but=late)
        await self.mo.does("networking.end", networking=self.session)
        await self.crowd.reaches("ended", ROUNDS, within=PATIENCE_S)
        self.note_cpu()

    async def _get_ready(self, guests: list[Guest]) -> None:
        self.crowd.be_ready(guests, within=4)
        await eventually(lambda: all(guest.seat and guest.answered for guest in guests), within=30, what="all ready")

    def _some_will_not_come(self, but: Sequence[Guest]) -> list[Guest]:
        absent = self.chance.sample([guest for guest in self.crowd.guests if guest not in but], NO_SHOWS)
        for guest in absent:
            guest.shows_up = False
        return absent

    def _some_rest(self, but: Sequence[Guest]) -> list[Guest]:
        resting = self.chance.sample([guest for guest in self.crowd.guests if guest not in but], LATE)
        for guest in resting:
            guest.be_ready(False)
        return resting

    def _come_late(self, late: Sequence[Guest]) -> None:
        for guest in late:
            asyncio.get_running_loop().call_later(self.chance.uniform(1, LATEST_S), guest.be_ready)

    def note_cpu(self) -> None:
        for served in self.servers:
            if served.process is not None:
                times = psutil.Process(served.process.pid).cpu_times()
                self.cpu[served.port] = times.user + times.system

    # ---- what must have come of it

    def everybody_was_told_in_time(self) -> list[str]:
        told, missed = [], []
        for round in range(1, ROUNDS + 1):
            delays = self.crowd.delays(round, REVEAL_S)
            assert len(delays) > PEOPLE - LATE - 2 * NO_SHOWS - 10
            p50, p99, most = (_share(delays, share) for share in (0.5, 0.99, 1))
            told.append(f"round {round}: {len(delays)} ready; told p50 {p50:.2f} s, p99 {p99:.2f} s, max {most:.2f} s")
            missed += [round] if p99 > PROMISED_S or most == math.inf else []
        assert not missed, told
        return told

    def nobody_waited_without_being_told_why(self) -> int:
        waits = [sight.seat for guest in self.crowd.guests for sight in guest.sights if _waits(sight.seat)]
        assert all("why" in seat for seat in waits)
        assert {seat["why"] for seat in waits} <= {"odd", "late", "no_show", "lost"}
        return len(waits)

    def nobody_was_in_two_meetings(self) -> int:
        """By the rows: nobody's meetings overlap, and no two people met twice."""
        stays: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for person, meeting in self._rows(
            select(MeetingSeat.person_id, Meeting)
            .join(Meeting, col(Meeting.id) == col(MeetingSeat.meeting_id))
            .where(col(MeetingSeat.gone).is_(False))
        ):
            assert meeting.closed_at is not None
            stays[person].append((meeting.called_at, meeting.closed_at))
        for mine in stays.values():
            mine.sort()
            assert all(before[1] <= after[0] for before, after in pairwise(mine))
        met = self._rows(select(Encounter.person_id, Encounter.other_id))
        assert len(met) == len(set(met))
        return len(met) // 2

    def trios_are_rare(self) -> None:
        """One of three at most when a round begins; all others were made of a pair and somebody who waited alone."""
        seats: dict[str, int] = defaultdict(int)
        for meeting in self._rows(select(MeetingSeat.meeting_id)):
            seats[meeting] += 1
        for round in range(1, ROUNDS + 1):
            began = self.crowd.started(round, REVEAL_S)
            meetings = self._rows(select(Meeting).where(Meeting.round == round))
            trios = [meeting for meeting in meetings if seats[meeting.id] == 3]
            assert sum(abs(trio.called_at.timestamp() - began) < 0.001 for trio in trios) <= 1
            assert all(seats[meeting.id] in (2, 3) for meeting in meetings)

    def nobody_was_left_alone_who_could_be_matched(self) -> int:
        """Those who sat out had nobody whom they could have met: no two of them who waited at the same time."""
        met = {frozenset(two) for two in self._rows(select(Encounter.person_id, Encounter.other_id))}
        by_id = {guest.badge.id: guest for guest in self.crowd.guests}
        out = self._rows(select(SatOut.round, SatOut.person_id))
        for round in range(1, ROUNDS + 1):
            last = self.crowd.started(round, REVEAL_S) + LAST_S
            waited = {person: _waited_since(by_id[person], last) for number, person in out if number == round}
            together = [person for person, since in waited.items() if since is not None]
            assert all(frozenset(two) in met for two in combinations(together, 2)), (round, waited)
            assert all(last - since < 9 + 3 for since in waited.values() if since), "they could have been a third"
        return len(out)

    def _rows(self, statement: Any) -> list[Any]:
        return list(self.conference.database.read_now(lambda db: db.exec(statement).all()))


def check_exported(rounds: list[dict[str, Any]]) -> int:
    """The rounds as organisers get them hold by themselves; how many meetings there are."""
    met: set[frozenset[str]] = set()
    for round in rounds:
        groups = [*round["pairs"], *round["trios"]]
        there = {person for group in groups for person in group}
        assert all(len(set(pair)) == 2 for pair in round["pairs"])
        assert all(len(set(trio)) == 3 for trio in round["trios"])
        assert there.isdisjoint(round["sat_out"])
        assert set(round["present"]) == there | set(round["sat_out"])
        assert len(round["present"]) == len(set(round["present"]))
        pairs = [frozenset(two) for group in groups for two in combinations(group, 2)]
        assert len(pairs) == len(set(pairs))
        assert met.isdisjoint(pairs), "somebody met somebody again"
        met.update(pairs)
    return sum(len(round["pairs"]) + len(round["trios"]) for round in rounds)


def _waits(seat: dict[str, Any]) -> bool:
    return bool(seat["state"] == "waiting")


def _waited_since(guest: Guest, last: float) -> float | None:
    """Since when somebody waited at the moment `last`; None when they did not."""
    before = [sight for sight in guest.sights if datetime.fromisoformat(sight.seat["since"]).timestamp() <= last]
    seat = before[-1].seat if before else None
    return datetime.fromisoformat(seat["since"]).timestamp() if seat and _waits(seat) else None


def _share(values: Sequence[float], share: float) -> float:
    return values[max(0, math.ceil(share * len(values)) - 1)]


@pytest.mark.timeout(300)
async def test_six_hundred_people_in_four_rounds_while_a_process_is_killed(conference: Conference) -> None:
    assert conference.database
    servers = await asyncio.gather(*(asyncio.to_thread(conference.serve) for _ in range(2)))
    evening = Evening(conference, servers)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(evening.mo)
        await evening.mo.follows(f"networking:{evening.session}")
        await evening.mo.follows(f"networking:{evening.session}/staff")
        await stack.enter_async_context(evening.crowd)
        coming_in = sum(psutil.Process(s.process.pid).cpu_times().user for s in servers if s.process)
        began = asyncio.get_running_loop().time()
        await evening.goes_on(doomed=servers[0])
        took = timedelta(seconds=round(asyncio.get_running_loop().time() - began))
        exported = (await evening.mo.does("networking.pairs", networking=evening.session))["rounds"]

        figures = evening.everybody_was_told_in_time()
        waits = evening.nobody_waited_without_being_told_why()
        encounters = evening.nobody_was_in_two_meetings()
        evening.trios_are_rare()
        sat_out = evening.nobody_was_left_alone_who_could_be_matched()
        assert len(exported) == ROUNDS
        meetings = check_exported(exported)
        assert meetings > ROUNDS * (PEOPLE - LATE - 3 * NO_SHOWS) / 2
        came_back = sum(guest.came_back for guest in evening.crowd.guests)
        assert came_back == PEOPLE / 2, "those of the killed process came back, once"
        cpu = ", ".join(f"{spent:.1f}" for spent in evening.cpu.values())
        figures += [
            f"{meetings} meetings, {encounters} encounters, {waits} waits, sat out {sat_out} times, {took}",
            f"server CPU: {cpu} s, of it {coming_in:.1f} s for {PEOPLE} people to come in",
        ]
        sys.stdout.write("\n".join(["", *figures, ""]))
