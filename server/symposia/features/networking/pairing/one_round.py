"""One round: who meets whom of those present."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from symposia.features.networking.pairing.arrays import FORBIDDEN, NOBODY, Flags, Ints, Reals
from symposia.features.networking.pairing.circle import circle_round
from symposia.features.networking.pairing.company import LEVEL, NEVER, Company
from symposia.features.networking.pairing.cover import cover_of
from symposia.features.networking.pairing.edges import Edges
from symposia.features.networking.pairing.exact import STEPS, Turns, best_partners, heaviest
from symposia.features.networking.pairing.profiles import Pair, Trio
from symposia.features.networking.pairing.repair import halved, mended
from symposia.features.networking.pairing.scores import Scores
from symposia.features.networking.pairing.trios import Seated, first_flags, free_pairs, with_thirds
from symposia.kernel.wire import PersonId

Prices = Mapping[PersonId, float]
"""What a meeting with each person is worth, as the matching of a large crowd found it."""
LOWEST, HIGHEST = -1.0, 3.0
"""Prices beyond these come of somebody who had to be left out, and tell nothing about the next round."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """Everybody present, once each: in a pair, in a trio, or left. Sorted, so that equal ones are equal."""

    pairs: tuple[Pair, ...] = ()
    trios: tuple[Trio, ...] = ()
    left: tuple[PersonId, ...] = ()
    prices: Prices = field(default_factory=dict, compare=False, repr=False)
    """Of a large crowd, for `warm` in the next round; empty for a small one."""


def pair(
    present: Iterable[PersonId],
    scores: Scores,
    apart: Collection[Pair],
    *,
    trios: Mapping[PersonId, int] = NEVER,
    sat_out: Mapping[PersonId, int] = NEVER,
    shortfall: Mapping[PersonId, float] = LEVEL,
    thirds: bool = True,
    warm: Prices | None = None,
    rounds_left: int = 1,
) -> Pairing:
    """The best pairing of `present`: as many people as can be, then those who `sat_out`, then affinity.

    No two of `apart` (met before, blocked; in any order) are put together, nor two whom `scores` does not allow.
    Pairs who must meet come before affinity. With an odd number one trio is made, of people who like three or were in
    the fewest `trios`; with `thirds=False` the odd one is left. Who is left could not have been matched: neither with
    another who is left nor as a third. `shortfall` (within [0, 1], see `fairness`) lifts people who got little so far.

    Up to `EXACT_EDGES` possible pairs the result is the best there is, beyond that within 0.02 % of it. `warm`, the
    prices of the round before, make a large crowd faster. With `rounds_left` (this one included) nearly as many as
    there are people, an even number of them, the round is one of a circle, in which nobody sits out before their time.
    The same input gives the same output; the order of `present` and of `apart` does not matter.
    """
    company = Company(tuple(sorted(set(present))), scores, apart, trios, sat_out, shortfall)
    if len(company.people) < 2:
        return Pairing(left=company.people)
    if (in_circle := circle_round(company, rounds_left)) is not None:
        return told(company, in_circle, {})
    prices: Prices = {}
    if company.small:
        partners = best_partners(company.table, first_flags(company), company.turns)
    else:
        partners, prices = _large(company, warm)
    seated: Seated = {}
    if thirds:
        partners, seated = with_thirds(company, partners)
    return told(company, partners, seated, prices)


def _large(company: Company, warm: Prices | None) -> tuple[Ints, Prices]:
    """Everybody's partner in a large crowd, and the prices."""
    partners = _first_pairs(company)
    listed = bool((partners != NOBODY).any())
    rest = np.flatnonzero((partners == NOBODY) & (np.diff(company.edges.starts) > 0))
    edges = company.edges
    if len(rest) < len(partners):
        edges = edges.only(rest, np.ones(len(edges.a), dtype=np.bool_))
    proved, prices = not len(rest), np.zeros(0)
    names = [company.people[row] for row in rest.tolist()]
    if len(edges.a):
        found, prices, proved = _covered(edges, company.turns.of(rest), _guess(names, warm))
        partners[rest] = np.where(found >= 0, rest[found], NOBODY)
    if (partners == NOBODY).sum() > len(partners) % 2 and (listed or not proved or not company.complete):
        # Joining takes pairs apart: not those of the list, if it can be helped.
        partners = partners if listed and company.complete else _joined(company, partners)
        if (partners == NOBODY).sum() > len(partners) % 2 and company.complete:
            partners = best_partners(company.table, first_flags(company), company.turns)
    return partners, dict(zip(names, prices.tolist(), strict=False))


def _covered(edges: Edges, turns: Turns, warm: Reals | None) -> tuple[Ints, Reals, bool]:
    """Everybody's partner by the double cover; the prices; whether it is proved that no more could have one."""
    cover = cover_of(edges, turns.owed, _least(turns.owed, turns.burden), warm)
    found, open_to = halved(cover.asks, edges)
    slack, rests = cover.slack(edges), int(cover.resting != NOBODY)
    if rests:
        slack[(edges.a == cover.resting) | (edges.b == cover.resting)] = np.inf
        open_to = open_to[open_to != cover.resting]
    unavoidable = int((cover.asks == np.arange(edges.size)).sum()) - rests
    found = mended(found, open_to, edges, slack, unavoidable)
    return found, cover.prices, int((found == NOBODY).sum()) - rests <= unavoidable


def _first_pairs(company: Company) -> Ints:
    """Everybody's partner as far as the organiser's list of those who must meet says it."""
    names = company.people
    edges = [(a, b, round(STEPS * company.scores(names[a], names[b]))) for a, b in company.first.tolist()]
    return heaviest(len(names), edges)


def _joined(company: Company, partners: Ints) -> Ints:
    """Two without a partner at a time made a pair, or each with one of a pair who give each other up for them."""
    partners = partners.copy()
    loose = np.flatnonzero(partners == NOBODY).tolist()
    while loose:
        one = loose.pop(0)
        row = company.row(one)
        for other in sorted(loose, key=lambda other: (-row[other], other)):
            if row[other] >= 0:
                partners[one], partners[other] = other, one
            else:
                there = company.row(other)
                theirs = np.where(partners >= 0, there[partners], FORBIDDEN)
                sums = np.where((row >= 0) & (theirs >= 0), row + theirs, FORBIDDEN)
                if sums[a := int(sums.argmax())] < 0:
                    continue
                b = int(partners[a])
                partners[[one, a, other, b]] = a, one, b, other
            loose.remove(other)
            break
    return partners


def _least(owed: Ints, burden: Ints) -> Flags:
    """Whose turn it is the most to go without a partner."""
    rank = owed * (burden.max(initial=0) + 1) + burden
    least: Flags = rank == rank.min(initial=rank.max(initial=0))
    return least


def _guess(names: list[PersonId], warm: Prices | None) -> Reals | None:
    """Prices to begin with: those of the round before; for who is new, the median."""
    known = [warm[name] for name in names if name in warm] if warm else []
    if not warm or not known:
        return None
    median = float(np.median(known))
    return np.clip(np.array([warm.get(name, median) for name in names], dtype=np.float64), LOWEST, HIGHEST)


def told(company: Company, partners: Ints, seated: Seated, prices: Prices = MappingProxyType({})) -> Pairing:
    """The pairing of everybody of `company` by their partners, with those who are `seated` as thirds."""
    people = company.people
    one, other = free_pairs(partners, seated)
    pairs = tuple((people[a], people[b]) for a, b in zip(one.tolist(), other.tolist(), strict=True))
    trios = []
    for third, host in seated.items():
        a, b, c = sorted((third, host, int(partners[host])))
        trios.append((people[a], people[b], people[c]))
    left = (number for number in np.flatnonzero(partners == NOBODY).tolist() if number not in seated)
    return Pairing(pairs, tuple(sorted(trios)), tuple(people[number] for number in left), prices)
