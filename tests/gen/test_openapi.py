"""The OpenAPI document is one that tools can read, and says what the server does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from symposia.gen.openapi import openapi
from symposia.gen.shapes import asked
from symposia.venue import catalogue
from tests.support.venue import VenueForTests

CATALOGUE = catalogue()
DOCUMENT = openapi(CATALOGUE)
METHODS = {"get", "post"}


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    if isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_it_is_openapi_3_1_and_plain_json() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert set(DOCUMENT["info"]) >= {"title", "version"}
    assert json.loads(json.dumps(DOCUMENT)) == DOCUMENT


def test_every_reference_leads_somewhere() -> None:
    references = [part["$ref"] for part in parts(DOCUMENT) if isinstance(part.get("$ref"), str)]
    assert references
    for reference in references:
        place: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, reference
            place = place[step]


def test_every_operation_is_complete() -> None:
    operations = [(path, method, it) for path, item in DOCUMENT["paths"].items() for method, it in item.items()]
    assert {method for _, method, _ in operations} <= METHODS
    ids = [it["operationId"] for _, _, it in operations]
    assert len(ids) == len(set(ids))
    for path, method, it in operations:
        assert it["summary"]
        assert "200" in it["responses"]
        assert all(answer["description"] for answer in it["responses"].values())
        assert all(code.isdigit() and len(code) == 3 for code in it["responses"])
        named = {parameter["name"] for parameter in it.get("parameters", ())}
        assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}
        assert ("requestBody" in it) == (method == "post")


def test_every_command_is_there_with_all_its_fields() -> None:
    commands = {path.removeprefix("/api/do/") for path in DOCUMENT["paths"] if path.startswith("/api/do/")}
    assert sorted(commands) == asked(CATALOGUE)
    for name in commands:
        body = DOCUMENT["paths"][f"/api/do/{name}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        schema = DOCUMENT["components"]["schemas"][body["$ref"].rsplit("/", 1)[1]]
        assert set(schema.get("properties", {})) == set(CATALOGUE.handlers[name].command.model_fields)
        assert schema["additionalProperties"] is False


def test_what_the_server_tells_has_the_fields_of_the_document(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    ann.follows("programme", f"person:{ann.id}")
    ann.does("chat.post", room="keynote", id=venue.id(), text=f"@[Bob]({bob.id})")
    described = {
        schema["properties"]["kind"].get("const") or schema["properties"]["kind"].get("default"): schema
        for schema in DOCUMENT["components"]["schemas"].values()
        if "kind" in schema.get("properties", {}) and "id" in schema["properties"]
    }
    for kind in ("me", "conference", "room", "message", "door"):
        view = ann.sees(kind)
        assert set(view) <= set(described[kind]["properties"])
        assert set(described[kind].get("required", ())) <= set(view)
