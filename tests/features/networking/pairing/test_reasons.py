"""The reasons that two people are told."""

from dataclasses import replace

import pytest
from hypothesis import given

from symposia.features.networking.pairing import Intent, Matching, Profile, Reason, Weights, idf_of, reasons
from tests.features.networking.pairing.test_affinity import people


@given(people())
def test_a_reason_seen_from_the_other_side_is_its_mirror(profiles: list[Profile]) -> None:
    idf = idf_of(profiles)
    a, b = profiles[:2]
    mirrored = {"seek_offer": "offer_seek", "offer_seek": "seek_offer"}
    mine = {(r.kind, frozenset(r.terms), r.mine, r.theirs) for r in reasons(a, b, idf)}
    theirs = {(mirrored.get(r.kind, r.kind), frozenset(r.terms), r.theirs, r.mine) for r in reasons(b, a, idf)}
    assert mine == theirs


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


def test_what_the_organiser_gives_no_weight_is_no_reason() -> None:
    ann = Profile("ann", institution="FZJ", topics=("ai",), seeks=("gpu",), role="domain", languages=("en",))
    bob = Profile("bob", institution="LMU", topics=("ai",), offers=("gpu",), role="method", languages=("en",))
    idf = idf_of([ann, bob])
    assert [reason.kind for reason in reasons(ann, bob, idf, Matching(Weights(0, 0, 0, 0, 1)))] == ["languages"]
    assert [reason.kind for reason in reasons(ann, bob, idf)] == [
        "shared_topics",
        "seek_offer",
        "roles",
        "institutions",
        "languages",
    ]


@pytest.mark.parametrize(
    ("mine", "theirs", "told"),
    [
        ((), ("people",), []),
        (("job", "people"), ("hiring", "people"), [Reason("intent_fit", ("job", "hiring"), "job", "hiring")]),
        (("hiring",), ("job",), [Reason("intent_fit", ("hiring", "job"), "hiring", "job")]),
        (
            ("people", "collaborators"),
            ("collaborators", "people"),
            [Reason("shared_intent", ("collaborators", "people"))],
        ),
        (("people",), ("people", "job"), [Reason("shared_intent", ("people",))]),
    ],
)
def test_of_what_two_hope_for_the_strongest_is_told(
    mine: tuple[Intent, ...], theirs: tuple[Intent, ...], told: list[Reason]
) -> None:
    ann, bob = Profile("ann", intents=mine), Profile("bob", intents=theirs)
    assert reasons(ann, bob, idf_of([ann, bob])) == told


def test_who_looks_for_a_method_is_told_of_somebody_who_has_one() -> None:
    ann, bob = Profile("ann", intents=("method", "people")), Profile("bob", intents=("people",), role="method")
    idf = idf_of([ann, bob])
    assert reasons(ann, bob, idf) == [Reason("intent_fit", ("method",), mine="method")]
    assert reasons(bob, ann, idf) == [Reason("intent_fit", ("method",), theirs="method")]
    both = replace(bob, id="cem", intents=("method",))
    assert reasons(both, replace(both, id="dee"), idf) == [Reason("shared_intent", ("method",))]
