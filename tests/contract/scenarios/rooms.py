"""Rooms, chat and the stage."""

from __future__ import annotations

import pytest

from symposia.kernel.errors import Closed, IdTaken, NotAllowed, NotFound, Removed, Silenced
from tests.contract.scenarios.registry import plays
from tests.support.venue import PersonAtVenue, VenueForTests

SHOWN = 50


def says(person: PersonAtVenue, text: str, room: str = "keynote") -> str:
    id = person.venue.id()
    person.does("chat.post", room=room, id=id, text=text)
    return id


@plays("chat.post")
def a_message_reaches_everybody_in_the_room(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    bob.follows(f"person:{bob.id}")
    id = says(ann, f"Hello @[Bob]({bob.id})")
    assert bob.sees("message", id) == ann.sees("message", id)
    assert bob.sees("message", id)["author"]["name"] == "Ann"
    assert bob.sees("notice")["type"] == "mention"
    with pytest.raises(IdTaken):
        bob.does("chat.post", room="keynote", id=id, text="This id is mine")


@plays("chat.post", "chat.earlier")
def the_map_holds_the_newest_and_the_rest_is_asked_for(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    first = says(ann, "the first")
    for number in range(SHOWN):
        says(ann, f"number {number}")
    shown = ann.sees_all("message")
    assert len(shown) == SHOWN
    assert first not in {view["id"] for view in shown}
    oldest = min(view["seq"] for view in shown)
    earlier = ann.does("chat.earlier", room="keynote", before=oldest)
    assert [view["id"] for view in earlier["messages"]] == [first]
    assert earlier["more"] is False
    # What is no longer in the map is changed outside it, and told to those who may have brought it.
    ann.does("chat.edit", room="keynote", message=first, text="the very first")
    ann.does("chat.remove", room="keynote", message=first)
    assert ann.sees_all("message") == shown
    told = [(view["id"], view["text"], view.get("removed")) for view in bob.socket.copies.said["room:keynote"]]
    assert told == [(first, "the very first", None), (first, "", "author")]
    assert ann.does("chat.earlier", room="keynote", before=oldest)["messages"][0]["removed"] == "author"


@plays("chat.edit")
def only_the_author_changes_a_message(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    id = says(ann, "Helo")
    ann.does("chat.edit", room="keynote", message=id, text="Hello")
    assert bob.sees("message", id)["text"] == "Hello"
    assert "edited" in bob.sees("message", id)
    with pytest.raises(NotAllowed):
        bob.does("chat.edit", room="keynote", message=id, text="Bye")
    venue.room("forum")
    with pytest.raises(NotFound):
        ann.does("chat.edit", room="forum", message=id, text="Another room's message")


@plays("chat.remove")
def who_removes_a_message_is_told(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    mo = venue.moderator("mo", room="keynote")
    mo.follows("room:keynote/staff")
    mine, rude = says(ann, "Never mind"), says(bob, "Rude")
    ann.does("chat.remove", room="keynote", message=mine)
    with pytest.raises(NotAllowed):
        ann.does("chat.remove", room="keynote", message=rude)
    mo.does("chat.remove", room="keynote", message=rude)
    assert (ann.sees("message", mine)["removed"], ann.sees("message", mine)["text"]) == ("author", "")
    assert ann.sees("message", rude)["removed"] == "moderator"
    assert mo.sees("log")["target"]["name"] == "Bob"


@plays("chat.close")
def a_closed_chat_is_open_to_moderators(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann", room="keynote")
    mo = venue.moderator("mo", room="keynote")
    mo.does("chat.close", room="keynote", open=False)
    assert ann.sees("door")["chat"] == "closed"
    with pytest.raises(Closed):
        says(ann, "Hello?")
    says(mo, "We go on in five minutes.")
    mo.does("chat.close", room="keynote", open=True)
    says(ann, "Hello!")


@plays("room.silence")
def who_is_silenced_reads_on(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    ann.follows(f"person:{ann.id}")
    mo = venue.moderator("mo", room="keynote")
    mo.follows("room:keynote/staff")
    mo.does("room.silence", room="keynote", person=ann.id, silenced=True)
    assert ann.sees("standing")["silenced"] is True
    assert mo.sees("standing")["name"] == "Ann"
    with pytest.raises(Silenced):
        says(ann, "Hello?")
    says(bob, "Where is Ann?")
    assert ann.sees("message")["text"] == "Where is Ann?"
    mo.does("room.silence", room="keynote", person=ann.id, silenced=False)
    assert ann.sees_all("standing") == mo.sees_all("standing") == []
    says(ann, "Here again")


@plays("room.remove_person")
def who_is_removed_is_shown_out(venue: VenueForTests) -> None:
    ann, _ = venue.attendees("ann", "bob", room="keynote")
    mo = venue.moderator("mo", room="keynote")
    mo.does("room.remove_person", room="keynote", person=ann.id, removed=True)
    assert ann.is_shown_out_of("room:keynote") == "removed"
    with pytest.raises(Removed):
        ann.follows("room:keynote")
    with pytest.raises(NotAllowed):
        mo.does("room.remove_person", room="keynote", person=mo.id, removed=True)
    mo.does("room.remove_person", room="keynote", person=ann.id, removed=False)
    ann.follows("room:keynote")


@plays("stage.set")
def a_moderator_sets_the_stage(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann", room="keynote")
    mo = venue.moderator("mo", room="keynote")
    url = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    mo.does("stage.set", room="keynote", mode="embed", url=url, title="The keynote")
    assert ann.sees("stage")["provider"] == "youtube"
    mo.does("stage.set", room="keynote", mode="holding")
    assert [view["mode"] for view in ann.sees_all("stage")] in ([], ["holding"])
