"""Those present in one round, by number: who may meet whom, how well they fit, whose turn it is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from symposia.features.networking.pairing.arrays import FORBIDDEN, Ints, Reals
from symposia.features.networking.pairing.edges import Edges
from symposia.features.networking.pairing.exact import EXACT_EDGES, MOST_TURNS, Turns
from symposia.features.networking.pairing.fairness import raised
from symposia.features.networking.pairing.pool import WHOLE, Pool, pool_of
from symposia.features.networking.pairing.profiles import Pair
from symposia.features.networking.pairing.scores import Scores
from symposia.kernel.wire import PersonId

NEVER: Mapping[PersonId, int] = MappingProxyType({})
LEVEL: Mapping[PersonId, float] = MappingProxyType({})


@dataclass(frozen=True)
class Company:
    """The people of a round. A number stands for a person, in the order of `people` (sorted)."""

    people: tuple[PersonId, ...]
    scores: Scores
    apart: Collection[Pair]
    """Who may not meet (met before, blocked), in any order; others than `people` may be named too."""
    trios: Mapping[PersonId, int] = field(default_factory=dict)
    sat_out: Mapping[PersonId, int] = field(default_factory=dict)
    shortfall: Mapping[PersonId, float] = field(default_factory=dict)

    @property
    def small(self) -> bool:
        """Whether all edges together can be matched exactly in a moment."""
        most = len(self.people) * (len(self.people) - 1) // 2
        return most <= EXACT_EDGES or (self.complete and len(self.edges.a) <= EXACT_EDGES)

    @property
    def complete(self) -> bool:
        """Whether `edges` are all there are."""
        return self._pool.complete

    @cached_property
    def table(self) -> Reals:
        """Everybody with everybody: what a meeting is worth, negative where two may not meet."""
        everybody = np.arange(len(self.people))
        table = raised(self.scores.among(self.people), everybody[:, None], everybody[None, :], self._short)
        one, other = self._kept_apart.T
        table[one, other] = table[other, one] = FORBIDDEN
        return table

    @cached_property
    def edges(self) -> Edges:
        """Those edges of the pool by which two of these people may meet; raised as the table is."""
        pool = self._pool
        number = {person: row for row, person in enumerate(pool.people)}
        rows = np.array([number[person] for person in self.people], dtype=np.int64)
        kept = np.ones(len(pool.edges.a), dtype=np.bool_)
        found = pool.edges.find(*rows[self._kept_apart].T)
        kept[found[found >= 0]] = False
        edges = pool.edges.only(rows, kept)
        return replace(edges, worth=raised(edges.worth, edges.a, edges.b, self._short))

    @cached_property
    def to_meet(self) -> Ints:
        """How many of the others each may still meet."""
        many: Ints = (self.table >= 0).sum(axis=1) if self.small else np.diff(self.edges.starts)
        return many

    @cached_property
    def first(self) -> Ints:
        """The pairs who are to come first and may meet, by number: rows of two."""
        # Of who is not here nothing is known, not even whom they may meet.
        here = set(self.people)
        pairs = self._numbered(
            two for two in self.scores.must_meet if here.issuperset(two) and self.scores.allowed(*two)
        )
        apart = set(map(tuple, self._kept_apart.tolist())) if len(pairs) else set()
        return np.array([two for two in pairs.tolist() if tuple(two) not in apart], dtype=np.int64).reshape(-1, 2)

    @cached_property
    def turns(self) -> Turns:
        """Whose turn it is to be in a pair, and whose to be in a trio."""
        likes = self.scores.likes_three
        owed = [min(self.sat_out.get(person, 0), MOST_TURNS) for person in self.people]
        burden = [0 if who in likes else 1 + min(self.trios.get(who, 0), MOST_TURNS) for who in self.people]
        return Turns(np.array(owed, dtype=np.int64), np.array(burden, dtype=np.int64))

    def row(self, person: int) -> Reals:
        """What a meeting with each of the others is worth to one, negative where they may not meet."""
        row: Reals
        if "table" in self.__dict__:
            row = self.table[person]
            return row
        row = self.scores.beside(self.people[person], self.people)
        one, other = self._kept_apart.T
        row[other[one == person]] = row[one[other == person]] = FORBIDDEN
        return raised(row, np.full(len(row), person), np.arange(len(row)), self._short)

    @cached_property
    def _pool(self) -> Pool:
        few = len(self.people) <= WHOLE and 2 * len(self.people) < len(self.scores.people)
        return pool_of(self.people, lambda: [(0, self.scores.among(self.people))]) if few else self.scores.pool

    @cached_property
    def _kept_apart(self) -> Ints:
        return self._numbered(self.apart)

    def _numbered(self, pairs: Iterable[Pair]) -> Ints:
        """Those of the pairs that are present, by number: rows of two, the smaller number first, sorted."""
        number = {person: row for row, person in enumerate(self.people)}
        places = [(number[a], number[b]) for a, b in pairs if a in number and b in number]
        found = np.sort(np.array(places, dtype=np.int64).reshape(-1, 2), axis=1)
        return found[np.lexsort((found[:, 1], found[:, 0]))]

    @cached_property
    def _short(self) -> Reals:
        short = np.array([self.shortfall.get(person, 0.0) for person in self.people], dtype=np.float64)
        return np.clip(short, 0.0, 1.0)
