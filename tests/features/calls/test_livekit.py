"""Larger calls on LiveKit, as far as our side of it goes: a stand-in answers for its RoomService."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from livekit import api
from pydantic import ValidationError

from symposia.kernel.errors import CallFull, MediaDown
from symposia.settings import Settings
from tests.support.calling import Caller, comes
from tests.support.livekit_server import LiveKitServer
from tests.support.venue import START, VenueForTests, open_venue

FORUM = "room:forum"
Opened = Callable[..., VenueForTests]


@pytest.fixture
def server() -> Iterator[LiveKitServer]:
    with LiveKitServer(START.timestamp) as running:
        yield running


@pytest.fixture
def opened(tmp_path: Path, server: LiveKitServer) -> Iterator[Opened]:
    """`opened(calls_cameras=4)`: a venue with LiveKit and these settings."""
    venues: list[VenueForTests] = []

    def open(**settings: Any) -> VenueForTests:
        venues.append(open_venue(tmp_path, **server.settings, **settings))
        return venues[-1]

    yield open
    for venue in venues:
        venue.close()


def call(venue: VenueForTests, *names: str, listens: bool = False) -> list[Caller]:
    return [comes(person, FORUM, listens) for person in venue.attendees(*names, room="forum")]


def goes_in(caller: Caller, server: LiveKitServer) -> str:
    """Join the call's room with a new ticket; the room's name."""
    return server.join(token(caller))


def token(caller: Caller) -> str:
    return str(caller.does("ticket", peer=caller.peer)["token"])


def grants(caller: Caller) -> dict[str, Any]:
    told: dict[str, Any] = jwt.decode(token(caller), options={"verify_signature": False})["video"]
    return told


def in_there(server: LiveKitServer, room: str) -> set[str]:
    return set(server.rooms.get(room, ()))


def test_the_fourth_person_takes_the_call_to_livekit(opened: Opened, server: LiveKitServer) -> None:
    people = call(opened(), "ann", "bob", "cem")
    ann = people[0]
    assert (ann.sees["engine"], ann.sees["cameras"]) == ("peers", 12)
    people += call(ann.person.venue, "dan")
    assert (ann.sees["engine"], ann.sees["generation"]) == ("livekit", 2)
    (room,) = {goes_in(caller, server) for caller in people}
    assert in_there(server, room) == {caller.peer for caller in people}
    assert "forum" not in room


def test_livekit_goes_before_janus(opened: Opened) -> None:
    ann, *_ = call(opened(janus_urls=("ws://127.0.0.1:9",)), "ann", "bob", "cem", "dan")
    assert ann.sees["engine"] == "livekit"


def test_cameras_have_a_limit_and_listeners_have_none(opened: Opened) -> None:
    venue = opened(calls_cameras=4)
    call(venue, "ann", "bob", "cem", "dan")
    with pytest.raises(CallFull):
        call(venue, "eve")
    (fay,) = call(venue, "fay", listens=True)
    assert (grants(fay)["canPublish"], grants(fay)["canSubscribe"]) == (False, True)


def test_who_listened_gets_another_ticket_when_they_speak(opened: Opened) -> None:
    venue = opened()
    call(venue, "ann", "bob", "cem")
    (dan,) = call(venue, "dan", listens=True)
    assert grants(dan)["canPublish"] is False
    dan.sends(audio=True, video=False)
    assert grants(dan)["canPublish"] is True


def test_who_is_silenced_in_the_room_gets_a_ticket_to_listen_with(opened: Opened) -> None:
    venue = opened()
    _, _, _, dan = call(venue, "ann", "bob", "cem", "dan")
    mo = venue.moderator("mo", room="forum")
    mo.does("room.silence", room="forum", person=dan.id, silenced=True)
    assert grants(dan)["canPublish"] is False


def test_who_leaves_is_taken_out_and_the_last_one_ends_the_room(opened: Opened, server: LiveKitServer) -> None:
    venue = opened()
    people = call(venue, "ann", "bob", "cem", "dan")
    (room,) = {goes_in(caller, server) for caller in people}
    ann, *others = people
    ann.leaves()
    venue.wait_for(lambda: ann.peer not in in_there(server, room))
    for caller in others:
        caller.leaves()
    venue.wait_for(lambda: room not in server.rooms)
    assert ann.sees["engine"] == "peers"


def test_another_stay_of_the_same_person_ends_the_one_before(opened: Opened, server: LiveKitServer) -> None:
    venue = opened()
    people = call(venue, "ann", "bob", "cem", "dan")
    (room,) = {goes_in(caller, server) for caller in people}
    ann = people[0]
    before, ann.peer = ann.peer, ann.person.venue.id()
    ann.joins()
    goes_in(ann, server)
    venue.wait_for(lambda: in_there(server, room) == {caller.peer for caller in people})
    assert before not in in_there(server, room)


def test_a_moderator_mutes_and_sends_out(opened: Opened, server: LiveKitServer) -> None:
    venue = opened()
    people = call(venue, "ann", "bob", "cem")
    mo = comes(venue.moderator("mo", room="forum"), FORUM)
    ann, bob, *_ = people
    (room,) = {goes_in(caller, server) for caller in people}
    ann.sends()
    mo.does("mute", person=ann.id)
    venue.wait_for(lambda: server.muted(room, ann.peer) == [True, False])
    assert server.muted(room, bob.peer) == [False, False]
    mo.does("remove", person=ann.id, removed=True)
    venue.wait_for(lambda: ann.peer not in in_there(server, room))
    assert bob.peer in in_there(server, room)


def test_who_is_sent_out_of_the_room_is_taken_out_there_too(opened: Opened, server: LiveKitServer) -> None:
    venue = opened()
    people = call(venue, "ann", "bob", "cem", "dan")
    (room,) = {goes_in(caller, server) for caller in people}
    ann, *others = people
    venue.moderator("mo", room="forum").does("room.remove_person", room="forum", person=ann.id, removed=True)
    venue.wait_for(lambda: in_there(server, room) == {caller.peer for caller in others})


def test_a_call_that_is_closed_ends_there_too(opened: Opened, server: LiveKitServer) -> None:
    venue = opened()
    people = call(venue, "ann", "bob", "cem", "dan")
    (room,) = {goes_in(caller, server) for caller in people}
    venue.moderator("mo", room="forum").does("call.open", room="forum", open=False)
    venue.wait_for(lambda: room not in server.rooms)


def test_while_livekit_is_away_nobody_gets_in_and_everybody_can_leave(opened: Opened, server: LiveKitServer) -> None:
    venue = opened()
    ann, bob, *_ = people = call(venue, "ann", "bob", "cem", "dan")
    (room,) = {goes_in(caller, server) for caller in people}
    assert venue.real.livekit is not None
    venue.real.livekit._again = [0.02] * 500
    server.broken = 503
    with pytest.raises(MediaDown):
        token(bob)
    server.silent.clear()
    ann.leaves()
    assert "ann" not in bob.members
    server.broken = None
    server.silent.set()
    venue.wait_for(lambda: ann.peer not in in_there(server, room))


def test_rooms_of_others_are_left_alone(opened: Opened, server: LiveKitServer) -> None:
    venue = opened()
    stranger, elsewhere = venue.id(), "symposia-00000000-" + 32 * "0"
    server.rooms = {elsewhere: {stranger: api.ParticipantInfo(identity=stranger)}}
    venue.system("call.arrived", room=elsewhere, peer=stranger)
    assert in_there(server, elsewhere) == {stranger}


def test_who_comes_to_a_room_that_was_before_is_sent_out(opened: Opened, server: LiveKitServer) -> None:
    venue = opened()
    people = call(venue, "ann", "bob", "cem", "dan")
    tokens = [token(caller) for caller in people]
    for caller in people:
        caller.leaves()
    venue.wait_for(lambda: server.rooms == {})
    for caller in people:
        caller.joins()
    now = {goes_in(caller, server) for caller in people}
    (before,) = {server.join(old) for old in tokens}
    assert before not in now
    for caller in people:
        venue.system("call.arrived", room=before, peer=caller.peer)
    assert in_there(server, before) == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"livekit_key": ""},
        {"livekit_secret": ""},
        {"livekit_secret": "too short"},
        {"livekit_url": "https://livekit.example.org"},
        {"livekit_url": "wss://livekit.example.org; script-src *"},
        {"livekit_api_url": "livekit.example.org"},
    ],
    ids=str,
)
def test_settings_that_do_not_fit_are_refused(server: LiveKitServer, wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        Settings.model_validate(server.settings | wrong)
    assert "livekit_url" in str(refusal.value)
    assert server.settings["livekit_secret"] not in str(refusal.value)


def test_the_way_from_here_follows_from_the_way_of_browsers() -> None:
    told = {"livekit_key": "key", "livekit_secret": 32 * "s"}
    for url, way in (
        ("wss://lk.example.org", "https://lk.example.org"),
        ("ws://10.0.0.1:7880", "http://10.0.0.1:7880"),
    ):
        assert Settings.model_validate(told | {"livekit_url": url}).livekit_api == way
    inside = {"livekit_url": "wss://lk.example.org", "livekit_api_url": "http://10.0.0.1:7880"}
    assert Settings.model_validate(told | inside).livekit_api == "http://10.0.0.1:7880"
    assert Settings().media.livekit is False
