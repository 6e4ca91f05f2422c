"""Ends the stays of people who have gone without a word: a crashed browser, a killed process, a lost network.

Rows say who has a stay, presence says who is there; whoever has the one without the other for long enough is gone.
Every process looks for itself: ending what has ended already does nothing.
"""

import asyncio
import time
from collections.abc import Callable

import structlog

from symposia.infra.database import Database
from symposia.kernel.errors import SymposiaError
from symposia.kernel.feature import Stay
from symposia.live.dispatcher import Dispatcher
from symposia.live.presence import Presence

log = structlog.get_logger()
LOOK_S = 2.0
PATIENCE_S = 10.0
"""How long somebody must have been missed here: a reconnect after a bad moment takes no longer."""
SETTLED_S = 40.0
"""After a start, or when the bus was away, people get so long to be found before anybody is missed."""


class Absences:
    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        presence: Presence,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database, self._dispatcher, self._presence, self._clock = database, dispatcher, presence, clock
        self._missed: dict[Stay, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except SymposiaError as error:
                log.warning("absences.waiting", error=error.code)
            except Exception:
                # Whatever it was: without this loop the gone would stay for ever.
                log.exception("absences.broken")
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """End the stays of those who have been missed for long enough."""
        if not self._presence.settled(SETTLED_S):
            self._missed.clear()
            return
        now = self._clock()
        stays = await self._database.read(self._dispatcher.catalogue.stays)
        there = {topic: self._presence.at(topic) for topic in {stay.topic for stay in stays}}
        absent = [stay for stay in stays if stay.person not in there[stay.topic]]
        self._missed = {stay: self._missed.get(stay, now) for stay in absent}
        for stay, since in list(self._missed.items()):
            if now - since >= PATIENCE_S:
                del self._missed[stay]
                await self._end(stay)

    async def _end(self, stay: Stay) -> None:
        try:
            await self._dispatcher.obey(stay.over)
        except SymposiaError as error:
            # Such as a place that is no more: the others do not wait for it.
            log.warning("absences.not_ended", topic=stay.topic, error=error.code)
