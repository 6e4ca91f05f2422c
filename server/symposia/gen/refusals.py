"""Which errors a command can answer, found in the code of its handler and in what that calls."""

from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

from symposia.kernel.access import Right
from symposia.kernel.errors import (
    Banned,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Removed,
    Silenced,
    SymposiaError,
    TooFast,
)
from symposia.kernel.feature import Catalogue

OURS = "symposia.features"
BY_RIGHT: dict[Right, tuple[type[SymposiaError], ...]] = {
    Right.BE_HERE: (NotSignedIn, Banned),
    Right.SPEAK: (NotSignedIn, Banned),
    Right.MODERATE: (NotSignedIn, Banned, NotAllowed),
    Right.ORGANISE: (NotSignedIn, Banned, NotAllowed),
    Right.SYSTEM: (NotAllowed,),
}
AT_A_PLACE: dict[Right, tuple[type[SymposiaError], ...]] = {
    Right.BE_HERE: (Removed,),
    Right.SPEAK: (Removed, Silenced),
}


def refusals(catalogue: Catalogue, name: str) -> list[type[SymposiaError]]:
    """The errors that `name` can answer, in the order of their codes; `broken`, `busy` and `storage_full` aside."""
    handler = catalogue.handlers[name]
    found: set[type[SymposiaError]] = {Invalid, TooFast, *BY_RIGHT[handler.need], *_raised(handler.decide, set())}
    enter = catalogue.entrance(handler.command)
    if enter is not None:
        found |= {*AT_A_PLACE.get(handler.need, ()), *_raised(enter, set())}
    return sorted(found, key=lambda kind: kind.code)


def _raised(function: Callable[..., Any], seen: set[object]) -> Iterator[type[SymposiaError]]:
    if not isinstance(function, FunctionType) or function in seen:
        return
    seen.add(function)
    for code in _codes(function.__code__):
        if "get" in code.co_names and code.co_varnames[:1] == ("ctx",):
            yield NotFound
        for name in code.co_names:
            thing = function.__globals__.get(name)
            if isinstance(thing, type) and issubclass(thing, SymposiaError):
                yield thing
            elif isinstance(thing, FunctionType) and thing.__module__.startswith(OURS):
                yield from _raised(thing, seen)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
