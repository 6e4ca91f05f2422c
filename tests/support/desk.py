"""A conference without a network: people ask the dispatcher, and every copy of a map is held against SQL.

Each command that is asked here is checked for what all commands promise: the maps of its topics as they were, with
the change that it published, are the maps that SQL has afterwards.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import JsonValue, TypeAdapter
from sqlmodel import Session, SQLModel

from symposia.features.people.actors import load_actor
from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference
from symposia.features.rooms.tables import Room
from symposia.infra.database import Database
from symposia.kernel.clock import FakeClock
from symposia.kernel.ids import new_id
from symposia.kernel.topics import Encoded, apply
from symposia.live import heads
from symposia.live.dispatcher import Dispatcher, Done
from symposia.venue import catalogue

START = datetime(2021, 4, 14, 8, 0, tzinfo=UTC)
Seen = dict[str, Any]
_VIEW: TypeAdapter[Seen] = TypeAdapter(dict[str, JsonValue])


class Desk:
    """One conference with the room `forum`. `published` holds the changes of the last command."""

    def __init__(self, url: str) -> None:
        self.catalogue = catalogue()
        self.database = Database(url)
        SQLModel.metadata.create_all(self.database.engine)
        self.clock = FakeClock(START)
        self.published: list[Encoded] = []
        self.store = self.database.write_now(heads.store)
        self.dispatcher = Dispatcher(
            self.catalogue,
            self.database,
            self.clock,
            load_actor,
            self.published.append,
            process=new_id(),
            store=self.store,
        )
        self.database.write_now(_seed)

    def register(self, name: str, *roles: str) -> str:
        """A new person; returns their id."""
        id = new_id()
        person = Person(
            id=id, email=f"{name}@example.org", name=name.title(), roles=list(roles), registered_at=START
        )
        self.add(person)
        return id

    def add(self, *rows: SQLModel) -> None:
        self.database.write_now(lambda db: db.add_all(rows))

    async def ask(self, person: str, command: str, **fields: JsonValue) -> Done:
        """Carry out a command; afterwards every topic that it changed is as the change says."""
        self.published.clear()
        before = {topic: self._map(topic) for topic in self._topics(person)}
        done = await self.dispatcher.ask(person, command, fields)
        for change in self.published:
            before.setdefault(change.topic, {})
            apply(before[change.topic], change.put, change.drop)
        for topic, views in before.items():
            assert views == self._map(topic), f"{topic}: the change does not lead to what SQL has"
        return done

    def sees(self, topic: str, kind: str = "") -> list[Seen]:
        """The views of a topic, all or of one kind, as they are on the wire."""
        views = [_VIEW.validate_json(view) for view in self._map(topic).values()]
        return [view for view in views if kind in ("", view["kind"])]

    def _map(self, topic: str) -> dict[tuple[str, str], bytes]:
        return dict(
            self.database.read_now(
                lambda db: heads.snapshot(db, self.catalogue, topic, self.store.epoch)
            ).views
        )

    def _topics(self, person: str) -> list[str]:
        return ["programme", "lobby", "room:forum", "room:forum/staff", f"person:{person}"]


def _seed(db: Session) -> None:
    days = {"first_day": date(2021, 4, 14), "last_day": date(2021, 4, 15)}
    db.add(Conference(title="Helmholtz AI", time_zone="Europe/Berlin", **days))
    db.add(Room(id="forum", title="Forum"))


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    desk = Desk(f"sqlite:///{folder / 'symposia.sqlite'}")
    try:
        yield desk
    finally:
        desk.database.close()
