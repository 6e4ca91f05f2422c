"""Timers are rows; one process at a time holds the lease and sends due commands down the same road as people's."""

import asyncio
import json
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, text
from sqlmodel import Session, col, select

from symposia.infra.database import Database
from symposia.kernel.clock import Clock
from symposia.kernel.errors import Busy, Full, SymposiaError
from symposia.kernel.tables import LeaseRow, TimerRow
from symposia.live.dispatcher import Dispatcher, decode

log = structlog.get_logger()
LEASE_S = 6.0
LOOK_S, AGAIN_S = 0.5, 0.05
"""How often timers are looked for that another process may have set; and how soon again while one is due."""
_EARLIEST = select(func.min(col(TimerRow.due_at)))
AT_ONCE = 50


def take_lease(db: Session, name: str, holder: str, now: datetime, seconds: float = LEASE_S) -> int | None:
    """Take or renew the lease `name`; the fencing number, or None while another holds it."""
    row = db.get(LeaseRow, name, with_for_update=True)
    until = now + timedelta(seconds=seconds)
    if row is None:
        db.add(LeaseRow(name=name, holder=holder, fence=1, until=until))
        db.flush()
        return 1
    if row.holder != holder:
        if row.until > now:
            return None
        row.holder, row.fence = holder, row.fence + 1
    row.until = until
    return row.fence


def database_time(db: Session, clock: Clock) -> datetime:
    """What the database says the time is: machines' clocks differ, theirs is one. SQLite has our machine's anyway."""
    if db.get_bind().dialect.name == "sqlite":
        return clock.real()
    moment: datetime = db.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment


class Timers:
    """Runs what is due. Start it in every process; only the holder of the lease acts."""

    def __init__(self, database: Database, dispatcher: Dispatcher, clock: Clock, *, process: str) -> None:
        self._database, self._dispatcher, self._clock, self._process = database, dispatcher, clock, process
        self._next: datetime | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                while await self.turn() == AT_ONCE:
                    pass
            except SymposiaError as error:
                log.warning("timers.waiting", error=error.code)
            except Exception:
                # Whatever it was: without this loop no round of networking ever ends.
                log.exception("timers.broken")
            await asyncio.sleep(self._pause())

    async def turn(self) -> int:
        """Run what is due now; returns how many timers that were."""
        self._next = await self._database.read(self._earliest)
        if self._next is None or self._next > self._clock.now():
            return 0
        fence, due = await self._database.write(self._due)
        for timer in due:
            await self._fire(timer, fence)
        return len(due)

    def _pause(self) -> float:
        """Until the next one is due, as far as we know; another process may set an earlier one meanwhile."""
        if self._next is None:
            return LOOK_S
        return min(LOOK_S, max((self._next - self._clock.now()).total_seconds(), AGAIN_S))

    def _earliest(self, db: Session) -> datetime | None:
        """A look that takes no lock: when is the next one due?"""
        return db.execute(_EARLIEST).scalar()

    def _due(self, db: Session) -> tuple[int, list[TimerRow]]:
        fence = take_lease(db, "timers", self._process, database_time(db, self._clock))
        if fence is None:
            return 0, []
        due = select(TimerRow).where(col(TimerRow.due_at) <= self._clock.now()).order_by(col(TimerRow.due_at))
        return fence, list(db.exec(due.limit(AT_ONCE)))

    async def _fire(self, timer: TimerRow, fence: int) -> None:
        handler = self._dispatcher.catalogue.handlers.get(timer.command)
        try:
            if handler is None:
                raise SymposiaError(f"no command {timer.command}")
            do = decode(handler.command, json.loads(timer.fields))
            await self._dispatcher.obey(do, before=lambda db: self._claim(db, timer, fence))
        except (Busy, Full):
            raise  # the timer stays and is tried again
        except Exception:
            # What cannot be done must not keep the others waiting for ever.
            log.exception("timers.failed", timer=timer.key, command=timer.command)
            await self._database.write(lambda db: self._claim(db, timer, fence))

    def _claim(self, db: Session, timer: TimerRow, fence: int) -> bool:
        """Take the timer away in the same transaction as what it does: it is done once, or not at all.

        False when another process has taken over, or somebody moved the timer meanwhile.
        """
        lease = db.get(LeaseRow, "timers")
        row = db.get(TimerRow, timer.key, with_for_update=True)
        if lease is None or lease.fence != fence or row is None or row.due_at != timer.due_at:
            return False
        db.delete(row)
        db.flush()
        return True
