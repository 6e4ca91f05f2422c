"""Letters are rows until they are out: one process at a time sends them, after the commit, at least once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from symposia.infra.database import Database
from symposia.infra.mail import Letter, Mail, MailDelayed, MailRefused
from symposia.kernel.clock import Clock
from symposia.kernel.errors import SymposiaError
from symposia.kernel.tables import LetterRow
from symposia.live.timers import database_time, take_lease

log = structlog.get_logger()
LEASE_S = 60.0
"""Longer than a mail server may take for one letter."""
LOOK_S = 1.0
AT_ONCE = 4
"""How many are sent at the same time: a mail server may take a second for each, and everybody waits for their code."""
MOST_TRIES = 10
FIRST_PAUSE_S, LONGEST_PAUSE_S = 15.0, 3600.0


def pause_after(tries: int) -> timedelta:
    """How long a letter waits after it has failed `tries` times: 15 s, 30 s, … 1 h. All in all some 3 hours."""
    return timedelta(seconds=min(FIRST_PAUSE_S * 2 ** (tries - 1), LONGEST_PAUSE_S))


class Letters:
    """Sends what is due. Start it in every process; only the holder of the lease acts."""

    def __init__(self, database: Database, mail: Mail, clock: Clock, *, process: str) -> None:
        self._database, self._mail, self._clock, self._process = database, mail, clock, process

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                while await self.turn():
                    pass
            except SymposiaError as error:
                log.warning("letters.waiting", error=error.code)
            except Exception:
                # Whatever it was: without this loop nobody is sent a mail any more.
                log.exception("letters.broken")
            await asyncio.sleep(LOOK_S)

    async def turn(self) -> bool:
        """Send the few that have been due for longest; False when there are none, or another process sends them."""
        if not await self._database.read(self._worth_it):
            return False
        rows = await self._database.write(self._next)
        # All of them to their end, whatever becomes of one: what is under way must not be begun again.
        came = await asyncio.gather(*map(self._send, rows), return_exceptions=True)
        for error in came:
            if error is not None:
                raise error
        return bool(rows)

    async def _send(self, row: LetterRow) -> None:
        try:
            await self._mail.send(Letter(row.id, row.to, row.subject, row.text, self._clock.real()))
        except MailRefused as error:
            log.error("letters.refused", letter=row.id, reason=str(error))
            await self._database.write(lambda db: _out(db, row.id))
        except MailDelayed as error:
            log.warning("letters.delayed", letter=row.id, tries=row.tries + 1, reason=str(error))
            await self._database.write(lambda db: self._later(db, row.id))
        except Exception:
            # One letter must not hold up the others: it is tried again like one that was delayed, and given up.
            log.exception("letters.broken", letter=row.id)
            await self._database.write(lambda db: self._later(db, row.id))
        else:
            await self._database.write(lambda db: _out(db, row.id))

    def _worth_it(self, db: Session) -> bool:
        """A look that takes no lock: is anything due?"""
        return db.exec(select(LetterRow.id).where(self._due()).limit(1)).first() is not None

    def _next(self, db: Session) -> Sequence[LetterRow]:
        if take_lease(db, "letters", self._process, database_time(db, self._clock), LEASE_S) is None:
            return []
        return db.exec(select(LetterRow).where(self._due()).order_by(col(LetterRow.due_at)).limit(AT_ONCE)).all()

    def _due(self) -> ColumnElement[bool]:
        return col(LetterRow.due_at) <= self._clock.real()

    def _later(self, db: Session, letter: str) -> None:
        row = db.get(LetterRow, letter)
        if row is None:
            return
        row.tries += 1
        if row.tries >= MOST_TRIES:
            log.error("letters.given_up", letter=letter)
            db.delete(row)
        else:
            row.due_at = self._clock.real() + pause_after(row.tries)


def _out(db: Session, letter: str) -> None:
    row = db.get(LetterRow, letter)
    if row is not None:
        db.delete(row)
