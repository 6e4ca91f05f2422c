"""`python -m tests.bench.thousands 10000`: rounds of a large crowd, and a proof of how good they are, as JSON.

The proof: whatever prices people have, no matching is worth more than the sum of the prices, plus for each person the
most by which an edge of theirs is worth more than its two prices (weak duality, over every allowed edge, not only
those of the pool).
"""

import json
import resource
import sys
from time import process_time

import numpy as np
from numpy.typing import NDArray

from symposia.features.networking.pairing import Pairing, Scores, idf_of, pair, pair_of, scores_of
from tests.support.population import population

ROUNDS = 3


def main(people: int) -> None:
    profiles = population(people)
    scores = scores_of(profiles, idf_of(profiles))
    apart = {pair_of(who.id, other) for who in profiles for other in who.blocked}
    began = process_time()
    assert scores.pool.people
    pool_s, seconds = process_time() - began, []
    rounds = [Pairing()]
    for _ in range(ROUNDS):
        began = process_time()
        rounds.append(pair(scores.people, scores, apart, warm=rounds[-1].prices))
        seconds.append(process_time() - began)
        apart |= set(rounds[-1].pairs)
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    shares = []
    for pairing in reversed(rounds[1:]):
        apart -= set(pairing.pairs)
        shares.append(sum(scores(a, b) for a, b in pairing.pairs) / bound(scores, numbered(scores, apart), pairing))
    print(json.dumps({"pool_s": pool_s, "seconds": seconds, "peak_mib": peak_mib, "shares": shares}))


def numbered(scores: Scores, apart: set[tuple[str, str]]) -> NDArray[np.int64]:
    """The pairs by number, both ways round, sorted: rows of two."""
    row = {person: number for number, person in enumerate(scores.people)}
    one_way = np.array([(row[a], row[b]) for a, b in apart], dtype=np.int64).reshape(-1, 2)
    both = np.concatenate([one_way, one_way[:, ::-1]])
    return both[np.argsort(both[:, 0], kind="stable")]


def bound(scores: Scores, apart: NDArray[np.int64], pairing: Pairing) -> float:
    """What no matching of everybody can exceed."""
    prices = np.array([pairing.prices[person] for person in scores.people])
    total = float(prices.sum())
    for first, rows in scores.slices():
        surplus = rows - prices[first : first + len(rows), None] - prices[None, :]
        surplus[rows < 0] = 0
        begin, end = np.searchsorted(apart[:, 0], [first, first + len(rows)])
        surplus[apart[begin:end, 0] - first, apart[begin:end, 1]] = 0
        total += float(surplus.max(axis=1).clip(min=0).sum())
    return total


if __name__ == "__main__":
    main(int(sys.argv[1]))
