"""What we say to LiveKit and believe of it, held against its own library and a stand-in for its RoomService.

No LiveKit server could be had for these tests; `docs/howto/livekit.md` says what that leaves open.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from livekit import api

from symposia.infra.livekit.rooms import LiveKitRooms
from symposia.infra.livekit.tokens import JOIN_FOR, Hook, Keys
from symposia.kernel.clock import SystemClock
from symposia.kernel.errors import Malformed, MediaDown, NotSignedIn
from tests.support.livekit_server import KEY, SECRET, LiveKitServer

KEYS = Keys(KEY, SECRET)
ROOM, ANN, BOB = "symposia-1-2", "0193a000-0000-7000-8000-000000000001", "0193a000-0000-7000-8000-000000000002"


def now() -> datetime:
    return datetime.now(UTC)


def verified(token: str) -> api.access_token.Claims:
    """What LiveKit's own library reads of a token."""
    return api.TokenVerifier(KEY, SECRET, leeway=timedelta()).verify(token)


@pytest.fixture
def server() -> Iterator[LiveKitServer]:
    with LiveKitServer() as running:
        yield running


@pytest.fixture
def rooms(server: LiveKitServer) -> LiveKitRooms:
    return LiveKitRooms(server.url.replace("ws", "http"), KEYS, SystemClock())


class TestTokens:
    def test_a_member_joins_one_room_and_sends_media_only(self) -> None:
        claims = verified(KEYS.joining(ROOM, ANN, "Ann Ö", publishes=True, now=now()))
        assert (claims.identity, claims.name) == (ANN, "Ann Ö")
        assert claims.video == api.VideoGrants(
            room_join=True, room=ROOM, can_publish=True, can_subscribe=True, can_publish_data=False
        )

    def test_who_listens_sends_nothing(self) -> None:
        video = verified(KEYS.joining(ROOM, ANN, "Ann", publishes=False, now=now())).video
        assert video is not None
        assert (video.can_publish, video.can_subscribe, video.can_publish_data) == (False, True, False)

    def test_a_token_is_for_minutes(self) -> None:
        assert timedelta(minutes=10) >= JOIN_FOR
        old = KEYS.joining(ROOM, ANN, "Ann", publishes=True, now=now() - JOIN_FOR - timedelta(seconds=1))
        with pytest.raises(Exception, match="expired"):
            verified(old)

    def test_what_asks_for_something_may_do_only_that(self) -> None:
        video = verified(KEYS.asking(now(), roomAdmin=True, room=ROOM)).video
        assert video is not None
        assert (video.room_admin, video.room) == (True, ROOM)
        assert (video.room_join, video.room_create, video.room_list) == (None, None, None)

    def test_the_secret_is_not_shown(self) -> None:
        assert SECRET not in repr(KEYS)


class TestRooms:
    async def test_a_room_is_made_once_and_ended(self, server: LiveKitServer, rooms: LiveKitRooms) -> None:
        await rooms.create(ROOM)
        server.join(KEYS.joining(ROOM, ANN, "Ann", publishes=True, now=now()))
        await rooms.create(ROOM)
        assert [one.identity for one in await rooms.participants(ROOM)] == [ANN]
        assert server.asked[0] == ("CreateRoom", {"name": ROOM, "empty_timeout": 60, "departure_timeout": 20})
        await rooms.delete(ROOM)
        assert server.rooms == {}
        await rooms.delete(ROOM)

    async def test_who_is_removed_is_not_there_and_their_token_is_revoked(
        self, server: LiveKitServer, rooms: LiveKitRooms
    ) -> None:
        for peer in (ANN, BOB):
            server.join(KEYS.joining(ROOM, peer, "", publishes=True, now=now()))
        await rooms.remove(ROOM, ANN)
        assert list(server.rooms[ROOM]) == [BOB]
        method, fields = server.asked[-1]
        assert (method, fields["room"], fields["identity"]) == ("RemoveParticipant", ROOM, ANN)
        assert abs(int(fields["revoke_token_ts"]) - now().timestamp()) < 10
        await rooms.remove(ROOM, ANN)

    async def test_muting_is_for_the_sound_of_one(self, server: LiveKitServer, rooms: LiveKitRooms) -> None:
        for peer in (ANN, BOB):
            server.join(KEYS.joining(ROOM, peer, "", publishes=True, now=now()))
        await rooms.mute(ROOM, ANN)
        assert (server.muted(ROOM, ANN), server.muted(ROOM, BOB)) == ([True, False], [False, False])
        asked = len(server.asked)
        await rooms.mute(ROOM, ANN)
        assert [method for method, _ in server.asked[asked:]] == ["ListParticipants"], "muted already"
        await rooms.mute("another", ANN)

    async def test_a_path_before_it_is_kept(self, server: LiveKitServer) -> None:
        behind = LiveKitRooms(server.url.replace("ws", "http") + "/media/", KEYS, SystemClock())
        with pytest.raises(MediaDown):
            await behind.create(ROOM)
        assert server.paths == ["/media/twirp/livekit.RoomService/CreateRoom"], "where the stand-in is not"

    @pytest.mark.parametrize("keys", [Keys(KEY, SECRET[::-1]), Keys("another", SECRET)], ids=["secret", "key"])
    async def test_wrong_keys(self, server: LiveKitServer, keys: Keys) -> None:
        with pytest.raises(MediaDown):
            await LiveKitRooms(server.url.replace("ws", "http"), keys, SystemClock()).create(ROOM)
        assert server.rooms == {}

    @pytest.mark.parametrize("status", [500, 503])
    async def test_a_broken_server(self, server: LiveKitServer, rooms: LiveKitRooms, status: int) -> None:
        server.broken = status
        with pytest.raises(MediaDown):
            await rooms.create(ROOM)

    async def test_a_server_that_says_nothing(self, server: LiveKitServer) -> None:
        server.silent.clear()
        rooms = LiveKitRooms(server.url.replace("ws", "http"), KEYS, SystemClock(), patience=0.1)
        with pytest.raises(MediaDown):
            await rooms.create(ROOM)

    async def test_a_server_that_is_not_there(self) -> None:
        with LiveKitServer() as gone:
            url = gone.url.replace("ws", "http")
        with pytest.raises(MediaDown):
            await LiveKitRooms(url, KEYS, SystemClock()).create(ROOM)


class TestWebhooks:
    def test_what_livekit_has_signed_is_believed(self, server: LiveKitServer) -> None:
        body, token = server.hook("participant_joined", ROOM, ANN)
        told = api.WebhookReceiver(api.TokenVerifier(KEY, SECRET)).receive(body.decode(), token)
        assert (told.event, told.room.name, told.participant.identity) == ("participant_joined", ROOM, ANN)
        assert KEYS.read_hook(body, token, now()) == Hook("participant_joined", ROOM, ANN)

    def test_what_concerns_no_room(self, server: LiveKitServer) -> None:
        assert KEYS.read_hook(*server.hook("egress_ended"), now()) == Hook("egress_ended", "", "")

    @pytest.mark.parametrize(
        "claims",
        [
            {"secret": SECRET[::-1]},
            {"iss": "another"},
            {"iss": None},
            {"sha256": None},
            {"sha256": base64.b64encode(hashlib.sha256(b"another").digest()).decode()},
            {"sha256": 7},
            {"sha256": "ä"},
            {"exp": None},
            {"exp": "soon"},
            {"exp": 10**20},
        ],
        ids=str,
    )
    def test_what_is_not_is_refused(self, server: LiveKitServer, claims: dict[str, Any]) -> None:
        body, token = server.hook("participant_joined", ROOM, ANN, **claims)
        with pytest.raises(NotSignedIn):
            KEYS.read_hook(body, token, now())

    @pytest.mark.parametrize("token", ["", "x", "Bearer x", "a.b.c", "ä.ä.ä"])
    def test_no_token_at_all(self, server: LiveKitServer, token: str) -> None:
        with pytest.raises(NotSignedIn):
            KEYS.read_hook(server.hook("room_finished")[0], token, now())

    def test_another_body_is_refused(self, server: LiveKitServer) -> None:
        body, token = server.hook("participant_joined", ROOM, ANN)
        with pytest.raises(NotSignedIn):
            KEYS.read_hook(body + b" ", token, now())

    def test_an_old_one_is_refused_and_one_of_the_future(self, server: LiveKitServer) -> None:
        body, token = server.hook("participant_joined", ROOM, ANN)
        for later in (timedelta(minutes=6), -timedelta(minutes=2)):
            with pytest.raises(NotSignedIn):
                KEYS.read_hook(body, token, now() + later)
        assert KEYS.read_hook(body, token, now() - timedelta(seconds=20)).room == ROOM, "clocks differ a little"

    def test_an_unsigned_token_is_refused(self, server: LiveKitServer) -> None:
        body, token = server.hook("participant_joined", ROOM, ANN)
        head = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
        for forged in (f"{head}.{token.split('.')[1]}.", f"{head}.{token.split('.')[1]}.{token.split('.')[2]}"):
            with pytest.raises(NotSignedIn):
                KEYS.read_hook(body, forged, now())

    @pytest.mark.parametrize("body", [b"", b"[]", b"no JSON", b"\xff", b"7"])
    def test_signed_nonsense_is_malformed(self, body: bytes) -> None:
        told = base64.b64encode(hashlib.sha256(body).digest()).decode()
        token = KEYS._sign({"sha256": told}, now(), timedelta(minutes=5))
        with pytest.raises(Malformed):
            KEYS.read_hook(body, token, now())

    @pytest.mark.parametrize("body", [b"{}", b'{"event":7,"room":[],"participant":{"identity":{}}}'])
    def test_signed_oddities_say_nothing(self, body: bytes) -> None:
        told = base64.b64encode(hashlib.sha256(body).digest()).decode()
        token = KEYS._sign({"sha256": told}, now(), timedelta(minutes=5))
        assert KEYS.read_hook(body, token, now()) == Hook("", "", "")
