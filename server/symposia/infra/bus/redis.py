"""The bus over Redis pub/sub. One connection listens, one publishes in batches; neither is ever waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from symposia.infra.bus import Receive

log = structlog.get_logger()
MOST_WAITING = 4096
"""Messages that wait for a Redis that is away; older ones are dropped, the heads in SQL heal what they carried."""
AGAIN_S = 0.5
_TROUBLE = (RedisError, OSError, TimeoutError)


class RedisBus:
    def __init__(self, url: str, prefix: str = "symposia:") -> None:
        # No retries inside the client: a stopped server would hold every call for half a minute.
        self._redis: Redis = Redis.from_url(
            url,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=2,
            socket_connect_timeout=2,
            health_check_interval=0,
        )
        self._listener: Redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_timeout=None, socket_connect_timeout=2
        )
        self._prefix = prefix
        self._receivers: dict[str, Receive] = {}
        self._waiting: list[tuple[str, bytes]] = []
        self._work = asyncio.Event()
        self._pubsub: PubSub | None = None
        self._publishing = True
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def up(self) -> bool:
        return self._pubsub is not None and self._publishing

    def publish(self, channel: str, data: bytes) -> None:
        if len(self._waiting) >= MOST_WAITING:
            del self._waiting[: MOST_WAITING // 4]
        self._waiting.append((self._prefix + channel, data))
        self._work.set()

    def subscribe(self, channel: str, receive: Receive) -> None:
        self._receivers[self._prefix + channel] = receive
        self._tell("subscribe", self._prefix + channel)

    def unsubscribe(self, channel: str) -> None:
        self._receivers.pop(self._prefix + channel, None)
        self._tell("unsubscribe", self._prefix + channel)

    async def start(self) -> None:
        self._orders: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._tasks = [asyncio.create_task(self._keep(work)) for work in (self._listen, self._send, self._obey)]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(*_TROUBLE):
            await self._redis.aclose()
            await self._listener.aclose()

    async def _keep(self, work: Callable[[], Awaitable[None]]) -> None:
        """`work` goes on until it is cancelled, whatever the client below us comes up with."""
        while True:
            try:
                await work()
            except Exception:
                log.exception("redis.broken")
            await asyncio.sleep(AGAIN_S)

    def _tell(self, order: str, channel: str) -> None:
        self._orders.put_nowait((order, channel))

    async def _obey(self) -> None:
        """Subscribe and unsubscribe in the order in which it was asked for."""
        while True:
            order, channel = await self._orders.get()
            if self._pubsub is None:
                continue  # the listener subscribes to everything when it is back
            with suppress(*_TROUBLE):
                await getattr(self._pubsub, order)(channel)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._listener.pubsub() as pubsub:
                    known = set(self._receivers)
                    await pubsub.subscribe(f"{self._prefix}-", *known)
                    self._pubsub = pubsub
                    # What was asked for on the way here: nobody else remembers it.
                    if late := self._receivers.keys() - known:
                        await pubsub.subscribe(*late)
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            self._receive(message["channel"].decode(), message["data"])
            except _TROUBLE as error:
                if self._pubsub is not None:
                    log.warning("redis.lost", error=type(error).__name__)
            finally:
                self._pubsub = None
            await asyncio.sleep(AGAIN_S)

    def _receive(self, channel: str, data: bytes) -> None:
        receive = self._receivers.get(channel)
        if receive is None:
            return
        try:
            receive(data)
        except Exception:
            # What one message does (of another version, say) must not end the listening to all others.
            log.exception("redis.message_failed", channel=channel)

    async def _send(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            batch, self._waiting = self._waiting, []
            try:
                async with self._redis.pipeline(transaction=False) as pipe:
                    for channel, data in batch:
                        pipe.publish(channel, data)
                    await pipe.execute()
                self._publishing = True
            except _TROUBLE:
                self._publishing = False
                self._waiting = [*batch, *self._waiting][-MOST_WAITING:]
                await asyncio.sleep(AGAIN_S)
                self._work.set()
