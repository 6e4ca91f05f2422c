"""The vocabulary of stories: people who do, follow and see, at a real venue on a real database.

    ann, bob = venue.attendees("ann", "bob", room="keynote")
    ann.does("chat.post", room="keynote", id=venue.id(), text="Hello")
    assert bob.sees("message", id)["text"] == "Hello"

Every command goes the whole road: frame, gateway, dispatcher, transaction, bus, hub, frame. And after each one that
was carried out this file holds the venue to its promises, for every topic that there is:

- the map before + the change that was published == the map that SQL has now, to the byte;
- the same command once more answers the same, and changes nothing.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, col, select

from symposia.features.dialogues.tables import Dialogue
from symposia.features.networking.tables import Meeting
from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference, ProgrammeSession
from symposia.features.rooms.tables import Room
from symposia.kernel.clock import FakeClock
from symposia.kernel.errors import SymposiaError
from symposia.kernel.topics import apply
from symposia.kernel.wire import Answer, Query
from symposia.live import heads
from symposia.live.dispatcher import decode
from symposia.live.limits import Limit
from symposia.settings import Settings
from symposia.venue import Venue, Work
from tests.support.copies import Key, View
from tests.support.databases import Watch, sqlite_in
from tests.support.doors import DoorForTests, ListeningBus
from tests.support.lines import MemorySocket
from tests.support.waiting import TooLate, eventually

START = datetime(2021, 4, 14, 8, 24, tzinfo=UTC)
T = TypeVar("T")
Map = dict[Key, bytes]
KEYS = {
    "room": Room.id,
    "person": Person.id,
    "networking": ProgrammeSession.id,
    "meeting": Meeting.id,
    "dialogue": Dialogue.id,
}
"""Where the keys of a family of topics are found. A family that is not here must be added: then it is checked."""
NOT_AGAIN: dict[str, str] = {}
"""Commands for which the second time is another thing, and why that is right."""


class PersonAtVenue:
    """Somebody with one connection."""

    def __init__(self, venue: VenueForTests, name: str, id: str) -> None:
        self.venue, self.name, self.id = venue, name, id
        self.socket: MemorySocket = venue.connect(id)

    def does(self, command: str, **fields: Any) -> dict[str, Any]:
        """Carry out a command; its `ok`. Raises the SymposiaError that the person is told."""
        return self.venue.carry_out(self, command, fields)

    def follows(self, *topics: str) -> None:
        for topic in topics:
            self.venue.run(self.socket.follow(topic))

    def sees(self, kind: str, id: str | None = None, topic: str | None = None) -> View:
        """The view in the topics that this person follows (the only one of its kind, without `id`)."""
        found = [view for view in self.sees_all(kind, topic) if id is None or view["id"] == id]
        assert len(found) == 1, f"{self.name} sees {len(found)} × {kind} {id or ''}"
        return found[0]

    def sees_all(self, kind: str, topic: str | None = None) -> list[View]:
        self.venue.settle()
        maps = self.socket.copies.maps
        views = [maps[topic]] if topic is not None else maps.values()
        return [view for map in views for view in map.values() if view["kind"] == kind]

    def is_shown_out_of(self, topic: str) -> str | None:
        """The code with which the topic was closed to this person."""
        closed = self.venue.run(eventually(lambda: self.socket.copies.closed.get(topic)))
        return str(closed["code"])


class StillVenue(Venue):
    """Time goes on in it only when a story says so: it would carry out a timer at the same moment as the story does."""

    def by_the_clock(self) -> list[Work]:
        return []


class VenueForTests:
    """A venue on a database of its own, with a clock that stands still. Methods wait until what they start is done."""

    def __init__(self, settings: Settings) -> None:
        self.clock = FakeClock(START)
        self.bus = ListeningBus()
        self.real = StillVenue(settings, DoorForTests, clock=self.clock, bus=self.bus)
        # Every command is sent twice here, and stories are quick: the limit has tests of its own.
        dispatcher = self.real.dispatcher
        dispatcher._commands = dispatcher._queries = dispatcher._bursts = Limit(1_000_000, 1.0)
        self.people: dict[str, PersonAtVenue] = {}
        self._runner = asyncio.Runner()
        self._going = self.real.run()
        self._watch = Watch(settings.database)
        self._read_at, self._maps = "", dict[str, Map]()
        self._serving: list[asyncio.Task[None]] = []
        self.run(self._going.__aenter__())
        self.seed(self._conference)

    def close(self) -> None:
        async def end() -> None:
            for person in self.people.values():
                person.socket.hang_up()
            await asyncio.gather(*self._serving)
            await self._going.__aexit__(None, None, None)

        self.run(end())
        self._runner.close()
        self._watch.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    # ---- who and what is there

    def id(self) -> str:
        return str(uuid.uuid4())

    def seed(self, work: Callable[[Session], T]) -> T:
        """Write rows by hand, before the story."""
        return self.real.database.write_now(work)

    def rows(self, work: Callable[[Session], T]) -> T:
        """Look into the database."""
        return self.real.database.read_now(work)

    def room(self, slug: str, **more: Any) -> str:
        def add(db: Session) -> None:
            if db.get(Room, slug) is None:
                db.add(Room(id=slug, title=slug.capitalize(), **more))

        self.seed(add)
        return slug

    def session(self, room: str, type: str = "talks", *, starts_in: float = 0, minutes: float = 60) -> str:
        """A session of the programme, `starts_in` minutes from now."""
        id = self.id()
        self.room(room)
        starts = self.clock.now() + timedelta(minutes=starts_in)
        row = ProgrammeSession(
            id=id,
            title=f"A {type} session",
            type=type,
            room_id=room,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=minutes),
        )
        self.seed(lambda db: db.add(row))
        return id

    def person(self, name: str, *roles: str, room: str | None = None) -> PersonAtVenue:
        """Somebody new with these roles besides attendee, following `room` if given."""
        id = self.id()
        row = Person(
            id=id,
            email=f"{name}@example.org",
            name=name.capitalize(),
            affiliation=f"Institute of {name.capitalize()}",
            roles=["attendee", *roles],
            confirmed=True,
            registered_at=START,
        )
        self.seed(lambda db: db.add(row))
        person = self.people[name] = PersonAtVenue(self, name, id)
        if room is not None:
            self.room(room)
            person.follows(f"room:{room}")
        return person

    def attendees(self, *names: str, room: str | None = None) -> list[PersonAtVenue]:
        return [self.person(name, room=room) for name in names]

    def moderator(self, name: str = "mo", room: str | None = None) -> PersonAtVenue:
        """A moderator of `room`, or of all rooms."""
        return self.person(name, "moderator" if room is None else f"moderator:{room}", room=room)

    def organiser(self, name: str = "ora", room: str | None = None) -> PersonAtVenue:
        return self.person(name, "organiser", room=room)

    def connect(self, person: str, **headers: str) -> MemorySocket:
        """One more connection."""

        async def begin() -> MemorySocket:
            socket = MemorySocket(person, headers)
            self._serving.append(asyncio.ensure_future(self.real.gateway.serve(socket)))  # type: ignore[arg-type]
            await asyncio.sleep(0)
            return socket

        return self.run(begin())

    # ---- time

    def advance(self, seconds: float) -> None:
        """Let time go on, and do what has become due."""
        self.clock.advance(seconds)
        self.run_timers()

    def run_timers(self) -> None:
        """Carry out the timers that are due, until none is."""
        before = self.maps()
        self.bus.published.clear()

        async def turn() -> None:
            while await self.real.timers.turn():
                pass

        self.run(turn())
        self._hold_to_it("timers", before)

    def change_conference(self, **values: Any) -> None:
        """Set columns of the conference by hand."""

        def change(db: Session) -> None:
            conference = db.get_one(Conference, 1)
            for name, value in values.items():
                setattr(conference, name, value)

        self.seed(change)

    def wait_for(self, condition: Callable[[], T]) -> T:
        """Until it comes true."""
        return self.run(eventually(condition))

    def settle(self) -> None:
        """Until everybody has been told everything."""

        async def quiet() -> None:
            await eventually(self._all_told, what="the copies reach the heads")

        self.run(quiet())

    def _all_told(self) -> bool:
        streams = self.real.hub._streams
        return all(
            head[1] == streams[topic].seq and not streams[topic].says
            for person in self.people.values()
            if not person.socket.line.stuck
            for topic, head in person.socket.copies.heads.items()
            if topic in streams
        )

    # ---- commands, and what is promised of every one

    def system(self, command: str, **fields: Any) -> Answer:
        """Have the venue itself do something, as its timers and endpoints do."""
        before = self.maps()
        self.bus.published.clear()
        do = decode(self.real.catalogue.handlers[command].command, fields)
        done = self.run(self.real.dispatcher.obey(do))
        self._hold_to_it(command, before)
        return done.ok

    @contextmanager
    def held_to_it(self, what: str) -> Iterator[None]:
        """Much happens in here, without a look after each command: what was published in all leads to what SQL has."""
        before = self.maps()
        self.bus.published.clear()
        yield
        self._hold_to_it(what, before)

    def carry_out(self, person: PersonAtVenue, command: str, fields: dict[str, Any]) -> dict[str, Any]:
        handler = self.real.catalogue.handlers.get(command)
        if handler is None or issubclass(handler.command, Query):
            ok: dict[str, Any] = self.run(person.socket.ask(command, **fields))["ok"]
            return ok
        before = self.maps()
        self.bus.published.clear()
        answer = self.run(person.socket.ask(command, **fields))
        after = self._hold_to_it(command, before)
        if command not in NOT_AGAIN:
            self._again(person, command, fields, answer, after)
        ok = answer["ok"]
        return ok

    def _again(
        self, person: PersonAtVenue, command: str, fields: dict[str, Any], answer: dict[str, Any], after: dict[str, Map]
    ) -> None:
        self.bus.published.clear()
        try:
            again = self.run(person.socket.ask(command, **fields))["ok"]
        except SymposiaError as error:
            pytest.fail(f"{command} sent again is refused: {error.code}: {error}")
        assert again == answer["ok"], f"{command} sent again answers {again}, not {answer['ok']}"
        now = self._hold_to_it(f"{command} sent again", after)
        for topic, map in after.items():
            if now.get(topic) != map:
                pytest.fail(f"{command} sent again changes {topic}:\n{unlike(map, now.get(topic, {}))}")

    def _hold_to_it(self, what: str, before: dict[str, Map]) -> dict[str, Map]:
        """Before + published == fresh, for all topics that could be followed before and still can be."""
        if self._differs(before):
            # What the venue does by itself is published a moment after its commit.
            with suppress(TooLate):
                self.run(eventually(lambda: not self._differs(before), within=2))
        wrong = self._differs(before)
        if wrong:
            pytest.fail(f"{what}: {wrong}")
        return self.maps()

    def _differs(self, before: dict[str, Map]) -> str:
        """Where what was published does not lead to what SQL has, for people; empty if it does everywhere."""
        fresh = self.maps()
        for topic in before.keys() & fresh.keys():
            told, changes = dict(before[topic]), [each for each in self.bus.published if each.topic == topic]
            for change in changes:
                apply(told, change.put, change.drop)
            if told != fresh[topic]:
                lead = f"the map of {topic} + what was published ({len(changes)} changes) is not what SQL has:\n"
                return lead + unlike(told, fresh[topic])
        return ""

    def maps(self) -> dict[str, Map]:
        """Every durable topic's map, as SQL has it now."""
        now = self._watch.look()
        if now != self._read_at:
            self._read_at, self._maps = now, self.rows(self._read)
        return dict(self._maps)

    def _read(self, db: Session) -> dict[str, Map]:
        catalogue, epoch = self.real.catalogue, self.real.store.epoch
        return {topic: dict(heads.snapshot(db, catalogue, topic, epoch).views) for topic in self._topics(db)}

    def _topics(self, db: Session) -> Iterator[str]:
        for family in self.real.catalogue.families:
            if family.live:
                continue
            if "{}" not in family.pattern:
                yield family.name()
                continue
            kind = family.pattern.split(":")[0]
            assert kind in KEYS, f"say in {__file__} where the keys of {family.pattern} are found"
            yield from (family.name(str(key)) for key in db.exec(select(col(KEYS[kind]))))

    @staticmethod
    def _conference(db: Session) -> None:
        first, last = date(2021, 4, 14), date(2021, 4, 16)
        db.add(Conference(id=1, title="A conference", first_day=first, last_day=last))


def unlike(told: Map, fresh: Map) -> str:
    """What two maps differ in, for people."""
    lines = []
    for key in {**told, **fresh}:
        if told.get(key) != fresh.get(key):
            lines += [f"  {key}", f"    told:  {told.get(key)!r}", f"    fresh: {fresh.get(key)!r}"]
    return "\n".join(lines)


def open_venue(folder: Path, database_url: str = "", **settings: Any) -> VenueForTests:
    """A venue in `folder`, on SQLite unless the address of a migrated database is given."""
    url = database_url or sqlite_in(folder)
    return VenueForTests(Settings(dir=folder, database_url=url, tick_ms=0, **settings))


@pytest.fixture
def venue(tmp_path: Path) -> Iterable[VenueForTests]:
    """A venue on SQLite."""
    opened = open_venue(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def clock(venue: VenueForTests) -> FakeClock:
    """The venue's clock. `venue.advance` lets timers run as well."""
    return venue.clock
