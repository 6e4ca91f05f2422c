"""Calls: who is in one, what they send, and how they reach each other."""

from __future__ import annotations

import pytest

from symposia.kernel.errors import Closed, NotAllowed, NotFound, Removed
from tests.contract.scenarios.registry import plays
from tests.support.calling import OFFER, Caller, comes, stands_by
from tests.support.venue import VenueForTests

ROOM = "room:forum"


def a_call(venue: VenueForTests, *names: str) -> list[Caller]:
    """These people are in the call of a room."""
    return [comes(person, ROOM) for person in venue.attendees(*names, room="forum")]


@plays("call.join", "call.leave")
def who_is_in_a_call_is_seen_by_the_others(venue: VenueForTests) -> None:
    ann, bob = a_call(venue, "ann", "bob")
    assert ann.members["bob"]["peer"] == bob.peer
    assert ann.members["ann"]["order"] < ann.members["bob"]["order"]
    assert bob.sees == {"kind": "call", "id": ROOM, "engine": "peers", "generation": 1, "cameras": 3}
    bob.leaves()
    assert list(ann.members) == ["ann"]
    bob.joins()
    assert list(ann.members) == ["ann", "bob"]


@plays("call.media")
def the_others_see_what_somebody_sends(venue: VenueForTests) -> None:
    ann, bob = a_call(venue, "ann", "bob")
    ann.sends(audio=True, video=False, screen=True)
    shown = bob.members["ann"]
    assert (shown["audio"], shown["video"], shown["screen"]) == (True, False, True)


@plays("call.signal")
def a_signal_goes_to_one_member(venue: VenueForTests) -> None:
    ann, bob, cem = a_call(venue, "ann", "bob", "cem")
    ann.signals(bob, description=OFFER)
    assert bob.heard[0]["description"] == OFFER
    assert (bob.heard[0]["sender"], bob.heard[0]["to"]) == (ann.peer, bob.peer)
    assert ann.heard == cem.heard == []
    bob.leaves()
    with pytest.raises(NotFound):
        ann.signals(bob)


@plays("call.servers", "call.check")
def what_connections_are_built_with(venue: VenueForTests) -> None:
    (ann,) = a_call(venue, "ann")
    bob = stands_by(venue.attendees("bob")[0], ROOM)
    nothing = {"servers": [], "relay_only": False}
    assert ann.does("servers") == nothing
    assert bob.person.does("call.check") == {**nothing, "peers": 3, "larger": False}
    with pytest.raises(NotFound):
        bob.does("servers")


@plays("call.mute", "call.remove")
def a_moderator_mutes_and_sends_out(venue: VenueForTests) -> None:
    ann, bob = a_call(venue, "ann", "bob")
    mo = comes(venue.moderator("mo", room="forum"), ROOM)
    ann.sends()
    for act, fields in (("mute", {}), ("remove", {"removed": True})):
        with pytest.raises(NotAllowed):
            bob.does(act, person=ann.id, **fields)
    mo.does("mute", person=ann.id)
    assert bob.members["ann"]["audio"] is False
    mo.does("remove", person=ann.id, removed=True)
    assert "ann" not in bob.members
    with pytest.raises(Removed):
        ann.joins()
    mo.does("remove", person=ann.id, removed=False)
    ann.joins()
    assert "ann" in bob.members


@plays("call.vacate")
def the_system_ends_the_stay_of_who_has_gone(venue: VenueForTests) -> None:
    ann, bob = a_call(venue, "ann", "bob")
    venue.system("call.vacate", place=ROOM, person=bob.id, peer=venue.id())
    assert "bob" in ann.members, "another stay than this one"
    venue.system("call.vacate", place=ROOM, person=bob.id, peer=bob.peer)
    assert list(ann.members) == ["ann"]


@plays("call.open")
def a_moderator_lets_people_of_a_room_talk(venue: VenueForTests) -> None:
    mo, ann = venue.moderator("mo", room="forum"), venue.attendees("ann", room="forum")[0]
    mo.does("call.open", room="forum", open=True)
    assert ann.sees("room_call", topic=ROOM)["people"] == 0
    bob = comes(venue.attendees("bob", room="forum")[0], ROOM)
    assert ann.sees("room_call", topic=ROOM)["people"] == 1
    mo.does("call.open", room="forum", open=False)
    assert bob.members == {}
    assert ann.sees_all("room_call", ROOM) == []
    with pytest.raises(Closed):
        bob.joins()
