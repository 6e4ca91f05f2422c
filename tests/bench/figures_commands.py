"""What one command costs when nobody watches: decode, may they, transaction on SQLite, answer.

Measured on a server that has something to do, which is when it matters; `ms_when_idle` is the same at a slow pace,
where every command finds the caches cold.
"""

from collections.abc import Iterator

from tests.bench.figures import Bench, Crowded, Figure

POSTERS = 100
BUSY, IDLE = 200.0, 20.0
"""Posts a second."""


def measure(bench: Bench) -> Iterator[Figure]:
    with bench.crowd(bench.symposia, min(POSTERS, bench.people), []) as people:
        _each(people, 100, BUSY)  # warm
        busy, idle = _each(people, 1000, BUSY), _each(people, 100, IDLE)
    yield Figure("one chat.post on SQLite, server CPU, no fan-out", busy, "ms", 2.0, detail={"ms_when_idle": idle})


def _each(people: Crowded, posts: int, per_s: float) -> float:
    posted, spent = people.post(posts, per_s, people.connected.open)
    return spent / posted.answers / 1000
