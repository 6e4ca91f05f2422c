"""The catalogue as OpenAPI 3.1, for integrations: commands by POST, maps of topics by GET."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

import symposia
from symposia.gen.refusals import refusals
from symposia.gen.shapes import asked
from symposia.kernel.errors import Banned, NotAllowed, NotFound, NotSignedIn, Removed, SymposiaError
from symposia.kernel.feature import Catalogue
from symposia.live.engine import Followed

REF = "#/components/schemas/{model}"
TOPIC = {
    "name": "topic",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "e.g. `programme`",
}
Schema = dict[str, Any]
Refs = dict[tuple[Any, str], Schema]


def openapi(catalogue: Catalogue) -> Schema:
    """The document. Every command is there as it can be sent; the answers as they come."""
    refs, definitions = _schemas(catalogue)
    views = [refs[view, "serialization"] for view in catalogue.views]
    paths: Schema = {f"/api/do/{name}": {"post": _command(catalogue, name, refs)} for name in asked(catalogue)}
    paths["/api/topics/{topic}"] = {"get": _topic(catalogue)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Symposia",
            "version": symposia.__version__,
            "description": "Commands and maps of topics, as on the live socket. See docs/wire.md.",
        },
        "security": [{"bearer": []}, {"cookie": []}],
        "paths": paths,
        "components": {
            "schemas": {**definitions, "View": {"anyOf": views}, "TopicMap": _topic_map(), "Refusal": _refusal()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "The token that `symposia token` makes."},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "symposia"},
            },
        },
    }


def _schemas(catalogue: Catalogue) -> tuple[Refs, Schema]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(view, "serialization") for view in catalogue.views]
    for command in (catalogue.handlers[name].command for name in asked(catalogue)):
        wanted.append((command, "validation"))
        wanted.append((command.answers, "serialization"))
    refs, document = models_json_schema(list(dict.fromkeys(wanted)), ref_template=REF)
    return dict(refs.items()), document["$defs"]


def _command(catalogue: Catalogue, name: str, refs: Refs) -> Schema:
    command = catalogue.handlers[name].command
    ok = {
        "type": "object",
        "required": ["ok", "seq"],
        "properties": {
            "ok": refs[command.answers, "serialization"],
            "seq": {
                "type": "object",
                "description": "From which head on the change is in the map of a topic.",
                "additionalProperties": {"type": "integer"},
            },
        },
    }
    return {
        "operationId": name,
        "summary": (command.__doc__ or name).strip().split("\n")[0],
        "tags": [name.split(".")[0]],
        "requestBody": {"required": True, "content": _json(refs[command, "validation"])},
        "responses": {
            "200": {"description": "It was done.", "content": _json(ok)},
            **_refused(refusals(catalogue, name)),
        },
    }


def _topic(catalogue: Catalogue) -> Schema:
    families = ", ".join(f"`{family.pattern}`" for family in catalogue.families)
    tag = {"description": "Epoch and seq of the map.", "schema": {"type": "string"}}
    return {
        "operationId": "topic",
        "summary": "The whole map of a topic",
        "description": f"Topics: {families}.",
        "tags": ["topics"],
        "parameters": [TOPIC],
        "responses": {
            "200": {
                "description": "The map.",
                "headers": {"ETag": tag},
                "content": _json({"$ref": "#/components/schemas/TopicMap"}),
            },
            "304": {"description": "It is as `If-None-Match` says."},
            **_refused([NotSignedIn, Banned, NotAllowed, Removed, NotFound]),
        },
    }


def _refused(errors: list[type[SymposiaError]]) -> Schema:
    by_status: dict[int, list[str]] = {}
    for error in errors:
        by_status.setdefault(error.status, []).append(f"`{error.code}`: {error.sentence}")
    content = _json({"$ref": "#/components/schemas/Refusal"})
    return {
        str(status): {"description": "\n\n".join(sentences), "content": content}
        for status, sentences in sorted(by_status.items())
    }


def _topic_map() -> Schema:
    head = {name: Followed.model_json_schema()["properties"][name] for name in ("epoch", "seq")}
    views = {"type": "array", "items": {"$ref": "#/components/schemas/View"}}
    return {
        "type": "object",
        "required": ["topic", "epoch", "seq", "map"],
        "properties": {"topic": {"type": "string"}, **head, "map": views},
    }


def _refusal() -> Schema:
    error = {
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "code": {"type": "string", "description": "Stable, for programs."},
            "message": {"type": "string", "description": "For people."},
            "wait": {"type": "number", "description": "Seconds after which another try makes sense."},
            "field": {"type": "string", "description": "The field that is wrong."},
        },
    }
    return {"type": "object", "required": ["error"], "properties": {"error": error}}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}
