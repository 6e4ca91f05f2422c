"""Every command and every topic × everybody that there can be: the dispatcher answers what the table says."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel
from sqlmodel import Session

from symposia.features.calls.tables import Call
from symposia.features.dialogues.tables import Dialogue, DialogueSide
from symposia.features.networking.tables import Meeting, MeetingSeat, Networking
from symposia.features.people.actors import load_actor
from symposia.features.people.tables import Person
from symposia.features.programme.tables import ProgrammeSession
from symposia.features.rooms.tables import Room, RoomStanding
from symposia.gen.roles import ELSEWHERE, HERE, PARTS, YES, Part, of_command, of_family, who_may_what
from symposia.kernel.access import Actor, Right
from symposia.kernel.errors import SymposiaError
from symposia.kernel.feature import Catalogue, Family
from symposia.kernel.ids import new_id
from symposia.kernel.wire import SLUG_PATTERN, UUID_PATTERN, Command
from symposia.live.dispatcher import Dispatcher
from symposia.venue import catalogue
from tests.support.venue import START, VenueForTests, open_venue

CATALOGUE = catalogue()
NOBODY = "00000000-0000-7000-8000-00000000dead"
TEXTS = {
    "email": "x@example.org",
    "time_zone": "Europe/Berlin",
    "accent": "#123456",
    "code": "123456",
    "language": "en",
}
"""Fields that must be of a certain form to come as far as the question who may."""


class Reached(SymposiaError):
    """Instead of every handler: whoever comes here may."""

    code, status = "reached", 500
    sentence = "The handler was reached."


def reach(_context: object, _do: object) -> None:
    raise Reached()


def spied(real: Catalogue) -> Catalogue:
    """The catalogue, with `reach` in the place of all handlers."""
    features = [
        dataclasses.replace(
            feature,
            handlers={name: dataclasses.replace(it, decide=reach) for name, it in feature.handlers.items()},
        )
        for feature in real.features
    ]
    return Catalogue(features)


@dataclass
class Hall:
    """The rooms `here` and `elsewhere`, everybody of the table, and a dispatcher that carries nothing out."""

    venue: VenueForTests
    dispatcher: Dispatcher
    people: dict[str, str]
    known: dict[str, str]
    """Ids that lead to the room `here`, by the field that holds them."""

    def asked(self, part: Part, name: str) -> str:
        """What comes of it when `part` asks for the command: `yes`, or the code of the refusal."""
        handler = CATALOGUE.handlers[name]
        try:
            fields = sample(handler.command, self.known)
            self.venue.run(self.dispatcher.ask(self.people[part.name], name, fields))
        except Reached:
            return YES
        except SymposiaError as error:
            return error.code
        raise AssertionError(f"{name} was carried out")

    def followed(self, part: Part, family: Family) -> str:
        person = self.people[part.name]
        kind = family.pattern.split(":")[0]
        key = {"person": person, **self.known}.get(kind, "")
        try:
            actor = self.venue.real.database.read_now(lambda db: load_actor(db, person)) or Actor("")
            self.venue.run(self.dispatcher.look(actor, family.name(key)))
        except SymposiaError as error:
            return error.code
        return YES


def sample(command: type[Command], known: dict[str, str]) -> dict[str, Any]:
    """Fields that can be read as `command`, happening in the room `here`."""
    schema = command.model_json_schema()["properties"] if command.model_fields else {}
    return {
        name: known[name] if name in known else value(field.annotation, schema[name], name)
        for name, field in command.model_fields.items()
        if field.is_required()
    }


def value(annotation: Any, schema: dict[str, Any], name: str) -> Any:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return args[0]
    if origin in (Union, types.UnionType):
        return value(args[0], schema, name)
    if origin in (tuple, list):
        least = schema.get("minItems", 0)
        return [value(args[0], {}, name)] * least
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return sample(annotation, {})  # type: ignore[arg-type]
    if annotation in (bool, int, float):
        return True if annotation is bool else schema.get("minimum", 1)
    if name in TEXTS:
        return TEXTS[name]
    if schema.get("pattern") in (UUID_PATTERN, SLUG_PATTERN):
        return NOBODY if schema["pattern"] == UUID_PATTERN else HERE
    return "2021-04-14T10:00:00Z" if annotation is not str else "x" * schema.get("minLength", 1)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder: Path = tmp_path_factory.mktemp("hall")
    venue = open_venue(folder)
    real = venue.real
    people = {part.name: NOBODY if not part.signed_in else new_id() for part in PARTS}
    known = {"room": HERE, "place": f"room:{HERE}", **venue.seed(lambda db: _fill(db, people))}
    dispatcher = Dispatcher(
        spied(CATALOGUE),
        real.database,
        real.clock,
        real.dispatcher._load_actor,
        real.hub.publish,
        process=real.process,
        store=real.store,
    )
    dispatcher._commands = dispatcher._queries = real.dispatcher._commands
    yield Hall(venue, dispatcher, people, known)
    venue.close()


def _fill(db: Session, people: dict[str, str]) -> dict[str, str]:
    db.add_all(Room(id=slug, title=slug) for slug in (HERE, ELSEWHERE))
    session, meeting, dialogue = new_id(), new_id(), new_id()
    times = {"starts_at": START, "ends_at": START}
    db.flush()
    db.add(ProgrammeSession(id=session, title="Meet", type="networking", room_id=HERE, **times))
    db.flush()
    db.add(Networking(id=session))
    db.flush()
    db.add(Call(place=f"room:{HERE}", slug=HERE, cameras=3))
    db.add(Meeting(id=meeting, networking_id=session, round=1, called_at=START))
    db.add(Dialogue(id=dialogue, opened_at=START))
    for part in PARTS:
        if not part.signed_in:
            continue
        id = people[part.name]
        db.add(
            Person(
                id=id,
                email=f"{id}@example.org",
                name=part.name,
                roles=sorted(part.roles),
                banned=part.banned,
                registered_at=START,
            )
        )
        db.flush()
        db.add(MeetingSeat(meeting_id=meeting, person_id=id, place=1, card={}, reasons=[]))
        db.add(DialogueSide(dialogue_id=dialogue, person_id=id, other_id=id, name=part.name, at=START))
        standing = part.standing
        db.add(
            RoomStanding(
                room_id=HERE,
                person_id=id,
                name=part.name,
                silenced=standing.silenced,
                removed=standing.removed,
            )
        )
    db.flush()
    return {"networking": session, "meeting": meeting, "dialogue": dialogue}


@pytest.mark.parametrize("name", sorted(CATALOGUE.handlers))
def test_the_dispatcher_answers_what_the_table_says(hall: Hall, name: str) -> None:
    assert [hall.asked(part, name) for part in PARTS] == of_command(CATALOGUE, name)


@pytest.mark.parametrize("family", [it for it in CATALOGUE.families], ids=lambda family: family.pattern)
def test_topics_open_for_whom_the_table_says(hall: Hall, family: Family) -> None:
    assert [hall.followed(part, family) for part in PARTS] == of_family(family)


def test_nobody_but_the_system_is_the_system(hall: Hall) -> None:
    own = [name for name, handler in CATALOGUE.handlers.items() if handler.need is Right.SYSTEM]
    assert own
    for name in own:
        assert YES not in {hall.asked(part, name) for part in PARTS}


def test_the_table_has_a_row_for_everything() -> None:
    table = who_may_what(CATALOGUE)
    for name in (*CATALOGUE.handlers, *(family.pattern for family in CATALOGUE.families)):
        assert f"| `{name}` |" in table
