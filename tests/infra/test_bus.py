"""What a bus promises, for both: in memory, and over a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from redis.asyncio.client import PubSub
from structlog.testing import capture_logs

from symposia.infra.bus import Bus
from symposia.infra.bus.memory import MemoryBus, Wires
from symposia.infra.bus.redis import RedisBus
from tests.support.redis_server import RedisServer
from tests.support.waiting import eventually


@dataclass
class Line:
    """Two processes on one bus. Each has heard what came on the channels that it subscribed to."""

    one: Bus
    two: Bus
    heard: dict[str, list[bytes]] = field(default_factory=dict)

    async def subscribes(self, bus: Bus, channel: str, name: str) -> list[bytes]:
        """Subscribe, and return when it holds."""
        heard = self.heard.setdefault(name, [])
        bus.subscribe(channel, heard.append)

        def knock() -> bool:
            self.one.publish(channel, b"knock")
            return bool(heard)

        await eventually(knock)
        await self.quiet(self.one)
        return heard

    async def quiet(self, bus: Bus) -> None:
        """Everything published on `bus` before this has come."""
        probe: list[bytes] = []
        channel = f"probe-{len(self.heard)}"
        bus.subscribe(channel, probe.append)

        def knock() -> bool:
            bus.publish(channel, b"knock")
            return bool(probe)

        await eventually(knock)
        bus.unsubscribe(channel)


@pytest.fixture(params=["memory", "redis"])
async def line(request: pytest.FixtureRequest) -> AsyncIterator[Line]:
    if request.param == "memory":
        wires = Wires()
        both: tuple[Bus, Bus] = (MemoryBus(wires), MemoryBus(wires))
    else:
        url = request.getfixturevalue("redis_url")
        both = (RedisBus(url), RedisBus(url))
    for bus in both:
        await bus.start()
    await eventually(lambda: all(bus.up for bus in both))
    yield Line(*both)
    for bus in both:
        await bus.stop()


def told(heard: list[bytes]) -> list[bytes]:
    return [data for data in heard if data != b"knock"]


async def test_what_is_published_comes_to_all_in_order(line: Line) -> None:
    one = await line.subscribes(line.one, "room", "one")
    two = await line.subscribes(line.two, "room", "two")
    sent = [b"%d" % number for number in range(500)]
    for data in sent:
        line.one.publish("room", data)
    await eventually(lambda: len(told(one)) == len(told(two)) == 500)
    assert told(one) == told(two) == sent


async def test_any_bytes_travel(line: Line) -> None:
    heard = await line.subscribes(line.two, "room", "two")
    sent = [b"", bytes(range(256)), "Grüße\n\r\0".encode(), b"x" * 300_000]
    for data in sent:
        line.one.publish("room", data)
    await eventually(lambda: len(told(heard)) == len(sent))
    assert told(heard) == sent


async def test_only_the_channel_that_was_asked_for(line: Line) -> None:
    room = await line.subscribes(line.two, "room:a", "two")
    line.one.publish("room:b", b"not this")
    line.one.publish("room:a", b"this")
    await eventually(lambda: told(room))
    assert told(room) == [b"this"]


async def test_who_unsubscribes_hears_no_more(line: Line) -> None:
    heard = await line.subscribes(line.two, "room", "two")
    other = await line.subscribes(line.two, "other", "other")
    line.two.unsubscribe("room")
    line.two.unsubscribe("never-asked-for")
    await line.quiet(line.two)
    line.one.publish("room", b"gone")
    line.one.publish("other", b"here")
    await eventually(lambda: told(other))
    assert told(heard) == []


async def test_who_subscribes_again_hears_again(line: Line) -> None:
    await line.subscribes(line.two, "room", "two")
    line.two.unsubscribe("room")
    again = await line.subscribes(line.two, "room", "again")
    line.one.publish("room", b"again")
    await eventually(lambda: told(again))


async def test_many_channels_at_once(line: Line) -> None:
    heard: list[bytes] = []
    for number in range(200):
        line.two.subscribe(f"room:{number}", heard.append)
    await line.subscribes(line.two, "last", "last")
    for number in range(200):
        line.one.publish(f"room:{number}", b"%d" % number)
    await eventually(lambda: len(heard) == 200)
    assert sorted(map(int, heard)) == list(range(200))


async def test_what_is_asked_for_while_redis_is_being_reached_is_not_forgotten(redis_url: str) -> None:
    bus = RedisBus(redis_url)
    await bus.start()
    heard: dict[str, list[bytes]] = {}
    # Between any two turns of the loop on the way to Redis, so that one of them hits the moment.
    for number in range(50):
        bus.subscribe(f"room:{number}", heard.setdefault(f"room:{number}", []).append)
        await asyncio.sleep(0)
    await eventually(lambda: bus.up)

    def knock() -> bool:
        for channel in heard:
            bus.publish(channel, b"knock")
        return all(heard.values())

    await eventually(knock, within=5)
    await bus.stop()


async def test_memory_that_is_cut_loses_what_is_published() -> None:
    wires = Wires()
    bus, heard = MemoryBus(wires), []
    bus.subscribe("room", heard.append)
    wires.cut = True
    assert not bus.up
    bus.publish("room", b"lost")
    wires.cut = False
    bus.publish("room", b"heard")
    await eventually(lambda: heard)
    assert heard == [b"heard"]
    await bus.stop()
    assert wires.receivers == {}


@pytest.mark.slow
async def test_redis_that_comes_back_is_found_again() -> None:
    with RedisServer() as server:
        bus = RedisBus(server.url)
        await bus.start()
        heard: list[bytes] = []
        bus.subscribe("room", heard.append)
        await eventually(lambda: bus.up)
        await asyncio.to_thread(server.kill)
        bus.publish("room", b"while away")
        await eventually(lambda: not bus.up)
        await asyncio.to_thread(server.start)
        await eventually(lambda: bus.up)

        def knock() -> bool:
            bus.publish("room", b"back")
            return b"back" in heard

        await eventually(knock)
        await bus.stop()


async def test_without_redis_nothing_waits_and_nothing_breaks() -> None:
    bus = RedisBus("redis://127.0.0.1:1/0")
    await bus.start()
    bus.subscribe("room", lambda data: None)
    for _ in range(10_000):
        bus.publish("room", b"x")
    bus.unsubscribe("room")
    assert not bus.up
    await bus.stop()


async def test_a_receiver_that_breaks_is_not_the_end_of_listening(redis_url: str) -> None:
    bus = RedisBus(redis_url)
    await bus.start()
    heard: list[bytes] = []

    def receive(data: bytes) -> None:
        heard.append(data)
        if data == b"broken":
            raise KeyError(data)

    bus.subscribe("room", receive)
    await eventually(lambda: bus.publish("room", b"knock") or heard)
    bus.publish("room", b"broken")
    bus.publish("room", b"after")
    await eventually(lambda: b"after" in heard)
    assert bus.up
    await bus.stop()


async def test_whatever_the_client_comes_up_with_is_not_the_end_of_the_bus(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("symposia.infra.bus.redis.AGAIN_S", 0)
    bus, broken = RedisBus(redis_url), iter([True])
    pubsub = bus._listener.pubsub

    def breaks_once() -> PubSub:
        if next(broken, False):
            raise ZeroDivisionError
        return pubsub()

    monkeypatch.setattr(bus._listener, "pubsub", breaks_once)
    heard: list[bytes] = []
    with capture_logs() as logs:
        await bus.start()
        bus.subscribe("room", heard.append)
        await eventually(lambda: bus.publish("room", b"knock") or heard)
    assert [line["event"] for line in logs] == ["redis.broken"]
    await bus.stop()
