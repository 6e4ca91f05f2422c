"""What two people write to each other after they have met, and when they will meet again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from symposia.features.dialogues.errors import NotAcquainted
from symposia.kernel.errors import Closed, IdTaken, NotAllowed, NotFound
from tests.contract.scenarios.registry import plays
from tests.features.dialogues.acquaintance import have_met
from tests.support.venue import PersonAtVenue, VenueForTests


@dataclass
class Two:
    """Ann and Bob, who have met, and Cem, who has met nobody."""

    venue: VenueForTests
    ann: PersonAtVenue
    bob: PersonAtVenue
    cem: PersonAtVenue
    dialogue: str

    def proposal(self, *slots: str) -> str:
        """What Ann has proposed."""
        id = self.venue.id()
        self.ann.does("appointment.propose", dialogue=self.dialogue, id=id, slots=list(slots))
        return id


def two(venue: VenueForTests) -> Two:
    ann, bob, cem = venue.attendees("ann", "bob", "cem")
    for person in (ann, bob, cem):
        person.follows(f"person:{person.id}")
    have_met(venue, ann, bob)
    dialogue = str(ann.does("dialogue.open", person=bob.id)["dialogue"])
    for person in (ann, bob):
        person.follows(f"dialogue:{dialogue}")
    return Two(venue, ann, bob, cem, dialogue)


@plays("dialogue.open")
def who_has_met_finds_the_same_dialogue(venue: VenueForTests) -> None:
    us = two(venue)
    assert us.ann.sees("dialogue")["name"] == "Bob"
    assert us.bob.sees_all("dialogue") == [], "nothing has come to Bob yet"
    assert us.bob.does("dialogue.open", person=us.ann.id)["dialogue"] == us.dialogue
    with pytest.raises(NotAcquainted):
        us.cem.does("dialogue.open", person=us.ann.id)
    with pytest.raises(NotFound):
        us.cem.follows(f"dialogue:{us.dialogue}")


@plays("dialogue.post", "dialogue.read", "dialogue.earlier")
def messages_are_written_and_read(venue: VenueForTests) -> None:
    us, id = two(venue), venue.id()
    us.ann.does("dialogue.post", dialogue=us.dialogue, id=id, text="Your *corpus*?")
    assert us.bob.sees("direct_message", id)["text"] == "Your *corpus*?"
    assert us.bob.sees("dialogue")["unread"] == 1
    assert us.bob.sees("notice")["type"] == "message"
    with pytest.raises(IdTaken):
        us.bob.does("dialogue.post", dialogue=us.dialogue, id=id, text="Mine")
    with pytest.raises(NotFound):
        us.cem.does("dialogue.post", dialogue=us.dialogue, id=venue.id(), text="And I?")
    us.bob.does("dialogue.read", dialogue=us.dialogue, upto=us.bob.sees("direct_message", id)["seq"])
    assert us.bob.sees("dialogue")["unread"] == 0
    assert us.bob.sees_all("notice") == []
    page = us.bob.does("dialogue.earlier", dialogue=us.dialogue, before=1000)
    assert ([message["id"] for message in page["messages"]], page["more"]) == ([id], False)


@plays("dialogue.decline")
def who_cannot_come_into_the_call_says_so(venue: VenueForTests) -> None:
    us = two(venue)
    us.ann.does("call.join", place=f"dialogue:{us.dialogue}", peer=venue.id())
    assert us.bob.sees("dialogue")["ringing"] == "2021-04-14T08:24:00.000Z"
    assert us.bob.sees("notice")["type"] == "call"
    with pytest.raises(NotFound):
        us.cem.does("dialogue.decline", dialogue=us.dialogue)
    us.bob.does("dialogue.decline", dialogue=us.dialogue)
    assert "ringing" not in us.bob.sees("dialogue")
    assert us.bob.sees_all("notice") == []
    assert us.ann.sees("dialogue_call")["declined"] is True


@plays("dialogue.report")
def organisers_hear_of_what_went_wrong(venue: VenueForTests) -> None:
    us, ora = two(venue), venue.organiser()
    ora.follows("conference/staff")
    us.bob.does("dialogue.post", dialogue=us.dialogue, id=venue.id(), text="Something rude")
    us.ann.does("dialogue.report", dialogue=us.dialogue, id=venue.id(), text="He is rude.")
    report = ora.sees("dialogue_report")
    assert (report["by"]["name"], report["about"]["name"]) == ("Ann", "Bob")
    assert [message["text"] for message in report["messages"]] == ["Something rude"]
    with pytest.raises(NotFound):
        us.cem.does("dialogue.report", dialogue=us.dialogue, id=venue.id(), text="I was told.")


@plays("dialogue.handle_report")
def a_report_is_seen_to(venue: VenueForTests) -> None:
    us, ora, id = two(venue), venue.organiser(), venue.id()
    ora.follows("conference/staff")
    us.ann.does("dialogue.report", dialogue=us.dialogue, id=id, text="He is rude.")
    assert "handled_by" not in ora.sees("dialogue_report", id)
    ora.does("dialogue.handle_report", report=id, handled=True)
    ora.does("dialogue.handle_report", report=id, handled=True)
    assert ora.sees("dialogue_report", id)["handled_by"] == "Ora"
    ora.does("dialogue.handle_report", report=id, handled=False)
    assert "handled_at" not in ora.sees("dialogue_report", id)
    with pytest.raises(NotAllowed):
        us.ann.does("dialogue.handle_report", report=id, handled=True)


@plays("appointment.slots", "appointment.propose", "appointment.answer")
def another_time_is_agreed_on(venue: VenueForTests) -> None:
    us = two(venue)
    slots = us.ann.does("appointment.slots", dialogue=us.dialogue)["slots"]
    assert slots[0] == "2021-04-14T08:45:00.000Z", "the clock shows 08:24"
    id = us.proposal(*slots[:2])
    assert us.bob.sees("appointment", id)["state"] == "proposed"
    with pytest.raises(NotFound):
        us.ann.does("appointment.answer", dialogue=us.dialogue, appointment=id, slot=slots[0])
    us.bob.does("appointment.answer", dialogue=us.dialogue, appointment=id, slot=slots[1])
    assert us.ann.sees("appointment", id)["at"] == slots[1]
    assert us.ann.sees("notice")["type"] == "agreed"
    with pytest.raises(Closed):
        us.bob.does("appointment.answer", dialogue=us.dialogue, appointment=id)


@plays("appointment.cancel")
def an_appointment_is_called_off(venue: VenueForTests) -> None:
    us = two(venue)
    id = us.proposal("2021-04-14T12:00:00.000Z")
    with pytest.raises(NotAllowed):
        us.bob.does("appointment.cancel", dialogue=us.dialogue, appointment=id)
    us.bob.does("appointment.answer", dialogue=us.dialogue, appointment=id, slot="2021-04-14T12:00:00.000Z")
    us.bob.does("appointment.cancel", dialogue=us.dialogue, appointment=id)
    assert us.ann.sees("appointment", id)["state"] == "cancelled"
