"""One room with everybody in it: what a delivery costs beside a plain loop, and how soon the last one has it.

Two rooms of one server, at one rhythm: everybody is in the one, a few are in the other. What the first costs more,
divided by the deliveries that it has more, is the cost of a delivery; carrying out the command is the same in both
and falls out. `ratio_with_command` is the whole cost of the full room beside that of the loop.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from tests.bench.figures import Bench, Crowded, Figure, percentile

PER_S = 20.0
"""Texts a second in the room."""
POSTERS = 40
"""People who take turns: nobody may say more than 30 things in 10 s."""
FEW = 40
ROUNDS = 7
"""Windows of each room of each server, turn about: what else the machine does hits all."""
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
    """µs of server CPU, frames and bytes. `net` is a delivery's own, `gross` with its share of the command."""

    net: float
    gross: float
    frames: float
    bytes: float


def measure(bench: Bench) -> Iterator[Figure]:
    ours, theirs = bench.symposia, bench.baseline
    with (
        bench.crowd(ours, bench.people, [ours.topic], few=(FEW, [f"room:{ours.other_room}"])) as room,
        bench.crowd(theirs, bench.people, [theirs.topic], few=(FEW, [f"room:{theirs.other_room}"])) as loop,
    ):
        for rhythm in RHYTHMS:
            yield _ratio(room, loop, rhythm)
        yield _last_one(room)


def _ratio(room: Crowded, loop: Crowded, rhythm: Rhythm) -> Figure:
    for each in (room, loop):
        each.post(POSTERS, PER_S, POSTERS)  # warm
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_cost(room, rhythm))
        theirs.append(_cost(loop, rhythm))
    hub, send_text = median(cost.net for cost in ours), median(cost.net for cost in theirs)
    pairs = list(zip(ours, theirs, strict=True))
    each = sorted(mine.net / other.net for mine, other in pairs)
    return Figure(
        f"CPU per delivery, hub ÷ send_text loop, {rhythm.name}",
        hub / send_text,
        "×",
        rhythm.reach,
        detail={
            "lowest": each[0],
            "highest": each[-1],
            "hub_us": hub,
            "loop_us": send_text,
            "ratio_with_command": median(mine.gross / other.gross for mine, other in pairs),
            "hub_frames_per_delivery": median(cost.frames for cost in ours),
            "hub_bytes_per_frame": median(cost.bytes for cost in ours),
            "loop_bytes_per_frame": median(cost.bytes for cost in theirs),
        },
    )


def _cost(crowd: Crowded, rhythm: Rhythm) -> Cost:
    full, spent = crowd.post(WINDOW, PER_S, POSTERS, rhythm.burst)
    few, spent_on_few = crowd.post(WINDOW, PER_S, POSTERS, rhythm.burst, room=crowd.server.other_room)
    told = full.frames - full.answers
    net = (spent - spent_on_few) / (full.deliveries - few.deliveries)
    return Cost(net, spent / full.deliveries, told / full.deliveries, full.bytes / told)


def _last_one(room: Crowded) -> Figure:
    posted, _ = room.post(100, 5.0, POSTERS)
    return Figure(
        f"p99 from chat.post to the last of {posted.deliveries // 100} sockets, 5/s",
        percentile(posted.last_ms, 0.99),
        "ms",
        150,
        detail={"p50_ms": percentile(posted.last_ms, 0.5), "max_ms": posted.last_ms[-1]},
    )
