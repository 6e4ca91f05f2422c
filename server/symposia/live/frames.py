"""The last metre: one ready WebSocket frame, the same bytes for everybody, written straight to transports.

A hub pushes to a `Line`. `ReadyFrameProtocol` is one on top of uvicorn's sans-I/O protocol: no queue, task,
`send()` or encoding per connection. `SendTextLine` is the same on top of `send_text`, for servers that do not
offer the extension. `tests/live/test_frames.py` pins what is relied on inside uvicorn.
"""

import asyncio
import contextlib
import socket
import struct
from collections import deque
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any, Literal, Protocol

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION = "symposia.frames"
HIGH, LOW = 64 * 1024, 16 * 1024
"""Bytes unsent at which a line counts as full, and those at which it has drained again."""
SEND_BUFFER = 64 * 1024
"""SO_SNDBUF (bytes): what the kernel may hide of a reader that does not read; megabytes, if one lets it."""
MOST_UNSENT = 8 * 1024 * 1024
"""Bytes after which a line is given up: who asks `unsent()` before pushing never comes near."""
TRY_AGAIN_LATER = 1013

log = structlog.stdlib.get_logger(__name__)


def text_frame(payload: bytes) -> bytes:
    """The WebSocket text frame of `payload` (UTF-8), unmasked as servers send it (RFC 6455, 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return struct.pack("!BBH", 0x81, 126, size) + payload
    return struct.pack("!BBQ", 0x81, 127, size) + payload


def payloads(frames: bytes) -> Iterator[bytes]:
    """What was put into one or several joined results of `text_frame`, in their order."""
    at = 0
    while at < len(frames):
        size, start = frames[at + 1], at + 2
        if size == 126:
            (size,), start = struct.unpack_from("!H", frames, start), start + 2
        elif size == 127:
            (size,), start = struct.unpack_from("!Q", frames, start), start + 8
        at = start + size
        yield frames[start:at]


class Line(Protocol):
    """The way to one connected browser. It belongs to the connection's event loop; nothing here waits.

    What is pushed arrives whole and in the order it was pushed, or the line is closed. Whoever mixes it with
    `send_text` of the same WebSocket has an order between the two on ready lines only.
    """

    on_drained: Callable[[], None] | None
    """Called when a line that held more than `HIGH` bytes is down to `LOW`: catch the slow reader up."""

    @property
    def closed(self) -> bool:
        """Nothing will be taken any more: not accepted yet, closing, or gone."""

    def push(self, frame: bytes) -> bool:
        """Write a `text_frame` (or several, joined). False: the line is closed, forget it."""

    def unsent(self) -> int:
        """Bytes pushed that the kernel has not taken yet."""

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye after what was pushed (`reason` ≤ 123 bytes); over a few seconds later at most."""

    def abort(self) -> None:
        """Drop the connection and what is unsent."""


def line_of(websocket: WebSocket) -> Line:
    """The line of a WebSocket that has been accepted. Ask once per connection and keep it."""
    extension = websocket.scope.get("extensions", {}).get(EXTENSION)
    if extension is None:
        return SendTextLine(websocket)
    line: Line = extension["line"]
    return line


class ReadyFrameProtocol(WebSocketsSansIOProtocol):
    """uvicorn's sans-I/O protocol that is itself the `Line` of its connection.

    Offered as `scope["extensions"]["symposia.frames"] == {"line": self}`. Needs `ws_per_message_deflate` off:
    a frame made for everybody cannot be part of one connection's compression.
    """

    on_drained: Callable[[], None] | None = None
    patience = 5.0
    """Seconds that a connection which is to end may keep unsent bytes: uvicorn alone waits for ever."""
    _giving_up: asyncio.TimerHandle | None = None

    @property
    def closed(self) -> bool:
        return self.close_sent or not self.handshake_complete or self.transport.is_closing()

    def push(self, frame: bytes) -> bool:
        transport = self.transport
        if self.close_sent or not self.handshake_complete or transport.is_closing():
            return False
        if not self.writable.is_set() and transport.get_write_buffer_size() + len(frame) > MOST_UNSENT:
            transport.abort()
            return False
        transport.write(frame)
        return True

    def unsent(self) -> int:
        return self.transport.get_write_buffer_size()

    def close(self, code: int, reason: str = "") -> None:
        if self.closed:
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:  # or the other's answer would never be read
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(self.patience, self.transport.abort)

    def abort(self) -> None:
        self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH, low=LOW)
        connection = self.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the request was sound; the application starts on the next turn of the loop
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = {"line": self}

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.on_drained is not None and not self.closed:
            self.on_drained()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._give_up_later()

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self._give_up_later()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.on_drained = None
        if self._giving_up is not None:
            self._giving_up.cancel()

    def _give_up_later(self) -> None:
        if self._giving_up is None and not self.disconnected:
            self._giving_up = self.loop.call_later(self.patience, self.transport.abort)


class SendTextLine:
    """A `Line` over any server's `send_text`: one task writes, and only while there is something to write.

    `unsent()` counts what the server has not taken; how the server drops a reader that takes nothing is its
    own affair, so an aborted line may keep its socket until the server gives it up.
    """

    patience = ReadyFrameProtocol.patience

    def __init__(self, websocket: WebSocket) -> None:
        self.on_drained: Callable[[], None] | None = None
        self._websocket = websocket
        self._waiting: deque[bytes] = deque()
        self._unsent = 0
        self._full = False
        self._farewell: tuple[int, str] | None = None
        self._gone = False
        self._task: asyncio.Task[None] | None = None

    @property
    def closed(self) -> bool:
        states = {self._websocket.client_state, self._websocket.application_state}
        return self._gone or self._farewell is not None or states != {WebSocketState.CONNECTED}

    def push(self, frame: bytes) -> bool:
        if self.closed:
            return False
        if self._unsent + len(frame) > MOST_UNSENT:
            self.abort()
            return False
        self._waiting.append(frame)
        self._unsent += len(frame)
        self._full = self._full or self._unsent > HIGH
        self._start()
        return True

    def unsent(self) -> int:
        return self._unsent

    def close(self, code: int, reason: str = "") -> None:
        if not self.closed:
            self._farewell = (code, reason)
            self._start()

    def abort(self) -> None:
        if self._gone:
            return
        self._gone = True
        self._waiting.clear()
        self._unsent = 0
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.get_running_loop().create_task(self._part(TRY_AGAIN_LATER, ""))

    def _start(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting:
                for payload in payloads(self._waiting[0]):
                    await self._websocket.send_text(payload.decode())
                self._unsent -= len(self._waiting.popleft())
                self._drained()
        except (WebSocketDisconnect, RuntimeError):  # RuntimeError: the WebSocket was closed by somebody else
            self._gone = True
            self._waiting.clear()
            self._unsent = 0
        self._task = None
        if self._farewell is not None and not self._gone:
            await self._part(*self._farewell)

    def _drained(self) -> None:
        if self._full and self._unsent <= LOW:
            self._full = False
            if self.on_drained is not None and not self.closed:
                self.on_drained()

    async def _part(self, code: int, reason: str) -> None:
        # Best effort: it is over for this line, whether the other still hears the goodbye or not.
        with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(self.patience):
                await self._websocket.close(code, reason)
        self._gone = True


RELIED_ON = frozenset(
    {
        *("close_sent", "close_timer", "conn", "connection_lost", "connection_made", "disconnected"),
        *("handle_connect", "handshake_complete", "keepalive_timeout", "loop", "queue", "read_paused"),
        *("resume_writing", "run_asgi", "scope", "transport", "writable"),
    }
)
"""The names inside uvicorn's protocol class that `ReadyFrameProtocol` uses."""


def missing_names(base: type) -> frozenset[str]:
    """Those of `RELIED_ON` that `base` neither has nor mentions in its own methods."""
    methods = [member for member in vars(base).values() if isinstance(member, FunctionType)]
    mentioned = {name for method in methods for name in method.__code__.co_names}
    return RELIED_ON - mentioned - set(dir(base))


def protocol_or_fallback(
    base: type = WebSocketsSansIOProtocol,
) -> type[ReadyFrameProtocol] | Literal["websockets-sansio"]:
    """What to give to `uvicorn.Config(ws=…)`: the ready-frame class, or uvicorn's if its insides changed."""
    missing = missing_names(base)
    if not missing:
        return ReadyFrameProtocol
    log.warning("ready frames are off: uvicorn is not the one they were made for", missing=sorted(missing))
    return "websockets-sansio"
