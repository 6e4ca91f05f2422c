"""How well the people of a crowd fit, and who of them may meet by the organiser's rules."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from symposia.features.networking.pairing.affinity import DEFAULT, affinity
from symposia.features.networking.pairing.arrays import FORBIDDEN, Reals, Table
from symposia.features.networking.pairing.encoded import Encoded, encoded
from symposia.features.networking.pairing.matching import Matching
from symposia.features.networking.pairing.pool import SLICE, Pool, pool_of
from symposia.features.networking.pairing.profiles import Idf, Pair, Profile
from symposia.kernel.wire import PersonId


class Scores(ABC):
    """What `pair` asks about a crowd. Two objects made of the same answer the same; what was costly is kept."""

    @property
    @abstractmethod
    def people(self) -> tuple[PersonId, ...]:
        """Everybody, sorted."""

    @property
    def must_meet(self) -> frozenset[Pair]:
        """The pairs that come first, each in the order of `pair_of`."""
        return frozenset()

    @property
    def likes_three(self) -> frozenset[PersonId]:
        """Who would rather be in a trio than in a pair."""
        return frozenset()

    @abstractmethod
    def __call__(self, a: PersonId, b: PersonId) -> float:
        """The affinity of the two, at least 0, whether they may meet or not."""

    def allowed(self, a: PersonId, b: PersonId) -> bool:
        """Whether the organiser's rules let these two meet; somebody with themselves is not allowed."""
        return a != b

    @abstractmethod
    def among(self, people: Sequence[PersonId]) -> Reals:
        """Everybody's affinity with everybody of `people`, in their order; `FORBIDDEN` where not allowed."""

    def slices(self) -> Iterator[tuple[int, Table]]:
        """The table of all `people` in slices of rows: the number of the first row, and the rows."""
        yield 0, self.among(self.people)

    def beside(self, person: PersonId, people: Sequence[PersonId]) -> Reals:
        """One's affinity with each of `people`; `FORBIDDEN` where not allowed."""
        return np.array([self(person, other) if self.allowed(person, other) else FORBIDDEN for other in people])

    @property
    def pool(self) -> Pool:
        """The edges of the whole crowd among which a large matching looks. Costly the first time."""
        return self._pool

    @cached_property
    def _pool(self) -> Pool:
        return pool_of(self.people, self.slices)


class ProfileScores(Scores):
    """`affinity` of every two, counted when it is asked for. The profiles are loaded when they are first needed."""

    def __init__(self, load: Callable[[], tuple[Iterable[Profile], Idf, Matching]]) -> None:
        self._load = load

    @cached_property
    def _known(self) -> tuple[Mapping[PersonId, Profile], Idf, Matching]:
        profiles, idf, matching = self._load()
        return {profile.id: profile for profile in sorted(profiles, key=lambda profile: profile.id)}, idf, matching

    @property
    def people(self) -> tuple[PersonId, ...]:
        return tuple(self._known[0])

    @property
    def must_meet(self) -> frozenset[Pair]:
        return self._known[2].must_meet

    @property
    def likes_three(self) -> frozenset[PersonId]:
        return frozenset(person for person, profile in self._known[0].items() if profile.likes_three)

    def __call__(self, a: PersonId, b: PersonId) -> float:
        profiles, idf, matching = self._known
        return affinity(profiles[a], profiles[b], idf, matching)

    def allowed(self, a: PersonId, b: PersonId) -> bool:
        profiles, _, matching = self._known
        return a != b and matching.allows(profiles[a], profiles[b])

    def among(self, people: Sequence[PersonId]) -> Reals:
        table = self._encoded(people).block(slice(None)).astype(np.float64)
        np.fill_diagonal(table, FORBIDDEN)
        return table

    def slices(self) -> Iterator[tuple[int, Table]]:
        people = self.people
        everybody = self._encoded(people)
        for first in range(0, len(people), SLICE):
            block = everybody.block(slice(first, first + SLICE))
            rows = np.arange(len(block))
            block[rows, first + rows] = FORBIDDEN
            yield first, block

    def _encoded(self, people: Sequence[PersonId]) -> Encoded:
        profiles, idf, matching = self._known
        return encoded([profiles[person] for person in people], idf, matching)


def scores_of(profiles: Iterable[Profile], idf: Idf, matching: Matching = DEFAULT) -> Scores:
    """The affinities of `profiles` with each other, and the organiser's rules; the order does not matter."""
    return ProfileScores(lambda: (profiles, idf, matching))
