"""The WebSocket endpoint: admits people, reads their frames, and lets go of those who may no longer be here."""

import asyncio
import json
import random
from collections.abc import Awaitable, Collection, Set
from typing import Protocol

import structlog
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from symposia.kernel.access import Actor
from symposia.kernel.context import ACCESS_TOPIC
from symposia.kernel.errors import (
    Banned,
    Busy,
    Conflict,
    ForeignOrigin,
    NotSignedIn,
    SymposiaError,
    TooFast,
    as_told,
)
from symposia.kernel.feature import VENUE
from symposia.kernel.topics import Encoded
from symposia.live import metrics
from symposia.live.codec import closed_frame
from symposia.live.connection import MOST_TOPICS, Connection, Request, handle
from symposia.live.dispatcher import Dispatcher, decode
from symposia.live.engine import Followed, FollowTopic, UnfollowTopic
from symposia.live.frames import line_of, text_frame
from symposia.live.hub import SLOW_BYTES, Hub
from symposia.live.limits import Limit
from symposia.live.presence import Presence
from symposia.live.stream import Follower

log = structlog.get_logger()
SIGNED_OUT, BANNED, SLOW, AGAIN = 4401, 4403, 1013, 1012
LOOK_S = 30.0
"""How often it is looked whose sign-in has run out."""
FOLLOWS, FOLLOWS_PER_S = 120, 10.0
MOST_CONNECTIONS = 50
"""How many connections one person may have to a process: tabs and devices, not a flood."""


class Doorkeeper(Protocol):
    """Knows who is signed in."""

    async def admit(self, connection: HTTPConnection) -> Actor | None:
        """The one who sends this request, by cookie or bearer token."""

    async def again(self, person: str, sign_in: str | None) -> Actor | None:
        """The same person now; None when this sign-in has ended."""

    async def ended(self, sign_ins: Collection[str]) -> Set[str]:
        """Those of these sign-ins that have ended or run out: one look for all of them."""

    def same_origin(self, connection: HTTPConnection) -> bool:
        """Whether a browser's page of our own (or no browser at all) sends this."""


class Gateway:
    def __init__(self, dispatcher: Dispatcher, hub: Hub, presence: Presence, door: Doorkeeper) -> None:
        self._dispatcher, self._hub, self._presence, self._door = dispatcher, hub, presence, door
        self._people: dict[str, set[Connection]] = {}
        self._follows = Limit(FOLLOWS, FOLLOWS_PER_S)
        self._tasks: set[asyncio.Task[None]] = set()
        self._shrunk = 0
        """How often somebody's rights have shrunk."""
        self.draining = False

    async def start(self) -> None:
        self._hub.start(self._too_slow)
        await self._hub.watch(ACCESS_TOPIC, self._access_changed)

    async def run(self) -> None:
        """Look after sign-ins that run out, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self._close_ended()
            except Exception:
                # Whatever it was: the next look finds them still.
                log.exception("gateway.sign_ins_not_seen")

    # ---- a connection's life

    async def serve(self, websocket: WebSocket) -> None:
        """From the handshake to the end. Who is not signed in, or comes from elsewhere, is refused before it."""
        shrunk = self._shrunk
        try:
            actor = await self._admit(websocket)
        except SymposiaError as error:
            await websocket.send_denial_response(JSONResponse(as_told(error), error.status))
            return
        await websocket.accept()
        connection = Connection(line_of(websocket), actor)
        connection.line.on_drained = lambda: self._hub.drained(connection, connection.follows)
        self._people.setdefault(actor.id, set()).add(connection)
        self._presence.arrive(actor, VENUE)
        metrics.connections.inc()
        self._look_again_if(shrunk, connection)
        try:
            await self._read(websocket, connection)
        finally:
            metrics.connections.dec()
            self._gone(connection)

    async def _admit(self, websocket: WebSocket) -> Actor:
        if self.draining:
            raise Busy()
        if not self._door.same_origin(websocket):
            raise ForeignOrigin()
        actor = await self._door.admit(websocket)
        if actor is None:
            raise NotSignedIn()
        if actor.banned:
            raise Banned()
        if len(self._people.get(actor.id, ())) >= MOST_CONNECTIONS:
            raise TooFast(f"You are connected {MOST_CONNECTIONS} times already. Please close some windows.", wait=30)
        return actor

    async def _read(self, websocket: WebSocket, connection: Connection) -> None:
        async def carry_out(request: Request) -> None:
            try:
                await self._carry_out(connection, request)
            except SymposiaError:
                raise
            except Exception as error:
                # A mistake of ours. Who asked gets an answer to what they asked, and stays.
                log.exception("gateway.broken", command=request.do)
                raise SymposiaError() from error

        while True:
            try:
                raw: str | None = await websocket.receive_text()
            except WebSocketDisconnect:
                return
            except KeyError:
                raw = None  # a binary frame, which nobody of ours sends
            if connection.dismissed:
                return
            await handle(raw, connection, carry_out, lambda: self._dispatcher.count(connection.person))
            if connection.line.unsent() > SLOW_BYTES:
                # Answers of a reader that does not read: let it be before it asks for more.
                await asyncio.sleep(0.5)

    def _gone(self, connection: Connection) -> None:
        for topic in list(connection.follows):
            self._unfollow(connection, topic)
        self._hub.forget(connection)
        self._presence.leave(connection.person, VENUE)
        others = self._people.get(connection.person, set())
        others.discard(connection)
        if not others:
            self._people.pop(connection.person, None)

    # ---- requests

    async def _carry_out(self, connection: Connection, request: Request) -> None:
        if request.do == FollowTopic.called:
            await self._follow(connection, request)
        elif request.do == UnfollowTopic.called:
            do = decode(UnfollowTopic, request.fields)
            assert isinstance(do, UnfollowTopic)
            self._unfollow(connection, do.topic)
            connection.answer(request.ref, UnfollowTopic.answers(), {})
        else:
            done = await self._dispatcher.ask(connection.person, request.do, request.fields, connection.actor.sign_in)
            connection.answer(request.ref, done.ok, done.seq)

    async def _follow(self, connection: Connection, request: Request) -> None:
        self._follows.spend(connection.person)
        do = decode(FollowTopic, request.fields)
        assert isinstance(do, FollowTopic)
        if do.topic not in connection.follows and len(connection.follows) >= MOST_TOPICS:
            raise Conflict(f"One connection can follow {MOST_TOPICS} topics at most.")
        shrunk = self._shrunk
        actor, is_place = await self._dispatcher.look(connection.actor, do.topic)
        if connection.line.closed:
            return
        epoch, seq, frame = await self._hub.follow(connection, do.topic, do.have)
        if do.topic not in connection.follows:
            connection.follows[do.topic] = is_place
            if is_place:
                self._presence.arrive(actor, do.topic)
        connection.answer(request.ref, Followed(epoch=epoch, seq=seq), {})
        if frame is not None:
            connection.line.push(text_frame(frame))
        self._look_again_if(shrunk, connection)

    def _unfollow(self, connection: Connection, topic: str) -> None:
        self._hub.unfollow(connection, topic)
        if connection.follows.pop(topic, False):
            self._presence.leave(connection.person, topic)

    # ---- rights that shrink

    def _access_changed(self, change: Encoded | None) -> None:
        """`change` says whose; None: something was missed, so everybody is looked at again."""
        self._shrunk += 1
        if change is None or not change.says:
            people = list(self._people)
        else:
            told = {str(view["id"]) for view in map(json.loads, change.says)}
            people = [person for person in told if person in self._people]
        for person in people:
            for connection in list(self._people.get(person, ())):
                self._spawn(self._look_again(connection))

    def _look_again_if(self, shrunk: int, connection: Connection) -> None:
        """Look again if rights shrank since `shrunk` was read: what was allowed meanwhile may not be any more."""
        if self._shrunk != shrunk:
            self._spawn(self._look_again(connection))

    async def _look_again(self, connection: Connection) -> None:
        """End what this connection may no longer do; a database that is busy is asked until it answers."""
        while not connection.line.closed:
            try:
                await self._restrict(connection)
                return
            except Busy:
                await asyncio.sleep(0.5)
            except Exception:
                # Nobody stays because of a mistake of ours: who may be here comes back, and is asked at the door.
                log.exception("gateway.look_again_failed")
                self._close(connection, AGAIN, "please come back")
                return

    async def _restrict(self, connection: Connection) -> None:
        actor = await self._door.again(connection.person, connection.actor.sign_in)
        if actor is None:
            self._close(connection, SIGNED_OUT, "signed out")
            return
        if actor.banned:
            self._close(connection, BANNED, "banned")
            return
        for topic in list(connection.follows):
            try:
                await self._dispatcher.look(actor, topic)
            except Busy:
                raise
            except SymposiaError as error:
                self._unfollow(connection, topic)
                connection.send(closed_frame(topic, error.wire()))

    # ---- endings

    async def _close_ended(self) -> None:
        """Nobody tells when a sign-in has run out: it is looked for."""
        by_sign_in = [(it.actor.sign_in, it) for here in self._people.values() for it in here if it.actor.sign_in]
        ended = await self._door.ended({sign_in for sign_in, _ in by_sign_in})
        for sign_in, connection in by_sign_in:
            if sign_in in ended:
                self._close(connection, SIGNED_OUT, "signed out")

    def _too_slow(self, follower: Follower) -> None:
        if isinstance(follower, Connection):
            self._close(follower, SLOW, "too slow")

    def _close(self, connection: Connection, code: int, why: str) -> None:
        metrics.closed.labels(why).inc()
        connection.dismissed = True
        connection.line.close(code, why)

    async def drain(self, seconds: float) -> None:
        """Take nobody in any more, and send those who are here away, spread over `seconds`."""
        self.draining = True
        everyone = [connection for connections in self._people.values() for connection in connections]
        loop = asyncio.get_running_loop()
        for connection in everyone:
            loop.call_later(random.uniform(0, seconds), self._close, connection, AGAIN, "the server restarts")
        while self._people and seconds > 0:
            await asyncio.sleep(min(0.1, seconds))
            seconds -= 0.1

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
