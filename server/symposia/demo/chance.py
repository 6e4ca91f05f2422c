"""Chance that gives the same results in every version of Python."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws that rest on `Random.random()` of a whole-number seed alone.

    That sequence is the only one that Python promises to keep; `choice`, `sample` and `shuffle` may change.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, end: int) -> int:
        """A whole number from 0 up to, and without, `end`."""
        return int(self._random.random() * end)

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + self.below(most - least + 1)

    def percent(self, share: int) -> bool:
        """True in `share` of a hundred cases."""
        return self.below(100) < share

    def one(self, items: Sequence[T]) -> T:
        """Any of the items, each as likely as the others."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[int]) -> T:
        """One of the items, likely in proportion to its whole-number weight."""
        left = self.below(sum(weights))
        for item, weight in zip(items, weights, strict=True):
            left -= weight
            if left < 0:
                return item
        raise ValueError("weights must be positive and not empty")

    def front(self, items: Sequence[T], count: int) -> tuple[T, ...]:
        """Up to `count` different items, those at the front more often."""
        left = list(items)
        drawn: list[T] = []
        while left and len(drawn) < count:
            place = self.below(len(left)) * self.below(len(left)) // len(left)
            drawn.append(left.pop(place))
        return tuple(drawn)
