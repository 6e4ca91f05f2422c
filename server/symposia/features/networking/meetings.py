"""The life of a meeting, as rules: every function looks at the floor and answers with what is to be done.

Before something is asked for at a moment, the floor has been brought there with `advance`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from symposia.features.networking.errors import InNoMeeting, KeptApart, MeetingTaken, NoRound, NotReady, RoundsOver
from symposia.features.networking.floor import (
    AddThird,
    AskMore,
    Close,
    Drop,
    Enter,
    Floor,
    Form,
    Meeting,
    MeetingId,
    Outcome,
    Participant,
    Pooled,
    Prolong,
    Ready,
    Rest,
    Shift,
    StandDown,
    Turn,
    Wait,
    WhyAway,
    WhyClosed,
    WhyGone,
    WhyWait,
)
from symposia.features.networking.pairing import (
    Pair,
    Pairing,
    Scores,
    attainment,
    best_sums,
    pair,
    pair_of,
    patched,
)
from symposia.features.networking.rounds import (
    Phase,
    Plan,
    RoundState,
    following,
    last_call,
    remaining,
    takes_more,
)
from symposia.kernel.errors import Conflict, NotFound
from symposia.kernel.wire import PersonId


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rules need to know beside the floor.

    `scores` holds everybody on the floor; `apart` are the pairs who may not meet (met before, blocked);
    `new_id` names a new meeting; `prepared` says what was thought out for a round beforehand.
    """

    plan: Plan
    scores: Scores
    apart: Collection[Pair]
    new_id: Callable[[], MeetingId]
    prepared: Callable[[int], Pairing | None] = lambda _round: None


def next_due(floor: Floor, plan: Plan) -> datetime | None:
    """When something happens by itself next: the moment to `advance`. None: not before a command."""
    return min((at for at, _ in _dues(floor, plan)), default=None)


def advance(floor: Floor, terms: Terms, now: datetime) -> Outcome:
    """Run everything that is due until `now`, each at its due time: phases, no-shows, the pool."""
    outcome = Outcome(floor)
    while due := min(_dues(outcome.floor, terms.plan), default=None, key=lambda due: due[0]):
        at, act = due
        if at > now:
            break
        outcome = act(outcome, terms, at)
    return outcome


def turn(floor: Floor, terms: Terms, state: RoundState, now: datetime) -> Outcome:
    """The rounds go over to `state`, as `start`, `pause`, `resume`, `extend`, `skip` or `end` made it."""
    outcome, moment = _turn(Outcome(floor), terms, state), state.paused_at or now
    late = not takes_more(floor.state, terms.plan, moment) and takes_more(state, terms.plan, moment)
    # More time than there was: who still waits is matched again from now on, not for a moment that has passed.
    return outcome.then(Pooled(moment)) if late and floor.waiting() else outcome


def next_round(floor: Floor, terms: Terms) -> Pairing:
    """Who would meet whom if the next round began now."""
    return _pairing(floor, terms, floor.state.round + 1)


def ready(floor: Floor, plan: Plan, person: PersonId, now: datetime) -> Outcome:
    """Somebody is ready: for the running round when there is time enough, else for the next."""
    if floor.state.phase is Phase.ENDED:
        raise RoundsOver()
    who = floor.of(person)
    outcome = Outcome(floor) if who.ready else Outcome(floor).then(Ready(person))
    if who.meeting or who.waiting_since:
        return outcome
    return _wait(outcome, plan, person, now, "late")


def unready(floor: Floor, plan: Plan, person: PersonId, now: datetime) -> Outcome:
    """Somebody goes or wants a rest; a meeting they are in is left."""
    if not floor.of(person).ready:
        return Outcome(floor)
    # First not ready, then out of the meeting: nobody waits who is gone.
    return _depart(Outcome(floor).then(StandDown(person, "own_wish")), plan, person, now, "left")


def stand_down(floor: Floor, plan: Plan, person: PersonId, why: WhyAway, now: datetime) -> Outcome:
    """Somebody does not take part any more, though they did not say so: `lost`, or `removed` by a moderator."""
    if not floor.of(person).ready:
        return Outcome(floor)
    told: WhyGone = "lost" if why == "lost" else "left"
    return _depart(Outcome(floor).then(StandDown(person, why)), plan, person, now, told)


def move(floor: Floor, terms: Terms, person: PersonId, to: MeetingId | None, now: datetime) -> Outcome:
    """A moderator takes `person` out of their meeting: into the meeting `to`, or to those who wait.

    `NoRound`, `NotReady`, `InNoMeeting` when they are not there to be moved; `MeetingTaken` when the meeting is not one
    of two, `KeptApart` when two who have met before (or must not meet) would meet in it.
    """
    who = floor.of(person)
    if not floor.state.live:
        raise NoRound()
    if not who.ready:
        raise NotReady()
    if to is None:
        if not who.meeting:
            raise InNoMeeting()
        outcome = _depart(Outcome(floor), terms.plan, person, now, "moved")
        return _wait(outcome, terms.plan, person, now, "moved")
    host = floor.meetings.get(to)
    if host is None or len(host.members) != 2 or person in host.members:
        raise MeetingTaken()
    if not all(_may_meet(terms, person, other) for other in host.members):
        raise KeptApart()
    outcome = _depart(Outcome(floor), terms.plan, person, now, "moved")
    return outcome.then(AddThird(to, person, floor.state.paused_at or now))


def leave(floor: Floor, plan: Plan, person: PersonId, now: datetime) -> Outcome:
    """Somebody leaves their meeting: they rest until the next round or `ready`, the other waits."""
    return _depart(Outcome(floor), plan, person, now, "left")


def enter(floor: Floor, person: PersonId) -> Outcome:
    """Somebody has come to the meeting they are called to. `NotFound` when there is none (any more)."""
    meeting = _own_meeting(floor, person)
    if person in meeting.entered:
        return Outcome(floor)
    met = tuple(sorted(pair_of(person, other) for other in meeting.entered))
    return Outcome(floor).then(Enter(meeting.id, person, met))


def block(floor: Floor, plan: Plan, person: PersonId, other: PersonId, now: datetime) -> Outcome:
    """`person` has blocked `other`: a meeting they share is over at once, and both are matched again.

    Of a trio, the other two go on without `person`. The pair belongs to `Terms.apart` from now on.
    """
    meeting = floor.meeting_of(person)
    if not meeting or other not in meeting.members or person == other:
        return Outcome(floor)
    return _wait(_depart(Outcome(floor), plan, person, now, "blocked"), plan, person, now, "blocked")


def ask_more(floor: Floor, plan: Plan, person: PersonId, now: datetime) -> Outcome:
    """Somebody asks for one more minute; when all in a meeting have, they get it, up to the next round."""
    meeting, state = _own_meeting(floor, person), floor.state
    left = remaining(state, now)
    if state.phase is not Phase.MEETING or state.deadline is None or left is None:
        raise Conflict("One more minute can only be asked for during a meeting.")
    if left > timedelta(seconds=plan.ask_more_s):
        raise Conflict("One more minute can be asked for when the meeting is nearly over.")
    if person in meeting.more:
        return Outcome(floor)
    outcome = Outcome(floor).then(AskMore(meeting.id, person))
    if meeting.more | {person} != set(meeting.members):
        return outcome
    room = plan.wrapup_s + (plan.break_s if state.round < plan.rounds else 0)
    return outcome.then(Prolong(meeting.id, state.deadline + timedelta(seconds=min(plan.more_s, room))))


class History(TypedDict):
    """What the pairing heeds of the rounds before."""

    trios: Mapping[PersonId, int]
    sat_out: Mapping[PersonId, int]
    rounds_left: int


_Act = Callable[[Outcome, Terms, datetime], Outcome]


def _dues(floor: Floor, plan: Plan) -> Iterator[tuple[datetime, _Act]]:
    """What happens by itself and when; of those at one moment, the first comes first."""
    state = floor.state
    if state.paused_at:
        return
    for meeting in floor.meetings.values():
        if state.live and not meeting.live:
            yield meeting.called_at + timedelta(seconds=plan.no_show_s), _no_shows
        if not state.live and meeting.until:
            yield meeting.until, _ends
    if waiting := floor.waiting():
        pool = waiting[0].waiting_since
        if pool and floor.pooled_at:
            again, last = floor.pooled_at + timedelta(seconds=plan.pool_s), last_call(state, plan)
            # Once more in the last moment: whoever came since the pool before is not left alone for a second or two.
            pool = max(pool, min(again, last) if last and floor.pooled_at < last else again)
        if pool and takes_more(state, plan, pool):
            yield pool, _pool
    if state.due:
        yield state.due, _deadline


def _deadline(outcome: Outcome, terms: Terms, at: datetime) -> Outcome:
    state = following(outcome.floor.state, terms.plan)
    return _turn(outcome, terms, state) if state else outcome


def _turn(outcome: Outcome, terms: Terms, state: RoundState) -> Outcome:
    before = outcome.floor.state
    if state.phase is before.phase and state.round == before.round:
        outcome = outcome.then(Turn(state))
        if before.paused_at and not state.paused_at and state.since and before.since:
            outcome = outcome.then(Shift(state.since - before.since))
        return outcome
    if state.since is None:
        return outcome.then(Turn(state))
    if before.live and not state.live:
        outcome = outcome.then(*_resting(outcome.floor))
    outcome = outcome.then(*_closing(outcome.floor, state, state.since)).then(Turn(state))
    return _form_round(outcome, terms, state.since) if state.phase is Phase.REVEAL else outcome


def _closing(floor: Floor, state: RoundState, at: datetime) -> Iterator[Close]:
    """The meetings that end with the phase: between rounds, those that got one more minute go on."""
    if state.phase is Phase.MEETING:
        return
    why: WhyClosed = "ended" if state.phase is Phase.ENDED and floor.state.live else "time"
    between = state.phase in (Phase.WRAPUP, Phase.BREAK)
    for meeting in floor.meetings.values():
        if not (between and meeting.until and meeting.until > at):
            yield Close(meeting.id, why, at)


def _resting(floor: Floor) -> Iterator[Rest]:
    number = floor.state.round
    for who in floor.people.values():
        sat_out = who.ready and who.joined == number and who.met != number
        if sat_out or who.waiting_since:
            yield Rest(who.person, sat_out)


def _form_round(outcome: Outcome, terms: Terms, at: datetime) -> Outcome:
    """Everybody ready is paired at once: as was thought out before, where that still holds."""
    number = outcome.floor.state.round
    pairing = _pairing(outcome.floor, terms, number, terms.prepared(number))
    for members in (*pairing.pairs, *pairing.trios):
        fits = tuple(_fit(terms, person, members) for person in members)
        outcome = outcome.then(Form(terms.new_id(), number, members, at, fits))
    return outcome.then(*(Wait(person, at, "odd") for person in pairing.left))


def _pairing(floor: Floor, terms: Terms, number: int, prepared: Pairing | None = None) -> Pairing:
    """The best pairing of everybody ready in round `number`; `prepared` brought up to date, if there is one."""
    present = {who.person: who for who in floor.people.values() if who.ready}
    so_far: History = {
        "trios": {person: who.trios for person, who in present.items()},
        "sat_out": {person: who.sat_out for person, who in present.items()},
        "rounds_left": max(1, terms.plan.rounds - number + 1),
    }
    if prepared is not None:
        # What people came short of was heeded when it was thought out; to count it again would cost the most of all.
        return patched(prepared, present, terms.scores, terms.apart, **so_far)
    return pair(present, terms.scores, terms.apart, shortfall=_shortfall(present, terms.scores), **so_far)


def _shortfall(present: Mapping[PersonId, Participant], scores: Scores) -> Mapping[PersonId, float]:
    """By how much people came short of the best that they could have had in the rounds so far, within [0, 1]."""
    if not any(who.called for who in present.values()):
        return {}
    best = best_sums(scores, {person: who.called for person, who in present.items()})
    reached = attainment({person: who.gained for person, who in present.items()}, best)
    return {person: 1 - share for person, share in reached.items()}


def _fit(terms: Terms, person: PersonId, members: tuple[PersonId, ...]) -> float:
    """How well somebody fits with the others of a group, on average."""
    others = [other for other in members if other != person]
    return sum(terms.scores(person, other) for other in others) / len(others)


def _pool(outcome: Outcome, terms: Terms, at: datetime) -> Outcome:
    """Those waiting are matched with each other; who then has waited alone for long becomes a third."""
    floor, patience = outcome.floor, at - timedelta(seconds=terms.plan.third_s)
    waiting = {who.person: who for who in floor.waiting()}
    alone = [name for name, who in waiting.items() if who.waiting_since and who.waiting_since <= patience]
    pairing = pair(
        waiting,
        terms.scores,
        terms.apart,
        # Who has waited long is not left waiting for the sake of a better match.
        sat_out={person: who.sat_out + (person in alone) for person, who in waiting.items()},
        thirds=False,
    )
    for members in pairing.pairs:
        outcome = outcome.then(Form(terms.new_id(), floor.state.round, members, at))
    for person in alone:
        if person in pairing.left and (host := _host(outcome.floor, terms, person)):
            outcome = outcome.then(AddThird(host.id, person, at))
    return outcome.then(Pooled(at))


def _host(floor: Floor, terms: Terms, person: PersonId) -> Meeting | None:
    """The running meeting of two for `person` to join: of those in the fewest trios, the best affinity."""

    def rank(meeting: Meeting) -> tuple[int, float, MeetingId]:
        trios = sum(floor.of(member).trios for member in meeting.members)
        return trios, -sum(terms.scores(person, member) for member in meeting.members), meeting.id

    open_to = (
        meeting
        for meeting in floor.meetings.values()
        if meeting.live
        and len(meeting.members) == 2
        and all(_may_meet(terms, person, member) for member in meeting.members)
    )
    return min(open_to, key=rank, default=None)


def _no_shows(outcome: Outcome, terms: Terms, at: datetime) -> Outcome:
    """Who has not come in time is not ready any more; the others go on, or are matched again."""
    late = at - timedelta(seconds=terms.plan.no_show_s)
    for meeting in outcome.floor.meetings.values():
        if meeting.live or meeting.called_at > late:
            continue
        outcome = outcome.then(*(StandDown(person, "no_show") for person in meeting.absent))
        for person in meeting.absent:
            outcome = _depart(outcome, terms.plan, person, at, "no_show")
    return outcome


def _ends(outcome: Outcome, terms: Terms, at: datetime) -> Outcome:
    """The meetings that had one more minute are over."""
    over = (meeting for meeting in outcome.floor.meetings.values() if meeting.until and meeting.until <= at)
    return outcome.then(*(Close(meeting.id, "time", at) for meeting in over))


def _depart(outcome: Outcome, plan: Plan, person: PersonId, at: datetime, why: WhyGone) -> Outcome:
    """`person` goes out of their meeting, if they are in one: of three, two go on; of two, one waits."""
    meeting = outcome.floor.meeting_of(person)
    if not meeting:
        return outcome
    if len(meeting.members) > 2:
        return outcome.then(Drop(meeting.id, person, at))
    outcome = outcome.then(Close(meeting.id, why, at))
    for other in meeting.members:
        if other != person:
            outcome = _wait(outcome, plan, other, at, why)
    return outcome


def _wait(outcome: Outcome, plan: Plan, person: PersonId, at: datetime, why: WhyWait) -> Outcome:
    """Let somebody wait for a partner in the running round, if new meetings are still made in it."""
    state = outcome.floor.state
    if not outcome.floor.of(person).ready or not takes_more(state, plan, at):
        return outcome
    # In a pause the clock stands still: they wait from its beginning, and `Shift` moves that to its end.
    return outcome.then(Wait(person, state.paused_at or at, why))


def _may_meet(terms: Terms, one: PersonId, other: PersonId) -> bool:
    """Whether the two have not met, have not blocked each other, and the organisers' rules let them meet."""
    return pair_of(one, other) not in terms.apart and terms.scores.allowed(one, other)


def _own_meeting(floor: Floor, person: PersonId) -> Meeting:
    meeting = floor.meeting_of(person)
    if not meeting:
        raise NotFound("This meeting is over.")
    return meeting
