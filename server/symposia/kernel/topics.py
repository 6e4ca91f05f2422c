"""A topic is a map of views; a change puts and drops some of them. The same rule keeps every copy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from symposia.kernel.wire import View

Key = tuple[str, str]
"""`(kind, id)` of a view."""


@dataclass(slots=True)
class Change:
    """What one transaction does to one topic. A view that is put and dropped: the later of the two holds."""

    topic: str
    put: dict[Key, View] = field(default_factory=dict)
    drop: dict[Key, None] = field(default_factory=dict)
    says: list[View] = field(default_factory=list)
    touched: bool = False
    """Raise the head although no view changes."""

    def puts(self, views: Iterable[View]) -> None:
        for view in views:
            self.drop.pop(view.key, None)
            self.put[view.key] = view

    def drops(self, kind: str, id: str) -> None:
        self.put.pop((kind, id), None)
        self.drop[(kind, id)] = None

    @property
    def durable(self) -> bool:
        """Whether the map changes (and the head must be raised), not only something is said."""
        return bool(self.put or self.drop or self.touched)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A change as it travels: every view already as JSON bytes, in the place of the head it was given.

    `prev` and `seq` are 0 when nothing but `says` is in it. `origin` is the process that made it.
    """

    topic: str
    epoch: str
    prev: int
    seq: int
    put: Mapping[Key, bytes]
    drop: tuple[Key, ...]
    says: tuple[bytes, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole map as SQL has it at one moment."""

    epoch: str
    seq: int
    views: Mapping[Key, bytes]


def apply(views: dict[Key, bytes], put: Mapping[Key, bytes], drop: Iterable[Key]) -> None:
    """Bring `views` up to date. A view that is put again keeps its place in the order."""
    for key in drop:
        views.pop(key, None)
    views.update(put)


def difference(old: Mapping[Key, bytes], new: Mapping[Key, bytes]) -> tuple[dict[Key, bytes], tuple[Key, ...]]:
    """What must be put and dropped to turn `old` into `new`."""
    put = {key: view for key, view in new.items() if old.get(key) != view}
    drop = tuple(key for key in old if key not in new)
    return put, drop
