"""Many WebSocket connections in one process, as cheap as Python makes them.

Frames are cut out and searched for marks, never decoded.
"""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field

from tests.support.websocket import WebSocket

MARK = re.compile(rb"~(\d+)~")
"""How a posted text says which one it is."""


@dataclass
class Tally:
    """What one measurement saw. Times are ns of the monotonic clock."""

    sent: dict[int, int] = field(default_factory=dict)
    arrived: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    frames: int = 0
    bytes: int = 0
    answers: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass
class Crowd:
    """The connections of one load process and what they see together."""

    connections: list["Connection"] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    refused: list[str] = field(default_factory=list)
    lost: int = 0

    def saw(self, payload: bytes) -> None:
        tally = self.tally
        tally.frames += 1
        tally.bytes += len(payload)
        if payload.startswith(b'{"ref"'):
            if b'"error"' in payload[:60]:
                tally.errors.append(payload[:300].decode(errors="replace"))
            else:
                tally.answers += 1
            return
        now = time.monotonic_ns()
        for mark in MARK.findall(payload):
            number = int(mark)
            if number in tally.sent:
                tally.arrived[number] = tally.arrived.get(number, 0) + 1
                tally.last[number] = now


class Connection(WebSocket):
    """One line: follows its topics, and shows every frame to its crowd."""

    def __init__(self, crowd: Crowd, handshake: bytes, topics: list[str]) -> None:
        super().__init__(handshake)
        self._crowd, self._topics = crowd, topics
        self._refs = 0
        self.began = time.monotonic_ns()
        self.maps: dict[bytes, int] = {}
        self.ready: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        """Done when the maps of all topics are here (True), or when the connection is lost (False)."""

    def ask(self, do: str, **fields: object) -> None:
        """Send a command; its answer is counted, not kept."""
        self._refs += 1
        self.say(json.dumps({"ref": self._refs, "do": do, **fields}).encode())

    def opened(self) -> None:
        for topic in self._topics:
            self.ask("topic.follow", topic=topic)
        if not self._topics:
            self.ready.set_result(True)

    def refused(self, answer: bytes) -> None:
        self._crowd.refused.append(answer[:300].decode(errors="replace"))

    def received(self, payload: bytes) -> None:
        if not self.ready.done():
            self._look_for_map(payload)
        self._crowd.saw(payload)

    def lost(self) -> None:
        self._crowd.lost += self.is_open
        if not self.ready.done():
            self.ready.set_result(False)

    def _look_for_map(self, payload: bytes) -> None:
        head = payload[:200]
        if b'"map":' not in head:
            return
        for topic in self._topics:
            name = topic.encode()
            if b'"' + name + b'"' in head:
                self.maps.setdefault(name, time.monotonic_ns())
        if len(self.maps) == len(self._topics):
            self.ready.set_result(True)
