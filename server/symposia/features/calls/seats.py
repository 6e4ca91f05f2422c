"""Seats that become free, whatever the reason; and calls that are over."""

from collections.abc import Collection
from typing import Any

from sqlmodel import col, delete, select

from symposia.features.calls.carriers import close_room, end_media
from symposia.features.calls.places import call_view, member_view, seats_of, tell_host, topic_of_call
from symposia.features.calls.tables import Call, CallSeat
from symposia.kernel.context import Context
from symposia.kernel.errors import NotFound
from symposia.kernel.wire import Id, PersonId


def show(ctx: Context[Any], seat: CallSeat) -> None:
    ctx.put(topic_of_call(seat.place), member_view(seat))


def show_call(ctx: Context[Any], call: Call) -> None:
    ctx.put(topic_of_call(call.place), call_view(call))


def own_seat(ctx: Context[Any], host: str, peer: Id) -> CallSeat:
    """The seat of the actor's stay `peer` in the call of `host`."""
    seat = ctx.find(CallSeat, (host, ctx.actor.id), peer=peer, removed=False)
    if seat is None:
        raise NotFound("You are not in this call (any more).")
    return seat


def vacate(ctx: Context[Any], seat: CallSeat, *, barred: bool = False) -> None:
    """Free a seat. `barred`: who had it may not take it again. An empty call begins anew as a small one."""
    ctx.drop(topic_of_call(seat.place), "member", seat.person_id)
    call = ctx.db.get(Call, seat.place)
    end_media(ctx, call, seat)
    if barred:
        seat.removed, seat.feed = True, None
    else:
        ctx.db.delete(seat)
    ctx.db.flush()
    tell_host(ctx, seat.place)
    if call is not None and call.engine != "peers" and not seats_of(ctx.db, seat.place):
        close_room(ctx, call)
        call.engine, call.server, call.generation = "peers", None, call.generation + 1
        show_call(ctx, call)


def vacate_at(ctx: Context[Any], host: str, person: PersonId) -> None:
    """`person` is not at `host` any more, so they are not in its call."""
    seat = ctx.find(CallSeat, (host, person), removed=False)
    if seat is not None:
        vacate(ctx, seat)


def end_calls(ctx: Context[Any], hosts: Collection[str]) -> None:
    """These places are no more, and neither are their calls."""
    found = ctx.db.exec(select(CallSeat).where(col(CallSeat.place).in_(hosts))).all() if hosts else []
    rows = ctx.db.exec(select(Call).where(col(Call.place).in_(hosts))).all() if hosts else []
    over = {call.place: call for call in rows}
    for seat in found:
        if not seat.removed:
            end_media(ctx, over.get(seat.place), seat)
            ctx.drop(topic_of_call(seat.place), "member", seat.person_id)
    for host, call in over.items():
        close_room(ctx, call)
        ctx.drop(topic_of_call(host), "call", host)
    if over:
        ctx.db.exec(delete(CallSeat).where(col(CallSeat.place).in_(over)))
        ctx.db.exec(delete(Call).where(col(Call.place).in_(over)))


def let_go(ctx: Context[Any], person: PersonId, room: str | None) -> None:
    """`person` has to go, out of `room` or of the conference: out of the calls there, too."""
    found = select(CallSeat).where(CallSeat.person_id == person, col(CallSeat.removed).is_(False))
    if room is not None:
        found = found.where(col(CallSeat.place).in_(select(Call.place).where(Call.slug == room)))
    for seat in ctx.db.exec(found).all():
        vacate(ctx, seat)
