"""Whatever comes in as a frame: an answer or an error goes out, and the connection stays."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.kernel.access import Actor
from symposia.kernel.errors import Malformed, NotAllowed, SymposiaError, TooFast
from symposia.kernel.wire import Answer
from symposia.live.connection import DEEPEST, Connection, Request, handle, read_object
from symposia.live.dispatcher import COMMANDS, PER_S
from symposia.live.limits import Limit
from tests.support.lines import MemoryLine
from tests.support.venue import VenueForTests

MALFORMED = {
    "nothing": "",
    "a space": " ",
    "no json": "hello",
    "half a frame": '{"ref":1,"do":"clock.read"',
    "two objects": '{"ref":1,"do":"clock.read"}{"ref":2}',
    "a list": "[]",
    "a number": "7",
    "a text": '"clock.read"',
    "null": "null",
    "NaN": '{"ref":1,"do":"clock.read","x":NaN}',
    "Infinity": '{"ref":1,"do":"clock.read","x":Infinity}',
    "minus Infinity": '{"ref":1,"do":"clock.read","x":-Infinity}',
    "a lone surrogate": '{"ref":1,"do":"clock.read","x":"\\ud800"}',
    "a lone low surrogate": '{"ref":1,"do":"clock.read","x":"\\udc00 after"}',
    "a surrogate as a key": '{"ref":1,"do":"clock.read","\\ud83d":1}',
    "60 levels": '{"ref":1,"do":"clock.read","x":' + "[" * 60 + "]" * 60 + "}",
    "60 objects": '{"ref":1,"do":"clock.read","x":' + '{"x":' * 60 + "1" + "}" * 60 + "}",
    "5000 levels": "[" * 5000 + "]" * 5000,
    "single quotes": "{'ref':1,'do':'clock.read'}",
    "a comma too many": '{"ref":1,"do":"clock.read",}',
    "a comment": '{"ref":1,"do":"clock.read"} // now',
    "a control character": '{"ref":1,"do":"clock\x00.read"}',
    "a number of 5000 digits": '{"ref":' + "9" * 5000 + ',"do":"clock.read"}',
    "no command": '{"ref":1}',
    "a command that is a number": '{"ref":1,"do":7}',
    "a command that is null": '{"ref":1,"do":null}',
    "a command that is a list": '{"ref":1,"do":["clock.read"]}',
    "a reference that is true": '{"ref":true,"do":"clock.read"}',
    "a reference that is a list": '{"ref":[1],"do":"clock.read"}',
    "a reference with a fraction": '{"ref":1.5,"do":"clock.read"}',
}
REFUSED = {
    "an unknown command": ('{"ref":1,"do":"no.such"}', "unknown_command"),
    "a command of nobody": ('{"ref":1,"do":"__class__"}', "unknown_command"),
    "an unknown field": ('{"ref":1,"do":"clock.read","more":1}', "invalid"),
    "a missing field": ('{"ref":1,"do":"chat.post","room":"keynote"}', "invalid"),
    "a number for a text": ('{"ref":1,"do":"topic.follow","topic":7}', "invalid"),
    "a text for a number": ('{"ref":1,"do":"chat.earlier","room":"keynote","before":"7"}', "invalid"),
    "a fraction for a number": ('{"ref":1,"do":"chat.earlier","room":"keynote","before":7.5}', "invalid"),
    "a number without end": ('{"ref":1,"do":"chat.earlier","room":"keynote","before":1e999}', "invalid"),
    "a number too great": ('{"ref":1,"do":"chat.earlier","room":"keynote","before":99999999999999999999}', "invalid"),
    "true for a number": ('{"ref":1,"do":"chat.earlier","room":"keynote","before":true}', "invalid"),
    "a room that is none": ('{"ref":1,"do":"chat.earlier","room":"../etc","before":1}', "invalid"),
    "a room with a break": ('{"ref":1,"do":"chat.earlier","room":"keynote\\n","before":1}', "invalid"),
    "a control character": (
        '{"ref":1,"do":"chat.post","room":"keynote","id":"00000000-0000-7000-8000-000000000001","text":"a\\u0000b"}',
        "invalid",
    ),
    "text turned around": (
        '{"ref":1,"do":"chat.post","room":"keynote","id":"00000000-0000-7000-8000-000000000001","text":"\\u202eab"}',
        "invalid",
    ),
    "only spaces": (
        '{"ref":1,"do":"chat.post","room":"keynote","id":"00000000-0000-7000-8000-000000000001","text":" \\n "}',
        "invalid",
    ),
    "nothing that shows": (
        '{"ref":1,"do":"chat.post","room":"keynote","id":"00000000-0000-7000-8000-000000000001",'
        '"text":"\\u200b \\u3164\\u2800\\u00ad"}',
        "invalid",
    ),
    "a name that nobody sees": ('{"ref":1,"do":"person.edit","name":"\\u2060\\ufe0f"}', "invalid"),
    "an id that is none": ('{"ref":1,"do":"chat.post","room":"keynote","id":"1","text":"a"}', "invalid"),
    "a topic that is none": ('{"ref":1,"do":"topic.follow","topic":"room:nowhere"}', "not_found"),
    "a topic of no family": ('{"ref":1,"do":"topic.follow","topic":"\\u0000"}', "not_found"),
    "a topic of somebody else": (
        '{"ref":1,"do":"topic.follow","topic":"person:00000000-0000-7000-8000-000000000001"}',
        "not_found",
    ),
    "a topic of the system": ('{"ref":1,"do":"topic.follow","topic":"access"}', "not_allowed"),
    "a copy that is none": ('{"ref":1,"do":"topic.follow","topic":"programme","have":[1]}', "invalid"),
    "a copy with a huge head": (
        '{"ref":1,"do":"topic.follow","topic":"programme","have":["x",1e30]}',
        "invalid",
    ),
}


class Told(Answer):
    text: str


def connection() -> tuple[Connection, list[dict[str, Any]]]:
    told: list[dict[str, Any]] = []
    return Connection(MemoryLine(lambda payload: told.append(json.loads(payload))), Actor("ann")), told


async def nobody(_request: Request) -> None:
    raise AssertionError("this must not be carried out")


def uncounted() -> None:
    raise AssertionError("what can be read is counted where it is carried out")


@pytest.mark.parametrize("raw", [None, *MALFORMED.values()], ids=["a binary frame", *MALFORMED])
async def test_what_cannot_be_read_is_malformed(raw: str | None) -> None:
    line, told = connection()
    counted: list[str | None] = []
    await handle(raw, line, nobody, lambda: counted.append(raw))
    assert [frame["error"]["code"] for frame in told] == ["malformed"]
    assert counted == [raw]
    assert not line.line.closed


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_frame_leaves_the_connection_open(venue: VenueForTests, raw: str) -> None:
    (ann,) = venue.attendees("ann")
    ann.socket.send(raw)
    assert ann.does("clock.read")
    assert not ann.socket.line.closed


@pytest.mark.parametrize(
    ("raw", "code"), [("{", "malformed"), ('{"do":7}', "malformed"), ('{"do":"no.such"}', "unknown_command")]
)
def test_who_sends_too_much_of_what_nobody_understands_waits(venue: VenueForTests, raw: str, code: str) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    venue.real.dispatcher._commands = Limit(COMMANDS, PER_S)
    for _ in range(COMMANDS + 2):
        ann.socket.send(raw)
    assert ann.does("clock.read"), "questions have a limit of their own, and the connection stays"
    told = [frame["error"]["code"] for frame in ann.socket.stray]
    assert told == [code] * COMMANDS + ["too_fast"] * 2
    with pytest.raises(TooFast):
        venue.run(ann.socket.ask("person.block", person=bob.id, blocked=True))
    venue.run(bob.socket.ask("person.block", person=ann.id, blocked=True))


@pytest.mark.parametrize(("raw", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_as_it_should_be_is_refused_with_its_reference(venue: VenueForTests, raw: str, code: str) -> None:
    (ann,) = venue.attendees("ann", room="keynote")
    ann.socket.send(raw)
    assert ann.does("clock.read")
    refused = [frame for frame in ann.socket.stray if "error" in frame]
    assert [(frame["ref"], frame["error"]["code"]) for frame in refused] == [(1, code)]
    assert refused[0]["error"]["message"]


def test_a_mistake_of_ours_is_answered_and_the_connection_stays(
    venue: VenueForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ann,) = venue.attendees("ann")

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    handler = venue.real.catalogue.handlers["clock.read"]
    mistaken = dataclasses.replace(handler, decide=broken)
    monkeypatch.setitem(venue.real.catalogue.handlers, "clock.read", mistaken)
    with pytest.raises(SymposiaError) as told:
        ann.does("clock.read")
    assert told.value.code == "broken"
    assert "ZeroDivision" not in told.value.message
    monkeypatch.undo()
    assert ann.does("clock.read")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (7, "text: Input should be a valid string"),
        ("x" * 2001, "text: at most 2000 characters are possible"),
        (" ", "text: at least 1 character is needed"),
    ],
)
def test_the_error_names_the_field(venue: VenueForTests, text: object, sentence: str) -> None:
    (ann,) = venue.attendees("ann", room="keynote")
    with pytest.raises(SymposiaError) as told:
        ann.does("chat.post", room="keynote", id=venue.id(), text=text)
    assert (told.value.field, told.value.message) == ("text", sentence)


async def test_a_request_is_read_whole() -> None:
    line, told = connection()
    read: list[Request] = []

    async def carry_out(request: Request) -> None:
        read.append(request)
        line.answer(request.ref, Told(text="ü"), {"room:keynote": 3})

    await handle('{"do":"chat.post","ref":"r1","text":"ü"}', line, carry_out, uncounted)
    assert read == [Request("r1", "chat.post", {"text": "ü"})]
    assert told == [{"ref": "r1", "ok": {"text": "ü"}, "seq": {"room:keynote": 3}}]


@pytest.mark.parametrize("error", [NotAllowed(), TooFast(wait=3.14), NotAllowed("No.", field="room")])
async def test_a_refusal_goes_back_with_the_reference(error: SymposiaError) -> None:
    line, told = connection()

    async def carry_out(_request: Request) -> None:
        raise error

    await handle('{"do":"chat.post","ref":9}', line, carry_out, uncounted)
    assert told == [{"ref": 9, "error": error.wire()}]


def nested_json(levels: int) -> str:
    return '{"do":"x","a":' + "[" * (levels - 1) + "]" * (levels - 1) + "}"


def test_nesting_is_bounded() -> None:
    assert read_object(nested_json(DEEPEST))
    with pytest.raises(Malformed):
        read_object(nested_json(DEEPEST + 1))


@given(st.one_of(st.text(), st.binary()))
def test_any_bytes_are_an_object_or_malformed(raw: str | bytes) -> None:
    try:
        assert isinstance(read_object(raw), dict)
    except Malformed:
        return
    json.loads(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_every_plain_object_is_read_as_it_is(fields: dict[str, Any]) -> None:
    assert read_object(json.dumps(fields)) == fields
