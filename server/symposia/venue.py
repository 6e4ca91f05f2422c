"""One process of a conference, wired together without HTTP: store, bus, hub, presence, dispatcher, gateway, timers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import structlog
from sqlmodel import Session

from symposia.features import FEATURES
from symposia.features.calls.janus.carrier import JanusCalls
from symposia.features.calls.janus.watch import JanusWatch
from symposia.features.calls.livekit.carrier import LiveKitCalls
from symposia.features.people.actors import load_actor
from symposia.features.programme.tables import Conference
from symposia.infra.bus import Bus
from symposia.infra.bus.memory import MemoryBus
from symposia.infra.bus.redis import RedisBus
from symposia.infra.database import Database
from symposia.infra.janus.line import JanusLine
from symposia.infra.janus.rooms import JanusRooms, RoomTerms
from symposia.infra.livekit.rooms import LiveKitRooms
from symposia.infra.livekit.tokens import Keys
from symposia.infra.mail import Mail, Outbox, Smtp
from symposia.kernel.clock import Clock, SystemClock
from symposia.kernel.feature import VENUE, Catalogue
from symposia.kernel.ids import new_id
from symposia.kernel.topics import Snapshot
from symposia.kernel.wire import Command
from symposia.live import heads
from symposia.live.absences import Absences
from symposia.live.dispatcher import Dispatcher
from symposia.live.engine import engine
from symposia.live.errands import Errands
from symposia.live.gateway import Doorkeeper, Gateway
from symposia.live.hub import Hub
from symposia.live.letters import Letters
from symposia.live.presence import Presence
from symposia.live.timekeeper import Timekeeper
from symposia.live.timers import Timers
from symposia.settings import Settings

log = structlog.get_logger()
Work = Callable[[], Awaitable[None]]
MakeDoor = Callable[[Database, Clock, Settings], Doorkeeper]


def catalogue() -> Catalogue:
    """Everything that can be asked and followed."""
    return Catalogue((engine, *FEATURES))


class Venue:
    """The parts of one process. `run()` keeps it going; it needs a database that has been migrated."""

    def __init__(
        self, settings: Settings, door: MakeDoor, *, clock: Clock | None = None, bus: Bus | None = None
    ) -> None:
        self.settings = settings
        self.process = new_id()
        self.catalogue = catalogue()
        self.database = Database(settings.database)
        self.store = self.database.write_now(heads.store)
        self.clock = clock or SystemClock(self.database.read_now(clock_offset))
        self.timekeeper = Timekeeper(self.database, self.clock) if isinstance(self.clock, SystemClock) else None
        if self.timekeeper:
            self.timekeeper.look_now()
        self.bus: Bus = bus or (RedisBus(settings.redis_url) if settings.redis_url else MemoryBus())
        self.hub = Hub(
            self.bus, self._load, self._heads, self._is_live, process=self.process, tick=settings.tick_ms / 1000
        )
        self.presence = Presence(self.hub, self.bus, process=self.process, quiet=self._is_quiet)
        self.janus = JanusCalls(janus_of(settings), self._obey)
        self.livekit = livekit_of(settings, self.clock)
        self.errands = Errands({**self.janus.runners(), **(self.livekit.runners() if self.livekit else {})})
        self.dispatcher = Dispatcher(
            self.catalogue,
            self.database,
            self.clock,
            load_actor,
            self.hub.publish,
            process=self.process,
            store=self.store,
            media=settings.media,
            errands=self.errands,
        )
        self.door = door(self.database, self.clock, settings)
        self.gateway = Gateway(self.dispatcher, self.hub, self.presence, self.door)
        self.timers = Timers(self.database, self.dispatcher, self.clock, process=self.process)
        self.absences = Absences(self.database, self.dispatcher, self.presence)
        self.janus_watch = JanusWatch(self.janus, self.database, self._obey, self.store.secret)
        self.mail: Mail = mail_of(settings)
        self.letters = Letters(self.database, self.mail, self.clock, process=self.process)

    @asynccontextmanager
    async def run(self, *more: Work) -> AsyncIterator["Venue"]:
        """Everything that goes on beside requests, from entering to leaving; `more` runs beside it."""
        async with AsyncExitStack() as stack:
            stack.callback(self.database.close)
            await self.bus.start()
            stack.push_async_callback(self.bus.stop)
            stack.push_async_callback(self.hub.stop)
            await self.gateway.start()
            await self.presence.start()
            tasks = [asyncio.ensure_future(work()) for work in (*self.always(), *self.by_the_clock(), *more)]
            stack.push_async_callback(_end, tasks)
            stack.push_async_callback(self.errands.stop)
            yield self

    def always(self) -> list[Work]:
        """What answers to what happens: connections, their presence, letters, media servers."""
        return [self.presence.run, self.letters.run, self.gateway.run, self.janus_watch.run]

    def by_the_clock(self) -> list[Work]:
        """What acts because time has passed."""
        keeper = [self.timekeeper.run] if self.timekeeper else []
        return [self.timers.run, self.absences.run, *keeper]

    async def _obey(self, do: Command) -> None:
        await self.dispatcher.obey(do)

    async def _load(self, topic: str) -> Snapshot:
        return await self.database.read(lambda db: heads.snapshot(db, self.catalogue, topic, self.store.epoch))

    async def _heads(self, topics: list[str]) -> Mapping[str, int]:
        return await self.database.read(lambda db: heads.heads(db, topics))

    def _is_live(self, topic: str) -> bool:
        return self.catalogue.family(topic)[0].live

    def _is_quiet(self, place: str) -> bool:
        return place != VENUE and self.catalogue.family(place)[0].quiet


async def _end(tasks: Sequence[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def janus_of(settings: Settings) -> dict[str, JanusRooms]:
    """The media servers of the settings, by name."""
    secret, key = settings.janus_api_secret.get_secret_value(), settings.janus_admin_key.get_secret_value()
    terms = RoomTerms(key, settings.janus_bitrate, settings.janus_record_dir)
    return {name: JanusRooms(JanusLine(name, url, secret), terms) for name, url in settings.janus_servers.items()}


def livekit_of(settings: Settings, clock: Clock) -> LiveKitCalls | None:
    """LiveKit, if the settings have it."""
    if not settings.livekit_url:
        return None
    keys = Keys(settings.livekit_key, settings.livekit_secret.get_secret_value())
    return LiveKitCalls(settings.livekit_url, LiveKitRooms(settings.livekit_api, keys, clock), keys, clock)


def mail_of(settings: Settings) -> Mail:
    """The mail server of the settings, or the folder's outbox."""
    url = settings.smtp_url.get_secret_value()
    return Smtp(url, settings.mail_from) if url else Outbox(settings.dir / "outbox", settings.mail_from)


def clock_offset(db: Session) -> timedelta:
    conference = db.get(Conference, 1)
    return timedelta(seconds=conference.clock_offset_s if conference else 0.0)
