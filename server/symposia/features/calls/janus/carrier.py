"""Calls on Janus, in one process: its lines to the instances, and the connections of those who came by this process.

What stands in SQL (where a call is, who is in it, which instances are up) decides; here is only what cannot stand
there. A browser that comes back by another process finds none of it, and builds its connections anew.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import structlog

from symposia.features.calls.errands import (
    Accept,
    CloseRoom,
    EndStay,
    MuteFeed,
    Publish,
    Seated,
    Subscribe,
    Trickle,
)
from symposia.features.calls.janus.connections import Connections, Publishing, Receiving
from symposia.features.calls.janus.wire import ChangeFeed, Offered, Published, ReceivedStream
from symposia.infra.janus.line import UP, JanusLine, JanusRefused
from symposia.infra.janus.rooms import JanusRooms, Offer
from symposia.kernel.errands import Runners
from symposia.kernel.errors import CallFull, Conflict, Invalid, LinkGone, MediaDown, SymposiaError
from symposia.kernel.ids import new_id
from symposia.kernel.wire import Command, Id

log = structlog.get_logger()
NO_SESSION, NO_HANDLE, PUBLISHERS_FULL, WRONG_SDP = 458, 459, 432, frozenset({437, 463, 464, 465, 490})
Obey = Callable[[Command], Awaitable[object]]
"""Has a command of the system itself carried out."""


class JanusCalls:
    """`servers` are all instances there are, by name."""

    def __init__(self, servers: Mapping[str, JanusRooms], obey: Obey) -> None:
        self.servers, self._obey = servers, obey
        self._connections: dict[Id, Connections] = {}
        self._telling: set[asyncio.Task[None]] = set()

    @property
    def lines(self) -> list[JanusLine]:
        return [rooms.line for rooms in self.servers.values()]

    def runners(self) -> Runners:
        """Who runs which errands."""
        return {
            Publish: self.publish,
            Subscribe: self.subscribe,
            Accept: self.accept,
            Trickle: self.trickle,
            EndStay: self.end_stay,
            MuteFeed: self.mute,
            CloseRoom: self.close_room,
        }

    def stays(self) -> dict[Id, int]:
        """The stays that have connections by this process, and the generations that these are of."""
        return {peer: held.who.generation for peer, held in self._connections.items()}

    # ---- a member's connections

    async def publish(self, errand: Publish) -> Published:
        who, do, rooms = errand.who, errand.do, self._rooms(errand.who.server)
        async with self._held(await self._connections_of(who)) as held:
            now = held.publishing
            if now is not None and now.link == do.link:
                if now.offer != do.sdp:
                    raise Conflict("Another offer needs another `link`.")
                return Published(sdp=now.answer, feed=now.feed)
            held.publishing = None
            if now is not None:
                await now.handle.detach()
            elif who.feed is not None:
                await self._kick(who)  # of another process, or of this one before it was started anew
            feed = new_id()

            def hear(what: str) -> None:
                self._tell(self._feed_changed(held, feed, up=what == UP))

            # Twice the cameras: those who build their connection anew may be in there twice for a moment.
            try:
                handle, answer = await rooms.publish(who.keys, 2 * who.cameras, feed, do.sdp, hear)
            except JanusRefused as error:
                raise _as_told(error) from error
            held.publishing = Publishing(do.link, do.sdp, answer, feed, handle)
            return Published(sdp=answer, feed=feed)

    async def subscribe(self, errand: Subscribe) -> Offered:
        async with self._held(await self._connections_of(errand.who)) as held:
            now = held.receiving
            if now is not None and now.link != errand.do.link:
                held.receiving = None
                await now.handle.detach()
                now = None
            try:
                if now is None:
                    return await self._receive(held, errand)
                if now.pending is None:
                    rooms = self._rooms(errand.who.server)
                    offer = await rooms.update(now.handle, errand.who.keys, now.streams, errand.feeds)
                    now.take(offer)
                    return _offered(offer, fresh=False)
            except JanusRefused as error:
                raise _as_told(error) from error
            return _offered(now.pending, fresh=now.answered is None)

    async def accept(self, errand: Accept) -> None:
        async with self._held(self._connections.get(errand.who.peer)) as held:
            now = held.receiving
            if now is None or now.link != errand.do.link:
                raise LinkGone()
            if now.pending is None:
                return  # sent again
            try:
                await self._rooms(errand.who.server).start(now.handle, errand.do.sdp)
            except JanusRefused as error:
                raise _as_told(error) from error
            now.pending, now.answered = None, errand.do.sdp

    async def trickle(self, errand: Trickle) -> None:
        held = self._connections.get(errand.who.peer)
        handle = held.handle_of(errand.do.link) if held is not None else None
        if handle is None:
            raise LinkGone()
        told = [
            {"candidate": each.candidate, "sdpMid": each.sdp_mid, "sdpMLineIndex": each.sdp_m_line_index}
            if each.candidate
            else {"completed": True}
            for each in errand.do.candidates
        ]
        try:
            if told:
                await handle.trickle(told)
        except JanusRefused as error:
            raise _as_told(error) from error

    # ---- what others bring about

    async def end_stay(self, errand: EndStay) -> None:
        """Here and now if their connections are by this process; elsewhere what they send ends, at least."""
        await self.let_go(errand.who.peer)
        if errand.who.feed is not None:
            await self._kick(errand.who)

    async def let_go(self, peer: Id) -> None:
        """End the connections of a stay."""
        held = self._connections.pop(peer, None)
        if held is not None:
            async with held.lock:
                for handle in held.handles():
                    await handle.detach()

    async def mute(self, errand: MuteFeed) -> None:
        await self._done(self._rooms(errand.server).mute(errand.keys, errand.feed, errand.muted))

    async def close_room(self, errand: CloseRoom) -> None:
        await self._done(self._rooms(errand.server).destroy(errand.keys))

    # ---- the rest

    def _rooms(self, server: str) -> JanusRooms:
        if server not in self.servers:
            raise MediaDown()  # known to another process, with other settings
        return self.servers[server]

    async def _connections_of(self, who: Seated) -> Connections:
        """The stay as we know it; one of an older generation has nothing left to say."""
        held = self._connections.get(who.peer)
        if held is not None and held.who.generation != who.generation:
            await self.let_go(who.peer)
            held = None
        return held or self._connections.setdefault(who.peer, Connections(who))

    @asynccontextmanager
    async def _held(self, held: Connections | None) -> AsyncIterator[Connections]:
        """One thing at a time; LinkGone when there is no such stay, or it has ended while this waited."""
        if held is None:
            raise LinkGone()
        async with held.lock:
            if self._connections.get(held.who.peer) is not held:
                raise LinkGone()
            yield held

    async def _receive(self, held: Connections, errand: Subscribe) -> Offered:
        """The first offer of a connection."""
        link = errand.do.link

        def hear(what: str) -> None:
            now = held.receiving
            if what != UP and now is not None and now.link == link:
                held.receiving = None
                self._tell(now.handle.detach())

        made = await self._rooms(errand.who.server).subscribe(errand.who.keys, errand.feeds, hear)
        if made is None:
            return Offered()
        handle, offer = made
        held.receiving = Receiving(link, handle, offer.streams, offer)
        return _offered(offer, fresh=True)

    async def _kick(self, who: Seated) -> None:
        assert who.feed is not None
        await self._done(self._rooms(who.server).kick(who.keys, who.feed))

    async def _done(self, asked: Awaitable[None]) -> None:
        try:
            await asked
        except JanusRefused as error:
            raise _as_told(error) from error

    def _tell(self, telling: Awaitable[None]) -> None:
        task = asyncio.ensure_future(telling)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _feed_changed(self, held: Connections, feed: Id, *, up: bool) -> None:
        """Janus has said that a feed can be received, or no longer."""
        who = held.who
        now = held.publishing
        if not up and now is not None and now.feed == feed:
            held.publishing = None
            await now.handle.detach()
        change = ChangeFeed(
            place=who.place, person=who.person, peer=who.peer, generation=who.generation, feed=feed, up=up
        )
        try:
            await self._obey(change)
        except LinkGone:
            # They left, or the call went elsewhere, while this was built.
            if up:
                await self.let_go(who.peer)
        except SymposiaError as error:
            log.warning("janus.feed_not_told", error=error.code)


def _offered(offer: Offer | None, *, fresh: bool) -> Offered:
    if offer is None or offer.sdp is None:
        return Offered()
    streams = tuple(ReceivedStream(mid=each.mid, feed=each.feed, what=each.what) for each in offer.streams)
    return Offered(sdp=offer.sdp, fresh=fresh, streams=streams)


def _as_told(error: JanusRefused) -> SymposiaError:
    """What a refusal of Janus means to who asked."""
    if error.code in WRONG_SDP:
        return Invalid("sdp: the media server cannot work with this", field="sdp")
    if error.code == PUBLISHERS_FULL:
        return CallFull()
    if error.code in {NO_SESSION, NO_HANDLE}:
        return LinkGone()
    log.warning("janus.refused", code=error.code, reason=error.reason)
    return MediaDown()
