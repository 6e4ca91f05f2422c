"""From the rows of networking to what the rules know: states, plans, people, meetings, profiles."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, cast

from symposia.features.networking import rules
from symposia.features.networking.desk_wire import MatchingView
from symposia.features.networking.rules import Phase, Plan, RoundState
from symposia.features.networking.tables import (
    Meeting,
    MeetingSeat,
    Networking,
    NetworkingSetup,
    Participant,
    PreparedRound,
)
from symposia.features.people.tables import Person
from symposia.kernel.wire import PersonId

Window = tuple[Literal["reveal", "open"], datetime | None, datetime | None]


def state_of(row: Networking) -> RoundState:
    return RoundState(Phase(row.phase), row.round, row.since, row.deadline, row.paused_at)


def plan_of(row: Networking) -> Plan:
    return Plan(row.rounds, row.reveal_s, row.meeting_s, row.wrapup_s, row.break_s)


def keep_state(row: Networking, state: RoundState) -> None:
    row.phase, row.round = state.phase.value, state.round
    row.since, row.deadline, row.paused_at = state.since, state.deadline, state.paused_at


def keep_plan(row: Networking, plan: Plan) -> None:
    row.rounds, row.reveal_s, row.meeting_s = plan.rounds, plan.reveal_s, plan.meeting_s
    row.wrapup_s, row.break_s = plan.wrapup_s, plan.break_s


def participant_of(row: Participant) -> rules.Participant:
    return rules.Participant(
        row.person_id,
        row.ready,
        row.meeting_id,
        row.waiting_since,
        row.sat_out,
        row.trios,
        row.joined,
        row.met,
        row.called,
        row.gained,
    )


def keep_participant(row: Participant, who: rules.Participant) -> None:
    row.ready, row.meeting_id, row.waiting_since = who.ready, who.meeting, who.waiting_since
    row.sat_out, row.trios, row.joined, row.met = who.sat_out, who.trios, who.joined, who.met
    row.called, row.gained = who.called, who.gained


def meeting_of(row: Meeting, seats: Iterable[MeetingSeat]) -> rules.Meeting:
    """The open meeting of `row`; `seats` are its seats in their order."""
    taken = [seat for seat in seats if not seat.gone]
    return rules.Meeting(
        row.id,
        row.round,
        tuple(seat.person_id for seat in taken),
        row.called_at,
        frozenset(seat.person_id for seat in taken if seat.entered),
        frozenset(seat.person_id for seat in taken if seat.more),
        row.until,
    )


def keep_meeting(row: Meeting, seats: Iterable[MeetingSeat], meeting: rules.Meeting) -> None:
    row.called_at, row.until = meeting.called_at, meeting.until
    for seat in seats:
        seat.more = seat.person_id in meeting.more


def pairing_of(row: PreparedRound) -> rules.Pairing:
    """What was thought out, as the pairing knows it."""
    pairs = tuple((a, b) for a, b, *third in row.groups if not third)
    return rules.Pairing(pairs, tuple((a, b, third[0]) for a, b, *third in row.groups if third))


def window(state: RoundState, plan: Plan, until: datetime | None) -> Window:
    """How an open meeting stands in its round: status, when it opens, when it ends."""
    if state.phase is Phase.REVEAL and state.deadline:
        return "reveal", state.deadline, state.deadline + timedelta(seconds=plan.meeting_s)
    return "open", None, until or state.deadline


def matching_of(row: Networking) -> rules.Matching:
    """The organisers' rules as the pairing knows them."""
    said = MatchingView.model_validate({**row.matching, "id": row.id})
    lists = (rules.pair_of(must.person, other) for must in said.must_meet for other in must.others)
    return rules.Matching(
        weights=rules.Weights(**dict(said.weights)),
        same_institution=said.same_institution,
        levels=said.levels,
        same_field=said.same_field,
        must_meet=frozenset(pair for pair in lists if pair[0] != pair[1]),
    )


def profile_of(
    person: Person, setup: NetworkingSetup | None = None, wishes: frozenset[PersonId] = frozenset()
) -> rules.Profile:
    """What somebody tells of themselves and wants of the rounds, as the affinity reads it."""
    return rules.Profile(
        id=person.id,
        name=person.name,
        institution=person.affiliation,
        topics=tuple(person.topics),
        seeks=tuple(person.seeks),
        offers=tuple(person.offers),
        role=None if person.method is None else "method" if person.method else "domain",
        seniority=1 if person.seniority is None else person.seniority,
        languages=tuple(person.languages),
        field=person.field,
        intents=tuple(cast(rules.Intent, intent) for intent in setup.intents) if setup else (),
        likes_three=setup.three if setup else False,
        wishes=wishes,
    )
