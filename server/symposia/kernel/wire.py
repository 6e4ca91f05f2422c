"""What crosses the border: commands, queries, answers and views, frozen, exact and without surprises."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, TypeVar

from annotated_types import GroupedMetadata, Len
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from symposia.kernel.errors import Invalid

UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# Control characters and the invisible ones that turn text around; line breaks and tabs are allowed in long texts.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
# Anything but spaces and what Unicode has browsers ignore or draw as nothing: joiners, fillers, tags, blank Braille.
_SHOWN = re.compile(
    r"[^\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_BREAKS = re.compile(r"[\n\t\u2028\u2029]")


def clean(text: str) -> str:
    """`text` without spaces around it; empty if there is nothing in it that anybody would see."""
    text = text.replace("\r\n", "\n").strip()
    if _FORBIDDEN.search(text):
        raise PydanticCustomError("control_character", "control characters are not allowed")
    return text if _SHOWN.search(text) else ""


def one_line(text: str) -> str:
    return _BREAKS.sub(" ", clean(text))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _only_text(value: Any) -> Any:
    # Numbers would be read as seconds since 1970: too easy a mistake to accept.
    if isinstance(value, (str, datetime)):
        return value
    raise PydanticCustomError("moment", "an ISO 8601 date and time with its zone is expected")


def iso(moment: datetime) -> str:
    """`moment` as it stands on the wire: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Id = Annotated[str, Field(pattern=UUID_PATTERN)]
PersonId = Id
Slug = Annotated[str, Field(pattern=SLUG_PATTERN, max_length=60)]
Moment = Annotated[
    AwareDatetime,
    Field(strict=False),
    BeforeValidator(_only_text),
    AfterValidator(_utc),
    PlainSerializer(iso, return_type=str, when_used="json"),
]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]
_T = TypeVar("_T")
Many = Annotated[tuple[_T, ...], Field(strict=False)]
"""A list on the wire, a tuple in our hands."""


class Line(GroupedMetadata):
    """For a text of one line: trimmed, breaks become spaces, `least` to `most` characters."""

    clean = staticmethod(one_line)

    def __init__(self, most: int, least: int = 0) -> None:
        self._most, self._least = most, least

    def __iter__(self) -> Iterator[object]:
        yield AfterValidator(self.clean)
        yield Len(self._least, self._most)


class Text(Line):
    """For a text that may have several lines: trimmed, `least` to `most` characters."""

    clean = staticmethod(clean)


def invalid(error: ValidationError, whole: str) -> Invalid:
    """The first thing that is wrong, as the one who sent it is told; `whole` names what it is wrong with as a whole."""
    first = error.errors(include_url=False, include_input=False)[0]
    where, sentence = ".".join(map(str, first["loc"])), first["msg"]
    bounds = first.get("ctx", {})
    if bounds.get("field_type") == "Value":  # a text, of which pydantic speaks as of a list
        least, most = bounds.get("min_length"), bounds.get("max_length")
        sentence = f"at most {most} characters are possible" if most else f"at least {least} character is needed"
    return Invalid(f"{where or whole}: {sentence}", field=where or None)


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    def encoded(self) -> bytes:
        """As JSON bytes; what is None is left out."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)


class View(Wire):
    """What everybody who follows a topic sees of one thing. Subclasses set `kind` as a Literal with a default."""

    kind: str
    id: str

    @property
    def key(self) -> tuple[str, str]:
        return (self.kind, self.id)


class Answer(Wire):
    """What the one who asked gets back beside the change."""


class Nothing(Answer):
    """It was done; there is nothing to add."""


class Command(Wire):
    """Something that somebody asks for, by name."""

    called: ClassVar[str] = ""
    """The command's own name, such as `question.vote`."""
    answers: ClassVar[type[Answer]] = Nothing
    bursts: ClassVar[bool] = False
    """Whether programs send many of it at once, as in setting up a call: it has a limit of its own."""

    def __init_subclass__(cls, name: str = "", answers: type[Answer] | None = None, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.called = name
        if answers is not None:
            cls.answers = answers

    @property
    def where(self) -> str | None:
        """The durable topic of the place where this happens. Commands of one place run one after another."""
        return None


class Query(Command):
    """A command that only reads: it runs on a reader and changes nothing."""
