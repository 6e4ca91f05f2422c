"""Hubs on one bus, and what SQL would have: a map and a head that only grows."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from symposia.infra.bus.memory import MemoryBus, Wires
from symposia.kernel.errors import NotFound
from symposia.kernel.ids import new_id
from symposia.kernel.topics import Encoded, Key, Snapshot, apply
from symposia.live.frames import text_frame
from symposia.live.hub import Hub
from tests.support.copies import Copies
from tests.support.lines import MemoryLine

ROOM = "room:keynote"


def note(id: str, text: str) -> tuple[Key, bytes]:
    return ("note", id), json.dumps({"kind": "note", "id": id, "text": text}).encode()


class Books:
    """What SQL has. `loads` counts how often a map was read."""

    def __init__(self) -> None:
        self.epoch = new_id()
        self.maps: dict[str, dict[Key, bytes]] = {}
        self.heads: dict[str, int] = {}
        self.loads = 0
        self.away = False

    def commit(self, origin: str, topic: str, *put: tuple[Key, bytes], drop: tuple[Key, ...] = ()) -> Encoded:
        """A transaction of the process `origin`; the change that it has to publish."""
        apply(self.maps.setdefault(topic, {}), dict(put), drop)
        prev = self.heads.get(topic, 0)
        self.heads[topic] = prev + 1
        return Encoded(topic, self.epoch, prev, prev + 1, dict(put), drop, (), origin)

    async def load(self, topic: str) -> Snapshot:
        if self.away:
            raise NotFound()
        self.loads += 1
        return Snapshot(self.epoch, self.heads.get(topic, 0), dict(self.maps.get(topic, {})))

    async def read_heads(self, topics: list[str]) -> Mapping[str, int]:
        return {topic: self.heads.get(topic, 0) for topic in topics}

    def texts(self, topic: str = ROOM) -> dict[str, str]:
        return {id: json.loads(view)["text"] for (_, id), view in self.maps.get(topic, {}).items()}


class Reader:
    """Somebody who follows topics at one hub."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.copies = Copies()
        self.line = MemoryLine(lambda payload: self.copies.take(json.loads(payload)))
        self.topics: list[str] = []
        self.line.on_drained = lambda: hub.drained(self, self.topics)

    async def follow(self, topic: str = ROOM, have: tuple[str, int] | None = None) -> bytes | None:
        """Follow, and take the frame that comes with it."""
        _, _, frame = await self.hub.follow(self, topic, have)
        if topic not in self.topics:
            self.topics.append(topic)
        if frame is not None:
            self.line.push(text_frame(frame))
        return frame

    def head(self, topic: str = ROOM) -> int:
        return self.copies.heads[topic][1]

    def texts(self, topic: str = ROOM) -> dict[str, str]:
        return {view["id"]: view["text"] for view in self.copies.maps[topic].values()}


@asynccontextmanager
async def hubs(count: int, books: Books, wires: Wires | None = None, tick: float = 0.0) -> AsyncIterator[list[Hub]]:
    """Some processes of one conference."""
    shared = wires or Wires()
    made = [
        Hub(
            MemoryBus(shared),
            books.load,
            books.read_heads,
            lambda topic: topic.startswith("here"),
            process=f"process-{number}",
            tick=tick,
        )
        for number in range(count)
    ]
    for hub in made:
        hub.start(lambda follower: follower.line.close(1013, "too slow"))
    try:
        yield made
    finally:
        for hub in made:
            await hub.stop()
