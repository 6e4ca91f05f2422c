"""What LiveKit tells us by itself: believed when it is signed, and then it is still not the one who decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import select

from symposia.features.calls.livekit.tickets import room_of
from symposia.features.calls.tables import Call, CallSeat
from symposia.kernel.ids import new_id
from tests.support.livekit_server import SECRET, LiveKitServer
from tests.support.reception import Site
from tests.support.venue import START

FORUM = "room:forum"
HOOK = "/hooks/livekit"


@pytest.fixture
def server() -> Iterator[LiveKitServer]:
    with LiveKitServer() as running:
        yield running


@pytest.fixture
async def site(open_site: Callable[..., Any], server: LiveKitServer) -> Site:
    """A site with LiveKit, and Ann in a call that it carries."""
    opened: Site = await open_site(**server.settings)
    return opened


def seated(site: Site, server: LiveKitServer) -> tuple[str, str]:
    """Ann has a seat in a call, and is in its room: the room and her stay."""
    ann, peer = site.register("ann"), new_id()

    def sit(db: Any) -> str:
        call = Call(place=FORUM, engine="livekit", generation=2, cameras=12)
        db.add(call)
        db.flush()
        db.add(CallSeat(place=FORUM, person_id=ann, peer=peer, order=1, name="Ann", since=START))
        return room_of(site.venue.store.secret, call)

    room = site.venue.database.write_now(sit)
    keys, now = site.venue.livekit.keys, site.venue.clock.real()  # type: ignore[union-attr]
    server.join(keys.joining(room, peer, "Ann", publishes=True, now=now))
    return room, peer


async def tell(site: Site, body: bytes, token: str) -> tuple[int, str]:
    """The status, and the code of the error if it is one."""
    headers = {"authorization": token, "content-type": "application/webhook+json"}
    answer = await (await site.browser()).post(HOOK, content=body, headers=headers)
    return answer.status_code, answer.json().get("error", {}).get("code", "")


def seats(site: Site) -> int:
    return site.venue.database.read_now(lambda db: len(db.exec(select(CallSeat)).all()))


async def test_who_has_a_seat_stays_and_who_has_none_is_sent_out(site: Site, server: LiveKitServer) -> None:
    room, ann = seated(site, server)
    eve = new_id()
    keys, now = site.venue.livekit.keys, site.venue.clock.real()  # type: ignore[union-attr]
    server.join(keys.joining(room, eve, "Eve", publishes=True, now=now))
    for peer in (ann, eve, eve):
        assert await tell(site, *server.hook("participant_joined", room, peer)) == (200, "")
    assert list(server.rooms[room]) == [ann]


async def test_a_recorder_is_left_alone(site: Site, server: LiveKitServer) -> None:
    room, ann = seated(site, server)
    keys, now = site.venue.livekit.keys, site.venue.clock.real()  # type: ignore[union-attr]
    server.join(keys.joining(room, "EG_recorder", "", publishes=False, now=now))
    assert await tell(site, *server.hook("participant_joined", room, "EG_recorder")) == (200, "")
    assert list(server.rooms[room]) == [ann, "EG_recorder"]


@pytest.mark.parametrize("event", ["participant_left", "participant_connection_aborted", "room_finished", "unheard_of"])
async def test_who_is_in_a_call_is_not_livekits_to_say(site: Site, server: LiveKitServer, event: str) -> None:
    room, ann = seated(site, server)
    for _ in range(2):
        assert await tell(site, *server.hook(event, room, ann)) == (200, "")
    assert seats(site) == 1
    assert server.asked == []


async def test_what_is_not_signed_or_old_is_refused(site: Site, server: LiveKitServer) -> None:
    room, _ = seated(site, server)
    body, token = server.hook("participant_joined", room, new_id())
    now = int(site.venue.clock.real().timestamp())
    refused = (401, "not_signed_in")
    assert await tell(site, body, "") == refused
    assert await tell(site, body + b" ", token) == refused
    assert await tell(site, *server.hook("participant_joined", room, secret=SECRET[::-1])) == refused
    assert await tell(site, *server.hook("participant_joined", room, nbf=now - 900, exp=now - 600)) == refused
    assert await tell(site, *server.hook("participant_joined", room, nbf=now + 600, exp=now + 900)) == refused
    assert server.asked == []


async def test_too_much_is_refused_before_it_is_read(site: Site) -> None:
    assert await tell(site, b"x" * 300_000, "") == (413, "too_large")


async def test_what_could_not_be_done_is_told_again(site: Site, server: LiveKitServer) -> None:
    room, _ = seated(site, server)
    site.venue.livekit._again = ()  # type: ignore[union-attr]
    server.broken = 503
    body, token = server.hook("participant_joined", room, new_id())
    assert await tell(site, body, token) == (503, "media_down")
    server.broken = None
    assert await tell(site, body, token) == (200, "")


async def test_without_livekit_there_is_no_such_hook(open_site: Callable[..., Any], server: LiveKitServer) -> None:
    plain: Site = await open_site()
    assert await tell(plain, *server.hook("participant_joined")) == (404, "not_found")


async def test_pages_may_reach_livekit(site: Site, server: LiveKitServer) -> None:
    told = (await (await site.browser()).get("/")).headers["content-security-policy"]
    if "connect-src" in told:
        connect = next(rule.split() for rule in told.split("; ") if rule.startswith("connect-src"))
        assert {server.url, server.url.replace("ws://", "http://")} < set(connect)
