"""A venue in which a test says who is there, and how much time goes by."""

from __future__ import annotations

import asyncio

from symposia.infra.bus.memory import MemoryBus, Wires
from symposia.kernel.access import Actor
from symposia.live.absences import Absences
from symposia.live.presence import Presence
from tests.support.venue import VenueForTests


class Watched:
    """A venue whose absences run on a clock that stands still; who is there is said by the test."""

    def __init__(self, venue: VenueForTests) -> None:
        self.venue, self.now, self.wires = venue, 1000.0, Wires()
        self.processes = [self._process()]
        real = venue.real
        self.absences = Absences(real.database, real.dispatcher, self.presence, clock=lambda: self.now)
        venue.run(self.presence.start())

    @property
    def presence(self) -> Presence:
        return self.processes[0]

    def one_more_process(self) -> Presence:
        other = self._process()
        self.processes.append(other)
        self.venue.run(other.start())
        return other

    def arrives(self, who: str, place: str, process: Presence | None = None) -> None:
        (process or self.presence).arrive(Actor(who), place)

    def goes(self, who: str, place: str) -> None:
        self.presence.leave(who, place)

    def goes_on(self, seconds: float, still: Presence | None = None) -> None:
        """Time passes second by second, and it is looked who is missed. The process `still` does nothing in it."""
        with self.venue.held_to_it("absences"):
            for _ in range(round(seconds)):
                self.now += 1
                self.venue.run(self._second(still))

    async def _second(self, still: Presence | None) -> None:
        for process in self.processes:
            if process is not still:
                process.tick()
        for _ in range(5):
            await asyncio.sleep(0)  # what was told over the bus is heard
        await self.absences.look()

    def _process(self) -> Presence:
        hub, bus = self.venue.real.hub, MemoryBus(self.wires)
        return Presence(hub, bus, process=hub.process, clock=lambda: self.now, quiet=lambda _place: True)
