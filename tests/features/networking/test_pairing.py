"""Who meets whom."""

from itertools import combinations
from random import Random
from time import process_time

import numpy as np
import rustworkx
from hypothesis import given, settings
from hypothesis import strategies as st

from symposia.features.networking.affinity import Scores
from symposia.features.networking.pairing import Pair, Pairing, pair, pair_of

Case = tuple[list[str], Scores, set[Pair]]


def crowd(people: int, seed: int = 1) -> tuple[list[str], Scores]:
    table = np.random.default_rng(seed).uniform(0.03, 2, (people, people))
    names = [f"p{number:03}" for number in range(people)]
    return names, Scores({name: row for row, name in enumerate(names)}, (table + table.T) / 2)


@st.composite
def cases(draw: st.DrawFn, most: int = 9) -> Case:
    names, scores = crowd(draw(st.integers(0, most)), draw(st.integers(0, 50)))
    every = list(combinations(names, 2))
    apart = draw(st.sets(st.sampled_from(every))) if every else set()
    return names, scores, apart


def together(pairing: Pairing) -> list[Pair]:
    return [two for members in (*pairing.pairs, *pairing.trios) for two in combinations(members, 2)]


def most_pairs(names: list[str], apart: set[Pair]) -> int:
    """The size of a largest matching, by trying everything."""
    if len(names) < 2:
        return 0
    first, *rest = names
    best = most_pairs(rest, apart)
    for other in rest:
        if pair_of(first, other) not in apart:
            best = max(best, 1 + most_pairs([name for name in rest if name != other], apart))
    return best


def best_sum(names: list[str], scores: Scores) -> float:
    """The best sum of affinities of all perfect matchings, by trying everything."""
    if not names:
        return 0.0
    first, *rest = names
    return max(scores(first, other) + best_sum([name for name in rest if name != other], scores) for other in rest)


@given(cases())
def test_everybody_is_placed_once_and_nobody_with_whom_they_may_not_meet(case: Case) -> None:
    names, scores, apart = case
    pairing = pair(names, scores, apart)
    placed = [name for members in (*pairing.pairs, *pairing.trios, pairing.left) for name in members]
    assert sorted(placed) == names
    assert apart.isdisjoint(together(pairing))


@given(cases())
def test_nobody_is_left_alone_who_could_be_matched(case: Case) -> None:
    names, scores, apart = case
    pairing = pair(names, scores, apart)
    assert len(pairing.pairs) + len(pairing.trios) == most_pairs(names, apart)
    for alone in pairing.left:
        for members in pairing.pairs:
            assert any(pair_of(alone, member) in apart for member in members)


@given(cases(), st.randoms(use_true_random=False))
def test_the_same_people_are_paired_the_same_in_whatever_order(case: Case, random: Random) -> None:
    names, scores, apart = case
    shuffled = names.copy()
    random.shuffle(shuffled)
    turned = [(b, a) for a, b in sorted(apart, reverse=True)]
    assert pair(shuffled, scores, turned) == pair(names, scores, apart)


@given(st.integers(1, 4), st.integers(0, 50))
def test_the_pairing_is_the_best_there_is(half: int, seed: int) -> None:
    names, scores = crowd(2 * half, seed)
    found = sum(scores(a, b) for a, b in pair(names, scores, ()).pairs)
    assert abs(found - best_sum(names, scores)) <= half / 10_000


@given(cases(most=8), st.data())
def test_who_sat_out_is_matched_before_others(case: Case, data: st.DataObject) -> None:
    names, scores, apart = case
    owed = data.draw(st.sets(st.sampled_from(names))) if names else set()
    pairing = pair(names, scores, apart, sat_out=dict.fromkeys(owed, 1), thirds=False)
    left_owed = len(owed.intersection(pairing.left))
    # No largest matching covers more of them: try every choice of as many to leave out.
    for out in combinations(names, len(pairing.left)):
        kept = [name for name in names if name not in out]
        if most_pairs(kept, apart) * 2 == len(kept):
            assert len(owed.intersection(out)) >= left_owed


def test_an_odd_number_makes_one_trio_of_those_who_had_none() -> None:
    names, scores = crowd(9)
    apart: set[Pair] = set()
    trios: dict[str, int] = {}
    for _ in range(2):
        pairing = pair(names, scores, apart, trios=trios)
        assert (len(pairing.pairs), len(pairing.trios), pairing.left) == (3, 1, ())
        assert not any(trios.get(member) for member in pairing.trios[0])
        trios |= dict.fromkeys(pairing.trios[0], 1)
        apart |= set(together(pairing))


def test_a_third_is_found_even_when_somebody_else_must_take_their_place() -> None:
    names, scores = crowd(5)
    # p004 may only meet p000: as a third nowhere, so somebody else has to be the third.
    apart = {pair_of("p004", other) for other in ("p001", "p002", "p003")}
    for others_had in (0, 9):
        pairing = pair(names, scores, apart, trios=dict.fromkeys(names[:4], others_had))
        assert pairing.pairs == (("p000", "p004"),)
        assert pairing.trios == (("p001", "p002", "p003"),)


def test_a_third_is_found_along_a_whole_chain_of_others() -> None:
    names, scores = crowd(7)
    chain = {(0, 6), (0, 1), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)}
    apart = {(names[a], names[b]) for a, b in combinations(range(7), 2) if (a, b) not in chain}
    pairing = pair(names, scores, apart, trios=dict.fromkeys(names[:6], 1))
    assert pairing == Pairing((("p000", "p006"), ("p001", "p002")), (("p003", "p004", "p005"),))


def test_the_hosts_of_a_third_are_two_who_had_no_trio_though_others_would_fit_better() -> None:
    names, scores = crowd(5)
    scores.table[:] = 0.1
    for a, b in ((0, 3), (1, 4)):
        scores.table[a, b] = scores.table[b, a] = 2.0
    pairing = pair(names, scores, (), trios={"p003": 1, "p004": 1})
    assert pairing == Pairing((("p003", "p004"),), (("p000", "p001", "p002"),))


def test_three_in_a_pool_are_a_pair_and_one_who_waits() -> None:
    names, scores = crowd(3)
    pairing = pair(names, scores, (), thirds=False)
    assert (len(pairing.pairs), pairing.trios, len(pairing.left)) == (1, (), 1)


def test_nobody_and_one_alone_are_no_trouble() -> None:
    _, scores = crowd(1)
    assert pair([], scores, ()) == Pairing()
    assert pair(["p000"], scores, ()) == Pairing(left=("p000",))


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 1))
def test_six_hundred_people_are_paired_in_a_moment_round_after_round(odd: int) -> None:
    names, scores = crowd(600 - odd)
    apart: set[Pair] = set()
    for _ in range(3):
        before = process_time()
        pairing = pair(names, scores, apart)
        assert process_time() - before < 1.0
        assert pairing.left == ()
        assert len(pairing.trios) == odd
        assert apart.isdisjoint(together(pairing))
        apart |= set(together(pairing))


def test_the_candidates_of_a_large_crowd_are_nearly_as_good_as_everybody() -> None:
    names, scores = crowd(200)  # 19,900 pairs: more than are looked at one by one
    exact = _exact(names, scores)
    assert sum(scores(a, b) for a, b in pair(names, scores, ()).pairs) >= 0.99 * exact


def test_a_large_crowd_of_equals_and_of_closed_circles_is_paired_to_the_last() -> None:
    names, scores = crowd(231)
    circle = np.arange(231) // 21
    for table in (np.ones((231, 231)), np.where(circle[:, None] == circle[None, :], 1.0, 0.1)):
        before = process_time()
        pairing = pair(names, Scores(scores.index, table), ())
        assert process_time() - before < 0.5
        assert (len(pairing.pairs), len(pairing.trios), pairing.left) == (114, 1, ())


def test_a_large_crowd_that_agrees_on_the_best_few_is_paired_to_the_last() -> None:
    names, scores = crowd(202)
    # The first half may not meet each other and all want the same few of the second, who prefer their like.
    apart = set(combinations(names[:101], 2))
    scores.table[:101, 101:] = np.linspace(1, 0.1, 101)
    scores.table[101:, :101] = scores.table[:101, 101:].T
    scores.table[101:, 101:] = 2.0
    assert pair(names, scores, apart).left == ()


def _exact(names: list[str], scores: Scores) -> float:
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(names)
    for a, b in combinations(range(len(names)), 2):
        graph.add_edge(a, b, round(scores(names[a], names[b]) * 10_000))
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sum(scores(names[a], names[b]) for a, b in found)
