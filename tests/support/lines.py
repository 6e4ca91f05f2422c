"""Connections without a network: a socket in memory, and the copy of topics that the browser's side keeps."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.websockets import WebSocketDisconnect

from symposia.kernel.errors import SymposiaError, every_error
from symposia.live.frames import EXTENSION, payloads
from tests.support.copies import Copies

ERRORS = {kind.code: kind for kind in every_error()}


class MemoryLine:
    """What is pushed is read at once, unless `stuck`: then it waits in `held`, as in a slow reader's buffers."""

    def __init__(self, read: Callable[[bytes], None]) -> None:
        self.on_drained: Callable[[], None] | None = None
        self.ended: tuple[int, str] | None = None
        self.stuck = False
        self.held: list[bytes] = []
        self.frames = 0
        self._read = read

    @property
    def closed(self) -> bool:
        return self.ended is not None

    def push(self, frame: bytes) -> bool:
        if self.closed:
            return False
        self.frames += 1
        if self.stuck:
            self.held.append(frame)
        else:
            self._take(frame)
        return True

    def unsent(self) -> int:
        return sum(map(len, self.held))

    def close(self, code: int, reason: str = "") -> None:
        if self.ended is None:
            self.ended = (code, reason)

    def abort(self) -> None:
        self.close(1006)

    def drain(self) -> None:
        """The reader reads on: everything that was held, then the news that there is room again."""
        self.stuck = False
        held, self.held = self.held, []
        for frame in held:
            self._take(frame)
        if self.on_drained is not None:
            self.on_drained()

    def _take(self, frame: bytes) -> None:
        for payload in payloads(frame):
            self._read(payload)


class MemorySocket:
    """One browser's connection, both ends: the gateway serves it, the test asks and reads."""

    def __init__(self, person: str, headers: dict[str, str] | None = None) -> None:
        self.line = MemoryLine(self._read)
        self.headers = Headers({"x-person": person, **(headers or {})})
        self.cookies: dict[str, str] = {}
        self.scope = {"type": "websocket", "extensions": {EXTENSION: {"line": self.line}}}
        self.copies = Copies()
        self.denied: Any = None
        self.stray: list[dict[str, Any]] = []
        """Answers without a reference."""
        self._asked: asyncio.Queue[str | None] = asyncio.Queue()
        self._answers: dict[Any, asyncio.Future[dict[str, Any]]] = {}
        self._refs = 0

    # ---- the gateway's end

    async def accept(self) -> None:
        pass

    async def send_denial_response(self, response: Any) -> None:
        self.denied = response

    async def receive_text(self) -> str:
        raw = await self._asked.get()
        if raw is None:
            raise WebSocketDisconnect
        return raw

    # ---- the browser's end

    def hang_up(self) -> None:
        self._asked.put_nowait(None)

    def send(self, raw: str) -> None:
        """Anything at all."""
        self._asked.put_nowait(raw)

    async def ask(self, do: str, **fields: Any) -> dict[str, Any]:
        """The whole answer to a command; the error that came instead is raised."""
        self._refs += 1
        ref = f"ask-{self._refs}"
        future = self._answers[ref] = asyncio.get_running_loop().create_future()
        self.send(json.dumps({"ref": ref, "do": do, **fields}))
        told = await asyncio.wait_for(future, 20)
        if "error" in told:
            error = told["error"]
            raise ERRORS.get(error["code"], SymposiaError)(
                error["message"], field=error.get("field"), wait=error.get("wait")
            )
        return told

    async def follow(self, topic: str, have: tuple[str, int] | None = None) -> None:
        self.copies.closed.pop(topic, None)
        await self.ask("topic.follow", topic=topic, **({"have": list(have)} if have else {}))

    def _read(self, payload: bytes) -> None:
        told = json.loads(payload)
        if "topic" in told:
            self.copies.take(told)
            return
        waiting = self._answers.pop(told.get("ref"), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(told)
        else:
            self.stray.append(told)
