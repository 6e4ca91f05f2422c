"""Which media server carries a call. Where it is stands in SQL, and so does which servers are up."""

from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from symposia.features.calls import rules
from symposia.features.calls.carriers import CARRIERS
from symposia.features.calls.errands import CloseRoom, EndStay, MuteFeed, Seated
from symposia.features.calls.places import call_view, member_view, seats_of, topic_of_call
from symposia.features.calls.tables import Call, CallSeat, CallServer
from symposia.kernel.context import Context, Reading
from symposia.kernel.errors import MediaDown
from symposia.kernel.media import Media


def servers_up(db: Session, media: Media) -> set[str]:
    """The media servers that there are and that answer."""
    return set(db.exec(select(CallServer.name).where(col(CallServer.up).is_(True))).all()) & set(media.servers)


def roomiest(ctx: Context[Any]) -> str | None:
    """The server with the fewest seats; None when none is up."""
    seats = dict.fromkeys(servers_up(ctx.db, ctx.media), 0)
    taken = (
        select(Call.server, func.count())
        .join(CallSeat, col(CallSeat.place) == col(Call.place))
        .where(col(CallSeat.removed).is_(False), col(Call.server).in_(seats))
        .group_by(col(Call.server))
    )
    seats.update((server, count) for server, count in ctx.db.exec(taken) if server is not None)
    return rules.least(seats)


def carry_by(ctx: Context[Any], call: Call, engine: str) -> None:
    """Have the call carried by another engine from now on. MediaDown when it needs a server and none is up."""
    server = roomiest(ctx) if engine == "janus" else None
    if engine == "janus" and server is None:
        raise MediaDown()
    call.engine, call.server, call.generation = engine, server, call.generation + 1
    call.recorded = engine == "janus" and ctx.media.records
    ctx.put(topic_of_call(call.place), call_view(call))


def renew(ctx: Context[Any], call: Call) -> None:
    """What carried the call is lost: another server, or from browser to browser, or else a word that it is down."""
    seats = seats_of(ctx.db, call.place)
    server = roomiest(ctx)
    if server is None and len(seats) <= ctx.media.peers:
        call.engine = "peers"
    call.server, call.generation = server, call.generation + 1
    ctx.put(topic_of_call(call.place), call_view(call))
    for seat in seats:
        if seat.feed is not None:
            seat.feed = None
            ctx.put(topic_of_call(call.place), member_view(seat))


def seated(ctx: Reading[Any], call: Call, seat: CallSeat) -> Seated | None:
    """The stay as a media server knows it; None when none carries the call."""
    if call.engine != "janus" or call.server is None:
        return None
    keys = rules.keys_of(ctx.secret, call.place, call.generation)
    return Seated(call.server, keys, call.place, call.generation, seat.person_id, seat.peer, call.cameras, seat.feed)


class OnJanus:
    """The carrier of calls on Janus."""

    def stay_is_over(self, ctx: Context[Any], call: Call, seat: CallSeat) -> None:
        who = seated(ctx, call, seat)
        if who is not None:
            ctx.afterwards(EndStay(who))

    def is_muted(self, ctx: Context[Any], call: Call, seat: CallSeat) -> None:
        who = seated(ctx, call, seat)
        if who is not None and who.feed is not None:
            ctx.afterwards(MuteFeed(who.server, who.keys, who.feed, seat.muted))

    def is_empty(self, ctx: Context[Any], call: Call) -> None:
        if call.server is not None:
            ctx.afterwards(CloseRoom(call.server, rules.keys_of(ctx.secret, call.place, call.generation)))


CARRIERS["janus"] = OnJanus()
