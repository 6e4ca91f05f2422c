"""Larger calls, on real media servers: where they are placed, what members can ask of them, what a lost one costs.

No media flow here: that has stories with browsers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from symposia.features.calls import rules
from symposia.features.calls.errands import MuteFeed
from symposia.features.calls.tables import Call, CallServer
from symposia.infra.janus.rooms import RoomKeys
from symposia.kernel.errors import Conflict, Invalid, LinkGone, MediaDown, NotFound, Silenced
from tests.support.calling import Caller, comes
from tests.support.janus_server import JanusServer
from tests.support.offers import OFFER
from tests.support.venue import VenueForTests, open_venue
from tests.support.waiting import wait_until

FORUM = "room:forum"
CANDIDATE = {"candidate": "candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host", "sdp_mid": "0"}
With = Callable[..., VenueForTests]


@pytest.fixture
def servers() -> Iterator[Callable[[int], list[JanusServer]]]:
    with ExitStack() as stack:
        yield lambda count: [stack.enter_context(JanusServer()) for _ in range(count)]


@pytest.fixture
def venue_with(tmp_path: Path) -> Iterator[With]:
    """`venue_with(one, two)`: a venue that has these media servers, and has found them."""
    venues: list[VenueForTests] = []

    def open(*servers: JanusServer, **settings: Any) -> VenueForTests:
        known = servers[0]
        venue = open_venue(
            tmp_path,
            janus_urls=tuple(server.url for server in servers),
            janus_api_secret=known.api_secret,
            janus_admin_key=known.admin_key,
            **settings,
        )
        venues.append(venue)
        venue.wait_for(lambda: len(up(venue)) == len(servers))
        return venue

    yield open
    for venue in venues:
        venue.close()


def up(venue: VenueForTests) -> set[str]:
    return venue.rows(lambda db: {name for name in venue.real.janus.servers if _is_up(db.get(CallServer, name))})


def _is_up(row: CallServer | None) -> bool:
    return row is not None and row.up


def four(venue: VenueForTests, place: str = FORUM) -> list[Caller]:
    """Four people are in a call: one more than goes from browser to browser."""
    room = place.removeprefix("room:")
    names = [f"{name}-{room}" for name in ("ann", "bob", "cyd", "dan")]
    return [comes(person, place) for person in venue.attendees(*names, room=room)]


def server_of(venue: VenueForTests, place: str = FORUM) -> str | None:
    return venue.rows(lambda db: db.get_one(Call, place).server)


def keys(venue: VenueForTests, caller: Caller) -> RoomKeys:
    return rules.keys_of(venue.real.store.secret, caller.place, caller.sees["generation"])


def publishes(caller: Caller, **fields: Any) -> dict[str, Any]:
    given = {"peer": caller.peer, "link": caller.person.venue.id(), "sdp": OFFER}
    return caller.does("publish", **given | fields)


def there(venue: VenueForTests, keys: RoomKeys, server: str = "janus-1") -> set[str]:
    """The feeds that hang in a room, whether or not media flow yet."""
    rooms = venue.real.janus.servers[server]
    asked = {"request": "listparticipants", "room": keys.name, "secret": keys.secret}
    return {each["id"] for each in venue.run(rooms._at_desk(asked)).get("participants", ())}


def exists(venue: VenueForTests, keys: RoomKeys, server: str = "janus-1") -> bool:
    return venue.run(venue.real.janus.servers[server].exists(keys.name))


def shows_feed(caller: Caller, feed: str) -> None:
    """As if media flowed: then the media server says so."""
    venue, generation = caller.person.venue, caller.sees["generation"]
    fields = {"person": caller.id, "peer": caller.peer, "generation": generation, "feed": feed, "up": True}
    venue.system("call.feed", place=caller.place, **fields)


# ---- one server


def test_the_fourth_brings_the_call_onto_a_media_server(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, *_, dan = four(venue)
    assert (ann.sees["engine"], ann.sees["generation"], ann.sees.get("down")) == ("janus", 2, None)
    answer = publishes(dan)
    assert answer["sdp"].count("a=recvonly") == 3
    # The answer comes before the media, and the feed with them.
    assert "feed" not in ann.members["dan-forum"]
    assert there(venue, keys(venue, ann)) == {answer["feed"]}
    shows_feed(dan, answer["feed"])
    assert ann.members["dan-forum"]["feed"] == answer["feed"]


def test_a_small_call_has_no_use_for_it(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    (person,) = venue.attendees("ann", room="forum")
    ann = comes(person, FORUM)
    with pytest.raises(Conflict):
        publishes(ann)
    link = venue.id()
    for act, fields in (
        ("subscribe", {"feeds": []}),
        ("accept", {"sdp": OFFER}),
        ("trickle", {"candidates": [CANDIDATE]}),
    ):
        with pytest.raises(Conflict):
            ann.does(act, peer=ann.peer, link=link, **fields)


def test_who_publishes_anew_is_there_once(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, *_ = four(venue)
    first = publishes(ann)["feed"]
    link = venue.id()
    second = publishes(ann, link=link)["feed"]
    assert first != second
    wait_until(lambda: there(venue, keys(venue, ann)) == {second})
    with pytest.raises(Conflict):
        publishes(ann, link=link, sdp=OFFER.replace("HI7D", "OTHR"))


def test_who_leaves_or_is_removed_sends_nothing_any_more(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, bob, cyd, dan = four(venue)
    mo = venue.moderator("mo", room="forum")
    room = keys(venue, ann)
    feeds = {caller.id: publishes(caller)["feed"] for caller in (ann, bob, cyd)}
    for caller in (ann, bob, cyd):
        shows_feed(caller, feeds[caller.id])
    ann.leaves()
    wait_until(lambda: there(venue, room) == {feeds[bob.id], feeds[cyd.id]})
    mo.does("call.remove", place=FORUM, person=bob.id, removed=True)
    wait_until(lambda: there(venue, room) == {feeds[cyd.id]})
    cyd.leaves()
    dan.leaves()
    wait_until(lambda: not exists(venue, room))
    assert venue.real.janus.stays() == {}


def test_an_end_that_another_process_has_seen_is_noticed(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, bob, *_ = four(venue)
    room, feed = keys(venue, ann), publishes(ann)["feed"]
    left = publishes(bob)["feed"]
    venue.real.errands._runners.clear()  # what is left to be done is left to another process
    with venue.held_to_it("leaving"):
        venue.run(ann.person.socket.ask("call.leave", place=FORUM, peer=ann.peer))
        wait_until(lambda: there(venue, room) == {left})
    assert feed != left
    assert ann.peer not in venue.real.janus.stays()


def test_another_ones_stay_and_another_calls_feeds_are_not_mine(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, bob, *_ = four(venue)
    other, *_ = four(venue, "room:salon")
    shows_feed(other, publishes(other)["feed"])
    with pytest.raises(NotFound):
        publishes(bob, peer=ann.peer)
    foreign = other.members["ann-salon"]["feed"]
    assert ann.does("subscribe", peer=ann.peer, link=venue.id(), feeds=[foreign]) == {"fresh": False, "streams": []}


def test_a_connection_that_this_process_does_not_know_is_built_anew(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, *_ = four(venue)
    publishes(ann)
    for act, fields in (("accept", {"sdp": OFFER}), ("trickle", {"candidates": [CANDIDATE]})):
        with pytest.raises(LinkGone):
            ann.does(act, peer=ann.peer, link=venue.id(), **fields)
    link = venue.id()
    publishes(ann, link=link)
    ann.does("trickle", peer=ann.peer, link=link, candidates=[CANDIDATE, {"candidate": ""}])


def test_who_listens_or_is_silenced_publishes_nothing(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, *_ = four(venue)
    mo = venue.moderator("mo", room="forum")
    (person,) = venue.attendees("eve", room="forum")
    eve = comes(person, FORUM, listens=True)
    with pytest.raises(Conflict):
        publishes(eve)
    eve.sends()
    publishes(eve)
    mo.does("room.silence", room="forum", person=ann.id, silenced=True)
    with pytest.raises(Silenced):
        publishes(ann)


def test_an_offer_that_would_keep_the_server_busy_for_ever_does_not(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, bob, *_ = four(venue)
    with pytest.raises(Invalid) as refusal:
        publishes(ann, sdp="v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n")
    assert refusal.value.field == "sdp"
    publishes(ann, sdp=OFFER.replace("a=extmap:11 ", f"a=extmap:{10**20} "))
    assert publishes(bob)["sdp"]


def test_nobody_is_told_a_secret(venue_with: With, servers: Any) -> None:
    (server,) = servers(1)
    venue = venue_with(server)
    callers = four(venue)
    ann = callers[0]
    answer = publishes(ann)
    shows_feed(ann, answer["feed"])
    room = keys(venue, ann)
    told = json.dumps([answer, [caller.person.socket.copies.maps and caller.members for caller in callers], ann.sees])
    for secret in (server.api_secret, server.admin_key, room.name, room.secret, room.pin, "janus-1", str(server.port)):
        assert secret not in told


def test_keys_are_others_for_every_generation_call_and_conference() -> None:
    made = {
        rules.keys_of(secret, place, generation)
        for secret in (b"one", b"two")
        for place in ("room:a", "room:b")
        for generation in (1, 2)
    }
    assert len({part for each in made for part in (each.name, each.secret, each.pin)}) == 24


# ---- several servers


def test_calls_are_placed_where_there_is_most_room(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(2))
    places = ["room:forum", "room:salon", "room:hall"]
    for place in places:
        four(venue, place)
    assert [server_of(venue, place) for place in places] == ["janus-1", "janus-2", "janus-1"]


def test_the_least_of_several_is_the_same_for_everybody() -> None:
    assert rules.least({"b": 1, "a": 1, "c": 0}) == "c"
    assert rules.least({"b": 1, "a": 1}) == "a"
    assert rules.least({}) is None


def test_calls_of_a_server_that_died_go_on_elsewhere(venue_with: With, servers: Any) -> None:
    one, two = servers(2)
    venue = venue_with(one, two)
    ann, *_ = four(venue)
    shows_feed(ann, publishes(ann)["feed"])
    with venue.held_to_it("a dead server"):
        one.kill()
        venue.wait_for(lambda: server_of(venue) == "janus-2")
    assert (ann.sees["generation"], ann.sees.get("down")) == (3, None)
    assert "feed" not in ann.members["ann-forum"]
    feed = publishes(ann)["feed"]
    assert there(venue, keys(venue, ann), "janus-2") == {feed}
    one.start()
    venue.wait_for(lambda: len(up(venue)) == 2)
    assert (server_of(venue), ann.sees["generation"]) == ("janus-2", 3)


def test_several_who_saw_it_renew_the_call_once(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, *_ = four(venue)
    for _ in range(3):
        venue.system("call.renew", place=FORUM, generation=2)
    assert ann.sees["generation"] == 3


def test_when_no_server_is_left_a_call_is_down_until_one_is_back(venue_with: With, servers: Any) -> None:
    (one,) = servers(1)
    venue = venue_with(one)
    ann, *_ = four(venue)
    with venue.held_to_it("the only server dies"):
        one.kill()
        venue.wait_for(lambda: server_of(venue) is None)
    assert (ann.sees["engine"], ann.sees["down"]) == ("janus", True)
    with pytest.raises(MediaDown):
        publishes(ann)
    with venue.held_to_it("it comes back"):
        one.start()
        venue.wait_for(lambda: server_of(venue) == "janus-1")
    assert "down" not in ann.sees
    assert publishes(ann)["sdp"]


def test_a_call_that_has_become_small_goes_on_without_a_server(venue_with: With, servers: Any) -> None:
    (one,) = servers(1)
    venue = venue_with(one)
    ann, _, _, dan = four(venue)
    dan.leaves()
    with venue.held_to_it("the only server dies"):
        one.kill()
        wait_until(lambda: ann.sees["engine"] == "peers")
    assert "down" not in ann.sees
    with pytest.raises(MediaDown):
        dan.joins()
    assert set(ann.members) == {"ann-forum", "bob-forum", "cyd-forum"}


def test_a_server_that_was_started_anew_at_once_has_forgotten_the_rooms(venue_with: With, servers: Any) -> None:
    (one,) = servers(1)
    venue = venue_with(one)
    ann, bob, *_ = four(venue)
    first = publishes(ann)["feed"]
    shows_feed(ann, first)
    shows_feed(bob, venue.id())  # by another process, which does not tell us
    with venue.held_to_it("a new start"):
        one.kill()
        one.start()
        wait_until(lambda: ann.sees["generation"] == 3)
    assert "feed" not in bob.members["ann-forum"]
    assert publishes(ann)["feed"] != first


# ---- muting


def test_a_moderators_mute_is_kept_in_a_new_feed_until_they_unmute(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann, *_ = four(venue)
    mo = venue.moderator("mo", room="forum")
    muted: list[bool] = []

    async def listen(errand: Any) -> None:
        await venue.real.janus.mute(errand)
        muted.append(errand.muted)

    venue.real.errands._runners[MuteFeed] = listen
    shows_feed(ann, publishes(ann)["feed"])
    ann.sends()
    mo.does("call.mute", place=FORUM, person=ann.id)
    venue.wait_for(lambda: muted == [True])
    shows_feed(ann, publishes(ann)["feed"])
    venue.wait_for(lambda: muted == [True, True])
    ann.sends()
    venue.wait_for(lambda: muted == [True, True, False])


def test_who_tries_their_setup_is_on_a_media_server_alone(venue_with: With, servers: Any) -> None:
    venue = venue_with(*servers(1))
    ann = comes(venue.attendees("ann")[0], f"person:{venue.people['ann'].id}")
    assert ann.sees["engine"] == "janus"
    publishes(ann)
    ann.leaves()
    assert ann.members == {}


def test_a_call_that_is_recorded_says_so(venue_with: With, servers: Any, tmp_path: Path) -> None:
    venue = venue_with(*servers(1), janus_record_dir=str(tmp_path))
    *three, _ = callers = four(venue)
    assert callers[0].sees["recorded"] is True
    for caller in callers:
        caller.leaves()
    three[0].joins()
    assert "recorded" not in three[0].sees, "from browser to browser nothing is kept"
