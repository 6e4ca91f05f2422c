"""Who meets whom: the best overall matching of those present (maximum weight, as many pairs as can be)."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import rustworkx
from numpy.typing import NDArray

from symposia.features.networking.affinity import Scores
from symposia.kernel.wire import PersonId

Pair = tuple[PersonId, PersonId]
Trio = tuple[PersonId, PersonId, PersonId]

STEPS = 10_000
"""Affinities are compared in steps of 1/10,000: the matching is exact on whole numbers."""
EXACT_EDGES = 12_000
"""Up to so many allowed pairs the matching looks at all of them."""
CANDIDATES = 20
"""Beyond that it looks at so many of the best partners of each (99.8 % of the optimum, 30 times faster)."""
MOST_TRIOS = 9
"""How many trios make a difference when it is decided whose turn it is."""

_NEVER: Mapping[PersonId, int] = MappingProxyType({})
_Numbers = NDArray[np.int64]
_Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Everybody present, once each: in a pair, in a trio, or left. Sorted, so that equal ones are equal."""

    pairs: tuple[Pair, ...] = ()
    trios: tuple[Trio, ...] = ()
    left: tuple[PersonId, ...] = ()


def pair_of(a: PersonId, b: PersonId) -> Pair:
    """The two in the one order in which pairs are kept."""
    return (a, b) if a < b else (b, a)


def pair(
    present: Iterable[PersonId],
    scores: Scores,
    apart: Collection[Pair],
    *,
    trios: Mapping[PersonId, int] = _NEVER,
    sat_out: Mapping[PersonId, int] = _NEVER,
    thirds: bool = True,
) -> Pairing:
    """The best pairing of `present`: as many people as can be, then those who `sat_out`, then affinity.

    No two of `apart` (met before, blocked; in any order) are put together. With an odd number one trio is
    made, of people who were in the fewest `trios`; with `thirds=False` the odd one is left. Who is left could
    not have been matched: neither with another who is left nor as a third. The order of `present` and of
    `apart` does not matter.
    """
    people = sorted(set(present))
    if len(people) < 2:
        return Pairing(left=tuple(people))
    allowed = _allowed(people, apart)
    weights = np.rint(scores.among(people) * STEPS).astype(np.int64)
    had = np.array([min(trios.get(person, 0), MOST_TRIOS) for person in people], dtype=np.int64)
    owed = np.array([min(sat_out.get(person, 0), MOST_TRIOS) for person in people], dtype=np.int64)
    partner = _match(weights, allowed, had, owed)
    seated: dict[int, int] = {}
    if thirds:
        lonely = sorted((i for i, other in enumerate(partner) if other < 0), key=lambda i: (-owed[i], i))
        if len(lonely) == 1:
            partner = _fresh_host(lonely[0], partner, weights, allowed, had, owed)
        for alone in lonely:
            partner = _seat_third(alone, partner, seated, weights, allowed, had)
    return _told(people, partner, seated)


def _allowed(people: list[PersonId], apart: Collection[Pair]) -> _Flags:
    row = {person: number for number, person in enumerate(people)}
    allowed = ~np.eye(len(people), dtype=np.bool_)
    for a, b in apart:
        if a in row and b in row:
            allowed[row[a], row[b]] = allowed[row[b], row[a]] = False
    return allowed


def _match(weights: _Numbers, allowed: _Flags, had: _Numbers, owed: _Numbers) -> list[int]:
    """Everybody's partner, -1 for nobody. With an odd number a dummy partner picks who becomes the third."""
    people = len(allowed)
    # Three ranks in one number: owed before trios before affinity. Each outweighs all below it together.
    trio_rank = int(weights.max(initial=0)) * people + 1
    owed_rank = trio_rank * (MOST_TRIOS + 1) * 2
    ranked = weights + owed_rank * (owed[:, None] + owed[None, :])
    dummies = [(i, people, trio_rank * (MOST_TRIOS - int(had[i]))) for i in range(people) if people % 2]
    company: list[bool] = (allowed.sum(axis=1) > 0).tolist()
    most = CANDIDATES if allowed.sum() // 2 > EXACT_EDGES else people
    while True:
        rows, columns = np.nonzero(np.triu(_candidates(weights, allowed, most)))
        edges = zip(rows.tolist(), columns.tolist(), ranked[rows, columns].tolist(), strict=True)
        partner = _solve(people, [*edges, *dummies])
        alone = sum(1 for i in range(people) if partner[i] < 0 and company[i])
        if most >= people or alone <= sum(company) % 2:
            return partner
        most *= 4  # Somebody found nobody among the candidates: look further, in the end at everybody.


def _candidates(weights: _Numbers, allowed: _Flags, most: int) -> _Flags:
    """Which allowed pairs the matching looks at: the `most` best of each, and neighbours in a ring."""
    people = len(allowed)
    if most >= people:
        return allowed
    places = np.arange(people)
    ahead = (places[None, :] - places[:, None]) % people
    # Ties go round the ring, or all would have the same few candidates.
    rank = np.where(allowed, weights * people + ahead, -1)
    best = np.argpartition(-rank, most, axis=1)[:, :most]
    # Thanks to the ring one try is enough even when the best form closed circles (10 times faster).
    keep = ahead <= 2
    keep[places[:, None], best] = True
    return (keep | keep.T) & allowed


def _solve(people: int, edges: list[tuple[int, int, int]]) -> list[int]:
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(people + 1))
    graph.add_edges_from(edges)
    partner = [-1] * people
    for a, b in rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int):
        if max(a, b) < people:
            partner[a], partner[b] = b, a
    return partner


def _fresh_host(
    alone: int, partner: list[int], weights: _Numbers, allowed: _Flags, had: _Numbers, owed: _Numbers
) -> list[int]:
    """The matching with two as hosts for `alone` who were in the fewest trios, if the others still match.

    A large crowd has such a pair anyway; in a small one the others are matched anew around it.
    """
    joint = had[:, None] + had[None, :]
    able = allowed & allowed[alone][:, None] & allowed[alone][None, :]
    if not able.any():
        return partner
    fewest = int(joint[able].min())
    if any(able[a, b] and joint[a, b] == fewest for a, b in _free_pairs(partner, {})):
        return partner
    fit = weights + weights[alone][:, None] + weights[alone][None, :]
    a, b = divmod(int(np.where(able & (joint == fewest), fit, -1).argmax()), len(partner))
    rest = [i for i in range(len(partner)) if i not in (alone, a, b)]
    among = np.ix_(rest, rest)
    matched = _match(weights[among], allowed[among], had[rest], owed[rest])
    if min(matched, default=0) < 0:
        return partner
    then = partner.copy()
    then[a], then[b] = b, a
    for i, other in zip(rest, matched, strict=True):
        then[i] = rest[other]
    return then


def _seat_third(
    alone: int, partner: list[int], seated: dict[int, int], weights: _Numbers, allowed: _Flags, had: _Numbers
) -> list[int]:
    """Seat `alone` as a third, or somebody whose place they can take; `seated` maps a third to its host."""
    for third, then in _exchanges(alone, partner, seated, allowed):
        hosts = [
            (int(had[a] + had[b]), -int(weights[third, a] + weights[third, b]), a)
            for a, b in _free_pairs(then, seated)
            if allowed[third, a] and allowed[third, b]
        ]
        if hosts:
            seated[third] = min(hosts)[2]
            return then
    return partner


def _free_pairs(partner: list[int], seated: dict[int, int]) -> list[tuple[int, int]]:
    taken = set(seated.values())
    return [(a, b) for a, b in enumerate(partner) if a < b and a not in taken]


def _exchanges(
    alone: int, partner: list[int], seated: dict[int, int], allowed: _Flags
) -> Iterator[tuple[int, list[int]]]:
    """(who is alone, everybody's partner): first as it is, then with others alone instead, nearest first.

    An alternating tree: who is alone takes the partner of another, who is then alone.
    """
    yield alone, partner
    seen = {alone, *seated, *seated.values(), *(partner[host] for host in seated.values())}
    queue = deque([(alone, partner)])
    while queue:
        out, now = queue.popleft()
        for taken in np.flatnonzero(allowed[out]).tolist():
            freed = now[taken]
            if freed < 0 or taken in seen:
                continue
            seen |= {taken, freed}
            then = now.copy()
            then[out], then[taken], then[freed] = taken, out, -1
            yield freed, then
            queue.append((freed, then))


def _told(people: list[PersonId], partner: list[int], seated: dict[int, int]) -> Pairing:
    pairs = [(people[a], people[b]) for a, b in _free_pairs(partner, seated)]
    trios = []
    for third, host in seated.items():
        a, b, c = sorted((third, host, partner[host]))
        trios.append((people[a], people[b], people[c]))
    left = [people[i] for i, other in enumerate(partner) if other < 0 and i not in seated]
    return Pairing(tuple(pairs), tuple(sorted(trios)), tuple(left))
