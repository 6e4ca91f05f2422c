"""What is over at once when somebody is blocked, or has to go: a meeting that others wait in."""

from collections.abc import Callable
from typing import Any

from sqlmodel import col, select

from symposia.features.networking import rules
from symposia.features.networking.ledger import Ledger, opened
from symposia.features.networking.rules import Outcome, Phase
from symposia.features.networking.tables import Networking
from symposia.features.networking.topics import NETWORKING
from symposia.features.programme.tables import ProgrammeSession
from symposia.kernel.context import Context
from symposia.kernel.tables import TopicRow
from symposia.kernel.wire import PersonId


def part(ctx: Context[Any], person: PersonId, other: PersonId) -> None:
    """`person` has blocked `other`: wherever rounds are held, the two are parted."""
    _wherever_rounds_are(ctx, person, lambda ledger: rules.block(ledger.floor, ledger.plan, person, other, ctx.now))


def let_go(ctx: Context[Any], person: PersonId, room: str | None) -> None:
    """`person` has to go, out of `room` or of the conference: nobody there waits for them any more."""
    _wherever_rounds_are(ctx, person, lambda ledger: rules.unready(ledger.floor, ledger.plan, person, ctx.now), room)


def _wherever_rounds_are(
    ctx: Context[Any], person: PersonId, decide: Callable[[Ledger], Outcome], room: str | None = None
) -> None:
    over = (Phase.DRAFT, Phase.ENDED)
    held = select(Networking.id).where(col(Networking.phase).not_in(over)).order_by(col(Networking.id))
    if room is not None:
        here = select(ProgrammeSession.id).where(ProgrammeSession.room_id == room)
        held = held.where(col(Networking.id).in_(here))
    for id in ctx.db.exec(held).all():
        # These acts happen elsewhere; holding the session's head makes them wait for a round that is being formed
        # without knowing of them.
        ctx.db.get(TopicRow, NETWORKING.name(id), with_for_update=True)
        row = ctx.db.get(Networking, id, populate_existing=True)
        if row is not None:
            ledger = opened(ctx, row, person)
            ledger.take(decide(ledger))
            ledger.close()
