"""How rounds are steered: by moderators, and by the timer. Asked for twice, each is done once."""

from collections import defaultdict
from datetime import timedelta

from sqlmodel import col, select

from symposia.features.networking import rules
from symposia.features.networking.ledger import opened
from symposia.features.networking.rules import Phase, RoundState
from symposia.features.networking.tables import Meeting, MeetingSeat, Networking, SatOut
from symposia.features.networking.topics import InNetworking, LookingAtNetworking, row_of
from symposia.features.networking.wire import (
    AdvanceNetworking,
    DeadlineCommand,
    EndRounds,
    ExtendPhase,
    PauseRounds,
    PlanRounds,
    ReadPairs,
    Round,
    Rounds,
    SkipPhase,
    StartRounds,
)
from symposia.features.rooms.places import note
from symposia.kernel.errors import Conflict
from symposia.kernel.wire import Id, PersonId, iso


def start(ctx: InNetworking, _do: StartRounds) -> None:
    """Begin the first round now."""
    ledger = opened(ctx, row_of(ctx))
    state = ledger.floor.state
    if state.phase is Phase.ENDED:
        raise Conflict("The rounds are over.")
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
        raise Conflict("The rounds are over.")
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


def pairs(ctx: LookingAtNetworking, do: ReadPairs) -> Rounds:
    """Who really met whom: meetings to which two or three came."""
    networking = ctx.place.row
    if networking is None:
        return Rounds(rounds=())
    met = _met(ctx, networking)
    sat_out: dict[int, list[PersonId]] = defaultdict(list)
    for row in ctx.db.exec(select(SatOut).where(SatOut.networking_id == networking.id)):
        sat_out[row.round].append(row.person_id)
    return Rounds(rounds=tuple(_round(met[n], sat_out[n]) for n in range(1, networking.round + 1)))


def _met(ctx: LookingAtNetworking, networking: Networking) -> dict[int, list[tuple[PersonId, ...]]]:
    """Those who came to each meeting, by round."""
    there: dict[tuple[int, Id], list[MeetingSeat]] = defaultdict(list)
    came = select(Meeting.round, MeetingSeat).join(MeetingSeat, col(MeetingSeat.meeting_id) == col(Meeting.id))
    came = came.where(Meeting.networking_id == networking.id, col(MeetingSeat.entered).is_(True))
    for number, seat in ctx.db.exec(came.order_by(col(Meeting.id), col(MeetingSeat.place))):
        there[number, seat.meeting_id].append(seat)
    met: dict[int, list[tuple[PersonId, ...]]] = defaultdict(list)
    for (number, _), seats in there.items():
        # Where one went and another came, those count who were there in the end.
        kept = seats if len(seats) <= 3 else [seat for seat in seats if not seat.gone]
        if len(kept) > 1:
            met[number].append(tuple(sorted(seat.person_id for seat in kept)))
    return met


def _round(met: list[tuple[PersonId, ...]], sat_out: list[PersonId]) -> Round:
    return Round(
        present=tuple(sorted({person for members in met for person in members} | set(sat_out))),
        pairs=tuple(sorted(members for members in met if len(members) == 2)),
        trios=tuple(sorted(members for members in met if len(members) == 3)),
        sat_out=tuple(sorted(sat_out)),
    )


def _outdated(do: DeadlineCommand, state: RoundState) -> bool:
    """Whether it was asked about another deadline than the present one."""
    return do.deadline is not None and (state.deadline is None or iso(do.deadline) != iso(state.deadline))
