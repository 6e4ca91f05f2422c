"""Keeps the lines to the media servers, tells SQL which of them are up, and has calls go on when one was lost."""

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass

import structlog
from sqlmodel import Session, col, select

from symposia.features.calls import rules
from symposia.features.calls.janus.carrier import JanusCalls, Obey
from symposia.features.calls.janus.wire import RenewCall, ReportServer
from symposia.features.calls.tables import Call, CallSeat, CallServer
from symposia.infra.database import Database
from symposia.infra.janus.line import JanusLine, JanusRefused
from symposia.kernel.errors import NotFound, SymposiaError
from symposia.kernel.wire import Id

log = structlog.get_logger()
LOOK_S = 0.5
DEAD_S = 3.0
"""A server that is away for so long is taken for dead: its calls go on elsewhere."""
DENIED_S = 10.0
"""When another process still holds a server for dead that answers us, it is said once more that it is up."""


@dataclass(frozen=True, slots=True)
class Found:
    """What SQL says: which servers are up, the calls on servers, and which of our people's stays go on there."""

    up: dict[str, bool]
    calls: list[Call]
    sending: frozenset[str]
    """The places of calls in which somebody has a feed."""
    stays: dict[Id, int]


@dataclass(slots=True)
class Known:
    """What this process has last found, and told, of one server."""

    told: bool | None = None
    session: int = 0
    denied_since: float | None = None


class JanusWatch:
    def __init__(self, calls: JanusCalls, database: Database, obey: Obey, secret: bytes) -> None:
        self._calls, self._database, self._obey, self._secret = calls, database, obey, secret
        self._known = {line.name: Known() for line in calls.lines}

    async def run(self) -> None:
        """Until cancelled."""
        if self._known:
            await asyncio.gather(self._look_on(), *(line.run() for line in self._calls.lines))

    async def _look_on(self) -> None:
        while True:
            try:
                await self.look()
            except SymposiaError as error:
                log.warning("janus.waiting", error=error.code)
            except Exception:
                # Whatever it was: without this loop the calls of a dead server would stay dead.
                log.exception("janus.look_broken")
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Compare what SQL says with what there is, and put right what is not."""
        held = self._calls.stays()
        found = await self._database.read(lambda db: _find(db, held))
        for line in self._calls.lines:
            await self._report(line, found)
        for peer, generation in held.items():
            if found.stays.get(peer) != generation and self._calls.stays().get(peer) == generation:
                await self._calls.let_go(peer)
        usable = {name for name, up in found.up.items() if up and name in self._known}
        for call in found.calls:
            # Without any server that is up, one word is enough that this call is down.
            if call.server not in usable and (usable or call.server is not None):
                await self._renew(call)
        for line in self._calls.lines:
            if line.up and self._known[line.name].session != line.sessions:
                await self._look_after(line, found)

    async def _report(self, line: JanusLine, found: Found) -> None:
        known, says = self._known[line.name], found.up.get(line.name)
        if line.up:
            if says is not True and self._is_new(known):
                await self._tell(line, known, up=True)
            known.told, known.denied_since = True, None if says else known.denied_since
        elif line.away_for() >= DEAD_S and known.told is not False:
            if says is not False:
                await self._tell(line, known, up=False)
            known.told = False

    def _is_new(self, known: Known) -> bool:
        """Whether SQL may be contradicted: once when the server has come, and then not for a while."""
        now = time.monotonic()
        if known.told is not True:
            return True
        known.denied_since = known.denied_since or now
        return now - known.denied_since >= DENIED_S

    async def _tell(self, line: JanusLine, known: Known, *, up: bool) -> None:
        log.info("janus.told", server=line.name, up=up)
        await self._obey(ReportServer(server=line.name, up=up))
        known.denied_since = None

    async def _look_after(self, line: JanusLine, found: Found) -> None:
        """The server has forgotten our session. Perhaps it was started anew: then its rooms are gone, too."""
        session = line.sessions
        for call in found.calls:
            if call.server == line.name and call.place in found.sending:
                keys = rules.keys_of(self._secret, call.place, call.generation)
                try:
                    there = await self._calls.servers[line.name].exists(keys.name)
                except JanusRefused as error:
                    log.warning("janus.refused", code=error.code, reason=error.reason)
                    continue
                if not there:
                    await self._renew(call)
        self._known[line.name].session = session

    async def _renew(self, call: Call) -> None:
        log.info("call.renewed", place=call.place, server=call.server)
        try:
            await self._obey(RenewCall(place=call.place, generation=call.generation))
        except NotFound:
            return  # the place has gone meanwhile


def _find(db: Session, held: Collection[Id]) -> Found:
    up = {row.name: row.up for row in db.exec(select(CallServer)).all()}
    calls = list(db.exec(select(Call).where(Call.engine == "janus")).all())
    sending = select(CallSeat.place).where(col(CallSeat.feed).is_not(None)).distinct()
    stays = (
        select(CallSeat.peer, Call.generation)
        .join(Call, col(Call.place) == col(CallSeat.place))
        .where(col(CallSeat.peer).in_(held), col(CallSeat.removed).is_(False), Call.engine == "janus")
    )
    return Found(
        up,
        calls,
        frozenset(db.exec(sending).all()) if calls else frozenset(),
        dict(db.exec(stays).all()) if held else {},
    )
