"""Keeps the clocks of all processes of a conference together, whatever their machines think that the time is.

With PostgreSQL the database's time is everybody's. With SQLite all is on one machine: its clock is followed where it
drifts; where somebody sets it, this process stays with the time that it had, until it is started again.
"""

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy import text
from sqlmodel import Session

from symposia.infra.database import Database
from symposia.kernel.clock import SystemClock
from symposia.kernel.errors import SymposiaError

log = structlog.get_logger()
LOOK_S = 10.0
TRIES = 3
NOTICED, STEP = timedelta(seconds=0.1), timedelta(seconds=2)
"""Less is not worth a correction; more than a step is not how clocks drift."""


class Timekeeper:
    def __init__(self, database: Database, clock: SystemClock) -> None:
        self._database, self._clock = database, clock
        self._told = timedelta()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                self._heed(await self._database.read(self._behind))
            except SymposiaError as error:
                log.warning("timekeeper.waiting", error=error.code)
            except Exception:
                # Whatever it was: without this loop the clocks of the processes part.
                log.exception("timekeeper.broken")

    def look_now(self) -> None:
        """The same at once, before anything else runs."""
        self._heed(self._database.read_now(self._behind))

    def _heed(self, behind: timedelta) -> None:
        step = abs(behind) > STEP
        if step and abs(behind - self._told) > STEP:
            log.warning("timekeeper.clock_was_set", seconds=round(behind.total_seconds(), 1))
            self._told = behind
        if abs(behind) > NOTICED and not (step and self._database.sqlite):
            self._clock.move(behind)

    def _behind(self, db: Session) -> timedelta:
        """By how much our clock is behind the database's: of a few looks, the one that took the least time."""
        if self._database.sqlite:
            return self._clock.machine() - self._clock.real()
        took, behind = min(self._look(db) for _ in range(TRIES))
        return behind if abs(behind) > took else timedelta()

    def _look(self, db: Session) -> tuple[timedelta, timedelta]:
        """How long it took to ask, and how far behind we were halfway."""
        before = self._clock.real()
        moment: datetime = db.execute(text("SELECT clock_timestamp()")).scalar_one()
        took = self._clock.real() - before
        return took, moment - (before + took / 2)
