"""How rounds are steered: by moderators, and by the timer. Asked for twice, each is done once."""

from datetime import timedelta

from symposia.features.networking import rules
from symposia.features.networking.desk_wire import (
    DeadlineCommand,
    EndRounds,
    ExtendPhase,
    PauseRounds,
    PlanRounds,
    SkipPhase,
    StartRounds,
)
from symposia.features.networking.errors import RoundsOver
from symposia.features.networking.ledger import opened
from symposia.features.networking.rules import Phase, RoundState
from symposia.features.networking.topics import InNetworking, row_of
from symposia.features.networking.wire import AdvanceNetworking, PrepareRound
from symposia.features.rooms.places import note
from symposia.kernel.errors import Conflict
from symposia.kernel.wire import iso


def start(ctx: InNetworking, _do: StartRounds) -> None:
    """Begin the first round now."""
    ledger = opened(ctx, row_of(ctx))
    state = ledger.floor.state
    if state.phase is Phase.ENDED:
        raise RoundsOver()
    if state.phase in (Phase.DRAFT, Phase.OPEN):
        ledger.turn(rules.start(state, ledger.plan, ctx.now))
        note(ctx, "networking.start")
    ledger.close()


def pause(ctx: InNetworking, do: PauseRounds) -> None:
    """Stop the clock, or let it run on."""
    ledger = opened(ctx, row_of(ctx))
    state = ledger.floor.state
    if do.paused != (state.paused_at is not None):
        ledger.turn(rules.pause(state, ctx.now) if do.paused else rules.resume(state, ctx.now))
        note(ctx, "networking.pause" if do.paused else "networking.resume")
    ledger.close()


def extend(ctx: InNetworking, do: ExtendPhase) -> None:
    """Give the running phase more time."""
    ledger = opened(ctx, row_of(ctx))
    state = ledger.floor.state
    if not _outdated(do, state):
        ledger.turn(rules.extend(state, timedelta(seconds=do.seconds), ctx.now))
        note(ctx, "networking.extend", detail=f"+{do.seconds} s")
    ledger.close()


def skip(ctx: InNetworking, do: SkipPhase) -> None:
    """End the running phase now."""
    ledger = opened(ctx, row_of(ctx))
    state = ledger.floor.state
    if not _outdated(do, state):
        ledger.turn(rules.skip(state, ledger.plan, ctx.now))
        note(ctx, "networking.skip")
    ledger.close()


def end(ctx: InNetworking, _do: EndRounds) -> None:
    """End the rounds, for good."""
    ledger = opened(ctx, row_of(ctx))
    if ledger.floor.state.phase is not Phase.ENDED:
        ledger.turn(rules.end(ledger.floor.state, ctx.now))
        note(ctx, "networking.end")
    ledger.close()


def plan(ctx: InNetworking, do: PlanRounds) -> None:
    """Say how the rounds go."""
    ledger = opened(ctx, row_of(ctx))
    if ledger.floor.state.phase is Phase.ENDED:
        raise RoundsOver()
    if do.rounds < ledger.floor.state.round:
        raise Conflict(f"Round {ledger.floor.state.round} is running already.")
    wanted = rules.Plan(do.rounds, do.reveal_s, do.meeting_s, do.wrapup_s, do.break_s)
    if wanted != ledger.plan:
        ledger.replan(wanted)
        note(ctx, "networking.plan", detail=f"{wanted.rounds} × {wanted.meeting_s} s")
    ledger.close()


def advance(ctx: InNetworking, _do: AdvanceNetworking) -> None:
    """Do what is due."""
    row = row_of(ctx)
    row.due_at = None  # the timer that asks has been used up
    opened(ctx, row).close()


def prepare(ctx: InNetworking, do: PrepareRound) -> None:
    """Think out the next round, unless it has begun."""
    ledger = opened(ctx, row_of(ctx))
    state = ledger.floor.state
    if state.round + 1 == do.round and state.phase in (Phase.OPEN, Phase.WRAPUP, Phase.BREAK):
        ledger.prepare()
    ledger.close()


def _outdated(do: DeadlineCommand, state: RoundState) -> bool:
    """Whether it was asked about another deadline than the present one."""
    return do.deadline is not None and (state.deadline is None or iso(do.deadline) != iso(state.deadline))
