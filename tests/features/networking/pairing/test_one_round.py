"""Who meets whom in a round: what both ways of matching promise, the exact one and the one for large crowds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations
from random import Random
from time import process_time
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.networking.pairing import Matching, Pair, Pairing, Profile, idf_of, pair, pair_of, scores_of
from symposia.features.networking.pairing import company as company_module
from tests.features.networking.pairing.given import TableScores, crowd, matchings, most_pairs, together, worth

Case = tuple[list[str], TableScores, set[Pair]]
Way = Literal["exact", "large"]
both_ways = pytest.mark.parametrize("way", ["exact", "large"])


@contextmanager
def matched(way: Way) -> Iterator[None]:
    """With the one way of matching or the other, however many people there are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(company_module, "EXACT_EDGES", 12_000 if way == "exact" else -1)
        yield


@st.composite
def cases(draw: st.DrawFn, most: int = 9) -> Case:
    names, scores = crowd(draw(st.integers(0, most)), draw(st.integers(0, 50)))
    every = list(combinations(names, 2))
    apart = draw(st.sets(st.sampled_from(every))) if every else set()
    return names, scores, apart


@both_ways
@given(case=cases(), barred=st.randoms(use_true_random=False))
def test_everybody_is_placed_once_and_nobody_with_whom_they_may_not_meet(way: Way, case: Case, barred: Random) -> None:
    names, scores, apart = case
    ruled_out = {two for two in combinations(names, 2) if barred.random() < 0.2}
    with matched(way):
        pairing = pair(names, replace(scores, barred=ruled_out), apart)
    assert ruled_out.isdisjoint(together(pairing))
    placed = [name for members in (*pairing.pairs, *pairing.trios, pairing.left) for name in members]
    assert sorted(placed) == names
    assert apart.isdisjoint(together(pairing))


@both_ways
@given(case=cases())
def test_nobody_is_left_alone_who_could_be_matched(way: Way, case: Case) -> None:
    names, scores, apart = case
    with matched(way):
        pairing = pair(names, scores, apart)
    assert len(pairing.pairs) + len(pairing.trios) == most_pairs(names, apart)
    for alone in pairing.left:
        for members in pairing.pairs:
            assert any(pair_of(alone, member) in apart for member in members)


@both_ways
@given(case=cases(), random=st.randoms(use_true_random=False))
def test_the_same_people_are_paired_the_same_in_whatever_order(way: Way, case: Case, random: Random) -> None:
    names, scores, apart = case
    shuffled = names.copy()
    random.shuffle(shuffled)
    turned = [(b, a) for a, b in sorted(apart, reverse=True)]
    with matched(way):
        assert pair(shuffled, replace(scores), turned) == pair(names, scores, apart)


@both_ways
@given(half=st.integers(1, 4), seed=st.integers(0, 50))
def test_the_pairing_is_the_best_there_is(way: Way, half: int, seed: int) -> None:
    names, scores = crowd(2 * half, seed)
    with matched(way):
        found = worth(pair(names, scores, ()), scores)
    best = max(sum(scores(a, b) for a, b in matching) for matching in matchings(names, ()))
    assert abs(found - best) <= half / 10_000


@both_ways
@given(case=cases(), data=st.data())
def test_those_who_must_meet_come_first(way: Way, case: Case, data: st.DataObject) -> None:
    names, scores, apart = case
    listed = data.draw(st.sets(st.sampled_from(list(combinations(names, 2))), max_size=3)) if len(names) > 1 else set()
    with matched(way):
        pairing = pair(names, replace(scores, listed=listed), apart, thirds=False)
    whole = [matching for matching in matchings(names, apart) if matching]
    if whole:  # everybody can be in a pair: then as many of the list meet as can at all
        assert pairing.left == ()
        most = max(len(matching & listed) for matching in whole)
        assert len(listed.intersection(pairing.pairs)) >= (most if way == "exact" else min(most, 1))


@both_ways
def test_those_who_must_meet_do_even_where_others_would_fit_far_better(way: Way) -> None:
    names, scores = crowd(40)
    scores.table[:] = np.where(np.add.outer(np.arange(40), np.arange(40)) == 39, 2.0, 0.1)
    listed = {(names[0], names[1]), (names[2], names[3])}
    with matched(way):
        pairing = pair(names, replace(scores, listed=listed), ())
    assert listed <= set(pairing.pairs)
    assert pairing.left == ()


@both_ways
def test_who_must_meet_somebody_absent_meets_another(way: Way) -> None:
    profiles = [Profile(name) for name in ("ann", "bob", "cem", "dee", "zoe")]
    matching = Matching(must_meet=frozenset([("ann", "zoe"), ("cem", "dee"), ("ann", "stranger")]))
    scores = scores_of(profiles, idf_of(profiles), matching)
    with matched(way):
        pairing = pair(("ann", "bob", "cem", "dee"), scores, ())
    assert pairing.pairs == (("ann", "bob"), ("cem", "dee"))


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


@both_ways
def test_of_a_list_those_meet_who_leave_nobody_alone(way: Way) -> None:
    names, scores = crowd(4)
    listed = {(names[0], names[2]), (names[1], names[2])}
    with matched(way):
        pairing = pair(names, replace(scores, listed=listed), {(names[0], names[3])})
    assert pairing.pairs == ((names[0], names[2]), (names[1], names[3]))


@both_ways
def test_nobody_is_left_alone_for_the_sake_of_a_list(way: Way) -> None:
    names, scores = crowd(4)
    with matched(way):
        pairing = pair(names, replace(scores, listed={(names[0], names[1])}), {(names[2], names[3])})
    assert (len(pairing.pairs), pairing.left) == (2, ())


@both_ways
def test_an_odd_number_makes_one_trio_of_those_who_had_none(way: Way) -> None:
    names, scores = crowd(9 if way == "exact" else 41)
    apart: set[Pair] = set()
    trios: dict[str, int] = {}
    for _ in range(2):
        with matched(way):
            pairing = pair(names, scores, apart, trios=trios)
        assert (len(pairing.pairs), len(pairing.trios), pairing.left) == ((len(names) - 3) // 2, 1, ())
        assert not any(trios.get(member) for member in pairing.trios[0])
        trios |= dict.fromkeys(pairing.trios[0], 1)
        apart |= set(together(pairing))


@both_ways
def test_who_likes_three_is_the_third(way: Way) -> None:
    for who in (3, 8):
        names, scores = crowd(21)
        with matched(way):
            pairing = pair(names, replace(scores, three=frozenset([names[who]])), (), trios={names[who]: 2})
        assert names[who] in pairing.trios[0]


@both_ways
def test_who_sat_out_is_no_third(way: Way) -> None:
    names, scores = crowd(21)
    third_before = names[:18]
    with matched(way):
        pairing = pair(names, scores, (), thirds=False, sat_out=dict.fromkeys(third_before, 1))
    assert len(pairing.left) == 1
    assert pairing.left[0] in names[18:]


@both_ways
def test_people_who_fell_short_are_lifted(way: Way) -> None:
    names, scores = crowd(4)
    scores.table[:] = 1.0
    for a, b, value in ((0, 1, 1.02), (2, 3, 1.02), (0, 2, 1.04), (1, 3, 0.9995)):
        scores.table[a, b] = scores.table[b, a] = value
    with matched(way):
        assert pair(names, scores, ()).pairs == (("p000", "p001"), ("p002", "p003"))
        lifted = pair(names, scores, (), shortfall={"p000": 1.0, "p002": 1.0})
    assert lifted.pairs == (("p000", "p002"), ("p001", "p003"))


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


@pytest.mark.parametrize("odd", [0, 1])
def test_six_hundred_people_are_paired_in_a_moment_round_after_round(odd: int) -> None:
    names, scores = crowd(600 - odd)
    apart: set[Pair] = set()
    pairing = Pairing()
    for number in range(3):
        before = process_time()
        pairing = pair(names, scores, apart, warm=pairing.prices)
        assert process_time() - before < (1.0 if number == 0 else 0.5)
        assert pairing.left == ()
        assert len(pairing.trios) == odd
        assert apart.isdisjoint(together(pairing))
        apart |= set(together(pairing))


def test_a_large_crowd_of_equals_and_of_closed_circles_is_paired_to_the_last() -> None:
    names, scores = crowd(231)
    circle = np.arange(231) // 21
    for table in (np.ones((231, 231)), np.where(circle[:, None] == circle[None, :], 1.0, 0.1)):
        before = process_time()
        pairing = pair(names, TableScores(scores.index, table), ())
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
