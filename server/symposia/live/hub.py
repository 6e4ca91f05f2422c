"""Everything that is followed in this process: keeps the maps up to date and writes what changed to the followers.

A change is encoded once, by the process that made it, and becomes one ready frame here for all who follow.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping

import structlog

from symposia.infra.bus import Bus
from symposia.kernel.errors import SymposiaError
from symposia.kernel.topics import Encoded, Key, Snapshot, difference
from symposia.live import metrics
from symposia.live.codec import change_frame, map_frame, pack, say_frame, unpack
from symposia.live.frames import text_frame
from symposia.live.stream import Follower, Step, Stream, merge

log = structlog.get_logger()
SLICE = 500
"""How many followers are written to before the loop gets a turn."""
SLOW_BYTES = 256 * 1024
"""A connection with more unsent bytes is behind: it is skipped, and brought up to date when it has drained."""
BEHIND_S = 30.0
HEADS_S = 1.0
"""How often the heads in SQL are looked at. It costs 2 µs a topic, and a bus that is silent need not be noticed."""
EARLY_S = 0.15
"""How long a change may be on its way after another, or after its commit, until SQL is asked instead."""
IDLE_S = 60.0

Load = Callable[[str], Awaitable[Snapshot]]
Heads = Callable[[list[str]], Awaitable[Mapping[str, int]]]


class Hub:
    """Streams by topic. All methods belong to the event loop."""

    def __init__(
        self,
        bus: Bus,
        load: Load,
        heads: Heads,
        live: Callable[[str], bool],
        *,
        process: str,
        tick: float = 0.02,
    ) -> None:
        self.process = process
        self._is_live = live
        self._bus, self._load, self._heads, self._tick = bus, load, heads, tick
        self._streams: dict[str, Stream] = {}
        self._loading: dict[str, asyncio.Task[Stream]] = {}
        self._behind: dict[Follower, float] = {}
        self._watchers: dict[str, Callable[[Encoded | None], None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._too_slow: Callable[[Follower], None] = lambda _: None

    def start(self, too_slow: Callable[[Follower], None]) -> None:
        """Begin to look at the heads; `too_slow` is called for a connection that stayed behind for too long."""
        self._too_slow = too_slow
        self._spawn(self._keep_watch())

    async def stop(self) -> None:
        for task in (*self._tasks, *self._loading.values()):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._loading.values(), return_exceptions=True)

    # ---- following

    async def follow(
        self, follower: Follower, topic: str, have: tuple[str, int] | None
    ) -> tuple[str, int, bytes | None]:
        """Let `follower` hear of `topic` from now on.

        Returns epoch and seq of the map, and the frame that brings the copy `have` up to date (None: it is).
        """
        stream = await self._stream(topic)
        stream.followers[follower] = stream.seq
        stream.idle_since = None
        return stream.epoch, stream.seq, self._frame_for(stream, have)

    def unfollow(self, follower: Follower, topic: str) -> None:
        stream = self._streams.get(topic)
        if stream is None:
            return
        stream.followers.pop(follower, None)
        if not stream.followers:
            stream.idle_since = time.monotonic()

    async def watch(self, topic: str, told: Callable[[Encoded | None], None]) -> None:
        """Have this process itself told of changes of `topic`; None: some were missed."""
        self._watchers[topic] = told
        await self._stream(topic)

    def forget(self, follower: Follower) -> None:
        self._behind.pop(follower, None)

    def drained(self, follower: Follower, topics: Iterable[str]) -> None:
        """The line of `follower` is free again: bring its copies up to date."""
        if self._behind.pop(follower, None) is None:
            return
        for topic in topics:
            stream = self._streams.get(topic)
            known = stream.followers.get(follower) if stream else None
            if stream is not None and known is not None and known < stream.seq:
                frame = self._frame_for(stream, (stream.epoch, known))
                if frame is not None and follower.line.push(text_frame(frame)):
                    stream.followers[follower] = stream.seq

    async def snapshot(self, topic: str) -> Snapshot:
        """The map of `topic` as it stands in this process."""
        return (await self._stream(topic)).snapshot()

    @property
    def topics(self) -> int:
        return len(self._streams)

    # ---- changes

    def publish(self, change: Encoded) -> None:
        """A change that this process made: first to the followers here, then to the others."""
        self._accept(change)
        self._bus.publish(change.topic, pack(change))

    def show(self, topic: str, put: Mapping[Key, bytes], drop: tuple[Key, ...]) -> None:
        """Change a live topic, which every process keeps for itself."""
        stream = self._live(topic)
        self._step(stream, Step(stream.seq, stream.seq + 1, put, drop))

    def _live(self, topic: str) -> Stream:
        stream = self._streams.get(topic)
        if stream is None:
            stream = self._streams[topic] = Stream(topic, epoch=self.process, loaded=True)
        return stream

    def _receive(self, data: bytes) -> None:
        change = unpack(data)
        if change.origin != self.process:
            self._accept(change)

    def _accept(self, change: Encoded) -> None:
        stream = self._streams.get(change.topic)
        if stream is None:
            return
        if not stream.loaded:
            if change.seq:
                stream.early[change.prev] = change
            return
        if change.says:
            self._say(stream, change.says)
        if change.seq and change.epoch != stream.epoch:
            # Another history, in which our numbers mean nothing: only SQL knows.
            self._spawn(self._heal(stream))
            return
        if change.seq <= stream.seq:
            return
        watcher = self._watchers.get(change.topic)
        if watcher is not None:
            watcher(change)
        if change.prev > stream.seq:
            if not stream.early:
                self._spawn(self._heal(stream, after=EARLY_S))
            stream.early[change.prev] = change
            return
        self._step(stream, Step(change.prev, change.seq, change.put, change.drop))
        self._take_early(stream)

    def _take_early(self, stream: Stream) -> None:
        while (change := stream.early.pop(stream.seq, None)) is not None:
            self._step(stream, Step(change.prev, change.seq, change.put, change.drop))
        for prev in [prev for prev in stream.early if prev < stream.seq]:
            del stream.early[prev]

    def _step(self, stream: Stream, step: Step) -> None:
        stream.take(step)
        self._send_soon(stream)

    def _say(self, stream: Stream, says: tuple[bytes, ...]) -> None:
        stream.says.extend(says)
        self._send_soon(stream)

    # ---- the last metre

    def _send_soon(self, stream: Stream) -> None:
        if not stream.followers:
            stream.outgoing.clear()
            stream.says.clear()
        elif not stream.sending:
            stream.sending = True
            self._spawn(self._send(stream))

    async def _send(self, stream: Stream) -> None:
        """Write what there is at once, then what came meanwhile once per tick."""
        try:
            while stream.outgoing or stream.says:
                step, says = merge(stream.outgoing), stream.says
                stream.outgoing, stream.says = [], []
                if step is not None:
                    frame = text_frame(change_frame(stream.name, step.prev, step.seq, step.put, step.drop))
                    await self._write(stream, frame, step)
                if says:
                    await self._write(stream, text_frame(say_frame(stream.name, says)), None)
                if self._tick:
                    await asyncio.sleep(self._tick)
        finally:
            stream.sending = False

    async def _write(self, stream: Stream, frame: bytes, step: Step | None) -> None:
        followers, told = stream.followers, 0
        everyone = list(followers)
        for start in range(0, len(everyone), SLICE):
            if start:
                await asyncio.sleep(0)
            for follower in everyone[start : start + SLICE]:
                known = followers.get(follower)
                if known is None or (step is not None and not step.prev <= known < step.seq):
                    continue  # left meanwhile; came later than this; or is behind and gets the difference
                line = follower.line
                try:
                    if line.unsent() > SLOW_BYTES:
                        self._behind.setdefault(follower, time.monotonic())
                    elif line.push(frame):
                        told += 1
                        if step is not None:
                            followers[follower] = step.seq
                except Exception:
                    # The others would never hear of this step, and of none that follows it.
                    log.exception("hub.line_failed", topic=stream.name)
                    line.abort()
        metrics.deliveries.inc(told)
        metrics.frames.inc()

    def _frame_for(self, stream: Stream, have: tuple[str, int] | None) -> bytes | None:
        if have is not None and have[0] == stream.epoch:
            if have[1] == stream.seq:
                return None
            step = stream.since(have[1])
            if step is not None:
                return change_frame(stream.name, step.prev, step.seq, step.put, step.drop)
        return map_frame(stream.name, stream.snapshot())

    # ---- loading and healing

    async def _stream(self, topic: str) -> Stream:
        stream = self._streams.get(topic)
        if stream is not None and stream.loaded:
            return stream
        if self._is_live(topic):
            return self._live(topic)
        task = self._loading.get(topic)
        if task is None:
            task = self._loading[topic] = asyncio.create_task(self._open(topic))
            task.add_done_callback(lambda _: self._loading.pop(topic, None))
        return await asyncio.shield(task)

    async def _open(self, topic: str) -> Stream:
        stream = self._streams[topic] = Stream(topic, idle_since=time.monotonic())
        self._bus.subscribe(topic, self._receive)
        try:
            stream.reset(await self._load(topic))
        except BaseException:
            self._bus.unsubscribe(topic)
            self._streams.pop(topic, None)
            raise
        self._take_early(stream)
        # A subscription takes a moment to hold; what another process said in it is found by its head.
        self._spawn(self._check(after=0.5, topics=[topic]))
        return stream

    async def _heal(self, stream: Stream, after: float = 0.0) -> None:
        """Read the map from SQL and send the followers the difference."""
        if after:
            await asyncio.sleep(after)
            if not any(prev >= stream.seq for prev in stream.early):
                return
        try:
            fresh = await self._load(stream.name)
        except SymposiaError as error:
            log.warning("hub.heal_failed", topic=stream.name, error=error.code)
            stream.early.clear()
            return
        metrics.healed.inc()
        watcher = self._watchers.get(stream.name)
        if watcher is not None and fresh.seq > stream.seq:
            watcher(None)
        if fresh.epoch != stream.epoch:
            stream.reset(fresh)
            frame = text_frame(map_frame(stream.name, fresh))
            for follower in list(stream.followers):
                if follower.line.push(frame):
                    stream.followers[follower] = stream.seq
        elif fresh.seq > stream.seq:
            put, drop = difference(stream.views, fresh.views)
            self._step(stream, Step(stream.seq, fresh.seq, put, drop))
        self._take_early(stream)
        # Should there still be a hole, the next look at the heads finds it.
        stream.early.clear()

    async def _check(self, after: float = 0.0, topics: list[str] | None = None) -> None:
        """Compare the heads here with those in SQL, in one query, and heal what stays behind."""
        if after:
            await asyncio.sleep(after)
        names = [name for name in topics or self._streams if self._durable(name)]
        if not names:
            return
        ahead = {name: head for name, head in (await self._heads(names)).items() if self._lags(name, head)}
        if ahead and self._bus.up:
            # What has just been committed is mostly on its way here.
            await asyncio.sleep(EARLY_S)
        for name, head in ahead.items():
            if self._lags(name, head):
                await self._heal(self._streams[name])

    def _lags(self, name: str, head: int) -> bool:
        stream = self._streams.get(name)
        return stream is not None and stream.loaded and stream.seq < head

    def _durable(self, name: str) -> bool:
        stream = self._streams.get(name)
        return stream is not None and stream.loaded and stream.epoch != self.process

    async def _keep_watch(self) -> None:
        while True:
            await asyncio.sleep(HEADS_S)
            now = time.monotonic()
            for follower, since in list(self._behind.items()):
                if now - since > BEHIND_S:
                    del self._behind[follower]
                    self._too_slow(follower)
            for stream in [s for s in self._streams.values() if s.idle_since and now - s.idle_since > IDLE_S]:
                if self._durable(stream.name) and stream.name not in self._watchers:
                    self._bus.unsubscribe(stream.name)
                    del self._streams[stream.name]
            try:
                await self._check()
            except SymposiaError as error:
                log.warning("hub.heads_failed", error=error.code)
            except Exception:
                # Whatever it was: without this watch nothing that is missed would ever be healed.
                log.exception("hub.heads_failed")

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("hub.task_failed", exc_info=task.exception())
