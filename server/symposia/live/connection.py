"""One connection without I/O: what comes in as text, what it follows, what goes out as frames."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json

from symposia.kernel.access import Actor
from symposia.kernel.errors import Malformed, SymposiaError
from symposia.kernel.wire import Answer
from symposia.live.codec import dump
from symposia.live.frames import Line, text_frame

MOST_TOPICS = 64
"""How many topics one connection may follow."""
DEEPEST = 16
"""How deep the JSON of a request may be nested."""


@dataclass(frozen=True, slots=True)
class Request:
    """A frame that could be read: `{ref, do, ...fields}`."""

    ref: int | str | None
    do: str
    fields: Mapping[str, Any]


@dataclass(eq=False, slots=True)
class Connection:
    """The state of one WebSocket. Identity is its own: two connections of one person are two followers."""

    line: Line
    actor: Actor
    """Who has come, as they were then."""
    follows: dict[str, bool] = field(default_factory=dict)
    """Topic → whether following it counts as being at a place."""
    dismissed: bool = False
    """The server has closed it: what was sent before and not read yet is not carried out any more."""

    @property
    def person(self) -> str:
        return self.actor.id

    def answer(self, ref: int | str | None, ok: Answer, seq: Mapping[str, int]) -> None:
        body = b'{"ref":%s,"ok":%s' % (dump(ref), ok.encoded())
        self.send(body + (b',"seq":%s}' % dump(seq) if seq else b"}"))

    def refuse(self, ref: int | str | None, error: SymposiaError) -> None:
        self.send(dump({"ref": ref, "error": error.wire()}))

    def send(self, payload: bytes) -> None:
        self.line.push(text_frame(payload))


def read_object(raw: str | bytes) -> dict[str, Any]:
    """The JSON object in `raw`; Malformed for all else (NaN, lone surrogates and deep nesting included)."""
    try:
        told = from_json(raw, allow_inf_nan=False, allow_partial=False)
    except ValueError:
        raise Malformed() from None
    if not isinstance(told, dict):
        raise Malformed()
    if _deeper_than(told, DEEPEST):
        raise Malformed(f"This request is nested more than {DEEPEST} levels deep.")
    return told


async def handle(
    raw: str | None, connection: Connection, carry_out: Callable[[Request], Awaitable[None]], count: Callable[[], None]
) -> None:
    """Read a frame and have it carried out; what was wrong with it is told back, with its reference if it has one.

    `raw` is its text, None for a binary frame.
    `count` is called for a frame that cannot be read: TooFast when these are too many.
    """
    ref: int | str | None = None
    try:
        try:
            if raw is None:
                raise Malformed("This frame is binary: a text frame with one JSON object is expected.")
            fields = read_object(raw)
            ref = _reference(fields.pop("ref", None))
            do = _name(fields.pop("do", None))
        except Malformed:
            count()
            raise
        await carry_out(Request(ref, do, fields))
    except SymposiaError as error:
        connection.refuse(ref, error)


def _name(do: object) -> str:
    if not isinstance(do, str):
        raise Malformed("`do` is missing: the name of a command.")
    return do


def _reference(ref: object) -> int | str | None:
    if isinstance(ref, bool) or not isinstance(ref, (int, str, type(None))):
        raise Malformed("`ref` is a number or a text.")
    return ref


def _deeper_than(value: object, levels: int) -> bool:
    """Without recursion: what is looked at may be as deep as a frame is long."""
    layer: list[object] = [value]
    for _ in range(levels):
        layer = [
            inner
            for outer in layer
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not layer:
            return False
    return True
