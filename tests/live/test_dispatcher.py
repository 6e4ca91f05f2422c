"""The one road in: what comes before and after a handler, whatever it is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from pydantic import Field
from sqlmodel import Session, select

from symposia.features.people.tables import Person
from symposia.features.rooms.tables import Room
from symposia.infra.database import Database
from symposia.kernel.access import Actor, Place, Right
from symposia.kernel.clock import FakeClock
from symposia.kernel.context import ACCESS_TOPIC, Context, Reading
from symposia.kernel.errors import Closed, Invalid, NotAllowed, NotFound, NotSignedIn, TooFast, UnknownCommand
from symposia.kernel.feature import Catalogue, Family, Feature, anywhere
from symposia.kernel.tables import TopicRow
from symposia.kernel.topics import Encoded
from symposia.kernel.wire import Answer, Command, Query, View
from symposia.live import heads
from symposia.live.dispatcher import COMMANDS, QUERIES, Dispatcher
from tests.support.venue import START

ROOM = Family("room:{}", place=True)
things = Feature("things")
things.opens(ROOM)(lambda _db, _actor, key: Place(topic=ROOM.name(key), slug=key))
things.opens(Family("staff", need=Right.ORGANISE))(anywhere)


class Thing(View):
    kind: str = "thing"
    text: str


class InThing(Command):
    room: str = Field(max_length=60)

    @property
    def where(self) -> str:
        return f"room:{self.room}"


class Numbered(Answer):
    seq: int


class Save(InThing, name="thing.save", answers=Numbered):
    """Save a thing, tell several topics, and fail after that if asked to."""

    id: str = Field(max_length=60)
    then: str = ""


class Look(Query, name="thing.look", answers=Numbered):
    """Look, and try to write."""


class Own(Command, name="thing.own"):
    """Only the system's."""


@things.enters(InThing)
def enter(_db: Session, _actor: Actor, do: InThing) -> Place:
    return Place(topic=do.where, slug=do.room)


@things.shows(ROOM, Thing)
def shown(db: Session, key: str) -> list[View]:
    room = db.get(Room, key)
    return [Thing(id=key, text=room.title)] if room else []


@things.on(Save, need=Right.SPEAK)
def save(ctx: Context[Place], do: Save) -> Numbered:
    ctx.db.merge(Room(id=do.room, title=do.id))
    ctx.put(do.where, Thing(id=do.room, text=do.id))
    ctx.put("zebra", Thing(id="z", text="z"))
    ctx.put(f"person:{ctx.actor.id}", Thing(id="mine", text="m"))
    ctx.put("person:another", Thing(id="theirs", text="t"))
    ctx.put("room:forum/staff", Thing(id="staff", text="s"))
    ctx.restrict("another")
    if do.then == "fail":
        raise Closed()
    if do.then == "break":
        raise ZeroDivisionError
    return Numbered(seq=ctx.seq)


@things.on(Look)
def look(ctx: Reading[None], _do: Look) -> Numbered:
    ctx.db.add(Room(id="ghost", title="never written"))
    ctx.db.flush()
    return Numbered(seq=0)


@things.on(Own, need=Right.SYSTEM)
def own(_ctx: Context[None], _do: Own) -> None:
    pass


@dataclass
class Desk:
    dispatcher: Dispatcher
    database: Database
    ann: str
    published: list[Encoded] = field(default_factory=list)

    def head(self, topic: str) -> int:
        row = self.database.read_now(lambda db: db.get(TopicRow, topic))
        return row.head if row else 0

    def titles(self) -> dict[str, str]:
        rooms = ("a", "b", "ghost")
        found = self.database.read_now(lambda db: [db.get(Room, room) for room in rooms])
        return {room.id: room.title for room in found if room}


def actor(_db: Session, id: str) -> Actor | None:
    return Actor(id=id, name=id, roles=frozenset({"attendee"})) if id != "nobody" else None


@pytest.fixture
async def counter(database: Database) -> Desk:
    ann = Person(id="ann", email="ann@example.org", name="Ann", registered_at=START)
    database.write_now(lambda db: db.add(ann))
    published: list[Encoded] = []
    store = database.write_now(heads.store)
    dispatcher = Dispatcher(
        Catalogue((things,)), database, FakeClock(START), actor, published.append, process="here", store=store
    )
    return Desk(dispatcher, database, "ann", published)


async def test_the_change_is_committed_numbered_and_then_published(counter: Desk) -> None:
    done = await counter.dispatcher.ask("ann", "thing.save", {"room": "a", "id": "first"})
    assert counter.titles() == {"a": "first"}
    assert done.ok == Numbered(seq=1)
    assert [change.topic for change in counter.published] == sorted(change.topic for change in counter.published)
    assert {(change.prev, change.seq) for change in counter.published} == {(0, 1)}
    assert {change.origin for change in counter.published} == {"here"}
    # What happened in other people's topics, and behind the scenes, is not told.
    assert done.seq == {"room:a": 1, "zebra": 1, "person:ann": 1}
    access = next(change for change in counter.published if change.topic == ACCESS_TOPIC)
    assert (access.put, len(access.says)) == ({}, 1)


@pytest.mark.parametrize(("then", "error"), [("fail", Closed), ("break", ZeroDivisionError)])
async def test_nothing_stays_of_what_failed(counter: Desk, then: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await counter.dispatcher.ask("ann", "thing.save", {"room": "a", "id": "first", "then": then})
    assert counter.titles() == {}
    assert counter.published == []
    assert counter.head("room:a") == counter.head("zebra") == 0


async def test_a_query_changes_nothing(counter: Desk) -> None:
    done = await counter.dispatcher.ask("ann", "thing.look", {})
    assert done.seq == {}
    assert counter.titles() == {}


async def test_commands_at_once_get_numbers_without_holes(counter: Desk) -> None:
    asked = [
        counter.dispatcher.ask("ann" if n % 2 else "bob", "thing.save", {"room": "ab"[n % 2], "id": str(n)})
        for n in range(40)
    ]
    done = await asyncio.gather(*asked)
    for room in "ab":
        mine = [change for change in counter.published if change.topic == f"room:{room}"]
        assert sorted(change.seq for change in mine) == list(range(1, 21))
        assert all(change.prev == change.seq - 1 for change in mine)
    answered = sorted(it.ok.seq for it in done if isinstance(it.ok, Numbered))
    assert answered == sorted([*range(1, 21), *range(1, 21)])
    assert counter.head("zebra") == 40
    last = max((it for it in counter.published if it.topic == "room:a"), key=lambda it: it.seq)
    assert counter.titles()["a"].encode() in last.put["thing", "a"]


@pytest.mark.parametrize(
    ("person", "name", "fields", "error"),
    [
        ("ann", "no.such", {}, UnknownCommand),
        ("ann", "thing.save", {"room": "a"}, Invalid),
        ("ann", "thing.save", {"room": "a", "id": "x", "more": 1}, Invalid),
        ("ann", "thing.save", {"room": 7, "id": "x"}, Invalid),
        ("ann", "thing.own", {}, NotAllowed),
        ("nobody", "thing.save", {"room": "a", "id": "x"}, NotSignedIn),
        ("nobody", "thing.look", {}, NotSignedIn),
    ],
)
async def test_what_is_refused(
    counter: Desk, person: str, name: str, fields: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await counter.dispatcher.ask(person, name, fields)
    assert counter.published == []


async def test_who_asks_too_much_waits(counter: Desk) -> None:
    for _ in range(COMMANDS):
        with pytest.raises(NotAllowed):
            await counter.dispatcher.ask("ann", "thing.own", {})
    with pytest.raises(TooFast) as refused:
        await counter.dispatcher.ask("ann", "thing.save", {"room": "a", "id": "x"})
    assert refused.value.wait is not None
    assert 0 < refused.value.wait <= 10
    await counter.dispatcher.ask("bob", "thing.save", {"room": "a", "id": "x"})
    for _ in range(QUERIES):
        await counter.dispatcher.ask("ann", "thing.look", {})
    with pytest.raises(TooFast):
        await counter.dispatcher.ask("ann", "thing.look", {})


async def test_the_system_obeys_itself_and_can_be_stopped_before(counter: Desk) -> None:
    await counter.dispatcher.obey(Own())
    await counter.dispatcher.obey(Save(room="a", id="never"), before=lambda _db: False)
    assert counter.titles() == {}
    assert counter.published == []


@pytest.mark.slow
async def test_the_place_is_held_before_anything_else_is_locked(postgres_url: str) -> None:
    """Else a timer and a command of one place, each with a row that the other needs, wait for each other."""
    database = Database(postgres_url)
    store = database.write_now(heads.store)
    dispatcher = Dispatcher(
        Catalogue((things,)), database, FakeClock(START), actor, lambda _change: None, process="here", store=store
    )
    database.write_now(lambda db: db.add(TopicRow(name="room:a")))
    free = select(TopicRow).where(TopicRow.name == "room:a").with_for_update(skip_locked=True)
    found: list[TopicRow | None] = []

    def before(_db: Session) -> bool:
        found.append(database.write_now(lambda other: other.exec(free).first()))
        return False

    await dispatcher.obey(Save(room="a", id="never"), before)
    assert found == [None]
    assert database.write_now(lambda db: db.exec(free).first()) is not None
    database.close()


async def test_who_may_follow_what(counter: Desk) -> None:
    _, is_place = await counter.dispatcher.look(Actor("ann"), "room:a")
    assert is_place
    with pytest.raises(NotAllowed):
        await counter.dispatcher.look(Actor("ann"), "staff")
    for topic in ("nowhere", "room:", "room:A", "room:a/b", "", "room:a\n"):
        with pytest.raises(NotFound):
            await counter.dispatcher.look(Actor("ann"), topic)
