"""What can be done in a call. Media never comes here: only who is in it, and how they reach each other."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from symposia.features.calls import in_rooms, rules
from symposia.features.calls.carriers import end_media, silence
from symposia.features.calls.janus import commands
from symposia.features.calls.livekit import tickets
from symposia.features.calls.places import (
    CallPlace,
    InCall,
    LookingAtCall,
    call_place,
    calls,
    calls_at,
    seats_of,
    tell_host,
    topic_of_call,
)
from symposia.features.calls.placing import carry_by
from symposia.features.calls.seats import let_go, own_seat, show, show_call, vacate
from symposia.features.calls.tables import Call, CallSeat
from symposia.features.calls.wire import (
    CallCommand,
    CallNoticeView,
    CheckServers,
    IceServers,
    JoinCall,
    LeaveCall,
    MuteMember,
    ReadIceServers,
    RemoveMember,
    SendMedia,
    SetUp,
    SignalPeer,
    SignalView,
    VacateSeat,
)
from symposia.features.people.actors import actor_of
from symposia.features.people.leaving import on_leaving
from symposia.features.people.tables import Person
from symposia.features.people.topics import PERSON, own, topic_of
from symposia.features.rooms.places import note
from symposia.kernel.access import Actor, Right
from symposia.kernel.context import Reading
from symposia.kernel.errors import NotAllowed, NotFound, Removed
from symposia.kernel.feature import Stay
from symposia.kernel.tables import table_of

__all__ = ["calls", "commands", "in_rooms", "tickets"]
_SEAT = table_of(CallSeat).c
_TWO_STAYS = columns(_SEAT.peer, _SEAT.person_id).where(
    _SEAT.place == bindparam("place"),
    _SEAT.peer.in_((bindparam("mine"), bindparam("theirs"))),
    _SEAT.removed.is_(False),
)
calls.views.extend((SignalView, CallNoticeView))
# To try one's set-up, alone: a call of one's own, carried as a larger one would be.
calls_at(PERSON, own)
on_leaving.append(let_go)


@calls.enters(CallCommand)
def enter(db: Session, actor: Actor, do: CallCommand) -> CallPlace:
    return call_place(db, actor, do.place)


@calls.stays
def stays(db: Session) -> Iterable[Stay]:
    for seat in db.exec(select(CallSeat).where(col(CallSeat.removed).is_(False))):
        over = VacateSeat(place=seat.place, person=seat.person_id, peer=seat.peer)
        yield Stay(topic_of_call(seat.place), seat.person_id, over)


@calls.on(JoinCall)
def join(ctx: InCall, do: JoinCall) -> IceServers:
    """Come into the call."""
    seat = ctx.find(CallSeat, (do.place, ctx.actor.id))
    if seat is not None and seat.removed:
        raise Removed("A moderator has asked you to leave this call.")
    if seat is None or seat.peer != do.peer:
        _sit_down(ctx, do, seat)
    return _servers(ctx, do.place)


@calls.on(LeaveCall)
def leave(ctx: InCall, do: LeaveCall) -> None:
    """End a stay; another one of the same person goes on."""
    seat = ctx.find(CallSeat, (do.place, ctx.actor.id), peer=do.peer)
    if seat is not None and not seat.removed:
        vacate(ctx, seat)


@calls.on(SendMedia, need=Right.SPEAK)
def send(ctx: InCall, do: SendMedia) -> None:
    """Say what is sent from now on."""
    seat = own_seat(ctx, do.place, do.peer)
    sends = do.audio or do.video or do.screen
    if seat.listens and sends:
        rules.check_senders(_turnout(ctx, do.place, sends=True), ctx.media)
        seat.listens = False
    seat.audio, seat.video, seat.screen = do.audio, do.video, do.screen
    if seat.muted and do.audio:
        _silence(ctx, seat, muted=False)
    show(ctx, seat)


@calls.on(SignalPeer)
def signal(ctx: InCall, do: SignalPeer) -> None:
    """Pass a signal on, to a member of the same call and to nobody else."""
    two = ctx.db.execute(_TWO_STAYS, {"place": do.place, "mine": do.peer, "theirs": do.to})
    people = {peer: person for peer, person in two}
    if people.get(do.peer) != ctx.actor.id:
        raise NotFound("You are not in this call (any more).")
    if do.to not in people:
        raise NotFound("They are not in this call (any more).")
    description, candidates = do.description, do.candidates
    if ctx.media.relay_only:
        description = description and rules.without_addresses(description)
        candidates = rules.only_relayed(candidates)
    told = SignalView(
        id=do.place, sender=do.peer, to=do.to, link=do.link, description=description, candidates=candidates
    )
    ctx.say(topic_of(people[do.to]), told)


@calls.on(ReadIceServers)
def servers(ctx: LookingAtCall, do: ReadIceServers) -> IceServers:
    """Fresh credentials for somebody who is in the call."""
    if ctx.find(CallSeat, (do.place, ctx.actor.id), removed=False) is None:
        raise NotFound("You are not in this call.")
    return _servers(ctx, do.place)


@calls.on(CheckServers)
def check_servers(ctx: Reading[None], _do: CheckServers) -> SetUp:
    """How calls are set up here, with credentials that are good for no call in particular."""
    told = _servers(ctx, "check")
    return SetUp(**dict(told), peers=ctx.media.peers, larger=ctx.media.grows)


@calls.on(MuteMember, need=Right.MODERATE)
def mute(ctx: InCall, do: MuteMember) -> None:
    """Mute somebody: their browser does it, and on a media server it is done to them."""
    seat = ctx.get(CallSeat, (do.place, do.person), removed=False)
    if seat.audio:
        seat.audio = False
        _silence(ctx, seat, muted=True)
        show(ctx, seat)
        ctx.say(topic_of(do.person), CallNoticeView(id=do.place, what="muted"))
        note(ctx, "call.mute", ctx.get(Person, do.person))


@calls.on(RemoveMember, need=Right.MODERATE)
def remove(ctx: InCall, do: RemoveMember) -> None:
    """Send somebody out of the call, or let them in again."""
    seat, person = ctx.find(CallSeat, (do.place, do.person)), ctx.get(Person, do.person)
    if not do.removed:
        if seat is not None and seat.removed:
            ctx.db.delete(seat)
            note(ctx, "call.readmit", person)
        return
    if seat is None:
        raise NotFound("They are not in this call (any more).")
    if actor_of(person).moderates(ctx.place.slug):
        raise NotAllowed("Moderators and organisers cannot be sent out.")
    if not seat.removed:
        vacate(ctx, seat, barred=True)
        ctx.say(topic_of(do.person), CallNoticeView(id=do.place, what="removed"))
        note(ctx, "call.remove", person)


@calls.on(VacateSeat, need=Right.SYSTEM)
def gone(ctx: InCall, do: VacateSeat) -> None:
    """End the stay of somebody who has gone; not the one that they have begun since."""
    seat = ctx.find(CallSeat, (do.place, do.person), peer=do.peer, removed=False)
    if seat is not None:
        vacate(ctx, seat)


def _sit_down(ctx: InCall, do: JoinCall, seat: CallSeat | None) -> None:
    call = ctx.find(Call, do.place)
    if call is None:
        call = Call(place=do.place, slug=ctx.place.slug, cameras=rules.cameras(ctx.media))
        ctx.db.add(call)
        show_call(ctx, call)
    turnout = _turnout(ctx, do.place, sends=not do.listens)
    trial = PERSON.key(do.place) is not None
    engine = rules.engine_for(call.engine, turnout, ctx.media, trial=trial)
    if not do.listens:
        rules.check_senders(turnout, ctx.media)
    if seat is not None:
        end_media(ctx, call, seat)
        ctx.db.delete(seat)
        ctx.db.flush()
    seat = CallSeat(
        place=do.place,
        person_id=ctx.actor.id,
        peer=do.peer,
        order=ctx.seq,
        name=ctx.actor.name,
        picture=ctx.actor.picture,
        badge=ctx.actor.badge_in(ctx.place.slug),
        listens=do.listens,
        since=ctx.now,
    )
    ctx.db.add(seat)
    show(ctx, seat)
    tell_host(ctx, do.place)
    if engine != call.engine:
        carry_by(ctx, call, engine)


def _silence(ctx: InCall, seat: CallSeat, *, muted: bool) -> None:
    """Keep that a moderator has muted them, or that this is over; a media server sees to it."""
    seat.muted = muted
    silence(ctx, ctx.find(Call, seat.place), seat)


def _turnout(ctx: InCall, host: str, *, sends: bool) -> rules.Turnout:
    """The call with me in it."""
    others = [seat for seat in seats_of(ctx.db, host) if seat.person_id != ctx.actor.id]
    senders = sum(not seat.listens for seat in others) + sends
    return rules.Turnout(len(others) + 1, senders)


def _servers(ctx: Reading[Any], what_for: str) -> IceServers:
    until = rules.credentials_end(ctx.media, ctx.real_now)
    told = rules.ice_servers(ctx.media, ctx.actor.id, what_for, ctx.real_now)
    return IceServers(servers=told, relay_only=ctx.media.relay_only, until=until)
