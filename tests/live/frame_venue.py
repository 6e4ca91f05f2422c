"""A real server in the test's own event loop, so that a story sees both ends of a connection."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import pytest
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect

from symposia.live.frames import Line, ReadyFrameProtocol, line_of

LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}
HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
CLOSE = 0x88
KIB = 1024


class Hasty(ReadyFrameProtocol):
    patience = 0.1


LINES: dict[str, type[asyncio.Protocol] | str] = {"ready": Hasty, "send_text": "websockets-sansio"}


@dataclass
class Visit:
    """One connection as the server sees it."""

    websocket: WebSocket
    line: Line
    over: asyncio.Event = field(default_factory=asyncio.Event)
    code: int | None = None


@dataclass
class Venue:
    """A real server in this loop; whoever connects becomes a `Visit`."""

    protocol: Any
    settings: dict[str, Any] = field(default_factory=dict)
    accepts: bool = True
    listens: bool = True
    visits: asyncio.Queue[Visit] = field(default_factory=asyncio.Queue)

    async def __aenter__(self) -> Self:
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        config = uvicorn.Config(
            Starlette(routes=[WebSocketRoute("/", self.meet)]),
            ws=self.protocol,
            ws_per_message_deflate=False,
            ws_max_size=64 * KIB,
            log_config=None,
            **self.settings,
        )
        self.server = uvicorn.Server(config)
        self.serving = asyncio.create_task(self.server.serve(sockets=[listener]))
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.server.should_exit = True
        await asyncio.wait_for(self.serving, 10)

    async def meet(self, websocket: WebSocket) -> None:
        visit = Visit(websocket, line_of(websocket))
        await websocket.receive()
        if self.accepts:
            await websocket.accept()
        self.visits.put_nowait(visit)
        if not self.listens:
            await visit.over.wait()
            return
        message = await websocket.receive()
        while message["type"] != "websocket.disconnect":
            message = await websocket.receive()
        visit.code = message["code"]
        visit.over.set()

    async def reader(self) -> tuple[ClientConnection, Visit]:
        """A client that reads, and its visit."""
        url = f"ws://127.0.0.1:{self.port}/"
        client = await connect(url, compression=None, max_size=None, proxy=None, ping_interval=None)
        return client, await self.visits.get()

    async def plain(self, receive_buffer: int = 4 * KIB) -> tuple["Plain", Visit]:
        """A client that reads only when it is told to, and its visit."""
        client = Plain(receive_buffer)
        await client.shake_hands(self.port)
        return client, await self.visits.get()


class Plain:
    """A socket, so that what is on the wire can be seen, and so that nobody reads behind our back."""

    def __init__(self, receive_buffer: int) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.setblocking(False)
        self.got = b""

    async def shake_hands(self, port: int) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.socket, ("127.0.0.1", port))
        await loop.sock_sendall(self.socket, HANDSHAKE)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += await loop.sock_recv(self.socket, 1)
        assert answer.startswith(b"HTTP/1.1 101")

    async def read(self, size: int | None = None) -> bytes:
        """`size` bytes, or everything up to the end of the connection."""
        with contextlib.suppress(ConnectionResetError):
            while size is None or len(self.got) < size:
                data = await asyncio.get_running_loop().sock_recv(self.socket, 256 * KIB)
                if not data:
                    break
                self.got += data
        size = len(self.got) if size is None else size
        taken, self.got = self.got[:size], self.got[size:]
        return taken

    async def say(self, text: str) -> None:
        head = bytes((0x81, 0x80 | len(text), 0, 0, 0, 0))
        await asyncio.get_running_loop().sock_sendall(self.socket, head + text.encode())

    async def say_goodbye(self) -> None:
        await asyncio.get_running_loop().sock_sendall(self.socket, bytes((CLOSE, 0x80, 0, 0, 0, 0)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


def story(*kinds: str, **settings: Any) -> Callable[[Callable[[Venue], Awaitable[None]]], Callable[[str, str], None]]:
    """Plays an async story at a venue, for each of these kinds of line (all of them), on each event loop."""

    def make(told: Callable[[Venue], Awaitable[None]]) -> Callable[[str, str], None]:
        def test(loop: str, kind: str) -> None:
            async def play() -> None:
                async with Venue(LINES[kind], settings) as venue:
                    await asyncio.wait_for(told(venue), 20)

            with asyncio.Runner(loop_factory=LOOPS[loop]) as runner:
                runner.run(play())

        by_kind = pytest.mark.parametrize("kind", kinds or LINES)(test)
        named: Callable[[str, str], None] = pytest.mark.parametrize("loop", LOOPS)(by_kind)
        return named

    return make
