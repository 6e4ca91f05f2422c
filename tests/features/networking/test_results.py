"""Who really met whom, as organisers get it."""

from __future__ import annotations

from tests.features.networking.evening import Evening
from tests.support.venue import VenueForTests


def test_a_third_who_comes_when_one_of_the_two_has_gone_met_the_other_alone(venue: VenueForTests) -> None:
    evening = Evening(venue, ("ann", "bob", "cem", "dee"))
    evening.start("ann", "bob")
    evening.enter("ann", "bob")
    evening.wait(20)
    evening.ready("cem")
    for _ in range(4):
        evening.wait(3)
    assert evening.partners("cem") == {"ann", "bob"}
    evening.in_meeting("leave", "ann")
    evening.enter("cem")
    evening.check()

    ids = {person.id: name for name, person in evening.people.items()}
    (round,) = evening.mo.does("networking.pairs", networking=evening.id)["rounds"]
    assert {frozenset(ids[one] for one in pair) for pair in round["pairs"]} == {
        frozenset({"ann", "bob"}),
        frozenset({"bob", "cem"}),
    }
    assert round["trios"] == []
    assert {ids[person] for person in round["present"]} == {"ann", "bob", "cem"}
    assert evening.mo.does("networking.results", networking=evening.id)["encounters"] == [0, 2, 1]
