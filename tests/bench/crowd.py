"""Many WebSocket connections in one process, as cheap as Python makes them.

Frames are cut out and searched for marks, never decoded.
"""

import asyncio
import json
import re
import struct
import time
from dataclasses import dataclass, field
from typing import cast

MARK = re.compile(rb"~(\d+)~")
"""How a posted text says which one it is."""
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


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


class Connection(asyncio.Protocol):
    """One WebSocket: shakes hands, follows its topics, answers pings, and shows every frame to its crowd."""

    def __init__(self, crowd: Crowd, handshake: bytes, topics: list[str]) -> None:
        self._crowd, self._handshake, self._topics = crowd, handshake, topics
        self._rest = b""
        self._open = False
        self._refs = 0
        self.began = time.monotonic_ns()
        self.maps: dict[bytes, int] = {}
        self.ready: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        """Done when the maps of all topics are here (True), or when the connection is lost (False)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._handshake)

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.lost += self._open
        if not self.ready.done():
            self.ready.set_result(False)

    def ask(self, do: str, **fields: object) -> None:
        """Send a command; its answer is counted, not kept."""
        self._refs += 1
        self._send(TEXT, json.dumps({"ref": self._refs, "do": do, **fields}).encode())

    def close(self) -> None:
        if not self._transport.is_closing():
            self._send(CLOSE, b"")
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if not self._open and b"\r\n\r\n" not in data:
            self._rest = data
            return
        at = 0 if self._open else self._shake_hands(data)
        size = len(data)
        while size - at >= 2:
            length, start = data[at + 1], at + 2
            if length == 126 and size - at >= 4:
                (length,), start = struct.unpack_from("!H", data, start), at + 4
            elif length == 127 and size - at >= 10:
                (length,), start = struct.unpack_from("!Q", data, start), at + 10
            elif length > 125:
                break
            if size < start + length:
                break
            self._frame(data[at] & 15, data[start : start + length])
            at = start + length
        self._rest = data[at:]

    def _shake_hands(self, data: bytes) -> int:
        if not data.startswith(b"HTTP/1.1 101"):
            self._crowd.refused.append(data[:300].decode(errors="replace"))
            self._transport.abort()
            return len(data)
        self._open = True
        for topic in self._topics:
            self.ask("topic.follow", topic=topic)
        if not self._topics:
            self.ready.set_result(True)
        return data.index(b"\r\n\r\n") + 4

    def _frame(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            if not self.ready.done():
                self._look_for_map(payload)
            self._crowd.saw(payload)
        elif kind == PING:
            self._send(PONG, payload)
        elif kind == CLOSE:
            self._transport.close()

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

    def _send(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        head = bytes((0x80 | kind, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x80 | kind, 0xFE, size)
        self._transport.write(head + b"\0\0\0\0" + payload)
