"""The sheet of attendees that `symposia pair` reads, and the plan that it writes: JSON, both ways."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from symposia.features.networking.pairing.many_rounds import PlannedRound
from symposia.features.networking.pairing.matching import Levels, Matching, Weights
from symposia.features.networking.pairing.profiles import Intent, Profile, Role
from symposia.kernel.errors import Invalid
from symposia.kernel.wire import Line, Many, Wire

LONGEST = 200
_IN_WORDS = {"model_type": "An object is expected", "tuple_type": "A list is expected"}
"""Where what pydantic says is of no use to people."""


def _usable(id: str) -> str:
    if not id.strip() or any("\ud800" <= letter <= "\udfff" for letter in id):
        raise PydanticCustomError("id", "An id in Unicode that is not blank is expected")
    return id


Key = Annotated[str, AfterValidator(_usable)]
"""An id: whatever it is, it comes out again as it came in."""
Word = Annotated[str, Line(LONGEST, least=1)]
Name = Annotated[str, Line(LONGEST)]
Weight = Annotated[float, Field(ge=0)]
_USUAL = Weights()


def _given(value: Any) -> Any:
    """What is null was not given."""
    return {key: part for key, part in value.items() if part is not None} if isinstance(value, dict) else value


class _Attendee(Wire):
    id: Key
    name: Name = ""
    institution: Name = ""
    city: Name = ""
    field: Name = ""
    topics: Many[Word] = ()
    offers: Many[Word] = ()
    seeks: Many[Word] = ()
    role: Role | None = None
    seniority: Annotated[int, Field(ge=0, le=2)] = 1
    languages: Many[Word] = ()
    intents: Many[Intent] = ()
    likes_three: bool = False
    wishes: Many[Key] = ()
    blocked: Many[Key] = ()


class _Weights(Wire):
    topics: Weight = _USUAL.topics
    complement: Weight = _USUAL.complement
    distance: Weight = _USUAL.distance
    seniority: Weight = _USUAL.seniority
    base: Weight = _USUAL.base


class _Rules(Wire):
    weights: Annotated[_Weights, BeforeValidator(_given)] = _Weights()
    same_institution: bool = True
    levels: Levels = "close"
    same_field: bool = False
    must_meet: Many[Annotated[tuple[Key, Key], Field(strict=False)]] = ()


class _Sheet(Wire):
    attendees: Many[Annotated[_Attendee, BeforeValidator(_given)]]
    rules: Annotated[_Rules, BeforeValidator(_given)] = _Rules()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet says; `warnings` are sentences about what in it was ignored."""

    profiles: tuple[Profile, ...]
    matching: Matching
    warnings: tuple[str, ...]


def read_sheet(text: str | bytes) -> Sheet:
    """The attendees and rules of a sheet. `Invalid`, with a sentence that names attendee and field, if it is wrong."""
    try:
        given = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"This is not JSON: {error}.") from error
    try:
        sheet = _Sheet.model_validate(_given(given))
    except ValidationError as error:
        # A name with half a letter in it could not be written.
        raise Invalid(_sentence(error, given).encode(errors="backslashreplace").decode()) from error
    counts = Counter(attendee.id for attendee in sheet.attendees)
    if twice := [person for person, count in counts.items() if count > 1]:
        raise Invalid(f"Two attendees have the id “{twice[0]}”: field id.", field="id")
    return Sheet(
        tuple(_profile(attendee, counts) for attendee in sheet.attendees),
        _matching(sheet.rules, counts),
        tuple(_warnings(sheet, counts)),
    )


def written(rounds: Sequence[PlannedRound], *, plain: bool = False) -> str:
    """The plan as JSON: `{"rounds": [{"present", "pairs", "trios", "sat_out"}, …]}`, all of them ids.

    `plain`: in ASCII, for where other letters cannot be written.
    """
    told = [
        {"present": plan.present, "pairs": plan.pairs, "trios": plan.trios, "sat_out": plan.sat_out} for plan in rounds
    ]
    return json.dumps({"rounds": told}, ensure_ascii=plain)


def _no_number(word: str) -> Literal[0]:
    raise ValueError(f"{word} is not a number")


def _sentence(error: ValidationError, given: Any) -> str:
    """Where it is wrong and how, in words: the first mistake."""
    first = error.errors(include_url=False, include_context=False)[0]
    place, what = list(first["loc"]), _IN_WORDS.get(first["type"], first["msg"].removesuffix("."))
    if place[:1] == ["attendees"] and len(place) > 1 and isinstance(place[1], int):
        attendee = given["attendees"][place[1]]
        name = attendee.get("id") if isinstance(attendee, dict) else None
        who = f"Attendee {place[1] + 1}" + (f" (“{name}”)" if isinstance(name, str) else "")
        return f"{who}, {_field(place[2:])}: {what}."
    return f"The sheet, {_field(place)}: {what}."


def _field(place: list[int | str]) -> str:
    return f"field {'.'.join(map(str, place))}" if place else "as a whole"


def _profile(given: _Attendee, known: Iterable[str]) -> Profile:
    return Profile(
        id=given.id,
        name=given.name,
        institution=given.institution,
        city=given.city or None,
        topics=given.topics,
        seeks=given.seeks,
        offers=given.offers,
        role=given.role,
        seniority=given.seniority,
        languages=given.languages,
        wishes=_others(given, given.wishes, known),
        blocked=_others(given, given.blocked, known),
        field=given.field,
        intents=given.intents,
        likes_three=given.likes_three,
    )


def _others(given: _Attendee, named: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    return frozenset(other for other in named if other in known and other != given.id)


def _matching(rules: _Rules, known: Iterable[str]) -> Matching:
    try:
        weights = Weights(**rules.weights.model_dump())
    except ValueError as error:
        raise Invalid(f"The sheet, field rules.weights: {error}", field="rules.weights") from error
    return Matching(
        weights=weights,
        same_institution=rules.same_institution,
        levels=rules.levels,
        same_field=rules.same_field,
        must_meet=frozenset((a, b) for a, b in rules.must_meet if a in known and b in known and a != b),
    )


def _warnings(sheet: _Sheet, known: Iterable[str]) -> Iterable[str]:
    for attendee in sheet.attendees:
        for field, named in (("wishes", attendee.wishes), ("blocked", attendee.blocked)):
            for other in named:
                if other not in known:
                    yield f"Attendee “{attendee.id}”, field {field}: nobody has the id “{other}”; ignored."
    for pair in sheet.rules.must_meet:
        for other in pair:
            if other not in known:
                yield f"The sheet, field rules.must_meet: nobody has the id “{other}”; ignored."
