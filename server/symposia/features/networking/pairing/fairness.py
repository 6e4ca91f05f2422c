"""Fairness over rounds: how near people come to the best they could have got, and a lift for those who fell short."""

from collections.abc import Mapping

import numpy as np

from symposia.features.networking.pairing.arrays import Ints, Reals
from symposia.features.networking.pairing.scores import Scores
from symposia.kernel.wire import PersonId

FAIRNESS = 0.05
"""λ. So much costs a crowd of 600 at most 0.01 % of a round and nothing over eight, and lifts the worst off from 0.73
to 0.88; ten times as much costs up to 0.04 % and lifts no further. (A bonus for the person, added on top of all their
edges, would change nothing when everybody is paired.)"""


def raised(worth: Reals, one: Ints, other: Ints, short: Reals) -> Reals:
    """A·(1 + λ(dᵢ + dⱼ)) for the edges (one, other); `short` is dᵢ of each person. Forbidden stays negative."""
    if not short.any():
        return worth
    lifted: Reals = worth * (1 + FAIRNESS * (short[one] + short[other]))
    return lifted


def best_sums(scores: Scores, rounds: Mapping[PersonId, int]) -> dict[PersonId, float]:
    """What each of these people could get at most in so many rounds: the sum of their best affinities.

    Whom the organiser's rules allow counts, met or not, here or not. For 600 people some 50 ms.
    """
    most, best = max(rounds.values(), default=0), {}
    for first, rows in scores.slices():
        top = -np.sort(np.partition(-rows, min(most, len(rows.T) - 1), axis=1)[:, :most], axis=1)
        sums = np.concatenate([np.zeros((len(top), 1)), np.cumsum(top.clip(min=0), axis=1)], axis=1)
        for person, reached in zip(scores.people[first : first + len(rows)], sums, strict=True):
            if person in rounds:
                best[person] = float(reached[min(rounds[person], len(reached) - 1)])
    return best


def attainment(got: Mapping[PersonId, float], best: Mapping[PersonId, float]) -> dict[PersonId, float]:
    """What share of the best each person got, within [0, 1]; 1 for those for whom there was nothing to get.

    `got` is the sum of the affinities of a person's meetings so far, of a trio the mean of the two; `best` the sum of
    their so many best affinities with people whom they may meet. Nobody reaches 1 for all: the best are in demand.
    `1 - attainment` is the `shortfall` that `pair` takes.
    """
    return {person: min(1.0, got.get(person, 0.0) / most) if most > 0 else 1.0 for person, most in best.items()}
