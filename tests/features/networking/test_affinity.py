"""How well two people fit, and the reasons they are told."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.networking.affinity import Profile, Reason, affinity, idf_of, reasons, scores_of

TERMS = ("segmentation", "climate", "transformers", "catalysis", "uncertainty")
NAMES = ("ann", "bob", "cem", "dee", "eva")

terms = st.lists(st.sampled_from(TERMS), max_size=4).map(tuple)
languages = st.lists(st.sampled_from(("en", "de", "fr")), max_size=2, unique=True).map(tuple)


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
        )
        for name in NAMES[: draw(st.integers(2, 5))]
    ]


@given(people())
def test_the_table_says_of_every_two_what_the_formula_says(profiles: list[Profile]) -> None:
    idf = idf_of(profiles)
    scores = scores_of(profiles, idf)
    for a in profiles:
        for b in profiles:
            if a is not b:
                assert scores(a.id, b.id) == pytest.approx(affinity(a, b, idf))


@given(people())
def test_affinity_is_the_same_from_both_sides_and_within_its_bounds(profiles: list[Profile]) -> None:
    idf = idf_of(profiles)
    a, b = profiles[:2]
    assert affinity(a, b, idf) == pytest.approx(affinity(b, a, idf))
    assert 0.03 - 1e-9 <= affinity(a, b, idf) <= 2 + 1e-9


@given(people())
def test_a_reason_seen_from_the_other_side_is_its_mirror(profiles: list[Profile]) -> None:
    idf = idf_of(profiles)
    a, b = profiles[:2]
    mirrored = {"seek_offer": "offer_seek", "offer_seek": "seek_offer"}
    mine = {(r.kind, frozenset(r.terms), r.mine, r.theirs) for r in reasons(a, b, idf)}
    theirs = {(mirrored.get(r.kind, r.kind), frozenset(r.terms), r.theirs, r.mine) for r in reasons(b, a, idf)}
    assert mine == theirs


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


def test_a_wish_of_one_alone_is_never_told() -> None:
    ann, bob = Profile("ann", wishes=frozenset({"bob"})), Profile("bob")
    idf = idf_of([ann, bob])
    assert reasons(ann, bob, idf) == reasons(bob, ann, idf) == []


def test_the_reasons_name_the_rarest_topics_first_and_the_two_places() -> None:
    crowd = [Profile(f"p{number}", topics=("ai",)) for number in range(8)]
    ann = Profile("ann", institution="FZJ", city="Jülich", topics=("ai", "catalysis"), seeks=("gpu", "data"))
    bob = Profile("bob", institution="LMU", city="Munich", topics=("catalysis", "ai"), offers=("data",))
    idf = idf_of([*crowd, ann, bob])
    assert reasons(ann, bob, idf) == [
        Reason("shared_topics", ("catalysis", "ai")),
        Reason("seek_offer", ("data",)),
        Reason("institutions", mine="Jülich", theirs="Munich"),
    ]


def test_two_houses_in_one_city_are_told_by_their_names() -> None:
    ann, bob = (
        Profile("ann", institution="TUM", city="Munich"),
        Profile("bob", institution="LMU", city="Munich"),
    )
    assert reasons(ann, bob, idf_of([ann, bob])) == [Reason("institutions", mine="TUM", theirs="LMU")]


def test_six_hundred_people_are_compared_in_a_moment() -> None:
    profiles = [
        Profile(f"p{n}", topics=(f"t{n % 40}", f"t{n % 7}"), offers=(f"o{n % 11}",), seeks=(f"o{n % 13}",))
        for n in range(600)
    ]
    before = process_time()
    scores = scores_of(profiles, idf_of(profiles))
    assert process_time() - before < 1.0
    assert scores.table.shape == (600, 600)
