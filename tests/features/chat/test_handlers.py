"""What people can, and cannot, do with words."""

import re

import pytest

from symposia.features.chat.rules import with_names
from symposia.kernel.errors import Closed, Silenced
from tests.support.venue import VenueForTests

BOB = "0190f3a0-0000-7000-8000-000000000001"


def test_a_closed_chat_is_closed_to_changes_too(venue: VenueForTests) -> None:
    ann, mo = venue.person("ann", room="keynote"), venue.moderator(room="keynote")
    id = venue.id()
    ann.does("chat.post", room="keynote", id=id, text="Hello")
    mo.does("chat.close", room="keynote", open=False)
    with pytest.raises(Closed):
        ann.does("chat.edit", room="keynote", message=id, text="I speak on")
    assert ann.sees("message", id)["text"] == "Hello"
    ann.does("chat.edit", room="keynote", message=id, text="Hello")
    ann.does("chat.remove", room="keynote", message=id)


def test_who_is_silenced_does_not_speak_through_old_messages(venue: VenueForTests) -> None:
    ann, mo = venue.person("ann", room="keynote"), venue.moderator(room="keynote")
    id = venue.id()
    ann.does("chat.post", room="keynote", id=id, text="Hello")
    mo.does("room.silence", room="keynote", person=ann.id, silenced=True)
    with pytest.raises(Silenced):
        ann.does("chat.edit", room="keynote", message=id, text="I speak on")


def test_nobody_hears_of_a_mention_by_whom_they_block(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    bob.follows(f"person:{bob.id}")
    bob.does("person.block", person=ann.id, blocked=True)
    ann.does("chat.post", room="keynote", id=venue.id(), text=f"@[Bob]({bob.id}), hear me")
    assert bob.sees_all("notice") == []
    bob.does("person.block", person=ann.id, blocked=False)
    ann.does("chat.post", room="keynote", id=venue.id(), text=f"@[Bob]({bob.id}), hear me")
    assert len(bob.sees_all("notice")) == 1


def test_what_is_changed_or_taken_away_is_so_in_the_notices_too(venue: VenueForTests) -> None:
    ann, bob, mo = venue.person("ann", room="keynote"), venue.person("bob"), venue.moderator(room="keynote")
    cem = venue.person("cem")
    for person in (bob, cem):
        person.follows(f"person:{person.id}")
    at_bob, at_cem = f"@[Bob]({bob.id})", f"@[Cem]({cem.id})"
    id = venue.id()
    ann.does("chat.post", room="keynote", id=venue.id(), text=f"Good morning, {at_bob}")
    ann.does("chat.post", room="keynote", id=id, text=f"Rude words for {at_bob} and {at_cem}")
    ann.does("chat.edit", room="keynote", message=id, text=f"Worse words for {at_bob}")
    assert {notice["text"] for notice in bob.sees_all("notice")} == {
        f"Good morning, {at_bob}",
        f"Worse words for {at_bob}",
    }
    assert cem.sees_all("notice") == []
    mo.does("chat.remove", room="keynote", message=id)
    assert [notice["text"] for notice in bob.sees_all("notice")] == [f"Good morning, {at_bob}"]


def test_a_mention_bears_the_name_of_whom_it_mentions(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    id = venue.id()
    ann.does("chat.post", room="keynote", id=id, text=f"@[The organisers]({bob.id}) say, as @[Olga](abc) does")
    assert bob.sees("message", id)["text"] == f"@[Bob]({bob.id}) say, as @Olga does"
    ann.does("chat.edit", room="keynote", message=id, text=f"@[Nobody]({bob.id})")
    assert bob.sees("message", id)["text"] == f"@[Bob]({bob.id})"


@pytest.mark.parametrize("inside", ["@[x](a)", "z" * 190 + "@[yyyyyy](a)", "@[" * 5 + "x](a)"])
def test_no_mention_is_made_out_of_others(inside: str) -> None:
    text = with_names(f"@[{inside}]({BOB})", {BOB: "Bob"})
    assert set(re.findall(r"@\[([^\]\n]{1,200})\]\([0-9a-fA-F-]{1,64}\)", text)) <= {"Bob"}
