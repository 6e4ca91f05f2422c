"""What members of a call on a media server can ask of it. The answers come of errands."""

from sqlmodel import col, select

from symposia.features.calls import rules
from symposia.features.calls.errands import Accept, MuteFeed, Publish, Seated, Subscribe, Trickle
from symposia.features.calls.janus.descriptions import answer_for_server, known_candidates, offer_for_server
from symposia.features.calls.janus.wire import (
    AcceptOffer,
    ChangeFeed,
    OnServer,
    PublishMedia,
    RenewCall,
    ReportServer,
    SubscribeFeeds,
    TrickleCandidates,
)
from symposia.features.calls.places import InCall, calls
from symposia.features.calls.placing import renew, seated
from symposia.features.calls.seats import own_seat, show
from symposia.features.calls.tables import Call, CallSeat, CallServer
from symposia.kernel.access import Right
from symposia.kernel.context import Context
from symposia.kernel.errors import Conflict, LinkGone, MediaDown


@calls.on(PublishMedia, need=Right.SPEAK)
def publish(ctx: InCall, do: PublishMedia) -> Publish:
    """Send media to the server that carries the call."""
    offered = do.model_copy(update={"sdp": offer_for_server(do.sdp)})
    if own_seat(ctx, do.place, do.peer).listens:
        raise Conflict("You are here to listen. Say with `call.media` what you will send first.")
    return Publish(_served(ctx, do), offered)


@calls.on(SubscribeFeeds)
def subscribe(ctx: InCall, do: SubscribeFeeds) -> Subscribe:
    """Receive what others of this call send, and nothing else."""
    who = _served(ctx, do)
    others = select(CallSeat.feed).where(
        CallSeat.place == do.place, CallSeat.person_id != ctx.actor.id, col(CallSeat.removed).is_(False)
    )
    there = set(ctx.db.exec(others).all())
    return Subscribe(who, do, tuple(feed for feed in dict.fromkeys(do.feeds) if feed in there))


@calls.on(AcceptOffer)
def accept(ctx: InCall, do: AcceptOffer) -> Accept:
    """Agree to what the media server has offered."""
    answered = do.model_copy(update={"sdp": answer_for_server(do.sdp)})
    return Accept(_served(ctx, do), answered)


@calls.on(TrickleCandidates)
def trickle(ctx: InCall, do: TrickleCandidates) -> Trickle:
    """Tell the media server of more addresses."""
    return Trickle(_served(ctx, do), do.model_copy(update={"candidates": known_candidates(do.candidates)}))


@calls.on(ChangeFeed, need=Right.SYSTEM)
def change_feed(ctx: InCall, do: ChangeFeed) -> None:
    """Show that a feed can be received, or no longer. LinkGone when its stay or its generation is over."""
    call = ctx.find(Call, do.place)
    seat = ctx.find(CallSeat, (do.place, do.person), peer=do.peer, removed=False)
    if call is None or call.generation != do.generation or seat is None:
        raise LinkGone()
    if do.up and seat.feed != do.feed:
        seat.feed = do.feed
        show(ctx, seat)
        if seat.muted and call.server is not None:
            keys = rules.keys_of(ctx.secret, call.place, call.generation)
            ctx.afterwards(MuteFeed(call.server, keys, do.feed, muted=True))
    elif not do.up and seat.feed == do.feed:
        seat.feed = None
        show(ctx, seat)


@calls.on(RenewCall, need=Right.SYSTEM)
def renew_call(ctx: InCall, do: RenewCall) -> None:
    """Begin anew what a lost server carried. Once: several processes may have seen it."""
    call = ctx.find(Call, do.place)
    if call is not None and call.engine == "janus" and call.generation == do.generation:
        renew(ctx, call)


@calls.on(ReportServer, need=Right.SYSTEM)
def report(ctx: Context[None], do: ReportServer) -> None:
    """Keep whether a media server is up."""
    row = ctx.find(CallServer, do.server)
    if row is None:
        ctx.db.add(CallServer(name=do.server, up=do.up))
    else:
        row.up = do.up


def _served(ctx: InCall, do: OnServer) -> Seated:
    """My stay on the media server; Conflict when none carries the call, MediaDown while its server is lost."""
    seat, call = own_seat(ctx, do.place, do.peer), ctx.find(Call, do.place)
    if call is None or call.engine != "janus":
        raise Conflict("No media server carries this call.")
    who = seated(ctx, call, seat)
    if who is None:
        raise MediaDown()
    return who
