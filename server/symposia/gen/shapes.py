"""How the wire's models look from outside: their types in TypeScript's notation, and names without clashes."""

import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from symposia.kernel.access import Right
from symposia.kernel.feature import Catalogue
from symposia.kernel.wire import SLUG_PATTERN, UUID_PATTERN, View

_PLAIN: dict[Any, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    None: "null",
    type(None): "null",
    date: "string",
    datetime: "string",
    AwareDatetime: "string",
    Any: "unknown",
    object: "unknown",
}
Model = type[BaseModel]


def asked(catalogue: Catalogue) -> list[str]:
    """The names of the commands that people can send, in their order: not those of the system itself."""
    return sorted(name for name, handler in catalogue.handlers.items() if handler.need is not Right.SYSTEM)


def pascal(kind: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in kind.replace("-", "_").split("_"))


def kind_of(view: type[View]) -> str:
    """The kind of a view: the default of its field `kind`."""
    return str(view.model_fields["kind"].default)


def by_kind(catalogue: Catalogue) -> dict[str, list[type[View]]]:
    """The view classes of each kind; several when features show different things under one kind."""
    found: dict[str, list[type[View]]] = {}
    for view in catalogue.views:
        same = found.setdefault(kind_of(view), [])
        if not any(_alike(view, other) for other in same):
            same.append(view)
    return dict(sorted(found.items()))


def _alike(one: Model, other: Model) -> bool:
    return {name: (field.annotation, field.is_required()) for name, field in one.model_fields.items()} == {
        name: (field.annotation, field.is_required()) for name, field in other.model_fields.items()
    }


def models_in(annotation: Any) -> Iterator[Model]:
    """The models that an annotation mentions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def nested(roots: Iterable[Model]) -> list[Model]:
    """All models inside `roots`, at any depth, without the roots themselves unless they are inside another."""
    found: dict[Model, None] = {}

    def visit(model: Model) -> None:
        for field in model.model_fields.values():
            for inner in models_in(field.annotation):
                if inner not in found:
                    found[inner] = None
                    visit(inner)

    for root in roots:
        visit(root)
    return list(found)


class Names:
    """The name of each model outside: a view's is its kind, another's that of its class. No name stands for two."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._names: dict[Model, str] = {}
        self._taken: set[str] = {pascal(kind) for kind in by_kind(catalogue)}
        for kind, views in by_kind(catalogue).items():
            for view in catalogue.views:
                if kind_of(view) == kind and len(views) == 1:
                    self._names[view] = pascal(kind)

    def of(self, model: Model) -> str:
        name = self._names.get(model)
        if name is None:
            name = model.__name__.removesuffix("View")
            if name in self._taken:
                name = pascal(model.__module__.split(".")[-2]) + name
            self._names[model] = name
            self._taken.add(name)
        return name


def typescript(annotation: Any, names: Names) -> str:
    """`annotation` as a TypeScript type, as it stands on the wire."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return typescript(args[0], names)
    if origin is Literal:
        return " | ".join(_literal(value) for value in args)
    if origin in (Union, types.UnionType):
        return " | ".join(dict.fromkeys(typescript(arg, names) for arg in args))
    if origin in (tuple, list, frozenset, set):
        return _sequence(origin, args, names)
    if origin is dict:
        return f"Record<{typescript(args[0], names)}, {typescript(args[1], names)}>"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return names.of(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " | ".join(_literal(member.value) for member in annotation)
    raise TypeError(f"no TypeScript is known for {annotation!r}")


def _sequence(origin: Any, args: tuple[Any, ...], names: Names) -> str:
    if origin is tuple and not (len(args) == 2 and args[1] is Ellipsis):
        return "[" + ", ".join(typescript(arg, names) for arg in args) + "]"
    inner = typescript(args[0], names)
    return f"({inner})[]" if " | " in inner else f"{inner}[]"


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as it is shown outside."""

    name: str
    type: str
    optional: bool
    note: str = ""


def fields_of(model: Model, names: Names, *, told: bool) -> list[Shown]:
    """The fields of `model`. `told`: we tell it, so that what has a default is there all the same, and only what may
    be None can be missing; otherwise it is told to us, and what has a default may be left out.
    """
    properties = model.model_json_schema(mode="validation").get("properties", {})
    return [
        Shown(name, _type(field, name, names), _optional(field, told), _note(properties.get(name, {}), field))
        for name, field in model.model_fields.items()
    ]


def _type(field: FieldInfo, name: str, names: Names) -> str:
    if name == "kind" and field.annotation is str and isinstance(field.default, str):
        return _literal(field.default)
    return typescript(field.annotation, names)


def _optional(field: FieldInfo, told: bool) -> bool:
    return (field.default is None and not field.is_required()) if told else not field.is_required()


def _note(schema: dict[str, Any], field: FieldInfo) -> str:
    """What a value must be like, in words."""
    notes = []
    for part in (schema, *schema.get("anyOf", ())):
        pattern = part.get("pattern")
        if pattern:
            notes.append({UUID_PATTERN: "UUID", SLUG_PATTERN: "slug"}.get(pattern, f"matches `{pattern}`"))
        notes.extend(_bounds(part, "minLength", "maxLength", "characters"))
        notes.extend(_bounds(part, "minItems", "maxItems", "items"))
        notes.extend(_bounds(part, "minimum", "maximum", ""))
    if not field.is_required() and field.default not in (None, ()) and not isinstance(field.default, BaseModel):
        notes.append(f"{field.default!r} if left out".replace("'", "`"))
    return "; ".join(dict.fromkeys(notes))


def _bounds(schema: dict[str, Any], least: str, most: str, what: str) -> Iterator[str]:
    low, high = schema.get(least), schema.get(most)
    if high is not None and pattern_bound(schema):
        return
    if low is not None and high is not None:
        yield f"{low} to {high} {what}".strip()
    elif high is not None:
        yield f"at most {high} {what}".strip()
    elif low is not None:
        yield f"at least {low} {what}".strip()


def pattern_bound(schema: dict[str, Any]) -> bool:
    """Whether the pattern already says how long a text can be, in words that people know."""
    return schema.get("pattern") in (UUID_PATTERN, SLUG_PATTERN)
