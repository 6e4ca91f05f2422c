"""The matching against others that know nothing of it: HiGHS for small crowds, a blossom on all edges for 600."""

from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from symposia.features.networking.pairing import Pair, Scores, idf_of, pair, pair_of, scores_of
from symposia.features.networking.pairing import company as company_module
from tests.features.networking.pairing.given import together, worth
from tests.support.exactly import best_sum
from tests.support.population import population


def by_integer_programme(scores: Scores, apart: set[Pair]) -> float:
    """The best sum of a matching that leaves at most one of an odd number over: HiGHS, on one variable an edge."""
    people = scores.people
    edges = [two for two in combinations(range(len(people)), 2) if (people[two[0]], people[two[1]]) not in apart]
    worths = np.array([scores(people[a], people[b]) for a, b in edges])
    ends = np.array(edges).ravel()
    each_once = csr_matrix((np.ones(len(ends)), (ends, np.repeat(np.arange(len(edges)), 2))))
    as_many = LinearConstraint(np.ones((1, len(edges))), lb=len(people) // 2)
    once = LinearConstraint(each_once, ub=1.0)
    found = milp(-worths, integrality=np.ones(len(edges)), bounds=Bounds(0, 1), constraints=[once, as_many])
    assert found.success
    return float(-found.fun)


@pytest.mark.parametrize("way", ["exact", "large"])
@pytest.mark.parametrize(("people", "seed"), [(12, 1), (31, 2), (60, 3), (60, 4)])
def test_a_small_crowd_is_paired_as_an_integer_programme_would(
    way: str, people: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "large":
        monkeypatch.setattr(company_module, "EXACT_EDGES", -1)
    everybody = population(people, seed)
    scores = scores_of(everybody, idf_of(everybody))
    apart = {pair_of(who.id, other) for who in everybody for other in who.blocked}
    for _ in range(3):
        pairing = pair(scores.people, scores, apart, thirds=False)
        # Who is left of an odd number is chosen by whose turn it is; in the first round all are equal.
        best = by_integer_programme(scores, apart)
        assert worth(pairing, scores) == pytest.approx(best, rel=0.0002 if people % 2 == 0 or way == "exact" else 0.01)
        apart |= set(together(pairing))


def test_six_hundred_are_paired_within_a_five_thousandth_of_the_best() -> None:
    everybody = population(600)
    scores = scores_of(everybody, idf_of(everybody))
    apart = {pair_of(who.id, other) for who in everybody for other in who.blocked}
    prices = None
    for _ in range(2):
        pairing = pair(scores.people, scores, apart, warm=prices)
        assert worth(pairing, scores) >= 0.9998 * best_sum(scores, apart)
        prices = pairing.prices
        apart |= set(together(pairing))
