"""One topic in one process: its map as ready bytes, the recent steps, and who follows it."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from symposia.kernel.topics import Encoded, Key, Snapshot, apply
from symposia.live.frames import Line

RING_STEPS = 256
RING_BYTES = 512 * 1024


class Follower(Protocol):
    """What a stream knows of a connection."""

    @property
    def line(self) -> Line: ...


@dataclass(frozen=True, slots=True)
class Step:
    """What leads from `prev` to `seq`."""

    prev: int
    seq: int
    put: Mapping[Key, bytes]
    drop: tuple[Key, ...]

    @property
    def size(self) -> int:
        return sum(map(len, self.put.values())) + 64 * (len(self.drop) + 1)


def merge(steps: Iterable[Step]) -> Step | None:
    """Several steps as one: only the last state of each view is kept. None when there are none."""
    put: dict[Key, bytes] = {}
    drop: dict[Key, None] = {}
    first: Step | None = None
    last: Step | None = None
    for step in steps:
        first, last = first or step, step
        for key in step.drop:
            put.pop(key, None)
            drop[key] = None
        for key, view in step.put.items():
            drop.pop(key, None)
            put.pop(key, None)
            put[key] = view
    if first is None or last is None:
        return None
    return first if first is last else Step(first.prev, last.seq, put, tuple(drop))


@dataclass(slots=True)
class Stream:
    """The state of a topic here. `followers` says up to where each connection has been told."""

    name: str
    epoch: str = ""
    seq: int = 0
    views: dict[Key, bytes] = field(default_factory=dict)
    followers: dict[Follower, int] = field(default_factory=dict)
    outgoing: list[Step] = field(default_factory=list)
    says: list[bytes] = field(default_factory=list)
    ring: deque[Step] = field(default_factory=deque)
    ring_bytes: int = 0
    early: dict[int, Encoded] = field(default_factory=dict)
    """Changes that came before the ones that lead to them, by their `prev`."""
    loaded: bool = False
    sending: bool = False
    idle_since: float | None = None

    def reset(self, snapshot: Snapshot) -> None:
        """Start anew from what SQL has."""
        self.epoch, self.seq, self.views = snapshot.epoch, snapshot.seq, dict(snapshot.views)
        self.outgoing.clear()
        self.ring.clear()
        self.ring_bytes = 0
        self.loaded = True

    def take(self, step: Step) -> None:
        """Go one step on, and keep it for those who come back."""
        apply(self.views, step.put, step.drop)
        self.seq = step.seq
        self.outgoing.append(step)
        self.ring.append(step)
        self.ring_bytes += step.size
        while len(self.ring) > RING_STEPS or (self.ring_bytes > RING_BYTES and len(self.ring) > 1):
            self.ring_bytes -= self.ring.popleft().size

    def snapshot(self) -> Snapshot:
        return Snapshot(self.epoch, self.seq, self.views)

    def since(self, seq: int) -> Step | None:
        """What leads from `seq` to now; None when that is too long ago (or never was)."""
        if seq == self.seq:
            return Step(seq, seq, {}, ())
        if not self.ring or not self.ring[0].prev <= seq < self.seq:
            return None
        merged = merge(step for step in self.ring if step.seq > seq)
        return merged and Step(seq, merged.seq, merged.put, merged.drop)
