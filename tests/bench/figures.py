"""What a figure is, and the running servers that the measurements share."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.bench.load import Connect, Connected, LoadProcess, Post, Posted, Signal
from tests.bench.servers import Baseline, ServerUnderTest, Symposia


@dataclass(frozen=True)
class Figure:
    """One line of the table: better when smaller, unless `at_least`."""

    name: str
    value: float
    unit: str
    reach: float | None
    """None: it is told, and nothing was promised."""
    at_least: bool = False
    detail: dict[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        if self.reach is None:
            return True
        return self.value >= self.reach if self.at_least else self.value <= self.reach


@dataclass(frozen=True)
class Crowded:
    """A server with people connected to it by a load process."""

    server: ServerUnderTest
    load: LoadProcess
    connected: Connected
    watchers: dict[str, int]
    """Topic → how many follow it."""

    def post(self, count: int, per_s: float, people: int, burst: int = 1, room: str = "") -> tuple[Posted, float]:
        """Post to a room (the server's first one); what came of it, and the CPU (µs) that it cost the server."""
        room = room or self.server.room
        watchers = self.watchers.get(f"room:{room}", 0)
        return self._measured(Post(room, count, per_s, people, burst, watchers=watchers))

    def signal(self, places: list[str], count: int, per_s: float) -> tuple[Posted, float]:
        """Signals between the two members of a call at each of these places; and the CPU (µs) they cost the server."""
        return self._measured(Signal(places, count, per_s))

    def _measured(self, task: Post | Signal) -> tuple[Posted, float]:
        before = self.server.cpu.spent()
        posted = self.load.post(task) if isinstance(task, Post) else self.load.signal(task)
        spent = (self.server.cpu.spent() - before) / 1000
        if posted.errors or posted.missing or posted.answers != task.count:
            raise RuntimeError(f"{self.server.name} did not deliver: {posted}")
        return posted, spent


class Bench:
    """Starts each server once, when it is first asked for, and ends them all."""

    def __init__(self, people: int) -> None:
        self.people = people
        self._stack = ExitStack()
        self._servers: dict[type[ServerUnderTest], ServerUnderTest] = {}
        self._tokens: dict[str, list[str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def symposia(self) -> ServerUnderTest:
        return self._server(Symposia)

    @property
    def baseline(self) -> ServerUnderTest:
        return self._server(Baseline)

    def crowd(
        self,
        server: ServerUnderTest,
        people: int,
        topics: Sequence[str],
        over_s: float = 0.0,
        few: tuple[int, Sequence[str]] = (0, ()),
        own: bool = False,
    ) -> "Opening":
        """People (a connection each) who follow these topics, for the length of a `with`; a few follow more.

        `own`: they hear what is said to them alone, too.
        """
        if server.name not in self._tokens:
            self._tokens[server.name] = server.tokens(self.people)
        tokens = self._tokens[server.name][:people]
        task = Connect(
            server.port, tokens, [*topics], few[0], [*few[1]], server.own_topics(people) if own else [], over_s=over_s
        )
        return Opening(server, task)

    def _server(self, kind: type[ServerUnderTest]) -> ServerUnderTest:
        if kind not in self._servers:
            self._servers[kind] = self._stack.enter_context(kind())
        return self._servers[kind]


class Opening:
    """A crowd that comes when it is entered and leaves at the end."""

    def __init__(self, server: ServerUnderTest, task: Connect) -> None:
        self._server, self._task = server, task
        self._load = LoadProcess()

    def __enter__(self) -> Crowded:
        self._load.__enter__()
        connected = self._load.connect(self._task)
        if connected.open != len(self._task.tokens):
            self._load.__exit__(None, None, None)
            raise RuntimeError(f"{self._server.name}: {connected.open} came; refused: {connected.refused}")
        watchers = {topic: self._task.few for topic in self._task.few_topics}
        watchers |= {topic: connected.open for topic in self._task.topics}
        return Crowded(self._server, self._load, connected, watchers)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._load.__exit__(kind, error, trace)


Measure = Callable[[Bench], Iterator[Figure]]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
