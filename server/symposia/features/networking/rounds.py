"""The rounds of a networking session: phases with deadlines, a pure state machine.

    draft → open → (reveal → meeting → wrapup → break) for every round → ended

Every deadline is an absolute moment (UTC). `tick` runs what is due at its due time, so it does not matter
when, how often or in which process somebody looks. A pause stops the clock: `resume` moves all by its
length.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from symposia.kernel.errors import Conflict


class Phase(StrEnum):
    """Where a networking session stands."""

    DRAFT = "draft"
    OPEN = "open"
    REVEAL = "reveal"
    MEETING = "meeting"
    WRAPUP = "wrapup"
    BREAK = "break"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a networking session goes; all times in whole seconds."""

    rounds: int = 4
    reveal_s: int = 5
    meeting_s: int = 300
    wrapup_s: int = 25
    break_s: int = 30
    more_s: int = 60
    """One more minute, when all in a meeting ask for it."""
    ask_more_s: int = 30
    """It can be asked for in the last seconds of the meeting."""
    no_show_s: int = 15
    """Who has not entered a meeting by then frees the others."""
    pool_s: int = 3
    """Those waiting are matched so often."""
    third_s: int = 9
    """Who waits alone so long may become a third."""
    late_s: int = 60
    """New meetings are made while so much of the meeting phase remains (or half of it, in short rounds)."""

    def __post_init__(self) -> None:
        phases = (self.reveal_s, self.meeting_s, self.wrapup_s, self.break_s)
        if self.rounds < 1 or min(*phases, self.pool_s) < 1:
            raise ValueError("a plan needs at least one round, and every phase at least one second")

    def length(self, phase: Phase) -> timedelta:
        """How long a phase of a round lasts."""
        seconds = {
            Phase.REVEAL: self.reveal_s,
            Phase.MEETING: self.meeting_s,
            Phase.WRAPUP: self.wrapup_s,
            Phase.BREAK: self.break_s,
        }
        return timedelta(seconds=seconds[phase])

    @property
    def late(self) -> timedelta:
        """What must remain of a meeting phase for new meetings to be made."""
        return min(timedelta(seconds=self.late_s), timedelta(seconds=self.meeting_s) / 2)


@dataclass(frozen=True, slots=True)
class RoundState:
    """Where the rounds stand. `deadline` ends the phase (None: somebody must), unless `paused_at` is set."""

    phase: Phase = Phase.DRAFT
    round: int = 0
    since: datetime | None = None
    deadline: datetime | None = None
    paused_at: datetime | None = None

    @property
    def live(self) -> bool:
        """Whether meetings are held or about to be."""
        return self.phase in (Phase.REVEAL, Phase.MEETING)

    @property
    def due(self) -> datetime | None:
        """When the phase ends by itself; None while paused or without a deadline."""
        return None if self.paused_at else self.deadline


def open_room(state: RoundState, now: datetime, starts: datetime | None = None) -> RoundState:
    """Let people in (`draft` → `open`); with `starts` the first round begins then by itself."""
    _need(state.phase is Phase.DRAFT, "The ready room is open already.")
    return RoundState(Phase.OPEN, 0, now, starts)


def start(state: RoundState, plan: Plan, now: datetime) -> RoundState:
    """Begin the first round, at once."""
    _need(state.phase in (Phase.DRAFT, Phase.OPEN), "The rounds have begun already.")
    return _enter(Phase.REVEAL, 1, plan, now)


def following(state: RoundState, plan: Plan) -> RoundState | None:
    """The state after the deadline, as it stands at the deadline; None when nothing is due by itself."""
    return None if state.due is None else _next(state, plan, state.due)


def tick(state: RoundState, plan: Plan, now: datetime) -> RoundState:
    """The state as it stands at `now`: runs through every deadline that has passed, at its due time."""
    while state.due is not None and state.due <= now:
        state = _next(state, plan, state.due)
    return state


def pause(state: RoundState, now: datetime) -> RoundState:
    """Stop the clock; what remains of the phase is kept."""
    _need(state.deadline is not None, "Nothing is running that could be paused.")
    _need(state.paused_at is None, "This is paused already.")
    _on_time(state, now)
    return replace(state, paused_at=now)


def resume(state: RoundState, now: datetime) -> RoundState:
    """Let the clock run on, as if the time of the pause had not been."""
    if state.paused_at is None or state.since is None or state.deadline is None:
        raise Conflict("This is not paused.")
    gap = now - state.paused_at
    return replace(state, since=state.since + gap, deadline=state.deadline + gap, paused_at=None)


def extend(state: RoundState, by: timedelta, now: datetime) -> RoundState:
    """Give the running phase more time, also while it is paused."""
    if state.deadline is None:
        raise Conflict("Nothing is running that could be extended.")
    _need(by > timedelta(), "An extension is longer than nothing.")
    _on_time(state, now)
    return replace(state, deadline=state.deadline + by)


def skip(state: RoundState, plan: Plan, now: datetime) -> RoundState:
    """End the running phase now."""
    _need(state.phase in (Phase.REVEAL, Phase.MEETING, Phase.WRAPUP, Phase.BREAK), "No round is running.")
    _need(state.paused_at is None, "Please resume first, then skip.")
    _on_time(state, now)
    return _next(state, plan, now)


def end(state: RoundState, now: datetime) -> RoundState:
    """End the session, in whatever phase it is."""
    _need(state.phase is not Phase.ENDED, "This has ended already.")
    return RoundState(Phase.ENDED, state.round, now)


def remaining(state: RoundState, now: datetime) -> timedelta | None:
    """What is left of the phase, not below zero; stands still while paused; None without a deadline."""
    if state.deadline is None:
        return None
    return max(timedelta(), state.deadline - (state.paused_at or now))


def last_call(state: RoundState, plan: Plan) -> datetime | None:
    """The last moment in which new meetings are made in the running round, as long as nobody pauses or extends it."""
    if state.deadline is None or not state.live:
        return None
    ends = state.deadline + timedelta(seconds=plan.meeting_s) if state.phase is Phase.REVEAL else state.deadline
    return ends - plan.late


def takes_more(state: RoundState, plan: Plan, now: datetime) -> bool:
    """Whether new meetings are still made in the running round."""
    if state.phase is Phase.REVEAL:
        return True
    left = remaining(state, now)
    return state.phase is Phase.MEETING and left is not None and left >= plan.late


def _enter(phase: Phase, number: int, plan: Plan, at: datetime) -> RoundState:
    return RoundState(phase, number, at, at + plan.length(phase))


def _next(state: RoundState, plan: Plan, at: datetime) -> RoundState:
    if state.phase is Phase.WRAPUP and state.round >= plan.rounds:
        return RoundState(Phase.ENDED, state.round, at)
    if state.phase in (Phase.OPEN, Phase.BREAK):
        return _enter(Phase.REVEAL, state.round + 1, plan, at)
    after = {Phase.REVEAL: Phase.MEETING, Phase.MEETING: Phase.WRAPUP, Phase.WRAPUP: Phase.BREAK}
    return _enter(after[state.phase], state.round, plan, at)


def _on_time(state: RoundState, now: datetime) -> None:
    _need(state.due is None or state.due > now, "This phase has just ended; please try again.")


def _need(holds: bool, sentence: str) -> None:
    if not holds:
        raise Conflict(sentence)
