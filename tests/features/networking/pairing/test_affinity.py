"""How well two people fit, alone and all at once."""

from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.networking.pairing import Matching, Profile, Weights, affinity, idf_of, scores_of
from symposia.features.networking.pairing.arrays import FORBIDDEN
from symposia.features.networking.pairing.profiles import INTENTS
from tests.support.population import population

TERMS = ("segmentation", "climate", "transformers", "catalysis", "uncertainty")
NAMES = ("ann", "bob", "cem", "dee", "eva")

terms = st.lists(st.sampled_from(TERMS), max_size=4).map(tuple)
languages = st.lists(st.sampled_from(("en", "de", "fr")), max_size=2, unique=True).map(tuple)
intents = st.lists(st.sampled_from(INTENTS), max_size=3, unique=True).map(tuple)
weight = st.sampled_from((0.0, 0.1, 1.0, 3.0))


@st.composite
def people(draw: st.DrawFn) -> list[Profile]:
    return [
        Profile(
            name,
            institution=draw(st.sampled_from(("", "Jülich", "Munich"))),
            topics=draw(terms),
            seeks=draw(terms),
            offers=draw(terms),
            role=draw(st.sampled_from((None, "domain", "method"))),
            seniority=draw(st.integers(0, 2)),
            languages=draw(languages),
            wishes=draw(st.frozensets(st.sampled_from([other for other in NAMES if other != name]))),
            field=draw(st.sampled_from(("", "health", "matter"))),
            intents=draw(intents),
        )
        for name in NAMES[: draw(st.integers(2, 5))]
    ]


@st.composite
def settings_of_organisers(draw: st.DrawFn) -> Matching:
    return Matching(
        weights=Weights(draw(weight), draw(weight), draw(weight), draw(weight), 0.1),
        same_institution=draw(st.booleans()),
        levels=draw(st.sampled_from(("close", "mixed"))),
        same_field=draw(st.booleans()),
        must_meet=frozenset(draw(st.sets(st.sampled_from((("bob", "ann"), ("cem", "dee")))))),
    )


@given(people(), settings_of_organisers())
def test_the_table_says_of_every_two_what_the_formula_and_the_rules_say(
    profiles: list[Profile], matching: Matching
) -> None:
    idf = idf_of(profiles)
    scores = scores_of(profiles, idf, matching)
    names = [profile.id for profile in profiles]
    table = scores.among(names)
    for row, a in enumerate(profiles):
        for column, b in enumerate(profiles):
            assert scores.allowed(a.id, b.id) == (a is not b and matching.allows(a, b))
            expected = affinity(a, b, idf, matching) if scores.allowed(a.id, b.id) else FORBIDDEN
            assert table[row, column] == pytest.approx(expected, abs=1e-6)
            assert scores.beside(a.id, names)[column] == pytest.approx(expected, abs=1e-6)
            if a is not b:
                assert scores(a.id, b.id) == affinity(a, b, idf, matching)


@given(people())
def test_affinity_is_the_same_from_both_sides_and_within_its_bounds(profiles: list[Profile]) -> None:
    idf = idf_of(profiles)
    a, b = profiles[:2]
    assert affinity(a, b, idf) == pytest.approx(affinity(b, a, idf))
    assert 0.03 - 1e-9 <= affinity(a, b, idf) <= 2 + 1e-9
    listed = Matching(must_meet=frozenset([(b.id, a.id)]))
    assert affinity(a, b, idf, listed) == affinity(a, b, idf) + 2


@given(people())
def test_the_mean_cosine_is_the_mean_of_all_pairs(profiles: list[Profile]) -> None:
    told = [profile for profile in profiles if profile.topics]
    idf = idf_of(profiles)
    bare = [Profile(profile.id, topics=profile.topics) for profile in told]
    pairs = [(a, b) for a in bare for b in bare if a is not b]
    # Of bare profiles only the topics differ: without them an affinity is 0.225 (unknown place, same level).
    expected = sum((affinity(a, b, idf) - 0.225) / 0.45 for a, b in pairs) / len(pairs) if pairs else 0.0
    assert idf.mean_cosine == pytest.approx(expected, abs=1e-9)


def test_the_parts_of_the_formula_add_up() -> None:
    ann = Profile(
        "ann",
        institution="Jülich",
        topics=("a",),
        seeks=("x",),
        offers=("y",),
        role="domain",
        languages=("en",),
    )
    bob = Profile(
        "bob",
        institution="Munich",
        topics=("a",),
        seeks=("y",),
        offers=("x",),
        role="method",
        languages=("en",),
    )
    idf = idf_of([ann, bob])
    assert affinity(ann, bob, idf) == pytest.approx(1.0)


def test_without_a_common_language_little_is_left() -> None:
    ann, bob = Profile("ann", languages=("fr",)), Profile("bob", languages=("de",))
    idf = idf_of([ann, bob])
    unknown = affinity(ann, Profile("bob"), idf)
    assert affinity(ann, bob, idf) == pytest.approx(0.3 * unknown)


def test_a_wish_counts_half_and_a_mutual_one_whole() -> None:
    ann, bob = Profile("ann"), Profile("bob")
    idf = idf_of([ann, bob])
    plain = affinity(ann, bob, idf)
    wishing = Profile("ann", wishes=frozenset({"bob"}))
    assert affinity(wishing, bob, idf) == pytest.approx(plain + 0.5)
    assert affinity(wishing, Profile("bob", wishes=frozenset({"ann"})), idf) == pytest.approx(plain + 1)


def test_what_two_hope_for_counts_where_it_fits() -> None:
    job, hiring = Profile("ann", intents=("job",)), Profile("bob", intents=("hiring", "collaborators"))
    plain = affinity(Profile("ann"), Profile("bob"), idf_of([job, hiring]))
    idf = idf_of([job, hiring])
    assert affinity(job, hiring, idf) == pytest.approx(plain + 0.25 * 0.5)
    assert affinity(replace(job, intents=("collaborators",)), hiring, idf) == pytest.approx(plain + 0.25 * 0.25)
    looking, expert = Profile("ann", intents=("method",)), Profile("bob", role="method")
    assert affinity(looking, expert, idf) == affinity(expert, looking, idf) == pytest.approx(plain + 0.25 * 0.25)
    everything = replace(job, intents=INTENTS, role="domain"), replace(hiring, intents=INTENTS, role="method")
    assert affinity(*everything, idf) == pytest.approx(plain + 0.25)


def test_organisers_weigh_the_parts_as_they_like() -> None:
    ann, bob = Profile("ann", institution="Jülich"), Profile("bob", institution="Munich")
    idf = idf_of([ann, bob])
    assert affinity(ann, bob, idf, Matching(Weights(0, 0, 30, 0, 10))) == pytest.approx(1.0)
    assert affinity(ann, replace(bob, institution="Jülich"), idf, Matching(Weights(0, 0, 30, 0, 10))) == 0.25


@pytest.mark.parametrize("topics", [-1.0, float("nan"), float("inf")])
def test_weights_that_make_no_sense_are_refused(topics: float) -> None:
    with pytest.raises(ValueError, match="not negative"):
        Weights(topics=topics)
    with pytest.raises(ValueError, match="not all of them 0"):
        Weights(0, 0, 0, 0, 0)


def test_mixed_levels_bring_the_young_and_the_old_together() -> None:
    young, middle, old = (Profile(name, seniority=level) for level, name in enumerate(("ann", "bob", "cem")))
    idf = idf_of([young])
    for levels, order in (("close", (middle, old)), ("mixed", (old, middle))):
        first, second = (affinity(young, other, idf, Matching(levels=levels)) for other in order)
        assert first > second


def test_a_crowd_is_the_same_in_whatever_order_it_is_given() -> None:
    crowd = population(60)
    one, other = scores_of(crowd, idf_of(crowd)), scores_of(crowd[::-1], idf_of(crowd[::-1]))
    assert one.people == other.people
    assert np.array_equal(one.among(one.people), other.among(other.people))


def test_six_hundred_people_are_compared_in_a_moment() -> None:
    crowd = population(600)
    scores = scores_of(crowd, idf_of(crowd))
    before = process_time()
    table = scores.among(scores.people)
    assert process_time() - before < 0.5
    assert np.array_equal(table, table.T)
    assert (np.diag(table) == FORBIDDEN).all()
