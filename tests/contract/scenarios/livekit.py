"""Calls on LiveKit: who is let in there. What else it is told is in `tests/features/calls/test_livekit.py`."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from symposia.features.calls.tables import Call
from symposia.kernel.errors import Conflict, NotFound
from symposia.settings import Settings
from symposia.venue import livekit_of
from tests.contract.scenarios.registry import plays
from tests.support.calling import comes, stands_by
from tests.support.livekit_server import LiveKitServer
from tests.support.venue import VenueForTests

ROOM = "room:forum"


def use(venue: VenueForTests, server: LiveKitServer) -> None:
    """The venue has LiveKit from now on."""
    calls = livekit_of(Settings.model_validate(server.settings), venue.clock)
    assert calls is not None
    venue.real.errands._runners.update(calls.runners())


def move(db: Session) -> None:
    db.get_one(Call, ROOM).engine = "livekit"


@plays("call.ticket", "call.arrived")
def who_has_a_seat_is_let_in_and_nobody_else(venue: VenueForTests) -> None:
    with LiveKitServer(lambda: venue.clock.real().timestamp()) as server:
        use(venue, server)
        ann, bob, cem = (comes(person, ROOM) for person in venue.attendees("ann", "bob", "cem", room="forum"))
        with pytest.raises(Conflict):
            ann.does("ticket", peer=ann.peer)
        venue.seed(move)
        told = ann.does("ticket", peer=ann.peer)
        assert (told["url"], told["until"]) == (server.url, "2021-04-14T08:26:00.000Z")
        room = server.join(told["token"])
        token = bob.does("ticket", peer=bob.peer)["token"]
        bob.leaves()
        for stranger in (bob, stands_by(venue.attendees("dan")[0], ROOM)):
            with pytest.raises(NotFound):
                stranger.does("ticket", peer=stranger.peer)
        with pytest.raises(NotFound):
            cem.does("ticket", peer=ann.peer)
        assert server.join(token) == room, "with a ticket of before"
        assert list(server.rooms[room]) == [ann.peer, bob.peer]
        for peer in (ann.peer, bob.peer):
            venue.system("call.arrived", room=room, peer=peer)
        assert list(server.rooms[room]) == [ann.peer]
