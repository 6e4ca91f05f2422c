"""Rounds planned at once: nobody twice, nobody blocked, and few people who meet nearly everybody."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.networking.pairing import (
    Matching,
    PlannedRound,
    Profile,
    attainment,
    best_sums,
    idf_of,
    pair_of,
    plan_rounds,
    scores_of,
)
from tests.features.networking.pairing.given import crowd
from tests.support.exactly import best_sum
from tests.support.population import population


def unblocked(people: int, seed: int) -> tuple[Profile, ...]:
    return tuple(replace(who, blocked=frozenset()) for who in population(people, seed))


def meetings(plan: tuple[PlannedRound, ...]) -> list[tuple[str, str]]:
    return [two for round in plan for members in (*round.pairs, *round.trios) for two in combinations(members, 2)]


@given(st.integers(0, 16), st.integers(1, 9), st.integers(0, 20), st.booleans())
def test_nobody_is_twice_in_a_round_or_meets_somebody_twice(people: int, rounds: int, seed: int, strict: bool) -> None:
    crowd = population(people, seed) if people > 1 else [Profile("ann")] * people
    matching = Matching(same_institution=not strict, same_field=strict)
    plan = plan_rounds(crowd, rounds, matching=matching, seed=seed)
    known = {who.id: who for who in crowd}
    assert len(plan) == rounds
    for round in plan:
        placed = [name for members in (*round.pairs, *round.trios, round.sat_out) for name in members]
        assert sorted(placed) == list(round.present) == sorted(known)
    assert len(meetings(plan)) == len(set(meetings(plan)))
    for a, b in meetings(plan):
        assert b not in known[a].blocked
        assert a not in known[b].blocked
        assert matching.allows(known[a], known[b])


@given(st.integers(2, 12), st.integers(0, 20), st.randoms(use_true_random=False))
def test_a_plan_is_the_same_again_in_whatever_order_people_are_named(people: int, seed: int, chance: Random) -> None:
    everybody = list(population(people, seed))
    plan = plan_rounds(everybody, 4, seed=seed)
    chance.shuffle(everybody)
    assert plan_rounds(everybody, 4, seed=seed) == plan


@given(st.integers(2, 13), st.integers(1, 14), st.integers(0, 20), st.booleans())
def test_nobody_is_left_alone_in_a_round_who_could_be_matched(people: int, rounds: int, seed: int, free: bool) -> None:
    """However many rounds there are: nobody rests for the sake of later ones."""
    crowd = unblocked(people, seed) if free else population(people, seed)
    met = {pair_of(who.id, other) for who in crowd for other in who.blocked}
    for round in plan_rounds(crowd, rounds, seed=seed):
        assert all(pair_of(*two) in met for two in combinations(round.sat_out, 2))
        for alone in round.sat_out:
            assert all(met & {pair_of(alone, one) for one in pair} for pair in round.pairs), "as a third"
        met.update(meetings((round,)))


@pytest.mark.parametrize("people", [4, 6, 10, 16, 70, 170])
def test_few_people_meet_everybody_before_anybody_sits_out(people: int) -> None:
    plan = plan_rounds(unblocked(people, 5), people - 1)
    assert len(meetings(plan)) == people * (people - 1) / 2
    assert [name for round in plan for name in (*round.trios, *round.sat_out)] == []


@pytest.mark.parametrize(("people", "rounds"), [(5, 1), (7, 3), (9, 5), (13, 8), (15, 10), (21, 16)])
def test_an_odd_one_is_a_third_until_nearly_everybody_has_met(people: int, rounds: int) -> None:
    """Also where there are more rounds than people less three."""
    plan = plan_rounds(unblocked(people, 5), people)
    assert [(len(round.trios), round.sat_out) for round in plan[:rounds]] == [(1, ())] * rounds
    assert len(meetings(plan)) == people * (people - 1) / 2


def test_many_rounds_are_no_reason_for_a_circle_when_there_are_enough_people() -> None:
    """Few have few left to meet because of blocks: the others are still matched as well as can be."""
    crowd = unblocked(12, 3)
    shy, *others = (who.id for who in crowd)
    crowd = tuple(replace(who, blocked=frozenset(others[2:])) if who.id == shy else who for who in crowd)
    scores, apart = scores_of(crowd, idf_of(crowd)), {pair_of(shy, other) for other in others[2:]}
    first = plan_rounds(crowd, 5)[0]
    assert sum(scores(*two) for two in first.pairs) == pytest.approx(best_sum(scores, apart), rel=0.0002)


def test_two_of_whom_one_has_blocked_the_other_never_meet() -> None:
    everybody = [Profile(f"p{number}") for number in range(8)]
    everybody[0] = replace(everybody[0], blocked=frozenset({"p1", "nobody"}))
    plan = plan_rounds(everybody, 7)
    assert ("p0", "p1") not in meetings(plan)
    assert len(meetings(plan)) == 27


def test_those_who_must_meet_do_so_in_the_first_rounds() -> None:
    everybody = population(40, 3)
    one, *others = (who.id for who in everybody if not who.blocked)
    listed = frozenset((other, one) for other in others[:3])
    plan = plan_rounds(everybody, 4, matching=Matching(must_meet=listed))
    assert {pair_of(*two) for two in listed} <= set(meetings(plan[:3]))


def test_another_seed_decides_otherwise_between_equals() -> None:
    everybody = [Profile(f"p{number}") for number in range(12)]
    assert plan_rounds(everybody, 3, seed=1) != plan_rounds(everybody, 3, seed=2)


def test_over_eight_rounds_nearly_everybody_gets_nearly_their_best() -> None:
    everybody = population(120, 1)
    scores = scores_of(everybody, idf_of(everybody))
    got: dict[str, float] = {}
    for a, b in meetings(plan_rounds(everybody, 8)):
        for name in (a, b):
            got[name] = got.get(name, 0.0) + scores(a, b)
    reached = sorted(attainment(got, best_sums(scores, dict.fromkeys(got, 8))).values())
    assert reached[len(reached) // 20] > 0.88
    assert sum(reached) / len(reached) > 0.95


def test_the_best_that_somebody_could_get_is_the_sum_of_their_best() -> None:
    names, scores = crowd(9)
    best = best_sums(scores, {names[0]: 3, names[4]: 20})
    row = sorted((scores(names[0], other) for other in names[1:]), reverse=True)
    assert best[names[0]] == pytest.approx(sum(row[:3]))
    assert best[names[4]] == pytest.approx(sum(scores(names[4], other) for other in names if other != names[4]))
    assert attainment({}, {"ann": 2.0, "bob": 0.0}) == {"ann": 0.0, "bob": 1.0}
