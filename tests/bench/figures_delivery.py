"""One room with everybody in it: what a delivery costs beside a plain loop, and how soon the last one has it.

The CPU of carrying out the command (our database against nothing) is measured apart and taken off both sides;
`ratio_with_command` is the same without taking it off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from tests.bench.figures import Bench, Crowded, Figure, percentile

PER_S = 20.0
"""Texts a second in the room."""
POSTERS = 40
"""People who take turns: nobody may say more than 30 things in 10 s."""
ROUNDS = 4
"""Windows of each server, turn about: what else the machine does hits both."""
WINDOW = 100
"""Texts in a window."""
BURST = 10


@dataclass(frozen=True)
class Rhythm:
    name: str
    burst: int
    reach: float


RHYTHMS = (Rhythm("no tick", 1, 0.7), Rhythm("load tick", BURST, 0.35))


@dataclass(frozen=True)
class Cost:
    """µs of server CPU, and frames, per delivered text. `net`: without carrying out the command."""

    gross: float
    net: float
    frames: float
    bytes: float


def measure(bench: Bench) -> Iterator[Figure]:
    ours, theirs = bench.symposia, bench.baseline
    commands = {
        (server.name, rhythm.burst): _command_cost(bench, server.name, rhythm.burst)
        for rhythm in RHYTHMS
        for server in (ours, theirs)
    }
    with (
        bench.crowd(ours, bench.people, [ours.topic]) as room,
        bench.crowd(theirs, bench.people, [theirs.topic]) as loop,
    ):
        for rhythm in RHYTHMS:
            yield _ratio(room, loop, rhythm, commands)
        yield _last_one(room)


def _command_cost(bench: Bench, name: str, burst: int) -> float:
    """µs of CPU for carrying out one `chat.post` at this rhythm, with nobody to deliver it to."""
    server = bench.symposia if name == bench.symposia.name else bench.baseline
    with bench.crowd(server, POSTERS, []) as people:
        people.post_unwatched(POSTERS, PER_S * 2, POSTERS)
        posted, spent = people.post_unwatched(WINDOW, PER_S, POSTERS, burst)
    return spent / posted.answers


def _ratio(room: Crowded, loop: Crowded, rhythm: Rhythm, commands: dict[tuple[str, int], float]) -> Figure:
    costs: list[tuple[Cost, Cost]] = []
    for each in (room, loop):
        each.post(POSTERS, PER_S, POSTERS)  # warm
    for _ in range(ROUNDS):
        ours, theirs = (_window(each, rhythm, commands[each.server.name, rhythm.burst]) for each in (room, loop))
        costs.append((ours, theirs))
    return Figure(
        f"CPU per delivery, hub ÷ send_text loop, {rhythm.name}",
        median(ours.net / theirs.net for ours, theirs in costs),
        "×",
        rhythm.reach,
        detail={
            "hub_us": median(ours.net for ours, _ in costs),
            "loop_us": median(theirs.net for _, theirs in costs),
            "ratio_with_command": median(ours.gross / theirs.gross for ours, theirs in costs),
            "hub_frames_per_delivery": median(ours.frames for ours, _ in costs),
            "hub_bytes_per_frame": median(ours.bytes for ours, _ in costs),
            "loop_bytes_per_frame": median(theirs.bytes for _, theirs in costs),
            "hub_command_us": commands[room.server.name, rhythm.burst],
            "loop_command_us": commands[loop.server.name, rhythm.burst],
        },
    )


def _window(crowd: Crowded, rhythm: Rhythm, command_us: float) -> Cost:
    posted, spent = crowd.post(WINDOW, PER_S, POSTERS, burst=rhythm.burst)
    net = spent - posted.answers * command_us
    told = posted.frames - posted.answers
    each = posted.deliveries
    return Cost(spent / each, net / each, told / each, posted.bytes / told)


def _last_one(room: Crowded) -> Figure:
    posted, _ = room.post(100, 5.0, POSTERS)
    return Figure(
        f"p99 from chat.post to the last of {posted.deliveries // 100} sockets, 5/s",
        percentile(posted.last_ms, 0.99),
        "ms",
        150,
        detail={"p50_ms": percentile(posted.last_ms, 0.5), "max_ms": posted.last_ms[-1]},
    )
