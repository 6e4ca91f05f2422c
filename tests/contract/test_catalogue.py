"""What holds for every command and every view, whoever wrote it."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from symposia.gen.shapes import asked, kind_of, nested
from symposia.venue import catalogue

CATALOGUE = catalogue()
COMMANDS = {name: handler.command for name, handler in CATALOGUE.handlers.items()}


def everything() -> list[type[BaseModel]]:
    roots: list[type[BaseModel]] = [*COMMANDS.values(), *CATALOGUE.views]
    roots += [command.answers for command in COMMANDS.values()]
    return list(dict.fromkeys([*roots, *nested(roots)]))


@pytest.mark.parametrize("model", everything(), ids=lambda model: model.__name__)
def test_what_crosses_the_border_is_frozen_exact_and_documented(model: type[BaseModel]) -> None:
    assert model.model_config.get("frozen")
    assert model.model_config.get("extra") == "forbid"
    assert model.model_config.get("strict")
    assert (model.__doc__ or "").strip()


@pytest.mark.parametrize("name", asked(CATALOGUE))
def test_everything_that_is_asked_is_bounded(name: str) -> None:
    """A number without bounds ends as an error of the database; a text without, as a full one."""
    schema = COMMANDS[name].model_json_schema()
    assert list(unbounded(schema, schema, name)) == []


def unbounded(schema: dict[str, object], document: dict[str, object], path: str) -> list[str]:
    """The places in `schema` where a number, a text or a list can be of any size."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        definitions = document["$defs"]
        assert isinstance(definitions, dict)
        return unbounded(definitions[reference.rsplit("/", 1)[1]], document, path)
    found = []
    kind = schema.get("type")
    closed = {"enum", "const"} & schema.keys()
    if kind == "integer" and not closed and not isinstance(schema.get("maximum"), int):
        found.append(f"{path}: an integer without `le`")
    if kind == "string" and not closed and not {"maxLength", "pattern", "format"} & schema.keys():
        found.append(f"{path}: a text without a greatest length")
    for key in ("anyOf", "prefixItems"):
        parts = schema.get(key, [])
        assert isinstance(parts, list)
        for part in parts:
            found += unbounded(part, document, path)
    items = schema.get("items")
    if isinstance(items, dict):
        if "maxItems" not in schema:
            found.append(f"{path}: a list without a greatest length")
        found += unbounded(items, document, f"{path}[]")
    properties = schema.get("properties", {})
    assert isinstance(properties, dict)
    for name, field in properties.items():
        found += unbounded(field, document, f"{path}.{name}")
    return found


def test_no_kind_is_called_like_another_thing() -> None:
    kinds = [kind_of(view) for view in CATALOGUE.views]
    assert all(kind.isidentifier() and kind.islower() for kind in kinds)
    for view in CATALOGUE.views:
        assert view.model_fields["kind"].default == kind_of(view)


def test_every_command_is_called_thing_and_act() -> None:
    for name in COMMANDS:
        thing, _, act = name.partition(".")
        assert thing.isidentifier()
        assert act.isidentifier()
