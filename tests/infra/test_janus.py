"""The line to a media server, and rooms on it, with a real one: what is refused, what is lost, what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from symposia.infra.janus.line import OVER, JanusLine, JanusRefused
from symposia.infra.janus.rooms import NO_ROOM, PLUGIN, JanusRooms, RoomKeys, RoomTerms, streams_of
from symposia.kernel.errors import MediaDown
from tests.support.janus_server import JanusServer
from tests.support.offers import OFFER
from tests.support.waiting import eventually


@pytest.fixture
def keys(request: pytest.FixtureRequest) -> RoomKeys:
    """A room of the test's own: what it leaves there is remembered for a while."""
    return RoomKeys(request.node.name, "its owner knows this", "its guests know this")


@pytest.fixture(scope="module")
def shared() -> Iterator[JanusServer]:
    with JanusServer() as server:
        yield server


@pytest.fixture
def mortal() -> Iterator[JanusServer]:
    """One that a test may kill."""
    with JanusServer() as server:
        yield server


@asynccontextmanager
async def connected(server: JanusServer, **more: float) -> AsyncIterator[JanusLine]:
    line = JanusLine("one", server.url, server.api_secret, **more)
    running = asyncio.ensure_future(line.run())
    try:
        await eventually(lambda: line.up, what="the media server")
        yield line
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def rooms_on(line: JanusLine, server: JanusServer) -> JanusRooms:
    return JanusRooms(line, RoomTerms(server.admin_key))


def deaf(_what: str) -> None:
    """Does not care."""


# ---- the line


async def test_who_does_not_know_the_secret_gets_no_session(shared: JanusServer) -> None:
    line = JanusLine("one", shared.url, "a guess")
    with capture_logs() as logs:
        running = asyncio.ensure_future(line.run())
        await eventually(lambda: any("403" in entry.get("reason", "") for entry in logs))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert not line.up
    assert "a guess" not in repr(logs)
    with pytest.raises(MediaDown):
        await line.ask("attach", plugin=PLUGIN)


async def test_what_has_ended_is_refused_and_the_line_goes_on(shared: JanusServer) -> None:
    async with connected(shared) as line:
        handle = await line.attach(PLUGIN, deaf)
        await handle.detach()
        with pytest.raises(JanusRefused) as refusal:
            await handle.ask({"request": "exists", "room": "a-room"})
        assert refusal.value.code == 459
        assert await line.attach(PLUGIN, deaf)


async def test_a_server_that_stands_still_is_waited_for_only_so_long(mortal: JanusServer) -> None:
    async with connected(mortal, patience=0.2) as line:
        mortal.pause()
        with pytest.raises(MediaDown):
            await line.attach(PLUGIN, deaf)
        await eventually(lambda: not line.up, what="the line to be given up")
        mortal.resume()
        await eventually(lambda: line.up, what="the line to come back")
        assert await line.attach(PLUGIN, deaf)


async def test_after_a_broken_line_the_session_and_its_handles_go_on(shared: JanusServer) -> None:
    async with connected(shared) as line:
        heard: list[str] = []
        handle = await line.attach(PLUGIN, heard.append)
        assert line._connection is not None
        line._connection.transport.abort()
        await eventually(lambda: not line.up)
        await eventually(lambda: line.up)
        data, _ = await handle.ask({"request": "exists", "room": "a-room"})
        assert (line.sessions, heard, data["exists"]) == (1, [], False)


async def test_a_server_that_was_killed_comes_back_without_its_memory(mortal: JanusServer) -> None:
    async with connected(mortal) as line:
        heard: list[str] = []
        handle = await line.attach(PLUGIN, heard.append)
        mortal.kill()
        await eventually(lambda: not line.up)
        assert line.away_for() >= 0
        with pytest.raises(MediaDown):
            await handle.ask({"request": "exists", "room": "a-room"})
        mortal.start()
        await eventually(lambda: line.up)
        assert (line.sessions, heard) == (2, [OVER])


async def test_who_asks_while_the_server_dies_is_told(mortal: JanusServer) -> None:
    async with connected(mortal) as line:
        mortal.kill()
        assert line.up, "nobody has noticed yet"
        with pytest.raises(MediaDown):
            await line.attach(PLUGIN, deaf)


# ---- rooms


async def test_the_first_who_publishes_finds_a_room(shared: JanusServer, keys: RoomKeys) -> None:
    async with connected(shared) as line:
        rooms = rooms_on(line, shared)
        _, answer = await rooms.publish(keys, 4, "a-feed", OFFER, deaf)
        assert answer.count("a=recvonly") == 3
        assert "simulcast:recv" in answer
        assert keys.name not in answer
        assert await rooms.exists(keys.name)
        await rooms.destroy(keys)
        assert not await rooms.exists(keys.name)
        await rooms.destroy(keys)


async def test_without_the_keys_nobody_does_anything(shared: JanusServer, keys: RoomKeys) -> None:
    async with connected(shared) as line:
        rooms = rooms_on(line, shared)
        await rooms.publish(keys, 4, "a-feed", OFFER, deaf)
        stranger = RoomKeys(keys.name, "a guess", "a guess")
        for attempt in (
            rooms.kick(stranger, "a-feed"),
            rooms.mute(stranger, "a-feed", True),
            rooms.destroy(stranger),
            rooms.publish(stranger, 4, "another-feed", OFFER, deaf),
        ):
            with pytest.raises(JanusRefused, match="433"):
                await attempt
        with pytest.raises(JanusRefused):
            await JanusRooms(line, RoomTerms("a guess")).publish(RoomKeys("b", "b", "b"), 4, "a-feed", OFFER, deaf)
        assert not await rooms.exists("b")
        await rooms.destroy(keys)


async def test_who_is_kicked_is_out_and_hears_of_it(shared: JanusServer, keys: RoomKeys) -> None:
    async with connected(shared) as line, connected(shared) as other:
        heard: list[str] = []
        await rooms_on(line, shared).publish(keys, 4, "a-feed", OFFER, heard.append)
        rooms = rooms_on(other, shared)
        await rooms.kick(keys, "a-feed")
        await eventually(lambda: OVER in heard, what="the end of the feed")
        await rooms.kick(keys, "a-feed")
        await rooms.destroy(keys)


async def test_who_was_let_go_while_the_line_was_broken_is_out_when_it_is_back(
    shared: JanusServer, keys: RoomKeys
) -> None:
    async with connected(shared) as line, connected(shared) as other:
        handle, _ = await rooms_on(line, shared).publish(keys, 4, "a-feed", OFFER, deaf)
        assert line._connection is not None
        line._connection.transport.abort()
        await eventually(lambda: not line.up)
        await handle.detach()
        await eventually(lambda: line.up and not line._ending, what="the handle to be given back")
        desk = await other.attach(PLUGIN, deaf)
        data, _ = await desk.ask({"request": "listparticipants", "room": keys.name, "secret": keys.secret})
        assert data["participants"] == []
        await rooms_on(other, shared).destroy(keys)


async def test_there_is_nothing_to_receive_before_media_come(shared: JanusServer, keys: RoomKeys) -> None:
    async with connected(shared) as line:
        rooms = rooms_on(line, shared)
        assert await rooms.subscribe(keys, ["a-feed"], deaf) is None
        await rooms.publish(keys, 4, "a-feed", OFFER, deaf)
        assert await rooms.subscribe(keys, ["a-feed", "no-feed"], deaf) is None
        await rooms.destroy(keys)


async def test_nonsense_is_refused_and_leaves_nothing_behind(shared: JanusServer, keys: RoomKeys) -> None:
    async with connected(shared) as line:
        rooms = rooms_on(line, shared)
        with pytest.raises(JanusRefused):
            await rooms.publish(keys, 4, "a-feed", "v=0\r\n", deaf)
        with pytest.raises(JanusRefused) as refusal:
            await (await line.attach(PLUGIN, deaf)).ask({"request": "destroy", "room": "no-room", "secret": ""})
        assert refusal.value.code == NO_ROOM
        _, answer = await rooms.publish(keys, 4, "another-feed", OFFER, deaf)
        assert answer
        await rooms.destroy(keys)


def test_keys_are_in_no_log(keys: RoomKeys) -> None:
    assert keys.secret not in repr(keys)
    assert keys.pin not in repr(keys)
    assert "a key" not in repr(RoomTerms("a key"))


def test_of_a_feeds_videos_the_first_is_the_camera() -> None:
    told = [
        {"type": "video", "mid": "4", "feed_id": "a", "feed_mid": "2", "active": True},
        {"type": "video", "mid": "2", "feed_id": "a", "feed_mid": "1", "active": True},
        {"type": "audio", "mid": "0", "feed_id": "a", "feed_mid": "0", "active": True},
        {"type": "audio", "mid": "1", "active": False},
        {"type": "video", "mid": "3", "feed_id": "b", "feed_mid": "1", "active": True},
    ]
    assert [(each.mid, each.feed, each.what) for each in streams_of(told)] == [
        ("0", "a", "microphone"),
        ("2", "a", "camera"),
        ("4", "a", "screen"),
        ("3", "b", "camera"),
    ]
