"""Calls at a real venue: who is in them, and who reaches whom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from symposia.kernel.errors import CallFull, NotAllowed, NotFound, Removed, Silenced, SymposiaError, TooFast
from symposia.live.dispatcher import BURSTS
from symposia.live.limits import Limit
from tests.features.networking.evening import Evening
from tests.support.calling import OFFER, Caller, comes, stands_by
from tests.support.venue import VenueForTests, open_venue

FORUM = "room:forum"
HOST = "candidate:1 1 udp 2113937151 192.168.1.7 50000 typ host"
RELAYED = "candidate:2 1 udp 41885439 198.51.100.3 60000 typ relay raddr 192.168.1.7 rport 50000"

Opened = Callable[..., VenueForTests]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """`opened(calls_peers=2)`: a venue with these settings."""
    venues: list[VenueForTests] = []

    def open(**settings: Any) -> VenueForTests:
        venues.append(open_venue(tmp_path, **settings))
        return venues[-1]

    yield open
    for venue in venues:
        venue.close()


def call(venue: VenueForTests, *names: str) -> list[Caller]:
    """These people are in the call of a room."""
    return [comes(person, FORUM) for person in venue.attendees(*names, room="forum")]


def meeting(venue: VenueForTests, *names: str) -> tuple[Evening, list[Caller]]:
    """These people are in a networking meeting, and in its call."""
    evening = Evening(venue, names)
    evening.start(*names)
    evening.enter(*names)
    evening.wait(5)
    place = f"meeting:{evening.meeting(names[0])}"
    return evening, [comes(evening[name], place) for name in names]


def refused(work: Callable[..., object], *given: Any, **fields: Any) -> str:
    """The code with which it is refused."""
    with pytest.raises(SymposiaError) as told:
        work(*given, **fields)
    return told.value.code


# ---- coming and going


def test_who_joins_again_with_the_same_stay_is_there_once(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    before = bob.members["ann"]
    ann.joins()
    ann.joins(listens=True)
    assert bob.members["ann"] == before
    assert list(bob.members) == ["ann", "bob"]


def test_a_second_stay_ends_the_first(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    ann.sends()
    again = Caller(ann.person, FORUM, venue.id())
    again.joins()
    shown = bob.members["ann"]
    assert shown["peer"] == again.peer
    assert shown["order"] > bob.members["bob"]["order"], "who comes back makes the first offer"
    assert not shown["audio"]
    assert refused(ann.signals, bob) == refused(ann.sends) == refused(bob.signals, ann) == "not_found"
    ann.leaves()
    assert "ann" in bob.members, "the end of the first stay is not that of the second"
    bob.signals(again)
    assert again.heard


def test_who_leaves_is_gone_for_the_others_and_can_come_back(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    bob.leaves()
    assert list(ann.members) == ["ann"]
    assert refused(bob.sends) == refused(bob.signals, ann) == refused(ann.signals, bob) == "not_found"
    assert refused(bob.does, "servers") == "not_found"
    bob.joins()
    ann.signals(bob)
    assert bob.heard


def test_a_call_that_nobody_has_come_to_is_empty(venue: VenueForTests) -> None:
    venue.room("forum")
    ann = stands_by(venue.attendees("ann")[0], FORUM)
    assert ann.members == {}
    ann.leaves()
    assert refused(ann.sends) == "not_found"


def test_there_are_no_calls_where_there_is_no_place(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="forum")
    for place in ("room:nowhere", "meeting:nowhere", f"person:{bob.id}", "poster:1", "lobby:x"):
        assert refused(Caller(ann, place, venue.id()).joins) == "not_found", place
    for place in ("", "room:", "room:FORUM", "lobby", "room:forum/call", "room:a/../b", 7, None):
        assert refused(ann.does, "call.join", place=place, peer=venue.id()) == "invalid", place


# ---- who has to go


def test_who_is_removed_from_the_room_is_out_of_its_call(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    other = comes(ann.person, f"room:{venue.room('annex')}")
    mo = venue.moderator("mo", room="forum")
    mo.does("room.remove_person", room="forum", person=ann.id, removed=True)
    assert ann.person.is_shown_out_of(f"{FORUM}/call") == "removed"
    assert list(bob.members) == ["bob"]
    for act in (ann.joins, ann.sends, ann.leaves, lambda: ann.signals(bob)):
        with pytest.raises(Removed):
            act()
    assert bob.heard == []
    assert list(other.members) == ["ann"], "the calls of other rooms go on"


def test_who_is_banned_is_out_of_every_call(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    elsewhere = comes(bob.person, f"room:{venue.room('annex')}")
    comes(ann.person, "room:annex")
    ora = venue.organiser()
    ora.does("people.ban", person=ann.id, banned=True)
    assert list(bob.members) == list(elsewhere.members) == ["bob"]
    assert venue.wait_for(lambda: ann.person.socket.line.closed)


def test_a_moderator_mutes_removes_and_lets_in(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    mo = comes(venue.moderator("mo", room="forum"), FORUM)
    ann.sends(screen=True)
    mo.does("mute", person=ann.id)
    assert [bob.members["ann"][what] for what in ("audio", "video", "screen")] == [False, True, True]
    assert ann.notices == ["muted"]
    ann.sends()
    assert bob.members["ann"]["audio"], "they can unmute themselves"
    mo.does("remove", person=ann.id, removed=True)
    assert ann.notices[-1] == "removed"
    assert list(bob.members) == ["bob", "mo"]
    for act in (ann.joins, Caller(ann.person, FORUM, venue.id()).joins):
        with pytest.raises(Removed):
            act()
    assert refused(ann.signals, bob) == refused(bob.signals, ann) == "not_found"
    mo.does("remove", person=ann.id, removed=False)
    ann.joins()
    assert "ann" in bob.members
    mo.does("remove", person=ann.id, removed=False)
    assert "ann" in bob.members, "whoever was let in already stays"


def test_only_moderators_of_the_room_mute_and_remove(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    other = Caller(venue.moderator("mo", room="annex"), FORUM, venue.id())
    ann.sends()
    for person in (bob, other):
        for act, fields in (("mute", {}), ("remove", {"removed": True}), ("remove", {"removed": False})):
            with pytest.raises(NotAllowed):
                person.does(act, person=ann.id, **fields)
    assert bob.members["ann"]["audio"]
    mo = Caller(venue.moderator("moe", room="forum"), FORUM, venue.id())
    for act, fields in (("mute", {}), ("remove", {"removed": True})):
        assert refused(mo.does, act, person=other.id, **fields) == "not_found", "they are not in the call"


def test_nobody_sends_a_moderator_out(venue: VenueForTests) -> None:
    mo, other = (comes(venue.moderator(name, room="forum"), FORUM) for name in ("mo", "moe"))
    with pytest.raises(NotAllowed):
        mo.does("remove", person=other.id, removed=True)
    assert "moe" in mo.members


def test_who_is_silenced_listens(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    mo = venue.moderator("mo", room="forum")
    mo.does("room.silence", room="forum", person=ann.id, silenced=True)
    with pytest.raises(Silenced):
        ann.sends()
    ann.signals(bob)
    assert bob.heard


# ---- how many


def test_a_full_call_lets_nobody_in_until_somebody_leaves(opened: Opened) -> None:
    venue = opened(calls_peers=2)
    ann, bob = call(venue, "ann", "bob")
    cem = stands_by(venue.attendees("cem", room="forum")[0], FORUM)
    for listens in (False, True):
        with pytest.raises(CallFull, match="2 people"):
            cem.joins(listens)
    assert list(ann.members) == ["ann", "bob"]
    Caller(bob.person, FORUM, venue.id()).joins()
    ann.leaves()
    cem.joins()
    assert list(cem.members) == ["bob", "cem"]
    assert cem.sees["cameras"] == 2


def test_who_listens_sends_nothing_until_they_say_so(venue: VenueForTests) -> None:
    ann, _ = call(venue, "ann", "bob")
    cem = comes(venue.attendees("cem", room="forum")[0], FORUM, listens=True)
    assert ann.members["cem"]["listens"]
    cem.sends(audio=False, video=False)
    assert ann.members["cem"]["listens"]
    cem.sends(audio=True, video=False)
    shown = ann.members["cem"]
    assert (shown["listens"], shown["audio"], shown["video"]) == (False, True, False)


# ---- signals


def test_a_signal_reaches_one_person_as_it_was_said(venue: VenueForTests) -> None:
    ann, bob, cem = call(venue, "ann", "bob", "cem")
    ann.signals(bob, candidates=[{"candidate": HOST, "sdp_mid": "0", "sdp_m_line_index": 0}, {"candidate": ""}])
    first = bob.heard[0]
    assert (first["id"], first["sender"], first["to"]) == (FORUM, ann.peer, bob.peer)
    assert first["candidates"] == [{"candidate": HOST, "sdp_mid": "0", "sdp_m_line_index": 0}, {"candidate": ""}]
    assert "description" not in first
    assert ann.heard == cem.heard == []


def test_a_signal_to_a_call_that_one_is_not_in_goes_nowhere(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    venue.room("annex")
    eve = comes(venue.attendees("eve")[0], "room:annex")
    outside = Caller(eve.person, FORUM, eve.peer)
    crafted = [
        (outside, bob),
        (Caller(eve.person, FORUM, ann.peer), bob),
        (Caller(eve.person, "room:annex", eve.peer), bob),
        (Caller(eve.person, "room:annex", ann.peer), bob),
        (Caller(eve.person, FORUM, venue.id()), ann),
        (ann, eve),
        (ann, Caller(bob.person, FORUM, bob.id)),
        (Caller(ann.person, "room:annex", ann.peer), eve),
        (Caller(ann.person, FORUM, bob.peer), bob),
    ]
    for sender, to in crafted:
        venue.bus.published.clear()
        with pytest.raises(NotFound):
            sender.signals(to)
        assert venue.bus.published == []
    assert ann.heard == bob.heard == eve.heard == []
    assert refused(outside.does, "servers") == refused(outside.sends) == "not_found"


def test_relay_only_keeps_everybodys_address(opened: Opened) -> None:
    turn = "turn:turn.example.org:3478"
    venue = opened(calls_relay_only=True, turn_urls=(turn,), turn_secret="shared")
    ann, bob = call(venue, "ann", "bob")
    sdp = f"v=0\r\nm=video 50000 RTP/SAVPF 96\r\nc=IN IP4 192.168.1.7\r\na={HOST}\r\na={RELAYED}\r\na=mid:0\r\n"
    ann.signals(bob, description={"type": "offer", "sdp": sdp})
    ann.signals(bob, candidates=[{"candidate": it} for it in (HOST, RELAYED, "")])
    told = str(bob.heard)
    assert "192.168.1.7" not in told
    assert told.count("198.51.100.3 60000") == 4, "in both signals, and each was sent again"
    assert [it["candidate"] for it in bob.heard[-1]["candidates"]][1:] == [""]
    servers = ann.joins()
    assert (servers["relay_only"], servers["servers"][0]["urls"]) == (True, [turn])


def test_credentials_last_ten_minutes_and_are_had_anew(opened: Opened) -> None:
    venue = opened(stun_urls=("stun:turn.example.org",), turn_urls=("turn:turn.example.org",), turn_secret="shared")
    ann, bob = call(venue, "ann", "bob")
    first = ann.does("servers")
    stun, turn = first["servers"]
    assert stun == {"urls": ["stun:turn.example.org"]}
    assert first["until"] == "2021-04-14T08:34:00.000Z"
    assert bob.does("servers")["servers"][1]["username"] != turn["username"]
    venue.clock.advance(300)
    again = ann.does("servers")
    assert again["until"] == "2021-04-14T08:39:00.000Z"
    assert again["servers"][1]["credential"] != turn["credential"]
    checked = ann.person.does("call.check")["servers"][1]
    assert checked["username"].partition(":")[2] != turn["username"].partition(":")[2]


def test_who_signals_without_end_waits_and_can_do_everything_else(venue: VenueForTests) -> None:
    ann, bob = call(venue, "ann", "bob")
    venue.real.dispatcher._bursts = Limit(BURSTS, 3600)
    fields = {"place": FORUM, "peer": ann.peer, "to": bob.peer, "link": venue.id(), "description": OFFER}

    async def signals() -> list[object]:
        many = (ann.person.socket.ask("call.signal", **fields) for _ in range(BURSTS + 20))
        return await asyncio.gather(*many, return_exceptions=True)

    told = venue.run(signals())
    assert [type(it) for it in told] == [dict] * BURSTS + [TooFast] * 20
    assert len(bob.heard) == BURSTS
    ann.sends()
    bob.signals(ann)
    assert ann.heard, "others have a limit of their own"


# ---- networking meetings


def test_only_those_in_a_meeting_are_in_its_call(venue: VenueForTests) -> None:
    evening, (ann, bob) = meeting(venue, "ann", "bob")
    ann.signals(bob)
    assert bob.heard
    stranger = venue.attendees("eve")[0]
    for person in (stranger, evening.mo):
        assert refused(Caller(person, ann.place, venue.id()).joins) == "not_found"
        assert refused(person.follows, f"{ann.place}/call") == "not_found"


def test_a_meeting_that_is_over_has_no_call(venue: VenueForTests) -> None:
    evening, (ann, bob) = meeting(venue, "ann", "bob")
    evening.moderate("end")
    assert refused(ann.joins) == refused(ann.signals, bob) == refused(ann.leaves) == "not_found"
    assert ann.members == bob.members == {}
    assert refused(bob.person.follows, f"{bob.place}/call") == "not_found"


def test_who_blocks_the_other_hears_no_more_of_them(venue: VenueForTests) -> None:
    _, (ann, bob) = meeting(venue, "ann", "bob")
    ann.person.does("person.block", person=bob.id, blocked=True)
    assert refused(bob.signals, ann) == refused(ann.signals, bob) == refused(bob.joins) == "not_found"
    assert ann.heard == []
    assert ann.members == {}


def test_who_leaves_a_meeting_of_three_is_out_of_its_call(venue: VenueForTests) -> None:
    evening, (ann, bob, cem) = meeting(venue, "ann", "bob", "cem")
    evening.in_meeting("leave", "ann")
    assert list(bob.members) == ["bob", "cem"]
    assert refused(ann.signals, bob) == "not_found"
    assert ann.person.is_shown_out_of(f"{ann.place}/call") == "not_found"
    cem.signals(bob, description=OFFER)
    assert bob.heard[0]["sender"] == cem.peer


@pytest.mark.parametrize("where", ["room", "meeting"])
def test_the_system_ends_a_stay_wherever_it_is(venue: VenueForTests, where: str) -> None:
    ann, bob = call(venue, "ann", "bob") if where == "room" else meeting(venue, "ann", "bob")[1]
    there = (bob.id, f"{ann.place}/call")
    stays = venue.rows(venue.real.catalogue.stays)
    over = next(stay.over for stay in stays if (stay.person, stay.topic) == there)
    assert over.model_dump() == {"place": ann.place, "person": bob.id, "peer": bob.peer}
    venue.system("call.vacate", **over.model_dump())
    assert list(ann.members) == ["ann"]
    with pytest.raises(NotAllowed):
        ann.does("vacate", person=ann.id, peer=ann.peer)
