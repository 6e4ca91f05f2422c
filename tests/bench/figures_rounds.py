"""A round of speed networking begins: everybody is called to a meeting at once, and comes."""

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

from tests.bench.cpu import LOAD_CPU, pinned
from tests.bench.figures import Bench, Figure, percentile
from tests.bench.servers import ServerUnderTest
from tests.support.attendance import Attendance, Guest, session_in
from tests.support.running import Badge, Conference
from tests.support.waiting import eventually

PHASE_S = 5
"""Of each phase, the shortest there is: the first round is over before anybody is missed in it."""
REACH_S = 2.0


@dataclass(frozen=True)
class Evening:
    """What it took: CPU time of the server (ns) and what people waited (s, in order)."""

    calling: float
    coming: float
    waits: list[float]


def measure(bench: Bench) -> Iterator[Figure]:
    server, people = bench.symposia, bench.people
    tokens, topics = server.tokens(people), server.own_topics(people)
    badges = [Badge(topic.partition(":")[2], "", token) for topic, token in zip(topics, tokens, strict=True)]
    with closing(Conference(server.folder / "conference")) as conference:
        session = conference.database.write_now(lambda db: session_in(db, server.room, timedelta(hours=1)))
        mo = Guest(conference.person("mo", "organiser"), session, [server.port], random.Random(1))
    with pinned(LOAD_CPU):
        evening = asyncio.run(_second_round(server, Attendance(session, badges, [server.port]), mo))
    yield Figure(f"{people} are called to a round, server CPU a person", evening.calling / people / 1000, "µs", None)
    yield Figure(
        f"{people} are called to a round, p99 until one's own meeting is seen",
        percentile(evening.waits, 0.99),
        "s",
        REACH_S,
        detail={"p50_s": percentile(evening.waits, 0.5), "max_s": evening.waits[-1]},
    )
    yield Figure(f"{people} come to their meetings, server CPU a person", evening.coming / people / 1000, "µs", None)


async def _second_round(server: ServerUnderTest, crowd: Attendance, mo: Guest) -> Evening:
    """The second round, which was thought out in the wrap-up before; nobody comes to the first one."""
    for guest in crowd.guests:
        guest.shows_up = False
    await mo.come()
    async with crowd:
        crowd.be_ready(crowd.guests, within=10)
        await _all(crowd.guests, lambda guest: bool(guest.seat) and guest.answered)
        phases = ("reveal", "meeting", "wrapup", "break")
        mo.ask("networking.plan", rounds=2, **{f"{phase}_s": PHASE_S for phase in phases})
        mo.ask("networking.start")
        await crowd.reaches("break", 1, within=4 * PHASE_S)
        before = server.cpu.spent()
        await crowd.reaches("reveal", 2, within=2 * PHASE_S)
        await _all(crowd.guests, lambda guest: guest.called)
        called = server.cpu.spent()
        for guest in crowd.guests:
            guest.shows_up = True
            guest.enter()
        await _all(crowd.guests, lambda guest: guest.answered)
        came = server.cpu.spent()
        mo.ask("networking.end")
        await crowd.reaches("ended", 2, within=PHASE_S)
        mo.go()
    return Evening(called - before, came - called, crowd.delays(2, PHASE_S))


async def _all(guests: Sequence[Guest], hold: Callable[[Guest], bool]) -> None:
    """Until it holds for everybody, but for one who may wait: their number may be odd."""
    await eventually(lambda: sum(map(hold, guests)) >= len(guests) - 1, within=60)
