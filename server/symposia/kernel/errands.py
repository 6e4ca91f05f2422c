"""Errands: what has to happen outside once a transaction is committed, such as a word with a media server.

A handler is without input and output; it returns an errand in place of its answer, which then comes of the errand, or
leaves one with `ctx.afterwards`. Whoever wires the process says who runs which errands.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symposia.kernel.wire import Answer


@dataclass(frozen=True, slots=True)
class Errand:
    """Everything that is needed to run it, as the handler saw it. Subclasses say what it is."""


Run = Callable[[Any], Awaitable[Answer | None]]
"""`(errand) -> answer`. It may be run when things have moved on already, and it is not run again."""
Runners = Mapping[type[Errand], Run]
