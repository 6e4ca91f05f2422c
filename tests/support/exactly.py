"""What the best pairing of a crowd is worth, found the slow way: a blossom algorithm on every edge there is."""

from collections.abc import Collection

import numpy as np
import rustworkx

from symposia.features.networking.pairing import Pair, Scores

STEPS = 1_000_000


def best_sum(scores: Scores, apart: Collection[Pair]) -> float:
    """The largest sum of affinities of the largest matchings, within one millionth a pair (600 people: 1-2 s)."""
    table = scores.among(scores.people)
    row = {person: number for number, person in enumerate(scores.people)}
    for a, b in apart:
        table[row[a], row[b]] = table[row[b], row[a]] = -1
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(scores.people)
    one, other = np.nonzero(np.triu(table >= 0, 1))
    weights = np.rint(table[one, other] * STEPS).astype(int)
    graph.add_edges_from(list(zip(one.tolist(), other.tolist(), weights.tolist(), strict=True)))
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return float(sum(table[a, b] for a, b in found))
