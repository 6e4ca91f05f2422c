"""The line to one instance of Janus: its WebSocket API, one session on it, and handles in that session.

Whatever happens to the line, it is built anew. A session that was left for a moment is claimed, and its handles go on;
when Janus has forgotten it (or was started anew), the handles are gone and their owners are told.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from symposia.kernel.errors import MediaDown
from symposia.kernel.ids import new_id

log = structlog.get_logger()
ANSWER_S = 5.0
"""How long an answer may take."""
KEEP_S = 20.0
"""Janus forgets a session that it has not heard of for a minute."""
PING_S, PONG_S = 1.0, 2.0
"""An instance that stands still is noticed as soon as one that was killed, almost."""
OPEN_S = 2.0
AGAIN_S = (0.1, 0.2, 0.5, 1.0)
"""The pauses before the next attempts to reach it; the last one again and again."""
LARGEST = 1 << 20
UP, OVER = "up", "over"
_HEARD = {"webrtcup": UP, "hangup": OVER, "detached": OVER}
_TROUBLE = (OSError, TimeoutError, WebSocketException, MediaDown)
Frame = dict[str, Any]
Hear = Callable[[str], None]
"""Told `UP` when media can flow, and `OVER` when Janus has ended what hangs on a handle, or forgotten it."""


class JanusRefused(Exception):
    """Janus, or its plugin, has said no."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


class Handle:
    """One attachment to a plugin: what it is for, it is for alone."""

    def __init__(self, line: "JanusLine", id: int, hear: Hear) -> None:
        self._line, self.id, self.hear = line, id, hear

    async def ask(self, body: Frame, jsep: Frame | None = None) -> tuple[Frame, str | None]:
        """What the plugin says to `body`, and the session description that came with it."""
        fields: Frame = {"handle_id": self.id, "body": body}
        if jsep is not None:
            fields["jsep"] = jsep
        told = await self._line.ask("message", **fields)
        data: Frame = told.get("plugindata", {}).get("data", {})
        if "error_code" in data:
            raise JanusRefused(data["error_code"], str(data.get("error", "")))
        return data, told.get("jsep", {}).get("sdp")

    async def trickle(self, candidates: Sequence[Frame]) -> None:
        await self._line.ask("trickle", handle_id=self.id, candidates=list(candidates))

    async def detach(self) -> None:
        """Give it back, with all that hangs on it: now, or as soon as the line is there again."""
        await self._line.let_go(self)


class JanusLine:
    """`name` is what we call the instance. Run it in every process that has something to say to it."""

    def __init__(self, name: str, url: str, api_secret: str = "", *, patience: float = ANSWER_S) -> None:
        self.name, self._url, self._secret, self._patience = name, url, api_secret, patience
        self.sessions = 0
        """How many sessions there have been: another number, and all handles are others."""
        self.away_since: float | None = time.monotonic()
        self._connection: ClientConnection | None = None
        self._session: int | None = None
        self._handles: dict[int, Handle] = {}
        self._ending: set[int] = set()
        """Handles that Janus may still have, though nobody here wants them."""
        self._waiting: dict[str, tuple[str, asyncio.Future[Frame]]] = {}

    @property
    def up(self) -> bool:
        """Whether it can be asked something at this moment."""
        return self.away_since is None

    def away_for(self) -> float:
        return 0.0 if self.away_since is None else time.monotonic() - self.away_since

    async def run(self) -> None:
        """Until cancelled."""
        tries = 0
        while True:
            known = self.sessions
            try:
                await self._stay()
            except (*_TROUBLE, JanusRefused) as error:
                if tries == 0:
                    log.warning("janus.lost", server=self.name, error=type(error).__name__, reason=str(error))
            except Exception:
                # Whatever it was: without this loop the instance would be lost until the next start.
                log.exception("janus.broken", server=self.name)
            tries = 0 if self.sessions != known else tries + 1
            await asyncio.sleep(AGAIN_S[min(tries, len(AGAIN_S) - 1)])

    async def attach(self, plugin: str, hear: Hear) -> Handle:
        told = await self.ask("attach", plugin=plugin)
        handle = Handle(self, told["data"]["id"], hear)
        self._handles[handle.id] = handle
        return handle

    async def ask(self, janus: str, **fields: Any) -> Frame:
        """One request in our session and its answer. JanusRefused, or MediaDown when there is none in time."""
        if self._connection is None or not self.up:
            raise MediaDown()
        return await self._ask(self._connection, janus, session_id=self._session, **fields)

    async def let_go(self, handle: Handle) -> None:
        if self._handles.pop(handle.id, None) is not None:
            self._ending.add(handle.id)
            await self._end(handle.id)

    # ---- the connection

    async def _stay(self) -> None:
        async with connect(
            self._url,
            subprotocols=[Subprotocol("janus-protocol")],
            open_timeout=OPEN_S,
            close_timeout=1,
            ping_interval=PING_S,
            ping_timeout=PONG_S,
            max_size=LARGEST,
            compression=None,
        ) as connection:
            reader = asyncio.ensure_future(self._read(connection))
            keeper = asyncio.ensure_future(self._keep(connection))
            try:
                # Whichever ends first: the reader with the connection, the keeper when we are refused.
                await asyncio.wait((reader, keeper), return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._lose()
                reader.cancel()
                keeper.cancel()
                ends = await asyncio.gather(reader, keeper, return_exceptions=True)
            for end in ends:
                if isinstance(end, Exception):
                    raise end

    async def _read(self, connection: ClientConnection) -> None:
        async for raw in connection:
            frame = json.loads(raw)
            if isinstance(frame, dict):
                self._take(frame)

    async def _keep(self, connection: ClientConnection) -> None:
        """Have a session, and keep it."""
        await self._enter(connection)
        while True:
            await asyncio.sleep(KEEP_S)
            await self._ask(connection, "keepalive", session_id=self._session)

    async def _enter(self, connection: ClientConnection) -> None:
        if self._session is not None:
            with suppress(JanusRefused):
                await self._ask(connection, "claim", session_id=self._session)
                self._is_back(connection)
                for id in list(self._ending):
                    await self._end(id)
                return
        self._session = None
        self._end_handles()
        self._session = (await self._ask(connection, "create"))["data"]["id"]
        self.sessions += 1
        self._is_back(connection)

    def _is_back(self, connection: ClientConnection) -> None:
        self._connection, self.away_since = connection, None
        log.info("janus.reached", server=self.name)

    def _lose(self) -> None:
        self._connection = None
        self.away_since = self.away_since or time.monotonic()
        waiting, self._waiting = self._waiting, {}
        for _, answer in waiting.values():
            if not answer.done():
                answer.set_exception(MediaDown())

    async def _end(self, id: int) -> None:
        with suppress(MediaDown):
            with suppress(JanusRefused):  # it has ended already
                await self.ask("detach", handle_id=id)
            self._ending.discard(id)

    def _end_handles(self) -> None:
        handles, self._handles = self._handles, {}
        self._ending.clear()
        for handle in handles.values():
            handle.hear(OVER)

    # ---- requests and answers

    async def _ask(self, connection: ClientConnection, janus: str, **fields: Any) -> Frame:
        transaction = new_id()
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = (janus, answer)
        request = {"janus": janus, "transaction": transaction, **fields}
        if self._secret:
            request["apisecret"] = self._secret
        try:
            async with asyncio.timeout(self._patience):
                await connection.send(json.dumps(request))
                told = await answer
        except _TROUBLE as error:
            raise MediaDown() from error
        finally:
            self._waiting.pop(transaction, None)
        if told["janus"] == "error":
            why = told.get("error", {})
            raise JanusRefused(int(why.get("code", 0)), str(why.get("reason", "")))
        return told

    def _take(self, frame: Frame) -> None:
        kind = frame.get("janus")
        asked, answer = self._waiting.get(frame.get("transaction", ""), ("", None))
        if answer is not None:
            # To a message, "ack" only says that it is being worked on.
            if not answer.done() and not (kind == "ack" and asked == "message"):
                answer.set_result(frame)
        elif kind in _HEARD:
            handle = self._handles.get(frame.get("sender", 0))
            if handle is not None:
                handle.hear(_HEARD[kind])
        elif kind == "timeout" and frame.get("session_id") == self._session:
            self._session = None
            if self._connection is not None:
                self._connection.transport.abort()
