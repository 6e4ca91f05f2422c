"""The call of a dialogue: who of the two is in it, and that it rings for the one who is not.

It rings for somebody from when the other has come into the call, until they come too, say that they cannot, or the
other has left. For how long it is heard is up to the browser. The notice stays: somebody has called.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from symposia.features.calls.places import seats_of
from symposia.features.dialogues.tables import DialogueSide
from symposia.features.dialogues.topics import DIALOGUE, blocks, my_side, show
from symposia.features.dialogues.wire import DeclineCall, DialogueCallView
from symposia.features.people.notices import notify, withdraw
from symposia.kernel.context import Context
from symposia.kernel.wire import PersonId

LEFT_ALONE = timedelta(seconds=60)
"""For so long after somebody has said that they cannot come, it does not ring for them again."""


def tell_dialogue(ctx: Context[Any], host: str) -> None:
    """Somebody has come into the call of the dialogue `host`, or left it."""
    id = DIALOGUE.key(host)
    if id is None:
        return
    people = _in_call(ctx.db, id)
    for side in _sides(ctx.db, id):
        if side.person_id in people:
            side.declined_at = None
            hush(ctx, side)
        elif side.other_id not in people:
            _stop(ctx, side)
        elif side.other_id == ctx.actor.id:
            _ring(ctx, side)
    _show_call(ctx, id)


def decline(ctx: Context[None], do: DeclineCall) -> None:
    """Say that I cannot come into the call now."""
    mine = my_side(ctx, do.dialogue)
    if mine.rung_at is not None:
        mine.declined_at = ctx.now
        hush(ctx, mine)
        _show_call(ctx, do.dialogue)


def call_views(db: Session, id: str) -> Iterable[DialogueCallView]:
    """The call of the dialogue, while somebody is in it."""
    people = _in_call(db, id)
    if people:
        away = any(side.declined_at is not None and side.person_id not in people for side in _sides(db, id))
        yield DialogueCallView(id=id, people=people, declined=away or None)


def hush(ctx: Context[Any], side: DialogueSide) -> None:
    """It rings no longer for this person, and nothing is left to be told of it."""
    _stop(ctx, side)
    withdraw(ctx, side.person_id, "call", side.other_id)


def _ring(ctx: Context[Any], side: DialogueSide) -> None:
    """The other has come, which is who acts: let this person know."""
    declined = side.declined_at is not None and ctx.now - side.declined_at < LEFT_ALONE
    if side.rung_at is not None or declined or blocks(ctx.db, side.person_id, side.other_id):
        return
    side.shown, side.rung_at, side.declined_at = True, ctx.now, None
    side.name, side.affiliation, side.picture = ctx.actor.name, ctx.actor.affiliation, ctx.actor.picture
    show(ctx, side)
    withdraw(ctx, side.person_id, "call", side.other_id)
    notify(ctx, side.person_id, "call")


def _stop(ctx: Context[Any], side: DialogueSide) -> None:
    if side.rung_at is not None:
        side.rung_at = None
        show(ctx, side)


def _show_call(ctx: Context[Any], id: str) -> None:
    views, host = list(call_views(ctx.db, id)), DIALOGUE.name(id)
    ctx.put(host, *views)
    if not views:
        ctx.drop(host, "dialogue_call", id)


def _in_call(db: Session, id: str) -> tuple[PersonId, ...]:
    return tuple(seat.person_id for seat in seats_of(db, DIALOGUE.name(id)))


def _sides(db: Session, id: str) -> list[DialogueSide]:
    return list(db.exec(select(DialogueSide).where(DialogueSide.dialogue_id == id)).all())
