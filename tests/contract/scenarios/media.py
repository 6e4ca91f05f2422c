"""Calls on media servers, as far as SQL goes. With real servers they are in `tests/features/calls/test_janus.py`."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session

from symposia.features.calls.tables import Call
from symposia.kernel.errors import Conflict, LinkGone, MediaDown, SymposiaError
from tests.contract.scenarios.registry import plays
from tests.support.calling import Caller, comes
from tests.support.offers import OFFER
from tests.support.venue import VenueForTests

ROOM = "room:forum"


def on_a_server(venue: VenueForTests, *names: str) -> list[Caller]:
    """These people are in a call that a media server carries, one that is not among our settings (any more)."""
    callers = [comes(person, ROOM) for person in venue.attendees(*names, room="forum")]

    def move(db: Session) -> None:
        call = db.get_one(Call, ROOM)
        call.engine, call.server = "janus", "elsewhere"

    venue.seed(move)
    return callers


@plays("call.publish", "call.subscribe", "call.accept", "call.trickle")
def media_servers_are_for_calls_that_they_carry(venue: VenueForTests) -> None:
    asks: dict[str, dict[str, Any]] = {
        "publish": {"sdp": OFFER},
        "subscribe": {"feeds": []},
        "accept": {"sdp": OFFER},
        "trickle": {"candidates": [{"candidate": ""}]},
    }
    (person,) = venue.attendees("ann", room="forum")
    small = comes(person, ROOM)
    (ann,) = on_a_server(venue, "bob")
    for act, fields in asks.items():
        with pytest.raises(SymposiaError) as refusal:
            ann.does(act, peer=ann.peer, link=venue.id(), **fields)
        assert type(refusal.value) in (MediaDown, LinkGone)
    venue.seed(lambda db: setattr(db.get_one(Call, ROOM), "engine", "peers"))
    for act, fields in asks.items():
        with pytest.raises(Conflict):
            small.does(act, peer=small.peer, link=venue.id(), **fields)


@plays("call.feed")
def a_feed_is_shown_while_it_can_be_received(venue: VenueForTests) -> None:
    ann, bob = on_a_server(venue, "ann", "bob")
    feed = venue.id()
    fields = {"place": ROOM, "person": ann.id, "peer": ann.peer, "generation": 1, "feed": feed}
    venue.system("call.feed", **fields, up=True)
    assert bob.members["ann"]["feed"] == feed
    venue.system("call.feed", **{**fields, "feed": venue.id()}, up=False)
    assert bob.members["ann"]["feed"] == feed
    venue.system("call.feed", **fields, up=False)
    assert "feed" not in bob.members["ann"]
    with pytest.raises(LinkGone):
        venue.system("call.feed", **{**fields, "generation": 2}, up=True)


@plays("call.renew", "call.server")
def a_call_that_no_server_carries_is_small_or_down(venue: VenueForTests) -> None:
    venue.system("call.server", server="elsewhere", up=True)
    venue.system("call.server", server="elsewhere", up=False)
    ann, *_ = on_a_server(venue, "ann", "bob", "cem")
    venue.system("call.renew", place=ROOM, generation=1)
    assert (ann.sees["engine"], ann.sees["generation"]) == ("peers", 2)
    venue.system("call.renew", place=ROOM, generation=2)
    assert ann.sees["generation"] == 2
