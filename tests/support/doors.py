"""What stands in for sign-in, and what listens on the bus, in tests of everything behind them."""

from __future__ import annotations

from collections.abc import Collection, Set

from starlette.requests import HTTPConnection

from symposia.features.people.actors import load_actor
from symposia.infra.bus.memory import MemoryBus, Wires
from symposia.infra.database import Database
from symposia.kernel.access import Actor
from symposia.kernel.clock import Clock
from symposia.kernel.topics import Encoded
from symposia.live.codec import unpack
from symposia.live.presence import CHANNEL
from symposia.settings import Settings


class DoorForTests:
    """Believes the name that a connection gives. Who is signed in how has tests of its own."""

    def __init__(self, database: Database, _clock: Clock, _settings: Settings) -> None:
        self._database = database

    async def admit(self, connection: HTTPConnection) -> Actor | None:
        return await self.again(connection.headers["x-person"], None)

    async def again(self, person: str, _sign_in: str | None) -> Actor | None:
        return await self._database.read(lambda db: load_actor(db, person))

    async def ended(self, _sign_ins: Collection[str]) -> Set[str]:
        return frozenset()

    def same_origin(self, connection: HTTPConnection) -> bool:
        return connection.headers.get("origin") is None


class ListeningBus(MemoryBus):
    """Keeps every change that goes over it."""

    def __init__(self, wires: Wires | None = None) -> None:
        super().__init__(wires)
        self.published: list[Encoded] = []

    def publish(self, channel: str, data: bytes) -> None:
        if channel != CHANNEL:
            self.published.append(unpack(data))
        super().publish(channel, data)
