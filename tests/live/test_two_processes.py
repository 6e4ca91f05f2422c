"""Two whole processes on one database and one bus, without HTTP: what people see is the same in both."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference
from symposia.features.rooms.tables import Room
from symposia.infra.bus.memory import MemoryBus, Wires
from symposia.kernel.access import Actor
from symposia.kernel.errors import Removed
from symposia.kernel.ids import new_id
from symposia.live import gateway as gateway_module
from symposia.live import hub as hub_module
from symposia.live import presence as presence_module
from symposia.settings import Settings
from symposia.venue import Venue
from tests.support.databases import sqlite_in
from tests.support.doors import DoorForTests
from tests.support.lines import MemorySocket
from tests.support.venue import START
from tests.support.waiting import eventually

ROOM = "room:keynote"


@dataclass
class Pair:
    """Ann is in one process, Bob in the other; Mo, in the second, moderates."""

    venues: list[Venue]
    wires: Wires
    people: dict[str, str]
    serving: list[asyncio.Task[None]] = field(default_factory=list)

    async def comes(self, name: str, process: int, *topics: str) -> MemorySocket:
        socket = MemorySocket(self.people[name])
        gateway = self.venues[process].gateway
        self.serving.append(asyncio.create_task(gateway.serve(socket)))  # type: ignore[arg-type]
        for topic in topics:
            await socket.follow(topic)
        return socket


@pytest.fixture
async def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pair]:
    monkeypatch.setattr(hub_module, "HEADS_S", 0.05)
    monkeypatch.setattr(presence_module, "TICK_S", 0.02)
    sqlite_in(tmp_path)
    wires, settings = Wires(), Settings(dir=tmp_path, tick_ms=0)
    venues = [Venue(settings, DoorForTests, bus=MemoryBus(wires)) for _ in range(2)]
    people = {"ann": new_id(), "bob": new_id(), "mo": new_id()}
    roles = {"mo": ["moderator"]}

    def fill(db: Any) -> None:
        db.add(Conference(id=1, title="A conference", first_day=START.date(), last_day=START.date()))
        db.add(Room(id="keynote", title="Keynote"))
        for name, id in people.items():
            address = f"{name}@example.org"
            db.add(Person(id=id, email=address, name=name, roles=roles.get(name, []), registered_at=START))

    venues[0].database.write_now(fill)
    async with AsyncExitStack() as stack:
        for venue in venues:
            await stack.enter_async_context(venue.run())
        made = Pair(venues, wires, people)
        yield made
        for task in made.serving:
            task.cancel()
        await asyncio.gather(*made.serving, return_exceptions=True)


def texts(socket: MemorySocket) -> list[str]:
    views = socket.copies.maps[ROOM].values()
    return [view["text"] for view in sorted(views, key=lambda view: view.get("seq", 0)) if view["kind"] == "message"]


async def test_what_is_said_in_one_is_heard_in_both_in_the_same_order(pair: Pair) -> None:
    ann, bob = await pair.comes("ann", 0, ROOM), await pair.comes("bob", 1, ROOM)
    for number in range(5):
        for name, socket in (("ann", ann), ("bob", bob)):
            await socket.ask("chat.post", room="keynote", id=new_id(), text=f"{name} {number}")
    await eventually(lambda: len(texts(ann)) == len(texts(bob)) == 10)
    assert ann.copies.maps[ROOM] == bob.copies.maps[ROOM]
    assert ann.copies.heads[ROOM] == bob.copies.heads[ROOM]


async def test_without_the_bus_it_takes_a_moment_longer(pair: Pair) -> None:
    ann, bob = await pair.comes("ann", 0, ROOM), await pair.comes("bob", 1, ROOM)
    pair.wires.cut = True
    await ann.ask("chat.post", room="keynote", id=new_id(), text="Can you hear me?")
    await eventually(lambda: texts(bob) == ["Can you hear me?"])
    await bob.ask("chat.post", room="keynote", id=new_id(), text="Yes.")
    await eventually(lambda: texts(ann) == ["Can you hear me?", "Yes."])
    assert ann.copies.holes == bob.copies.holes == 0


async def test_who_is_here_is_counted_over_both(pair: Pair) -> None:
    ann = await pair.comes("ann", 0, "here", ROOM)
    await pair.comes("bob", 1, ROOM)
    await eventually(lambda: ann.copies.maps["here"].get(("place", ROOM), {}).get("count") == 2)
    await ann.follow(f"{ROOM}/people")
    await eventually(lambda: len(ann.copies.maps[f"{ROOM}/people"]) == 2)


@pytest.mark.parametrize("cut", [False, True], ids=["with the bus", "without"])
async def test_who_is_removed_in_one_is_shown_out_of_the_other(pair: Pair, cut: bool) -> None:
    ann, mo = await pair.comes("ann", 0, ROOM), await pair.comes("mo", 1)
    pair.wires.cut = cut
    await mo.ask("room.remove_person", room="keynote", person=pair.people["ann"], removed=True)
    await eventually(lambda: ann.copies.closed.get(ROOM), within=5)
    assert ann.copies.closed[ROOM]["code"] == "removed"
    with pytest.raises(Removed):
        await ann.follow(ROOM)


async def test_who_is_removed_while_coming_in_does_not_stay(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Allowed a moment ago, removed before the map was there: the room is closed again."""
    ann, mo = await pair.comes("ann", 0), await pair.comes("mo", 0)
    dispatcher = pair.venues[0].dispatcher
    real, looked, go = dispatcher.look, asyncio.Event(), asyncio.Event()

    async def slowly(who: Actor, topic: str) -> tuple[Actor, bool]:
        found = await real(who, topic)
        looked.set()
        await go.wait()
        return found

    monkeypatch.setattr(dispatcher, "look", slowly)
    following = asyncio.create_task(ann.follow(ROOM))
    await looked.wait()
    await mo.ask("room.remove_person", room="keynote", person=pair.people["ann"], removed=True)
    go.set()
    await following
    await eventually(lambda: ann.copies.closed.get(ROOM))
    assert pair.venues[0].hub._streams[ROOM].followers == {}


async def test_a_line_that_came_back_is_told_what_it_missed(pair: Pair) -> None:
    ann, bob = await pair.comes("ann", 0, ROOM), await pair.comes("bob", 1, ROOM)
    await bob.ask("chat.post", room="keynote", id=new_id(), text="one")
    await eventually(lambda: texts(ann) == ["one"])
    have, known = ann.copies.heads[ROOM], ann.copies.maps[ROOM]
    ann.hang_up()
    await bob.ask("chat.post", room="keynote", id=new_id(), text="two")
    back = await pair.comes("ann", 1)
    back.copies.maps[ROOM], back.copies.heads[ROOM] = dict(known), have
    await back.follow(ROOM, have)
    await eventually(lambda: texts(back) == ["one", "two"])
    assert (back.copies.changes, back.copies.heads[ROOM][0]) == (1, have[0])


async def test_one_person_does_not_take_all_connections(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_module, "MOST_CONNECTIONS", 3)
    ann = [await pair.comes("ann", 0, ROOM) for _ in range(3)]
    more = await pair.comes("ann", 0)
    assert (await eventually(lambda: more.denied)).status_code == 429
    await pair.comes("bob", 0, ROOM)
    await pair.comes("ann", 1, ROOM)
    ann[0].hang_up()
    await asyncio.gather(pair.serving[0])
    await pair.comes("ann", 0, ROOM)


async def test_who_cannot_be_looked_at_again_is_sent_to_the_door(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, mo = await pair.comes("ann", 0, ROOM), await pair.comes("mo", 1)

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pair.venues[0].door, "again", broken)
    await mo.ask("room.remove_person", room="keynote", person=pair.people["ann"], removed=True)
    assert await eventually(lambda: ann.line.ended) == (1012, "please come back")
    ann.send(json.dumps({"ref": 1, "do": "chat.post", "room": "keynote", "id": new_id(), "text": "still here"}))
    await asyncio.gather(pair.serving[0])
    assert ann.stray == []
