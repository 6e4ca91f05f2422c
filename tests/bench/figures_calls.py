"""What a call costs the server, which only introduces people to each other: passing a signal from one to the other."""

from collections.abc import Iterator

from tests.bench.figures import Bench, Figure

SIGNALS, PER_S = 1000, 150.0


def measure(bench: Bench) -> Iterator[Figure]:
    server = bench.symposia
    places = [f"room:{slug}" for slug in server.rooms]
    with bench.crowd(server, 2 * len(places), [], own=True) as people:
        people.signal(places, 100, PER_S)  # warm
        posted, spent = people.signal(places, SIGNALS, PER_S)
    yield Figure(
        "one signal of a call passed on, server CPU",
        spent / posted.answers / 1000,
        "ms",
        None,
        detail={"p50_ms": posted.last_ms[len(posted.last_ms) // 2], "max_ms": posted.last_ms[-1]},
    )
