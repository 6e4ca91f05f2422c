"""The ledger of a networking session: its rows as the floor that the rules know, and what they decide written back.

A command opens the ledger, lets the rules decide as often as it needs to, and closes it. What then differs from how
it was found is written and told, and nothing else.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from symposia.features.calls.seats import end_calls, vacate_at
from symposia.features.networking import rules
from symposia.features.networking.crowd import Crowd
from symposia.features.networking.floor import MeetingId
from symposia.features.networking.records import Records
from symposia.features.networking.rows import (
    keep_meeting,
    keep_participant,
    keep_plan,
    keep_state,
    meeting_of,
    pairing_of,
    participant_of,
    plan_of,
    state_of,
    window,
)
from symposia.features.networking.rules import Floor, Outcome, Pairing, Phase, Plan, RoundState, Terms
from symposia.features.networking.tables import (
    Encounter,
    Meeting,
    MeetingSeat,
    Networking,
    Participant,
    PreparedRound,
    SatOut,
)
from symposia.features.networking.topics import MEETING, NETWORKING, STAFF
from symposia.features.networking.views import (
    encounter_view,
    health_view,
    meeting_view,
    networking_view,
    participant_view,
    seat_view,
    state_in,
)
from symposia.features.networking.wire import AdvanceNetworking, PrepareRound
from symposia.features.networking.wishes import tell_of_ready
from symposia.features.people.topics import topic_of
from symposia.kernel.context import Context
from symposia.kernel.wire import PersonId

AHEAD = timedelta(seconds=10)
"""So long before the first round it is thought out who meets whom."""


class Ledger:
    """One command's hold on a session. Open it with `opened`."""

    def __init__(self, ctx: Context[Any], row: Networking) -> None:
        self.ctx, self.row, self.plan = ctx, row, plan_of(row)
        self.floor = Floor(state_of(row), pooled_at=row.pooled_at)
        self.crowd = Crowd(ctx.db, row)
        self._records = Records(self.floor)
        self._found, self._found_plan = self.floor, self.plan
        self._whole = False
        self._people: dict[PersonId, Participant] = {}
        self._meetings: dict[MeetingId, Meeting] = {}
        self._seats: dict[MeetingId, list[MeetingSeat]] = {}
        self._whys: dict[PersonId, str | None] = {}
        self._sat_out = self._left_seats = False
        self._shown: dict[PersonId, str | None] = {}
        """What was shown to those who are called to another meeting now."""

    # ---- loading

    def load_everything(self) -> None:
        db, mine = self.ctx.db, Meeting.networking_id == self.row.id
        self._whole = True
        people = db.exec(select(Participant).where(Participant.networking_id == self.row.id)).all()
        meetings = db.exec(select(Meeting).where(mine, col(Meeting.closed_at).is_(None))).all()
        opened = select(Meeting.id).where(mine, col(Meeting.closed_at).is_(None))
        seats = select(MeetingSeat).where(col(MeetingSeat.meeting_id).in_(opened)).order_by(col(MeetingSeat.place))
        self._take_in(people, meetings, db.exec(seats).all())

    def load_around(self, person: PersonId) -> None:
        """Only what an act of `person` can concern: they, and the meeting they are in."""
        mine = self.ctx.find(Participant, (self.row.id, person))
        meeting = self.ctx.find(Meeting, mine.meeting_id) if mine and mine.meeting_id else None
        if mine is None or meeting is None:
            self._take_in([mine] if mine else [], [], [])
            return
        seats = select(MeetingSeat).where(MeetingSeat.meeting_id == meeting.id).order_by(col(MeetingSeat.place))
        found = self.ctx.db.exec(seats).all()
        there = select(Participant).where(
            Participant.networking_id == self.row.id,
            col(Participant.person_id).in_([seat.person_id for seat in found]),
        )
        self._take_in(self.ctx.db.exec(there).all(), [meeting], found)

    def _take_in(
        self, people: Iterable[Participant], meetings: Iterable[Meeting], seats: Iterable[MeetingSeat]
    ) -> None:
        self._people = {row.person_id: row for row in people}
        self._meetings = {row.id: row for row in meetings}
        self._seats = {row: [] for row in self._meetings}
        for seat in seats:
            self._seats[seat.meeting_id].append(seat)
        self.floor = self._found = replace(
            self.floor,
            people={person: participant_of(row) for person, row in self._people.items()},
            meetings={id: meeting_of(row, self._seats[id]) for id, row in self._meetings.items()},
        )
        self._records = Records(self.floor)

    # ---- deciding

    def terms(self) -> Terms:
        return Terms(self.plan, self.crowd.scores(), self.crowd.apart, self.ctx.new_id, self._prepared)

    def _prepared(self, round: int) -> Pairing | None:
        """What was thought out for this round, if anything was."""
        row = self.ctx.find(PreparedRound, self.row.id, round=round)
        return pairing_of(row) if row else None

    def prepare(self) -> None:
        """Think out the next round: who would meet whom if it began now."""
        pairing = rules.next_round(self.floor, self.terms())
        row = self.ctx.find(PreparedRound, self.row.id)
        if row is None:
            row = PreparedRound(networking_id=self.row.id, round=0, groups=[])
            self.ctx.db.add(row)
        row.round = self.floor.state.round + 1
        row.groups = [list(group) for group in (*pairing.pairs, *pairing.trios)]

    def advance(self) -> None:
        """Do everything that is due by now."""
        self.take(rules.advance(self.floor, self.terms(), self.ctx.now))

    def turn(self, state: RoundState) -> None:
        self.take(rules.turn(self.floor, self.terms(), state, self.ctx.now))

    def replan(self, plan: Plan) -> None:
        self.plan = plan

    def join(self, person: PersonId, name: str, affiliation: str) -> None:
        """Let somebody take part for the first time, or under their present name."""
        row = self._people.get(person)
        if row is None:
            row = Participant(networking_id=self.row.id, person_id=person, name=name, since=self.ctx.now)
            self.ctx.db.add(row)
            self._people[person] = row
        row.name, row.affiliation = name, affiliation

    def take(self, outcome: Outcome) -> None:
        """Note what the rules have decided; it is written when the ledger is closed."""
        number = self.floor.state.round
        for decision in outcome.decisions:
            if isinstance(decision, rules.Turn):
                number = decision.state.round
            self._records.note(decision, number)
            self._note(decision, number)
        self.floor = outcome.floor
        if self.floor.state.phase is Phase.ENDED:
            # Whoever was ready here may be ready elsewhere from now on.
            still = (replace(who, ready=False) for who in self.floor.people.values() if who.ready)
            self.floor = self.floor.with_people(list(still))

    def _note(self, decision: rules.Decision, number: int) -> None:
        """What the floor does not keep: seats, reasons, who met whom, and why."""
        match decision:
            case rules.Form():
                self._form(decision)
            case rules.AddThird(meeting, person):
                self._seat(meeting, person)
            case rules.Enter():
                self._enter(decision)
            case rules.Drop(meeting, person):
                seat = self._seat_of(meeting, person)
                seat.gone, seat.open, self._left_seats = True, False, True
                # They may no longer follow what the others say to each other, nor hear them.
                self.ctx.restrict(person)
                vacate_at(self.ctx, MEETING.name(meeting), person)
            case rules.Close(meeting, why, at):
                self._meetings[meeting].closed_at, self._meetings[meeting].why = at, why
                for seat in self._seats[meeting]:
                    seat.open = False
                self._left_seats = True
            case rules.Wait(person, _, why):
                self._whys[person] = why
            case rules.StandDown(person, reason):
                self._whys[person] = None if reason == "own_wish" else reason
            case rules.Rest(person, sat_out):
                self._whys[person] = None
                if sat_out:
                    self._sat_out = True
                    self.ctx.db.add(SatOut(networking_id=self.row.id, round=number, person_id=person))
            case rules.Ready(person):
                self._whys[person] = None

    def _form(self, decision: rules.Form) -> None:
        id = decision.meeting
        row = Meeting(id=id, networking_id=self.row.id, round=decision.round, called_at=decision.at)
        self.ctx.db.add(row)
        self._meetings[id], self._seats[id] = row, []
        for person in decision.members:
            self._seat(id, person)

    def _seat(self, meeting: MeetingId, person: PersonId) -> None:
        """Give somebody a seat, with their card as it is now; they and those there get to know why."""
        if self._left_seats:
            # The database sees the seats that were left before the one that is taken: nobody may have two.
            self.ctx.db.flush()
            self._left_seats = False
        seats, why = self._seats[meeting], self.crowd.reasons
        others = [seat for seat in seats if not seat.gone and seat.person_id != person]
        for seat in others:
            seat.reasons = [*seat.reasons, *why(seat.person_id, [person])]
        reasons = why(person, [seat.person_id for seat in others])
        mine = next((seat for seat in seats if seat.person_id == person), None)
        if mine is None:
            setup = self.crowd.setups.get(person)
            mine = MeetingSeat(
                meeting_id=meeting,
                person_id=person,
                place=len(seats),
                card=self.crowd.card(person),
                reasons=reasons,
                writes=setup is not None and setup.text_only,
                intents=setup.intents if setup else [],
            )
            self.ctx.db.add(mine)
            seats.append(mine)
        mine.gone, mine.open, mine.reasons = False, True, reasons
        row = self._people[person]
        self._shown.setdefault(person, row.shown_id)
        row.shown_id, self._whys[person] = meeting, None

    def _enter(self, decision: rules.Enter) -> None:
        self._seat_of(decision.meeting, decision.person).entered = True
        round = self._meetings[decision.meeting].round
        for pair in decision.met:
            for person, other in (pair, pair[::-1]):
                known = self._seat_of(decision.meeting, other).card
                met = Encounter(
                    person_id=person,
                    other_id=other,
                    networking_id=self.row.id,
                    round=round,
                    met_at=self.ctx.now,
                    name=known["name"],
                    affiliation=known["affiliation"],
                    picture=known.get("picture"),
                )
                self.ctx.db.add(met)
                self.ctx.put(topic_of(person), encounter_view(met))

    def _seat_of(self, meeting: MeetingId, person: PersonId) -> MeetingSeat:
        return next(seat for seat in self._seats[meeting] if seat.person_id == person)

    # ---- writing and telling

    def close(self) -> None:
        """Write what has become different, tell it, and set the timer."""
        keep_state(self.row, self.floor.state)
        keep_plan(self.row, self.plan)
        self.row.pooled_at = self.floor.pooled_at
        moved = self._close_people()
        self._close_meetings()
        end_calls(self.ctx, [MEETING.name(id) for id, row in self._meetings.items() if row.closed_at is not None])
        if moved or self.floor.state != self._found.state or self.plan != self._found_plan:
            self.ctx.put(NETWORKING.name(self.row.id), networking_view(self.ctx.db, self.row))
        counted = self._records.write(self.ctx, self.row.id)
        if counted or self._sat_out or self.floor.state.round != self._found.state.round:
            self.ctx.put(STAFF.name(self.row.id), health_view(self.ctx.db, self.row))
        self._set_timer()
        self._think_ahead()

    def _close_people(self) -> bool:
        """Whether somebody is somewhere else than before."""
        moved, turned = False, []
        staff = STAFF.name(self.row.id)
        for person, who in self.floor.people.items():
            if self._found.people.get(person) == who and person not in self._whys:
                continue
            row = self._people[person]
            fresh = person not in self._found.people
            before, stood = seat_view(row), state_in(row)
            if row.ready != who.ready:
                turned.append(person)
            keep_participant(row, who)
            row.why = self._whys.get(person, row.why)
            if state_in(row) != stood:
                row.since = self.ctx.now
            after = seat_view(row)
            if after != before or fresh:
                moved = True
                self.ctx.put(topic_of(person), after)
                self.ctx.put(staff, participant_view(row))
        tell_of_ready(self.ctx, turned)
        return moved

    def _close_meetings(self) -> None:
        for person, shown in self._shown.items():
            if shown is not None and shown != self._people[person].shown_id:
                self.ctx.drop(topic_of(person), "meeting", shown)
        called = {self._people[person].shown_id for person in self._shown}
        for id, row in self._meetings.items():
            before, after = self._found.meetings.get(id), self.floor.meetings.get(id)
            if after is not None:
                keep_meeting(row, self._seats[id], after)
            same = before is not None and after is not None and self._look_of(before, True) == self._look_of(after)
            if id in called or not same:
                self._show(row)

    def _look_of(self, meeting: rules.Meeting, then: bool = False) -> object:
        """What people see of an open meeting, or saw when it was found."""
        state, plan = (self._found.state, self._found_plan) if then else (self.floor.state, self.plan)
        clock = window(state, plan, meeting.until), state.paused_at is None
        return meeting.members, meeting.entered, meeting.more, clock

    def _show(self, row: Meeting) -> None:
        seats = self._seats[row.id]
        for person in (seat.person_id for seat in seats):
            if self._people[person].shown_id == row.id:
                self.ctx.put(topic_of(person), meeting_view(person, self.row, row, seats))

    def _set_timer(self) -> None:
        due = rules.next_due(self.floor, self.plan)
        if not self._whole:
            # The rest of the floor may be due earlier; what is due too early does nothing.
            due = min(filter(None, (due, self.row.due_at)), default=None)
        if due == self.row.due_at:
            return
        self.row.due_at = due
        key = f"networking:{self.row.id}"
        if due is None:
            self.ctx.clear_timer(key)
        else:
            self.ctx.set_timer(key, due, AdvanceNetworking(networking=self.row.id))

    def _think_ahead(self) -> None:
        """Have the next round thought out: in the wrap-up, or shortly before the first one begins."""
        state = self.floor.state
        if state == self._found.state or state.paused_at or state.deadline is None:
            return
        due = self.ctx.now
        if state.phase is Phase.OPEN:
            due = max(due, state.deadline - AHEAD)
        elif state.phase is not Phase.WRAPUP or state.round >= self.plan.rounds:
            return
        do = PrepareRound(networking=self.row.id, round=state.round + 1)
        self.ctx.set_timer(f"networking:{self.row.id}:next", due, do)


def opened(ctx: Context[Any], row: Networking, around: PersonId | None = None) -> Ledger:
    """The ledger as of now: what was due has been done. With `around`, only what that person's acts concern is loaded
    when nothing was due, which is nearly always."""
    ledger = Ledger(ctx, row)
    if around is not None and (row.due_at is None or row.due_at > ctx.now):
        ledger.load_around(around)
    else:
        ledger.load_everything()
        ledger.advance()
    return ledger
