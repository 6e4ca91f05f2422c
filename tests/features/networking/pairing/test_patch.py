"""A pairing that was made a while ago, brought up to date at the beginning of the round."""

from dataclasses import replace
from itertools import combinations
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.networking.pairing import Pairing, idf_of, pair, pair_of, patched, scores_of
from tests.features.networking.pairing.given import TableScores, crowd, most_pairs, together, worth
from tests.support.population import population


def sides(pairing: Pairing) -> list[str]:
    return [name for members in (*pairing.pairs, *pairing.trios, pairing.left) for name in members]


@given(st.integers(2, 14), st.integers(0, 30), st.randoms(use_true_random=False))
def test_whoever_comes_and_goes_everybody_is_placed_as_by_a_new_pairing(people: int, seed: int, chance: Random) -> None:
    names, scores = crowd(people, seed)
    every = list(combinations(names, 2))
    apart = {two for two in every if chance.random() < 0.3}
    before = pair([name for name in names if chance.random() < 0.8], scores, apart)
    apart |= {two for two in every if chance.random() < 0.1}
    barred = {two for two in every if chance.random() < 0.1}
    present = [name for name in names if chance.random() < 0.8]
    after = patched(before, present, replace(scores, barred=barred), apart)
    assert sorted(sides(after)) == sorted(present)
    assert (apart | barred).isdisjoint(together(after))
    assert len(after.pairs) + len(after.trios) == most_pairs(present, apart | barred)
    for alone in after.left:
        for members in after.pairs:
            assert any(pair_of(alone, member) in apart | barred for member in members)
    chance.shuffle(present)
    assert patched(before, present, replace(scores, barred=barred), [(b, a) for a, b in apart]) == after


def test_when_nothing_has_changed_it_stays() -> None:
    names, scores = crowd(41)
    before = pair(names, scores, ())
    assert patched(before, names, scores, ()) == before


def test_pairs_that_hold_stay_and_the_others_find_each_other() -> None:
    names, scores = crowd(100)
    before = pair(names, scores, ())
    (gone, widowed), (met, again), *rest = before.pairs
    after = patched(before, [*(name for name in names if name != gone), "p100"], wider(scores), {(met, again)})
    assert set(rest) <= set(after.pairs)
    assert {name for two in set(after.pairs) - set(rest) for name in two} == {widowed, met, again, "p100"}
    assert (met, again) not in after.pairs


def test_the_members_of_a_trio_are_first_to_fill_a_gap() -> None:
    names, scores = crowd(41)
    before = pair(names, scores, ())
    gone = before.pairs[0][0]
    after = patched(before, [name for name in names if name != gone], scores, ())
    assert (len(after.pairs), after.trios, after.left) == (20, (), ())
    assert set(before.pairs[1:]) <= set(after.pairs)


def test_who_sat_out_or_had_a_trio_is_no_third_when_somebody_comes_late() -> None:
    names, scores = crowd(40)
    before = pair(names, scores, ())
    for given_before in ({"sat_out": {"p040": 1}}, {"trios": {"p040": 1}}):
        after = patched(before, [*names, "p040"], wider(scores), (), **given_before)
        assert "p040" in sides(replace(after, trios=(), left=()))
        assert (len(after.pairs), len(after.trios)) == (19, 1)
        assert len(set(before.pairs) - set(after.pairs)) <= 2


def test_when_many_have_changed_everybody_is_matched_anew() -> None:
    names, scores = crowd(60)
    before = pair(names[:40], scores, ())
    assert patched(before, names, scores, ()) == pair(names, scores, ())


@pytest.mark.parametrize("change", ["two go", "three come"])
def test_six_hundred_are_brought_up_to_date_in_an_instant(change: str) -> None:
    everybody = population(603)
    scores = scores_of(everybody, idf_of(everybody))
    apart = {pair_of(who.id, other) for who in everybody for other in who.blocked}
    first = list(scores.people[:600])
    before = pair(first, scores, apart)
    present = first[2:] if change == "two go" else [*first, *scores.people[600:]]
    began = process_time()
    after = patched(before, present, scores, apart)
    assert process_time() - began < 0.1
    assert after.left == ()
    assert worth(after, scores) > 0.98 * worth(pair(present, scores, apart), scores)


def wider(scores: TableScores) -> TableScores:
    """With one more person, who fits everybody alike."""
    people = len(scores.table)
    _, more = crowd(people + 1)
    more.table[:] = 1.0
    more.table[:people, :people] = scores.table
    return more
