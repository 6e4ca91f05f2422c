"""A conference opens its doors: everybody comes within ten seconds."""

from collections.abc import Iterator

from tests.bench.figures import Bench, Figure, percentile

WITHIN_S = 10.0


def measure(bench: Bench) -> Iterator[Figure]:
    server = bench.symposia
    opening = bench.crowd(server, bench.people, ["here", server.topic], over_s=WITHIN_S)
    before = server.cpu.spent()
    with opening as crowd:
        spent = (server.cpu.spent() - before) / 1e9
        waits = crowd.connected.map_ms
    yield Figure(f"{bench.people} joins in {WITHIN_S:g} s, server CPU", spent, "s", 3.0)
    yield Figure(
        f"{bench.people} joins in {WITHIN_S:g} s, p95 from connect to the room's map",
        percentile(waits, 0.95),
        "ms",
        500,
        detail={"p50_ms": percentile(waits, 0.5), "max_ms": waits[-1]},
    )
