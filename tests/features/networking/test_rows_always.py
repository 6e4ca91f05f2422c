"""The rows are what the rules say, whatever people do: a walk at random through a networking session on a database.

Before each command the rules are asked what it should do to the rows; after it the rows are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import Phase as Search
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, col, select

from symposia.features.networking import rules
from symposia.features.networking.ledger import Ledger
from symposia.features.networking.rules import Floor, Outcome, Phase, Terms
from symposia.features.networking.tables import (
    Encounter,
    Meeting,
    MeetingRemark,
    MeetingReport,
    MeetingSeat,
    Networking,
    Participant,
    PreparedRound,
    RoundRecord,
    SatOut,
)
from symposia.features.networking.views import networking_view
from symposia.features.networking.wire import LoseParticipant
from symposia.features.people.tables import Block, Person
from symposia.kernel.access import SYSTEM
from symposia.kernel.context import Context
from symposia.kernel.errors import Conflict, NotFound, SymposiaError
from symposia.kernel.tables import LeaseRow, TimerRow
from tests.features.networking.evening import NAMES, check
from tests.support.venue import START, PersonAtVenue, VenueForTests

ROWS = (
    *(MeetingRemark, MeetingReport, MeetingSeat, SatOut, Encounter, Meeting, Participant, RoundRecord, PreparedRound),
    *(Networking, Block, LeaseRow),
)
PLAN = {"rounds": 3, "reveal_s": 5, "meeting_s": 60, "wrapup_s": 10, "break_s": 10}
PHASES = list(Phase)
IN_MEETING = ("leave", "enter", "ask_more", "say")
Ask = tuple[str, int, int]
"""An act, who does it, and whom or how long it concerns."""
OVER_SOMEBODY = ("lose", "remove", "move")
acts = st.sampled_from(
    ("ready", "unready", "leave", "enter", "enter", "enter", "ask_more", "block", "say", *OVER_SOMEBODY)
)
steering = st.sampled_from(("pause", "resume", "resume", "extend", "skip"))
numbers = st.integers(0, len(NAMES) - 1)
waiting = st.tuples(st.just("wait"), st.just(0), st.sampled_from((3, 3, 5, 10, 16, 40, 75)))
steps = st.one_of(
    st.tuples(acts, numbers, numbers),
    st.tuples(acts, numbers, numbers),
    st.tuples(st.just("all_enter"), st.just(0), st.just(0)),
    waiting,
    waiting,
    st.tuples(steering, st.just(0), st.just(0)),
)


class Walk:
    """An evening at a venue where others were before."""

    def __init__(self, venue: VenueForTests, people: list[PersonAtVenue], mo: PersonAtVenue, id: str) -> None:
        self.venue, self.people, self.mo, self.id = venue, people, mo, id
        self.seen: tuple[int, int, datetime | None] = (0, 0, None)

    def begin(self, ready: set[int]) -> None:
        self.send(self.mo, "networking.plan", **PLAN)
        for number in sorted(ready):
            self.send(self.people[number], "networking.ready", ready=True)
        self.send(self.mo, "networking.start")

    def step(self, act: str, who: int, what: int) -> None:
        """Do it, and compare what came of it with what the rules say."""
        person, other = self.people[who], self.people[what % len(self.people)]
        if act == "wait":
            self.venue.clock.advance(what)
        if act == "all_enter" and not self.venue.rows(self._called):
            return  # nobody is called anywhere, so nothing is asked for
        to = self.venue.rows(lambda db: self._open_meeting(db, what))
        concerned = to if act == "move" else other.id
        meeting, wanted = self.venue.rows(lambda db: self._before(db, act, person.id, concerned))
        if (act == "block" and person is other) or (act in IN_MEETING and meeting is None):
            return
        try:
            self.carry_out(act, person, other, to if act == "move" else meeting)
        except SymposiaError:
            assert wanted is None or act == "say", f"{act} is refused"
        else:
            assert wanted is not None, f"{act} is not refused"
        self.venue.rows(lambda db: self._after(db, act, wanted))

    def carry_out(self, act: str, person: PersonAtVenue, other: PersonAtVenue, meeting: str | None) -> None:
        match act:
            case "wait":
                self.venue.run(self._timers())
            case "ready" | "unready":
                self.send(person, "networking.ready", ready=act == "ready")
            case "leave" | "enter" | "ask_more":
                self.send(person, f"meeting.{act}", meeting=meeting)
            case "say":
                self.send(person, "meeting.post", meeting=meeting, id=self.venue.id(), text="Hello")
            case "all_enter":
                for one, called in self.venue.rows(self._called):
                    self.send(one, "meeting.enter", meeting=called)
            case "block":
                self.venue.run(person.socket.ask("person.block", person=other.id, blocked=True))
            case "lose":
                self.venue.run(self.venue.real.dispatcher.obey(LoseParticipant(networking=self.id, person=person.id)))
            case "remove":
                self.send(self.mo, "networking.remove", person=person.id)
            case "move":
                fields = {"out_of": self.venue.rows(lambda db: self._meeting_of(db, person.id)), "meeting": meeting}
                given = {name: id for name, id in fields.items() if id}
                self.send(self.mo, "networking.move", person=person.id, **given)
            case "pause" | "resume":
                self.send(self.mo, "networking.pause", paused=act == "pause")
            case "extend":
                self.send(self.mo, "networking.extend", seconds=30)
            case _:
                self.send(self.mo, f"networking.{act}")

    def send(self, who: PersonAtVenue, command: str, **fields: Any) -> None:
        self.venue.run(who.socket.ask(command, networking=self.id, **fields))

    # ---- looks into the database

    def _before(self, db: Session, act: str, person: str, other: str) -> tuple[str | None, object]:
        """The meeting that somebody sees, and what the rules say that the rows look like after this act."""
        mine = db.get(Participant, (self.id, person))
        return mine.shown_id if mine else None, _wanted(self._ledger(db), act, person, other)

    def _after(self, db: Session, act: str, wanted: object) -> None:
        ledger = self._ledger(db)
        assert wanted is None or _told(ledger.floor) == wanted, act
        check(db)
        view, people = networking_view(db, ledger.row), ledger.floor.people.values()
        assert view.ready == sum(who.ready for who in people)
        assert (view.meetings, view.waiting) == (len(ledger.floor.meetings), len(ledger.floor.waiting()))
        order = (view.round, PHASES.index(Phase(view.phase)))
        assert order >= self.seen[:2], "rounds never go back"
        if order == self.seen[:2] and self.seen[2] and view.deadline:
            assert view.deadline >= self.seen[2], "nobody's time gets shorter"
        self.seen = (*order, view.deadline)

    def _open_meeting(self, db: Session, number: int) -> str:
        """One of the open meetings, or none: then it is the empty text."""
        opened = db.exec(select(Meeting.id).where(col(Meeting.closed_at).is_(None)).order_by(Meeting.id)).all()
        return ["", *opened][number % (len(opened) + 1)]

    def _meeting_of(self, db: Session, person: str) -> str | None:
        mine = db.get(Participant, (self.id, person))
        return mine.meeting_id if mine else None

    def _called(self, db: Session) -> list[tuple[PersonAtVenue, str]]:
        called = {row.person_id: row.meeting_id for row in db.exec(select(Participant)) if row.meeting_id}
        return [(person, called[person.id]) for person in self.people if person.id in called]

    def _ledger(self, db: Session) -> Ledger:
        now = self.venue.clock.now()
        ledger = Ledger(
            Context(db=db, actor=SYSTEM, now=now, place=None, real_now=now), db.get_one(Networking, self.id)
        )
        ledger.load_everything()
        return ledger

    async def _timers(self) -> None:
        while await self.venue.real.timers.turn():
            pass


def _sweep(db: Session) -> None:
    for rows in (*ROWS, TimerRow):
        db.execute(delete(rows))


def _wanted(ledger: Ledger, act: str, person: str, other: str) -> object:
    """What the rules say that the rows look like afterwards; None when they refuse."""
    terms, now = ledger.terms(), ledger.ctx.now
    try:
        # What is said moves nothing, not even what is due.
        floor = ledger.floor if act == "say" else rules.advance(ledger.floor, terms, now).floor
        outcome = ACTS[act](floor, terms, person, other, now)
    except (Conflict, NotFound):
        return None
    return _told(outcome.floor)


def _turn(act: Callable[..., rules.RoundState], *given: object) -> Callable[..., Outcome]:
    def turned(floor: Floor, terms: Terms, _person: str, _other: str, now: datetime) -> Outcome:
        plan = (terms.plan,) if act is rules.skip else ()
        return rules.turn(floor, terms, act(floor.state, *plan, *given, now), now)

    return turned


def _steer(act: Callable[..., Outcome], done: Callable[[Floor], bool]) -> Callable[..., Outcome]:
    """What is asked for twice is done once."""
    return lambda floor, *given: Outcome(floor) if done(floor) else act(floor, *given)


def _all_enter(floor: Floor) -> Outcome:
    outcome = Outcome(floor)
    for person in [person for meeting in floor.meetings.values() for person in meeting.members]:
        outcome = rules.enter(outcome.floor, person)
    return outcome


def _stand_down(why: Literal["lost", "removed"]) -> Callable[..., Outcome]:
    def gone(floor: Floor, terms: Terms, person: str, _other: str, now: datetime) -> Outcome:
        if person not in floor.people:
            raise NotFound
        return rules.stand_down(floor, terms.plan, person, why, now)

    return gone


def _move(floor: Floor, terms: Terms, person: str, to: str, now: datetime) -> Outcome:
    if person not in floor.people:
        raise NotFound
    return rules.move(floor, terms, person, to or None, now)


ACTS: dict[str, Callable[[Floor, Terms, str, str, datetime], Outcome]] = {
    "wait": lambda floor, _terms, _person, _other, _now: Outcome(floor),
    "say": lambda floor, _terms, _person, _other, _now: Outcome(floor),
    "ready": lambda floor, terms, person, _other, now: rules.ready(floor, terms.plan, person, now),
    "unready": lambda floor, terms, person, _other, now: rules.unready(floor, terms.plan, person, now),
    "leave": lambda floor, terms, person, _other, now: rules.leave(floor, terms.plan, person, now),
    "all_enter": lambda floor, *_: _all_enter(floor),
    "enter": lambda floor, _terms, person, _other, _now: rules.enter(floor, person),
    "ask_more": lambda floor, terms, person, _other, now: rules.ask_more(floor, terms.plan, person, now),
    "block": lambda floor, terms, person, other, now: rules.block(floor, terms.plan, person, other, now),
    "lose": _stand_down("lost"),
    "remove": _stand_down("removed"),
    "move": _move,
    "pause": _steer(_turn(rules.pause), lambda floor: floor.state.paused_at is not None),
    "resume": _steer(_turn(rules.resume), lambda floor: floor.state.paused_at is None),
    "extend": _turn(lambda state, now: rules.extend(state, timedelta(seconds=30), now)),
    "skip": _turn(rules.skip),
    "end": _steer(_turn(rules.end), lambda floor: floor.state.phase is Phase.ENDED),
}


def _told(floor: Floor) -> object:
    """Everything on the floor but the names of the meetings. After the end nobody is ready any more."""
    over = floor.state.phase is Phase.ENDED
    members = {id: tuple(sorted(meeting.members)) for id, meeting in floor.meetings.items()}
    people = {
        who.person: (
            who.ready and not over,
            members.get(who.meeting or ""),
            who.waiting_since,
            who.sat_out,
            who.trios,
            who.joined,
            who.met,
        )
        for who in floor.people.values()
    }
    meetings = sorted(
        (members[id], meeting.round, meeting.called_at, sorted(meeting.entered), sorted(meeting.more), meeting.until)
        for id, meeting in floor.meetings.items()
    )
    return floor.state, floor.pooled_at, people, meetings


@pytest.fixture
def people(venue: VenueForTests) -> list[PersonAtVenue]:
    """Everybody is interested in something else, so that no two partners fit equally well."""
    found = venue.attendees(*NAMES)

    def work(db: Session) -> None:
        for number, person in enumerate(found, start=1):
            row = db.get_one(Person, person.id)
            row.topics = [f"topic {bit}" for bit in range(5) if (number * 11) >> bit & 1]
            row.seniority = number % 3

    venue.seed(work)
    return found


@pytest.fixture
def session(venue: VenueForTests) -> str:
    venue.moderator("mo", room="forum")
    return venue.session("forum", "networking", starts_in=10)


@example(
    ready={0, 1, 2, 4},
    walk=[("enter", 0, 4), ("wait", 0, 75), ("skip", 0, 0), ("all_enter", 0, 0), ("wait", 0, 3), ("wait", 0, 75)],
)
@given(ready=st.sets(numbers, min_size=4), walk=st.lists(steps, min_size=10, max_size=22))
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    # A failing walk is not made shorter: on a database that would take minutes.
    phases=[Search.explicit, Search.reuse, Search.generate],
)
def test_the_rows_are_what_the_rules_say(
    venue: VenueForTests, people: list[PersonAtVenue], session: str, ready: set[int], walk: list[Ask]
) -> None:
    """Nobody follows anything here: each walk begins on an empty table."""
    venue.seed(_sweep)
    venue.clock.moment = START
    evening = Walk(venue, people, venue.people["mo"], session)
    with venue.held_to_it("the walk"):
        evening.begin(ready)
        for step in walk:
            evening.step(*step)
