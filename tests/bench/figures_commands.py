"""What one command costs when nobody watches: decode, may they, transaction on SQLite, answer."""

from collections.abc import Iterator

from tests.bench.figures import Bench, Figure, percentile

POSTERS = 50


def measure(bench: Bench) -> Iterator[Figure]:
    with bench.crowd(bench.symposia, POSTERS, []) as people:
        people.post_unwatched(POSTERS, 50.0, POSTERS)  # warm
        before = bench.symposia.cpu.spent()
        posted, spent = people.post_unwatched(300, 50.0, POSTERS)
        assert bench.symposia.cpu.spent() >= before
    yield Figure(
        "one chat.post on SQLite, server CPU, no fan-out",
        spent / posted.answers / 1000,
        "ms",
        2.0,
        detail={"posts": float(posted.answers), "per_s": percentile([posted.answers / posted.wall_s], 1)},
    )
