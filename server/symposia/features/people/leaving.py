"""Where other features hear that somebody has to go, in the transaction that makes them go."""

from collections.abc import Callable
from typing import Any

from symposia.kernel.context import Context
from symposia.kernel.wire import PersonId

on_leaving: list[Callable[[Context[Any], PersonId, str | None], None]] = []
"""`(context, who, room)`: they go out of the room, or of the whole conference (None). Features in which others wait
for somebody add what frees those at once."""


def leave(ctx: Context[Any], person: PersonId, room: str | None = None) -> None:
    """Let every feature know that `person` has to go."""
    ctx.db.flush()
    for free in on_leaving:
        free(ctx, person, room)
