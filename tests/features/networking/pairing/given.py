"""Scores that a test gives as a table, and crowds of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from symposia.features.networking.pairing import Pair, Pairing, Scores, pair_of
from symposia.features.networking.pairing.arrays import FORBIDDEN, Reals
from symposia.kernel.wire import PersonId


@dataclass(frozen=True)
class TableScores(Scores):
    """The affinities of a symmetric table, by the row of each person, and rules to go with it."""

    index: Mapping[PersonId, int]
    table: Reals
    listed: Collection[Pair] = ()
    three: frozenset[PersonId] = frozenset()
    barred: Collection[Pair] = ()
    """Who may not meet by a rule of the organiser's."""

    @property
    def people(self) -> tuple[PersonId, ...]:
        return tuple(sorted(self.index))

    @property
    def must_meet(self) -> frozenset[Pair]:
        return frozenset(pair_of(*two) for two in self.listed)

    @property
    def likes_three(self) -> frozenset[PersonId]:
        return self.three

    def __call__(self, a: PersonId, b: PersonId) -> float:
        return float(self.table[self.index[a], self.index[b]])

    def allowed(self, a: PersonId, b: PersonId) -> bool:
        return a != b and pair_of(a, b) not in self.barred

    def among(self, people: Sequence[PersonId]) -> Reals:
        rows = [self.index[person] for person in people]
        table = self.table[np.ix_(rows, rows)].astype(np.float64)
        np.fill_diagonal(table, FORBIDDEN)
        place = {person: number for number, person in enumerate(people)}
        for a, b in self.barred:
            if a in place and b in place:
                table[place[a], place[b]] = table[place[b], place[a]] = FORBIDDEN
        return table


def crowd(people: int, seed: int = 1) -> tuple[list[PersonId], TableScores]:
    """So many people with affinities by chance within [0.03, 2]."""
    table = np.random.default_rng(seed).uniform(0.03, 2, (people, people))
    names = [f"p{number:03}" for number in range(people)]
    return names, TableScores({name: row for row, name in enumerate(names)}, (table + table.T) / 2)


def together(pairing: Pairing) -> list[Pair]:
    """Every two who meet."""
    return [two for members in (*pairing.pairs, *pairing.trios) for two in combinations(members, 2)]


def worth(pairing: Pairing, scores: Scores) -> float:
    """The sum of the affinities of the pairs."""
    return sum(scores(a, b) for a, b in pairing.pairs)


def most_pairs(names: Sequence[PersonId], apart: Collection[Pair]) -> int:
    """The size of a largest matching, by trying everything."""
    if len(names) < 2:
        return 0
    first, *rest = names
    best = most_pairs(rest, apart)
    for other in rest:
        if pair_of(first, other) not in apart:
            best = max(best, 1 + most_pairs([name for name in rest if name != other], apart))
    return best


def matchings(names: Sequence[PersonId], apart: Collection[Pair]) -> Iterable[frozenset[Pair]]:
    """Every perfect matching."""
    if not names:
        yield frozenset()
        return
    first, *rest = names
    for other in rest:
        if pair_of(first, other) not in apart:
            for others in matchings([name for name in rest if name != other], apart):
                yield others | {pair_of(first, other)}
