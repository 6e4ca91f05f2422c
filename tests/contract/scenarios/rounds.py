"""What surrounds the rounds: how people take part, whom they wish to meet, and what moderators do at their desk."""

from __future__ import annotations

import pytest

from symposia.kernel.errors import Conflict, IdTaken, NotAllowed, NotFound
from tests.contract.scenarios.networking import evening
from tests.contract.scenarios.registry import plays
from tests.support.venue import VenueForTests


@plays("networking.set_up")
def how_one_takes_part_is_told_the_partner(venue: VenueForTests) -> None:
    it = evening(venue)
    it.ann.does("networking.set_up", intents=["job", "people"], text_only=True, three=True)
    it.ann.does("networking.set_up", intents=["job"], text_only=True, three=False)
    assert it.ann.sees("setup")["intents"] == ["job"]
    assert it.bob.sees_all("setup") == []
    it.begins()
    assert it.bob.sees("meeting")["writes"] == [it.ann.id]
    assert it.bob.sees("meeting")["intents"] == [{"person": it.ann.id, "intents": ["job"]}]
    it.ann.does("networking.set_up", intents=["job"], text_only=False, three=False)
    assert it.bob.sees("meeting").get("writes", []) == []


@plays("wish.set")
def a_wish_is_seen_by_nobody_unless_it_is_mutual(venue: VenueForTests) -> None:
    it = evening(venue)
    it.ann.does("wish.set", person=it.bob.id, on=True)
    assert it.ann.sees("wish")["mutual"] is False
    assert it.bob.sees_all("wish") == it.bob.sees_all("notice") == []
    it.bob.does("wish.set", person=it.ann.id, on=True)
    assert it.ann.sees("wish")["mutual"] is it.bob.sees("wish")["mutual"] is True
    assert it.ann.sees("notice")["type"] == "wish"
    it.bob.does("networking.ready", networking=it.id, ready=True)
    assert it.ann.sees("wish")["ready_in"] == it.id
    it.bob.does("networking.ready", networking=it.id, ready=False)
    assert "ready_in" not in it.ann.sees("wish")
    it.begins()
    assert it.ann.sees("meeting")["reasons"][0]["kind"] == "wish_mutual"
    it.bob.does("wish.set", person=it.ann.id, on=False)
    assert it.bob.sees_all("wish") == []
    assert it.ann.sees("wish")["mutual"] is False
    for nobody in (it.ann.id, venue.id()):
        with pytest.raises((Conflict, NotFound)):
            it.ann.does("wish.set", person=nobody, on=True)


@plays("wish.set", "person.block")
def a_block_ends_the_wish(venue: VenueForTests) -> None:
    it = evening(venue)
    for one, other in ((it.ann, it.bob), (it.bob, it.ann)):
        one.does("wish.set", person=other.id, on=True)
    it.ann.does("person.block", person=it.bob.id, blocked=True)
    assert it.ann.sees_all("wish") == []
    assert it.bob.sees("wish")["mutual"] is False
    with pytest.raises(Conflict):
        it.ann.does("wish.set", person=it.bob.id, on=True)


@plays("meeting.rate", "networking.results")
def ratings_are_private_and_told_in_sum(venue: VenueForTests) -> None:
    it = evening(venue)
    meeting = it.meets()
    it.ann.does("meeting.rate", networking=it.id, meeting=meeting, rating=3)
    assert it.ann.sees("meeting")["rating"] == 3
    assert "rating" not in it.bob.sees("meeting")
    results = it.mo.does("networking.results", networking=it.id)
    assert (results["people"], results["meetings"], results["encounters"]) == (2, 1, [0, 2])
    assert results["ratings"] == [0, 0, 0], "so few that one could guess"
    it.ann.does("meeting.rate", networking=it.id, meeting=meeting)
    assert "rating" not in it.ann.sees("meeting")
    other = evening_before(venue)
    assert it.mo.does("networking.results", networking=other)["people"] == 0


def evening_before(venue: VenueForTests) -> str:
    return venue.session("forum", "networking", starts_in=10)


@plays("networking.match_by")
def the_rules_are_the_moderators(venue: VenueForTests) -> None:
    it = evening(venue)
    assert it.mo.sees("matching")["same_institution"] is True
    must = [{"person": it.ann.id, "others": [it.bob.id]}]
    rules = {"same_institution": False, "levels": "mixed", "weights": {"topics": 1}, "must_meet": must}
    it.mo.does("networking.match_by", networking=it.id, **rules)
    seen = it.mo.sees("matching")
    assert (seen["levels"], seen["must_meet"], seen["weights"]["topics"]) == ("mixed", must, 1)
    assert {who["name"] for who in seen["names"]} == {"Ann", "Bob"}
    assert it.ann.sees_all("matching") == []
    with pytest.raises(NotFound):
        it.mo.does("networking.match_by", networking=it.id, must_meet=[{"person": it.ann.id, "others": [venue.id()]}])
    for person in (it.ann, it.bob):
        person.does("person.edit", name=person.name, affiliation="KIT")
    it.begins()
    assert it.phase == "reveal"
    assert it.ann.sees("seat")["why"] == "odd", "both are from KIT"


@plays("networking.remove")
def who_is_removed_is_out_and_told_so(venue: VenueForTests) -> None:
    it = evening(venue)
    it.meets()
    it.mo.does("networking.remove", networking=it.id, person=it.bob.id)
    assert (it.bob.sees("seat")["state"], it.bob.sees("seat")["why"]) == ("away", "removed")
    assert (it.ann.sees("seat")["state"], it.ann.sees("seat")["why"]) == ("waiting", "left")
    it.bob.does("networking.ready", networking=it.id, ready=True)
    assert it.bob.sees("seat")["ready"] is True


@plays("networking.lose")
def nobody_waits_for_who_has_lost_the_connection(venue: VenueForTests) -> None:
    it = evening(venue)
    it.meets()
    venue.system("networking.lose", networking=it.id, person=it.bob.id)
    assert (it.bob.sees("seat")["state"], it.bob.sees("seat")["why"]) == ("away", "lost")
    assert (it.ann.sees("seat")["state"], it.ann.sees("seat")["why"]) == ("waiting", "lost")
    assert it.mo.sees("health")["lost"] == 1


@plays("networking.move")
def people_are_moved_to_others(venue: VenueForTests) -> None:
    it = evening(venue)
    cem, dee = venue.attendees("cem", "dee")
    for person in (cem, dee):
        person.follows(f"person:{person.id}")
        person.does("networking.ready", networking=it.id, ready=True)
    it.begins()
    everybody = {person.id: person for person in (it.ann, it.bob, cem, dee)}
    of = {id: str(person.sees("seat")["meeting"]) for id, person in everybody.items()}
    for id, person in everybody.items():
        person.does("meeting.enter", networking=it.id, meeting=of[id])
    there = next(meeting for meeting in of.values() if meeting != of[it.ann.id])
    it.mo.does("networking.move", networking=it.id, person=it.ann.id, out_of=of[it.ann.id], meeting=there)
    assert it.ann.sees("seat")["meeting"] == there
    assert len(it.ann.sees("meeting")["partners"]) == 2
    (alone,) = [person for id, person in everybody.items() if of[id] == of[it.ann.id] and person is not it.ann]
    assert (alone.sees("seat")["state"], alone.sees("seat")["why"]) == ("waiting", "moved")
    it.mo.does("networking.move", networking=it.id, person=it.ann.id, out_of=there)
    assert (it.ann.sees("seat")["state"], it.ann.sees("seat")["why"]) == ("waiting", "moved")
    with pytest.raises(Conflict):
        it.mo.does("networking.move", networking=it.id, person=alone.id, meeting=venue.id())


@plays("networking.tell")
def everybody_is_told_the_newest(venue: VenueForTests) -> None:
    it = evening(venue)
    first, second = venue.id(), venue.id()
    it.mo.does("networking.tell", networking=it.id, id=first, text="We begin in a minute.")
    assert it.ann.sees("broadcast")["by"]["name"] == "Mo"
    venue.advance(seconds=1)
    it.mo.does("networking.tell", networking=it.id, id=second, text="One more minute.")
    assert [view["id"] for view in it.bob.sees_all("broadcast")] == [second]
    other = venue.moderator("mia", room="forum")
    with pytest.raises(IdTaken):
        other.does("networking.tell", networking=it.id, id=first, text="Mine")


@plays("networking.prepare")
def a_round_that_was_thought_out_is_brought_up_to_date(venue: VenueForTests) -> None:
    it = evening(venue)
    cem, dee = venue.attendees("cem", "dee")
    for person in (it.ann, it.bob, cem):
        person.follows(f"person:{person.id}")
        person.does("networking.ready", networking=it.id, ready=True)
    venue.system("networking.prepare", networking=it.id, round=1)
    it.bob.does("networking.ready", networking=it.id, ready=False)
    dee.follows(f"person:{dee.id}")
    dee.does("networking.ready", networking=it.id, ready=True)
    it.mo.does("networking.start", networking=it.id)
    assert it.bob.sees("seat")["state"] == "away"
    assert {person.sees("seat")["state"] for person in (it.ann, cem, dee)} == {"meeting"}


@plays("networking.handle_report")
def a_report_is_seen_to(venue: VenueForTests) -> None:
    it, id = evening(venue), venue.id()
    meeting = it.meets()
    it.ann.does("meeting.report", networking=it.id, meeting=meeting, id=id, text="Hm.")
    it.mo.does("networking.handle_report", networking=it.id, report=id, handled=True)
    assert it.mo.sees("report", id)["handled_by"] == "Mo"
    assert it.mo.sees("health")["reports"] == 0
    it.mo.does("networking.handle_report", networking=it.id, report=id, handled=False)
    assert "handled_by" not in it.mo.sees("report", id)
    assert it.mo.sees("health")["reports"] == 1
    with pytest.raises(NotAllowed):
        it.bob.does("networking.handle_report", networking=it.id, report=id, handled=True)
    with pytest.raises(NotFound):
        it.mo.does("networking.handle_report", networking=evening_before(venue), report=id, handled=True)


@plays("networking.results", "contact.swap", "meeting.report")
def the_desk_sees_how_it_goes(venue: VenueForTests) -> None:
    it = evening(venue)
    meeting = it.meets()
    it.ann.does("meeting.report", networking=it.id, meeting=meeting, id=venue.id(), text="Hm.")
    for one, other in ((it.ann, it.bob), (it.bob, it.ann)):
        one.does("contact.swap", person=other.id, yes=True)
    health = it.mo.sees("health")
    assert (health["reports"], health["swaps"], health["sat_out"], health["no_shows"]) == (1, 1, 0, 0)
    results = it.mo.does("networking.results", networking=it.id)
    assert results["contacts"] == 1
    assert results["rounds"][0] == {
        "round": 1,
        "present": 2,
        "pairs": 1,
        "trios": 0,
        "sat_out": 0,
        "no_shows": 0,
    }
