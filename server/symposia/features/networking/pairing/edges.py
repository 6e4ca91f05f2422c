"""Edges: pairs of people who may meet, sorted and listed so that large crowds can be matched along them."""

from dataclasses import dataclass

import numpy as np

from symposia.features.networking.pairing.arrays import Flags, Ints, Reals, Table

USUAL = 10
"""What somebody gets as a rule: their so manieth best edge."""
TIE = 0.000_05
"""Half a step: how much chance decides between equals, or all would have the same few candidates."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges between the people 0 … `size` - 1, in the order of (`a`, `b`), `a` < `b`.

    `by_worth` and `by_need` list the edges of each person, best first, those of person i from `starts[i]` up to
    `starts[i + 1]`: by affinity, and by affinity less what the other one usually gets (few want to meet everybody
    whom everybody wants to meet; cross-domain similarity local scaling, Conneau et al. 2018, without the averaging).
    """

    size: int
    a: Ints
    b: Ints
    worth: Reals
    starts: Ints
    by_worth: Ints
    by_need: Ints

    def find(self, one: Ints, other: Ints) -> Ints:
        """The numbers of these edges, -1 where there is none."""
        keys = self.a * self.size + self.b
        asked = np.minimum(one, other) * self.size + np.maximum(one, other)
        if not len(keys):
            return np.full(len(asked), -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
        return np.where(keys[found] == asked, found, -1)

    def first(self, lists: Ints, most: int) -> Flags:
        """The edges that are among the first `most` in the list of one of their two people."""
        chosen = np.zeros(len(self.a), dtype=np.bool_)
        places = np.arange(len(lists)) - np.repeat(self.starts[:-1], np.diff(self.starts))
        chosen[lists[places < most]] = True
        return chosen

    def only(self, people: Ints, kept: Flags) -> "Edges":
        """The edges `kept` between `people` (rising numbers), who are numbered anew."""
        number = np.full(self.size, -1, dtype=np.int64)
        number[people] = np.arange(len(people))
        kept = kept & (number[self.a] >= 0) & (number[self.b] >= 0)
        edge = np.cumsum(kept) - 1
        a, b = number[self.a[kept]], number[self.b[kept]]
        degrees = np.bincount(a, minlength=len(people)) + np.bincount(b, minlength=len(people))
        starts = np.concatenate([[0], np.cumsum(degrees)])
        lists = (edge[edges[kept[edges]]] for edges in (self.by_worth, self.by_need))
        return Edges(len(people), a, b, self.worth[kept], starts, *lists)

    def best(self, rounds: int) -> Reals:
        """What each person could get at most in so many rounds: the sum of their best edges."""
        worth = np.concatenate([self.worth[self.by_worth], [0.0]])
        sums = np.concatenate([[0.0], np.cumsum(worth)])
        best: Reals = sums[np.minimum(self.starts[:-1] + rounds, self.starts[1:])] - sums[self.starts[:-1]]
        return best


def edges_of(size: int, keys: Ints, worth: Reals, luck: Table) -> Edges:
    """The edges with these keys (a · size + b, a < b; twice does no harm); `luck` within [0, 1) decides ties."""
    keys, places = np.unique(keys, return_index=True)
    a, b = np.divmod(keys, max(1, size))
    worth = worth[places]
    owner = np.concatenate([a, b])
    starts = np.searchsorted(np.sort(owner), np.arange(size + 1))
    ranked = worth + chance(luck[a], luck[b])
    by_worth = _lists(owner, np.concatenate([ranked, ranked]))
    usual = np.zeros(size)
    some = np.diff(starts) > 0
    last = np.minimum(starts[:-1] + USUAL, starts[1:])[some] - 1
    usual[some] = worth[by_worth[last]]
    by_need = _lists(owner, np.concatenate([ranked - usual[b], ranked - usual[a]]))
    return Edges(size, a, b, worth, starts, by_worth, by_need)


def chance(one: Table, other: Table) -> Table:
    """Luck of two together, the same from both sides, within [0, `TIE`)."""
    both = one + other
    both -= both >= 1
    both *= TIE
    return both


def _lists(owner: Ints, rank: Reals) -> Ints:
    """The edges of every owner, best first. Each edge occurs twice: for its `a`, then for its `b`."""
    return np.lexsort((-rank, owner)) % max(1, len(owner) // 2)
