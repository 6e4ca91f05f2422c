"""The best matching of a small crowd, exactly: a blossom algorithm on all edges (rustworkx)."""

from dataclasses import dataclass

import numpy as np
import rustworkx

from symposia.features.networking.pairing.arrays import NOBODY, Flags, Ints, Reals

EXACT_EDGES = 12_000
"""Up to so many edges the blossom algorithm is fast enough (155 people: some 10 ms)."""
STEPS = 10_000
"""Affinities are compared in steps of 1/10,000: the matching is exact on whole numbers."""
MOST_TURNS = 9
"""How often somebody sat out or was in a trio makes a difference up to so many times."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Whose turn it is: for each row, how often they sat out, and how little it is their turn to be in a trio.

    `burden` is 0 for those who like three, for others 1 + how often they were in a trio.
    """

    owed: Ints
    burden: Ints

    def of(self, rows: Ints) -> "Turns":
        return Turns(self.owed[rows], self.burden[rows])


def best_partners(worth: Reals, first: Flags, turns: Turns) -> Ints:
    """Everybody's partner, `NOBODY` for none: as many pairs as can be, then four things in this order.

    That those who sat out are in a pair; the pairs that are to come `first` (a table of flags); with an odd number,
    that the one without a partner has the least burden; the sum of `worth` (a symmetric table, negative where two
    may not meet).
    """
    people = len(worth)
    a, b = np.nonzero(np.triu(worth >= 0, 1))
    weight = np.rint(worth[a, b] * STEPS).astype(np.int64)
    # Ranks in one number: each outweighs all below it together.
    burden_rank = int(weight.max(initial=0)) * people + 1
    first_rank = burden_rank * (MOST_TURNS + 2)
    owed_rank = first_rank * (people // 2 + 1)
    ranked = weight + first_rank * first[a, b] + owed_rank * (turns.owed[a] + turns.owed[b])
    edges = list(zip(a.tolist(), b.tolist(), ranked.tolist(), strict=True))
    if people % 2:  # a partner who is not there, for whoever will be a third
        spare = burden_rank * (MOST_TURNS + 1 - turns.burden)
        edges += zip(range(people), [people] * people, spare.tolist(), strict=True)
    partners = heaviest(people + 1, edges)[:people]
    return np.where(partners < people, partners, NOBODY)


def heaviest(people: int, edges: list[tuple[int, int, int]]) -> Ints:
    """Everybody's partner in the heaviest of the largest matchings; edges are (one, other, weight)."""
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(people))
    graph.add_edges_from(edges)
    partners = np.full(people, NOBODY, dtype=np.int64)
    for one, other in rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int):
        partners[one], partners[other] = other, one
    return partners
