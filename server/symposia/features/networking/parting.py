"""What a block does at once: a meeting of the two is over."""

from typing import Any

from sqlmodel import col, select

from symposia.features.networking import rules
from symposia.features.networking.ledger import opened
from symposia.features.networking.rules import Phase
from symposia.features.networking.tables import Networking
from symposia.features.networking.topics import NETWORKING
from symposia.kernel.context import Context
from symposia.kernel.tables import TopicRow
from symposia.kernel.wire import PersonId


def part(ctx: Context[Any], person: PersonId, other: PersonId) -> None:
    """`person` has blocked `other`: wherever rounds are held, the two are parted."""
    over = (Phase.DRAFT, Phase.ENDED)
    held = select(Networking.id).where(col(Networking.phase).not_in(over)).order_by(col(Networking.id))
    for id in ctx.db.exec(held).all():
        # A block is nowhere in particular; holding the session's head makes it wait for a round that is being
        # formed without knowing of it.
        ctx.db.get(TopicRow, NETWORKING.name(id), with_for_update=True)
        row = ctx.db.get(Networking, id, populate_existing=True)
        if row is not None:
            ledger = opened(ctx, row, person)
            ledger.take(rules.block(ledger.floor, ledger.plan, person, other, ctx.now))
            ledger.close()
