"""The edges among which the matching of a large crowd looks: all of them, or the most promising of each person.

An edge is two people who may meet by the organiser's rules; whom somebody has met or blocked changes from round to
round and is left out later. The pool depends on profiles only and serves all rounds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from symposia.features.networking.pairing.arrays import Ints, Reals, Table
from symposia.features.networking.pairing.cover import cover_of
from symposia.features.networking.pairing.edges import Edges, chance, edges_of
from symposia.kernel.wire import PersonId

WHOLE = 1_500
"""Up to so many people every edge is in the pool."""
BEST = 50
"""Beyond that so many of the best edges of each person,"""
WITHIN_REACH = 110
"""and so many of those that are best after the price of the other one: whom everybody wants, few can have."""
SLICE = 500
"""So many rows of the table are looked at together: 20 MB for 10,000 people."""

Slices = Callable[[], Iterable[tuple[int, Table]]]


@dataclass(frozen=True, slots=True)
class Pool:
    """The edges of a crowd, everybody by their number in `people`."""

    people: tuple[PersonId, ...]
    edges: Edges
    complete: bool
    """Whether these are all the edges there are."""


def pool_of(people: tuple[PersonId, ...], slices: Slices) -> Pool:
    """The pool of `people`; `slices` gives the rows of their table in order, negative where two may not meet."""
    size = len(people)
    # Chance that is the same in every run; symmetric, so that two agree about how well they fit.
    luck = np.random.default_rng(size).random(size, dtype=np.float32)
    if size <= WHOLE:
        return Pool(people, edges_of(size, *_picked(slices, luck, size, None), luck), True)
    keys, worth = _picked(slices, luck, BEST, None)
    first = edges_of(size, keys, worth, luck)
    prices = cover_of(first, np.zeros(size, dtype=np.int64), np.ones(size, dtype=np.bool_)).prices
    prices = np.clip(prices, 0, first.worth.max(initial=0))
    more_keys, more_worth = _picked(slices, luck, WITHIN_REACH, prices.astype(np.float32))
    edges = edges_of(size, np.concatenate([keys, more_keys]), np.concatenate([worth, more_worth]), luck)
    return Pool(people, edges, False)


def _picked(slices: Slices, luck: Table, most: int, prices: Table | None) -> tuple[Ints, Reals]:
    """The `most` best edges of each person, after the prices of the others: their keys, and what they are worth."""
    keys, worths = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for first, rows in slices():
        size = rows.shape[1]
        if most >= size:
            row, column = np.nonzero(rows >= 0)
        else:
            rank = chance(luck[first : first + len(rows), None], luck[None, :])
            rank += rows
            if prices is not None:
                rank -= prices[None, :]
                rank[rows < 0] = -np.inf
            column = np.argpartition(-rank, most, axis=1)[:, :most].ravel()
            row = np.repeat(np.arange(len(rows)), most)
            allowed = rows[row, column] >= 0
            row, column = row[allowed], column[allowed]
        one = row + first
        keys.append(np.minimum(one, column) * size + np.maximum(one, column))
        worths.append(rows[row, column].astype(np.float64))
    return np.concatenate(keys), np.concatenate(worths)
