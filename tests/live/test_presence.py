"""Who is where, in all processes, whatever the bus does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from symposia.infra.bus.memory import MemoryBus, Wires
from symposia.kernel.access import Actor
from symposia.kernel.feature import VENUE
from symposia.live.presence import CHANNEL, FACES, GRACE_S, HERE, LEASE_S, TICK_S, Presence
from tests.live.hubs import Books, Reader, hubs
from tests.support.waiting import eventually

PLACE = "room:keynote"


def person(name: str, *roles: str) -> Actor:
    return Actor(id=name, name=name.capitalize(), roles=frozenset(roles))


class Watch:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Process:
    """One process with its presence, and somebody who follows what it shows."""

    def __init__(self, presence: Presence, bus: MemoryBus, reader: Reader) -> None:
        self.presence, self.bus, self.reader = presence, bus, reader

    @property
    def count(self) -> int:
        return len(self.presence.at(PLACE))

    @property
    def names(self) -> set[str]:
        return set(self.presence.at(PLACE))

    def shown(self, topic: str) -> dict[tuple[str, str], Any]:
        return self.reader.copies.maps[topic]


class Town:
    """Some processes under one clock, and the wires between them."""

    def __init__(self, watch: Watch, wires: Wires, processes: list[Process]) -> None:
        self.watch, self.wires, self.processes = watch, wires, processes

    async def goes_on(self, seconds: float, *still: Process) -> None:
        """Time passes in ticks; the processes `still` do nothing in it."""
        ticks = max(1, round(seconds / TICK_S))
        for _ in range(ticks):
            self.watch.now += seconds / ticks
            for process in self.processes:
                if process not in still:
                    process.presence.tick()
            await self.delivered()

    async def delivered(self) -> None:
        """Everything that is on the bus, and what is answered to it, has been received."""
        received: list[bytes] = []
        probe = MemoryBus(self.wires)
        probe.subscribe("probe", received.append)
        cut, self.wires.cut = self.wires.cut, False
        for round in range(4):
            probe.publish("probe", b"")
            await eventually(lambda round=round: len(received) > round)  # type: ignore[misc]
        self.wires.cut = cut
        await probe.stop()


@asynccontextmanager
async def town(count: int) -> AsyncIterator[Town]:
    watch, wires = Watch(), Wires()
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(hubs(count, Books(), wires))
        processes = []
        for hub in made:
            bus = MemoryBus(wires)
            presence = Presence(hub, bus, process=hub.process, clock=watch)
            await presence.start()
            reader = Reader(hub)
            await reader.follow(HERE)
            await reader.follow(f"{PLACE}/people")
            processes.append(Process(presence, bus, reader))
        yield Town(watch, wires, processes)


async def test_who_arrives_is_seen_everywhere() -> None:
    async with town(2) as it:
        here, there = it.processes
        here.presence.arrive(person("ann"), PLACE)
        there.presence.arrive(person("bob"), PLACE)
        await it.goes_on(TICK_S)
        await it.goes_on(TICK_S)
        assert here.names == there.names == {"ann", "bob"}
        for process in it.processes:
            await eventually(lambda process=process: process.shown(HERE)[("place", PLACE)]["count"] == 2)
            await eventually(lambda process=process: len(process.shown(f"{PLACE}/people")) == 2)


async def test_a_reload_is_not_noticed() -> None:
    async with town(1) as it:
        (here,) = it.processes
        here.presence.arrive(person("ann"), PLACE)
        await it.goes_on(TICK_S)
        changes = here.reader.copies.changes
        here.presence.leave("ann", PLACE)
        await it.goes_on(GRACE_S - TICK_S)
        assert here.names == {"ann"}
        here.presence.arrive(person("ann"), PLACE)
        await it.goes_on(2 * GRACE_S)
        assert here.names == {"ann"}
        assert here.reader.copies.changes == changes


async def test_who_leaves_is_missed_after_the_grace() -> None:
    async with town(2) as it:
        here, there = it.processes
        here.presence.arrive(person("ann"), PLACE)
        await it.goes_on(TICK_S)
        here.presence.leave("ann", PLACE)
        await it.goes_on(GRACE_S + 2 * TICK_S)
        assert here.names == there.names == set()
        await eventually(lambda: there.shown(HERE)[("place", PLACE)]["count"] == 0)
        assert there.shown(f"{PLACE}/people") == {}


async def test_only_the_last_connection_leaves() -> None:
    async with town(1) as it:
        (here,) = it.processes
        here.presence.arrive(person("ann"), PLACE)
        here.presence.arrive(person("ann"), PLACE)
        here.presence.leave("ann", PLACE)
        await it.goes_on(2 * GRACE_S)
        assert here.names == {"ann"}
        here.presence.leave("ann", PLACE)
        await it.goes_on(2 * GRACE_S)
        assert here.names == set()


async def test_one_person_in_two_processes_is_one_until_both_have_lost_them() -> None:
    async with town(2) as it:
        here, there = it.processes
        here.presence.arrive(person("ann"), PLACE)
        there.presence.arrive(person("ann"), PLACE)
        await it.goes_on(2 * TICK_S)
        assert here.count == there.count == 1
        here.presence.leave("ann", PLACE)
        await it.goes_on(GRACE_S + 2 * TICK_S)
        assert here.count == there.count == 1
        assert len(here.shown(f"{PLACE}/people")) == 1
        there.presence.leave("ann", PLACE)
        await it.goes_on(GRACE_S + 2 * TICK_S)
        assert here.count == there.count == 0


async def test_a_process_that_is_gone_takes_its_people_with_it() -> None:
    async with town(2) as it:
        here, there = it.processes
        here.presence.arrive(person("ann"), PLACE)
        there.presence.arrive(person("bob"), PLACE)
        await it.goes_on(2 * TICK_S)
        await it.goes_on(LEASE_S - 2 * TICK_S, there)
        assert here.names == {"ann", "bob"}
        await it.goes_on(3 * TICK_S, there)
        assert here.names == {"ann"}
        await eventually(lambda: here.shown(HERE)[("place", PLACE)]["count"] == 1)


async def test_a_process_that_was_only_still_is_known_again() -> None:
    async with town(2) as it:
        here, there = it.processes
        there.presence.arrive(person("bob"), PLACE)
        await it.goes_on(2 * TICK_S)
        await it.goes_on(2 * LEASE_S, there)
        assert here.names == set()
        await it.goes_on(6 * TICK_S)
        assert here.names == {"bob"}


async def test_who_starts_later_is_told_all() -> None:
    async with town(2) as it:
        here, there = it.processes
        here.presence.arrive(person("ann"), PLACE)
        await it.goes_on(TICK_S, there)
        late = Presence(there.presence._hub, MemoryBus(it.wires), process="late", clock=it.watch)
        await late.start()
        await it.delivered()
        assert set(late.at(PLACE)) == {"ann"}


async def test_news_that_were_missed_are_asked_for() -> None:
    async with town(2) as it:
        here, there = it.processes
        here.presence.arrive(person("ann"), PLACE)
        await it.goes_on(2 * TICK_S)
        it.wires.cut = True
        here.presence.arrive(person("cem"), PLACE)
        here.presence.tick()
        it.wires.cut = False
        assert there.names == {"ann"}
        await it.goes_on(8 * TICK_S)
        assert there.names == {"ann", "cem"}


async def test_a_bus_that_is_cut_drops_nobody() -> None:
    async with town(2) as it:
        here, there = it.processes
        here.presence.arrive(person("ann"), PLACE)
        there.presence.arrive(person("bob"), PLACE)
        await it.goes_on(2 * TICK_S)
        it.wires.cut = True
        here.presence.arrive(person("cem"), PLACE)
        await it.goes_on(10 * LEASE_S)
        assert here.names == {"ann", "bob", "cem"}
        assert there.names == {"ann", "bob"}
        it.wires.cut = False
        await it.goes_on(LEASE_S)
        assert here.names == there.names == {"ann", "bob", "cem"}


async def test_the_faces_are_of_those_who_came_last() -> None:
    async with town(1) as it:
        (here,) = it.processes
        for number in range(FACES + 3):
            here.presence.arrive(person(f"p{number}"), PLACE)
        await it.goes_on(TICK_S)
        await eventually(lambda: ("place", PLACE) in here.shown(HERE))
        place = here.shown(HERE)[("place", PLACE)]
        assert place["count"] == FACES + 3
        assert len(place["faces"]) == FACES
        assert len(here.shown(f"{PLACE}/people")) == FACES + 3


async def test_the_venue_is_counted_without_a_roster() -> None:
    async with town(1) as it:
        (here,) = it.processes
        here.presence.arrive(person("ann"), VENUE)
        await it.goes_on(TICK_S)
        await eventually(lambda: ("place", VENUE) in here.shown(HERE))
        assert here.shown(HERE)[("place", VENUE)]["count"] == 1
        assert f"{VENUE}/people" not in here.presence._hub._streams


async def test_a_badge_is_the_rooms() -> None:
    async with town(1) as it:
        (here,) = it.processes
        here.presence.arrive(person("mo", "moderator:keynote"), PLACE)
        here.presence.arrive(person("mo", "moderator:keynote"), "room:forum")
        assert here.presence._mine.places[PLACE]["mo"].badge == "moderator"
        assert here.presence._mine.places["room:forum"]["mo"].badge is None


async def test_a_quiet_process_tells_a_number_only() -> None:
    async with town(1) as it:
        (here,) = it.processes
        here.presence.arrive(person("ann"), PLACE)
        await it.goes_on(TICK_S)
        heard: list[dict[str, Any]] = []
        ear = MemoryBus(it.wires)
        ear.subscribe(CHANNEL, lambda data: heard.append(json.loads(data)))
        await it.goes_on(LEASE_S)
        assert heard
        assert all(set(told) == {"from", "version"} for told in heard)


async def test_whatever_breaks_is_not_the_end_of_presence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symposia.live.presence.TICK_S", 0)
    tick, broken = Presence.tick, iter([True])

    def breaks_once(self: Presence) -> None:
        if next(broken, False):
            raise ZeroDivisionError
        tick(self)

    monkeypatch.setattr(Presence, "tick", breaks_once)
    async with town(1) as it:
        (here,) = it.processes
        here.presence.arrive(person("ann"), PLACE)
        with capture_logs() as logs:
            going = asyncio.create_task(here.presence.run())
            await eventually(lambda: ("attendee", "ann") in here.shown(f"{PLACE}/people"))
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
    assert [line["event"] for line in logs] == ["presence.broken"]
