"""The load: a process of its own that connects, posts and counts, told what to do by JSON lines.

`python -m tests.bench.load` reads one task a line on stdin and answers each with one line on stdout.
`LoadProcess` is the other end of it.
"""

import asyncio
import gc
import json
import resource
import secrets
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Self

import uvloop

from symposia.kernel.ids import new_id
from tests.bench.cpu import LOAD_CPU, pinned
from tests.bench.crowd import Connection, Crowd, Tally
from tests.support.websocket import handshake

AT_ONCE = 64
PATIENCE_S = 20.0
LOREM = "Thanks, that was a great talk. Could you say a little more about the caching layer when a node is lost? "


@dataclass(frozen=True)
class Connect:
    """Open one connection per token and have each follow `topics`; spread over `over_s` seconds.

    The first `few` follow `few_topics` as well.
    """

    port: int
    tokens: list[str]
    topics: list[str]
    few: int = 0
    few_topics: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    """A topic each of one's own; or none for all."""
    path: str = "/live"
    over_s: float = 0.0

    def follows(self, number: int) -> list[str]:
        own = self.own[number : number + 1]
        return [*self.topics, *own, *(self.few_topics if number < self.few else ())]


@dataclass(frozen=True)
class Connected:
    open: int
    refused: list[str]
    map_ms: list[float]
    """From before the TCP connection to the map of the last topic, one each."""


@dataclass(frozen=True)
class Post:
    """Post `count` texts, `burst` at a time, `per_s` on average; taking turns among the first `people`."""

    room: str
    count: int
    per_s: float
    people: int
    burst: int = 1
    size: int = 200
    watchers: int = 0
    """How many connections follow the room: every text is to reach them all."""


@dataclass(frozen=True)
class Signal:
    """Two connections a place join its call; then `count` signals, `per_s` in all, from one of a pair to the other."""

    places: list[str]
    count: int
    per_s: float
    size: int = 2000


@dataclass(frozen=True)
class Posted:
    answers: int
    errors: list[str]
    deliveries: int
    """Texts that reached a connection, counted each time."""
    missing: int
    frames: int
    bytes: int
    wall_s: float
    last_ms: list[float] = field(default_factory=list)
    """From sending a text to its arrival at the last connection, one a text."""


class LoadProcess:
    """A load process. Everything it opened ends with it."""

    def __enter__(self) -> Self:
        with pinned(LOAD_CPU):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.load"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def connect(self, task: Connect) -> Connected:
        return Connected(**self._do("connect", asdict(task)))

    def post(self, task: Post) -> Posted:
        return Posted(**self._do("post", asdict(task)))

    def signal(self, task: Signal) -> Posted:
        return Posted(**self._do("signal", asdict(task)))

    def _do(self, task: str, fields: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([task, fields]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load process ended; its words are above")
        answer: dict[str, Any] = json.loads(line)
        return answer


async def connect(crowd: Crowd, task: Connect) -> Connected:
    turn = asyncio.Semaphore(AT_ONCE)
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def one(number: int, token: str) -> Connection | None:
        await asyncio.sleep(began + task.over_s * number / len(task.tokens) - loop.time())
        async with turn:
            connection = Connection(crowd, handshake(task.port, token, task.path), task.follows(number))
            await loop.create_connection(lambda: connection, "127.0.0.1", task.port)
            async with asyncio.timeout(PATIENCE_S):
                return connection if await connection.ready else None

    opened = await asyncio.gather(*(one(number, token) for number, token in enumerate(task.tokens)))
    new = [connection for connection in opened if connection is not None]
    crowd.connections += new
    waits = [(max(each.maps.values()) - each.began) / 1e6 for each in new if each.maps]
    return Connected(len(new), crowd.refused[:3], sorted(waits))


async def post(crowd: Crowd, task: Post) -> Posted:
    def ask(index: int, text: str) -> None:
        poster = crowd.connections[index % task.people]
        poster.ask("chat.post", room=task.room, id=new_id(), text=text)

    return await _ask_many(crowd, task, ask, task.watchers, task.burst)


async def signal(crowd: Crowd, task: Signal) -> Posted:
    stays = [new_id() for _ in range(2 * len(task.places))]
    link, tally = new_id(), Tally()
    crowd.tally = tally
    for number, peer in enumerate(stays):
        crowd.connections[number].ask("call.join", place=task.places[number // 2], peer=peer)
    await _all_there(tally, len(stays), 0)

    def ask(index: int, text: str) -> None:
        me = index % len(stays)
        told = {"place": task.places[me // 2], "peer": stays[me], "to": stays[me ^ 1], "link": link}
        crowd.connections[me].ask("call.signal", **told, description={"type": "offer", "sdp": text})

    return await _ask_many(crowd, task, ask, watchers=1)


async def _ask_many(
    crowd: Crowd, task: Post | Signal, ask: Callable[[int, str], None], watchers: int, burst: int = 1
) -> Posted:
    """Ask `count` times at the pace of `task`, each with a text of its size, and count what comes of it."""
    tally = crowd.tally = Tally()
    loop = asyncio.get_running_loop()
    first, began = secrets.randbelow(10**9), loop.time()
    for index in range(task.count):
        await asyncio.sleep(began + index // burst * burst / task.per_s - loop.time())
        number = first + index
        text = f"~{number}~ " + LOREM * (task.size // len(LOREM) + 1)
        tally.sent[number] = time.monotonic_ns()
        ask(index, text[: task.size])
    await _all_there(tally, task.count, watchers)
    wall = loop.time() - began
    expected = task.count * watchers
    deliveries = sum(tally.arrived.values())
    waits = [(tally.last[number] - sent) / 1e6 for number, sent in tally.sent.items() if number in tally.last]
    return Posted(
        tally.answers,
        tally.errors[:3],
        deliveries,
        expected - deliveries,
        tally.frames,
        tally.bytes,
        wall,
        sorted(waits),
    )


async def _all_there(tally: Tally, count: int, each: int) -> None:
    """Wait until all texts are answered and have reached `each` connections, or nothing comes any more."""
    loop = asyncio.get_running_loop()
    frames, since = tally.frames, loop.time()
    while tally.answers + len(tally.errors) < count or sum(tally.arrived.values()) < count * each:
        await asyncio.sleep(0.02)
        if tally.frames != frames:
            frames, since = tally.frames, loop.time()
        elif loop.time() - since > 3:
            return


async def serve() -> None:
    crowd = Crowd()
    tasks: dict[str, Callable[[dict[str, Any]], Awaitable[Connected | Posted]]] = {
        "connect": lambda fields: connect(crowd, Connect(**fields)),
        "post": lambda fields: post(crowd, Post(**fields)),
        "signal": lambda fields: signal(crowd, Signal(**fields)),
    }
    while line := await asyncio.to_thread(sys.stdin.readline):
        task, fields = json.loads(line)
        sys.stdout.write(json.dumps(asdict(await tasks[task](fields))) + "\n")
        sys.stdout.flush()
    for connection in crowd.connections:
        connection.close()


def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    gc.disable()  # a pause of ours would look like one of the server's
    uvloop.run(serve())


if __name__ == "__main__":
    main()
