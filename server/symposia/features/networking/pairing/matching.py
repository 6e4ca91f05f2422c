"""What the organiser of a networking session wants of the matching."""

from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

from symposia.features.networking.pairing.profiles import Pair, Profile, pair_of

Levels = Literal["close", "mixed"]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the affinity counts: numbers that are not negative, used in proportion to their sum.

    `ValueError` if one is negative or not finite, or if all are 0.
    """

    topics: float = 0.45
    complement: float = 0.25
    distance: float = 0.15
    seniority: float = 0.05
    base: float = 0.10

    def __post_init__(self) -> None:
        if not all(isfinite(part) and part >= 0 for part in self._parts) or not sum(self._parts) > 0:
            raise ValueError("Weights are numbers that are not negative, and not all of them 0.")

    @property
    def _parts(self) -> tuple[float, float, float, float, float]:
        return self.topics, self.complement, self.distance, self.seniority, self.base

    @property
    def shares(self) -> tuple[float, float, float, float, float]:
        """Topics, complement, distance, seniority, base: the same in proportion, adding up to 1."""
        topics, complement, distance, seniority, base = self._parts
        whole = sum(self._parts)
        return topics / whole, complement / whole, distance / whole, seniority / whole, base / whole


@dataclass(frozen=True, slots=True)
class Matching:
    """The organiser's settings of a networking session."""

    weights: Weights = field(default_factory=Weights)
    same_institution: bool = True
    """False: never two of the same institution, where it is known."""
    levels: Levels = "close"
    """`close`: best within one level of seniority; `mixed`: the further apart, the better."""
    same_field: bool = False
    """True: only people of the same field meet. Those without one may meet anybody."""
    must_meet: frozenset[Pair] = frozenset()
    """Pairs that come before everything but that nobody is left alone; in any order."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "must_meet", frozenset(pair_of(*two) for two in self.must_meet))

    def allows(self, a: Profile, b: Profile) -> bool:
        """Whether two people may meet by these rules. Who has met or blocked whom is not asked here."""
        if not self.same_institution and a.institution and a.institution == b.institution:
            return False
        return not (self.same_field and a.field and b.field and a.field != b.field)
