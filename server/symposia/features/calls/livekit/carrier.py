"""Calls on LiveKit: runs what `tickets` leaves to be done. Nothing is kept here; any process can do it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from symposia.features.calls.livekit.tickets import EndRoom, GiveTicket, Hush, SendOut
from symposia.features.calls.livekit.wire import Ticket
from symposia.infra.livekit.rooms import LiveKitRooms
from symposia.infra.livekit.tokens import JOIN_FOR, Keys
from symposia.kernel.clock import Clock
from symposia.kernel.errands import Runners
from symposia.kernel.errors import MediaDown

AGAIN_S = (0.3, 1.0, 3.0)
"""The pauses before the next attempts to tell LiveKit that somebody has to go."""


class LiveKitCalls:
    """`url` is what browsers are told."""

    def __init__(
        self, url: str, rooms: LiveKitRooms, keys: Keys, clock: Clock, *, again: Sequence[float] = AGAIN_S
    ) -> None:
        self.keys = keys
        self._url, self._rooms, self._clock, self._again = url, rooms, clock, again

    def runners(self) -> Runners:
        """Who runs which errands."""
        return {GiveTicket: self.give, SendOut: self.send_out, Hush: self.hush, EndRoom: self.end}

    async def give(self, errand: GiveTicket) -> Ticket:
        # Made by us, so that LiveKit can be set to let nobody else make rooms (`auto_create: false`): then a ticket
        # that is kept for later does not bring back a room that has ended.
        await self._rooms.create(errand.room)
        now = self._clock.real().replace(microsecond=0)
        token = self.keys.joining(errand.room, errand.peer, errand.name, publishes=errand.sends, now=now)
        return Ticket(url=self._url, token=token, until=now + JOIN_FOR)

    async def send_out(self, errand: SendOut) -> None:
        await self._surely(lambda: self._rooms.remove(errand.room, errand.peer))

    async def hush(self, errand: Hush) -> None:
        await self._surely(lambda: self._rooms.mute(errand.room, errand.peer))

    async def end(self, errand: EndRoom) -> None:
        await self._surely(lambda: self._rooms.delete(errand.room))

    async def _surely(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do it, several times if need be."""
        for pause in self._again:
            try:
                return await act()
            except MediaDown:
                await asyncio.sleep(pause)
        await act()
