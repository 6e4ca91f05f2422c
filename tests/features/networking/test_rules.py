"""The life of meetings: told as stories, and as a machine that is driven at random."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, count

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from symposia.features.networking import rules
from symposia.features.networking.rules import Decision, Floor, Outcome, Pair, Phase, Plan, Scores, Terms
from symposia.kernel.errors import Conflict, NotFound

NOON = datetime(2021, 4, 14, 12, tzinfo=UTC)
PEOPLE = ("ann", "bob", "cem", "dee", "eva", "fay", "gus", "hal", "ida")
PLAN = Plan(rounds=3, reveal_s=5, meeting_s=120, wrapup_s=20, break_s=30)


def even_scores(people: Iterable[str] = PEOPLE) -> Scores:
    """Everybody fits, neighbours in the list a little better."""
    names = list(people)
    distance = np.abs(np.subtract.outer(np.arange(len(names)), np.arange(len(names))))
    return Scores({name: row for row, name in enumerate(names)}, 1 - distance / 100)


class Story:
    """A networking session as a test tells it. In place of rows and timers: a floor and a clock."""

    def __init__(self, plan: Plan = PLAN) -> None:
        self.plan, self.now, self.floor = plan, NOON, Floor()
        self.scores = even_scores()
        self.met: set[Pair] = set()
        self.blocked: set[Pair] = set()
        self.told: list[Decision] = []
        self.numbers = count(1)

    def terms(self) -> Terms:
        names = self.numbers
        return Terms(self.plan, self.scores, self.met | self.blocked, lambda: f"m{next(names):03}")

    def take(self, outcome: Outcome) -> tuple[Decision, ...]:
        self.floor = outcome.floor
        self.told += outcome.decisions
        for decision in outcome.decisions:
            if isinstance(decision, rules.Enter):
                self.met |= set(decision.met)
        return outcome.decisions

    def wait(self, seconds: float) -> tuple[Decision, ...]:
        self.now += timedelta(seconds=seconds)
        return self.take(rules.advance(self.floor, self.terms(), self.now))

    def moderate(self, act: Callable[..., rules.RoundState], *given: object) -> tuple[Decision, ...]:
        return self.take(rules.turn(self.floor, self.terms(), act(self.floor.state, *given, self.now)))

    def ready(self, *people: str) -> None:
        for person in people:
            self.take(rules.ready(self.floor, self.plan, person, self.now))

    def start(self, *people: str) -> None:
        self.moderate(rules.open_room)
        self.ready(*people)
        self.moderate(rules.start, self.plan)

    def enter(self, *people: str) -> None:
        for person in people:
            self.take(rules.enter(self.floor, person))

    def block(self, person: str, other: str) -> None:
        self.blocked.add(rules.pair_of(person, other))
        self.take(rules.block(self.floor, self.plan, person, other, self.now))

    def partners(self, person: str) -> set[str]:
        meeting = self.floor.meeting_of(person)
        return set(meeting.members) - {person} if meeting else set()

    def waits(self, person: str) -> bool:
        return self.floor.of(person).waiting_since is not None


@pytest.fixture
def story() -> Story:
    return Story()


def test_everybody_ready_is_paired_at_the_start(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    assert (story.partners("ann"), story.partners("cem")) == ({"bob"}, {"dee"})


def test_an_odd_number_makes_a_trio(story: Story) -> None:
    story.start("ann", "bob", "cem")
    assert story.partners("ann") == {"bob", "cem"}
    assert [story.floor.of(person).trios for person in ("ann", "bob", "cem")] == [1, 1, 1]


def test_who_does_not_show_up_frees_the_partner(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "cem", "dee")
    story.wait(14.9)
    assert story.partners("ann") == {"bob"}
    story.wait(0.1)
    assert story.partners("ann") == set()
    assert story.waits("ann")
    assert not story.floor.of("bob").ready


def test_two_whose_partners_did_not_come_meet_each_other(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "dee")
    story.wait(15)
    assert story.partners("ann") == {"dee"}


def test_who_waits_alone_becomes_a_third_after_nine_seconds(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "cem", "dee")
    story.wait(15 + 8.9)
    assert story.waits("ann")
    story.wait(0.1)
    assert story.partners("ann") == {"cem", "dee"}


def test_a_third_who_does_not_come_leaves_the_two_as_they_were(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "cem", "dee")
    story.wait(15 + 9 + 15)
    assert story.partners("cem") == {"dee"}
    assert not story.floor.of("ann").ready


def test_nobody_becomes_a_third_where_somebody_is_whom_they_met(story: Story) -> None:
    story.met.add(("ann", "dee"))
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "cem", "dee")
    story.wait(60)
    assert story.waits("ann")


def test_late_comers_meet_in_the_running_round(story: Story) -> None:
    story.start("ann", "bob")
    story.enter("ann", "bob")
    story.wait(30)
    story.ready("cem", "dee")
    story.wait(0)
    assert story.partners("cem") == {"dee"}


def test_who_comes_too_late_is_in_the_next_round(story: Story) -> None:
    story.start("ann", "bob")
    story.enter("ann", "bob")
    story.wait(5 + 61)
    story.ready("cem", "dee")
    story.wait(10)
    assert not story.waits("cem")
    story.wait(100)
    assert story.floor.state.round == 2
    assert story.partners("cem")
    assert story.floor.of("cem").sat_out == 0


def test_who_met_nobody_in_a_round_has_sat_out(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.met |= {("ann", "cem"), ("ann", "dee")}
    story.enter("ann", "cem", "dee")
    story.wait(130)
    assert story.floor.state.phase is Phase.WRAPUP
    assert [story.floor.of(person).sat_out for person in ("ann", "bob", "cem")] == [1, 0, 0]
    assert not story.waits("ann")


def test_who_leaves_rests_and_the_other_waits(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "bob", "cem", "dee")
    story.take(rules.leave(story.floor, PLAN, "ann", story.now))
    assert (story.waits("ann"), story.waits("bob")) == (False, True)
    assert story.floor.of("ann").ready
    story.wait(9)
    assert story.partners("bob") == {"cem", "dee"}
    assert story.take(rules.leave(story.floor, PLAN, "ann", story.now)) == ()


def test_of_three_two_go_on_when_one_leaves(story: Story) -> None:
    story.start("ann", "bob", "cem")
    story.enter("ann", "bob", "cem")
    story.take(rules.unready(story.floor, PLAN, "cem", story.now))
    assert story.partners("ann") == {"bob"}
    assert story.floor.meetings[next(iter(story.floor.meetings))].live


def test_a_block_closes_the_meeting_at_once_and_for_good(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "bob", "cem", "dee")
    story.block("ann", "bob")
    assert story.partners("ann") == story.partners("bob") == set()
    story.wait(60)
    assert "bob" not in story.partners("ann")


def test_a_block_of_somebody_elsewhere_closes_nothing(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.block("ann", "cem")
    assert story.partners("ann") == {"bob"}


def test_a_pause_stops_every_clock(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "cem", "dee")
    story.wait(14)
    story.moderate(rules.pause)
    story.wait(3600)
    assert rules.next_due(story.floor, PLAN) is None
    story.moderate(rules.resume)
    story.wait(0.9)
    assert story.partners("ann") == {"bob"}
    story.wait(0.1)
    assert story.waits("ann")


def test_who_comes_in_a_pause_is_matched_when_it_is_over(story: Story) -> None:
    story.start("ann", "bob")
    story.enter("ann", "bob")
    story.moderate(rules.pause)
    story.wait(100)
    story.ready("cem", "dee")
    story.wait(100)
    assert story.partners("cem") == set()
    story.moderate(rules.resume)
    story.wait(0)
    assert story.partners("cem") == {"dee"}


def test_one_more_minute_when_both_ask(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "bob", "cem", "dee")
    story.wait(94)
    with pytest.raises(Conflict):
        rules.ask_more(story.floor, PLAN, "ann", story.now)
    story.wait(1)
    story.take(rules.ask_more(story.floor, PLAN, "ann", story.now))
    story.take(rules.ask_more(story.floor, PLAN, "bob", story.now))
    story.take(rules.ask_more(story.floor, PLAN, "cem", story.now))
    story.wait(30)
    assert (story.partners("ann"), story.partners("cem")) == ({"bob"}, set())
    story.wait(49.9)  # 20 s of wrapping up and 30 s of break are less than a minute
    assert story.partners("ann") == {"bob"}
    story.wait(0.1)
    assert story.floor.state.round == 2
    assert story.partners("ann").isdisjoint({"bob"})


def test_a_meeting_that_is_over_cannot_be_entered(story: Story) -> None:
    story.start("ann", "bob")
    story.wait(125)
    with pytest.raises(NotFound):
        rules.enter(story.floor, "ann")


def test_to_enter_or_be_ready_twice_changes_nothing(story: Story) -> None:
    story.start("ann", "bob")
    story.enter("ann")
    assert rules.enter(story.floor, "ann").decisions == ()
    assert rules.ready(story.floor, PLAN, "ann", story.now).decisions == ()


def test_the_end_closes_everything(story: Story) -> None:
    story.start("ann", "bob", "cem")
    story.moderate(rules.end)
    assert not story.floor.meetings
    assert rules.next_due(story.floor, PLAN) is None
    with pytest.raises(Conflict):
        rules.ready(story.floor, PLAN, "dee", story.now)


def test_a_process_that_was_dead_for_minutes_catches_up_at_the_due_times(story: Story) -> None:
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "cem", "dee")
    decisions = story.wait(130)
    closed = [decision for decision in decisions if isinstance(decision, rules.Close)]
    assert [(close.why, close.at) for close in closed] == [
        ("no_show", NOON + timedelta(seconds=15)),
        ("time", NOON + timedelta(seconds=125)),
    ]


def test_six_hundred_people_are_seated_in_a_moment() -> None:
    story, people = Story(), [f"p{number:03}" for number in range(600)]
    story.scores = even_scores(people)
    story.start(*people)
    assert len(story.floor.meetings) == 300
    assert not story.floor.waiting()


who = st.sampled_from(PEOPLE)


class Rounds(RuleBasedStateMachine):
    """People and a moderator do what they like; what was promised holds after every step."""

    @initialize(
        people=st.integers(2, 9),
        rounds=st.integers(1, 4),
        meeting_s=st.sampled_from((20, 100, 300)),
        blocked=st.sets(st.sampled_from(list(combinations(PEOPLE, 2))), max_size=6),
    )
    def begin(self, people: int, rounds: int, meeting_s: int, blocked: set[Pair]) -> None:
        self.story = Story(replace(PLAN, rounds=rounds, meeting_s=meeting_s))
        self.story.blocked = set(blocked)
        self.story.start(*PEOPLE[:people])

    def over(self) -> bool:
        return self.story.floor.state.phase is Phase.ENDED

    @rule(person=who)
    def ready(self, person: str) -> None:
        if not self.over():
            self.story.ready(person)

    @rule(person=who)
    def unready(self, person: str) -> None:
        self.story.take(rules.unready(self.story.floor, self.story.plan, person, self.story.now))

    @rule(person=who)
    def leave(self, person: str) -> None:
        self.story.take(rules.leave(self.story.floor, self.story.plan, person, self.story.now))

    @rule(people=st.sets(who))
    def enter(self, people: set[str]) -> None:
        self.story.enter(*(name for name in sorted(people) if self.story.partners(name)))

    @rule()
    def everybody_enters(self) -> None:
        self.enter(set(PEOPLE))

    @rule(person=who, other=who)
    def block(self, person: str, other: str) -> None:
        if person != other:
            self.story.block(person, other)

    @rule(person=who)
    def ask_more(self, person: str) -> None:
        state = self.story.floor.state
        left = rules.remaining(state, self.story.now)
        if (
            state.phase is Phase.MEETING
            and left
            and left.total_seconds() <= 30
            and self.story.partners(person)
        ):
            self.story.take(rules.ask_more(self.story.floor, self.story.plan, person, self.story.now))

    @precondition(lambda self: self.story.floor.state.due)
    @rule()
    def pause(self) -> None:
        self.story.moderate(rules.pause)

    @precondition(lambda self: self.story.floor.state.paused_at)
    @rule()
    def resume(self) -> None:
        self.story.moderate(rules.resume)
        self.story.wait(0)

    @precondition(lambda self: self.story.floor.state.due)
    @rule()
    def extend(self) -> None:
        self.story.moderate(rules.extend, timedelta(seconds=60))

    @precondition(lambda self: self.story.floor.state.due)
    @rule()
    def skip(self) -> None:
        self.story.moderate(rules.skip, self.story.plan)

    @rule(seconds=st.sampled_from((0.5, 3, 9, 16, 40, 110, 400)), looks=st.integers(1, 40))
    def time_passes(self, seconds: float, looks: int) -> None:
        """Whoever looks how often: one look at the end tells the same as many on the way."""
        story, twin = self.story, Story(self.story.plan)
        twin.now, twin.floor, twin.met, twin.blocked = story.now, story.floor, story.met, story.blocked
        start = next(story.numbers)
        story.numbers, twin.numbers = count(start), count(start)
        once = story.wait(seconds)
        many = [decision for _ in range(looks) for decision in twin.wait(seconds / looks)]
        twin.now = story.now
        many += twin.wait(0)
        assert (tuple(many), twin.floor) == (once, story.floor)

    @invariant()
    def nobody_is_in_two_meetings(self) -> None:
        floor = self.story.floor
        seats = [(name, meeting.id) for meeting in floor.meetings.values() for name in meeting.members]
        assert len({name for name, _ in seats}) == len(seats)
        assert dict(seats) == {
            name: person.meeting for name, person in floor.people.items() if person.meeting
        }
        assert all(2 <= len(meeting.members) <= 3 for meeting in floor.meetings.values())

    @invariant()
    def nobody_blocked_shares_a_meeting(self) -> None:
        for meeting in self.story.floor.meetings.values():
            assert self.story.blocked.isdisjoint(
                map(lambda two: rules.pair_of(*two), combinations(meeting.members, 2))
            )

    @invariant()
    def nobody_meets_twice(self) -> None:
        met = [two for told in self.story.told if isinstance(told, rules.Enter) for two in told.met]
        assert len(met) == len(set(met))

    @invariant()
    def meetings_are_open_only_when_they_should_be(self) -> None:
        floor = self.story.floor
        for meeting in floor.meetings.values():
            assert floor.state.live or (meeting.until and meeting.until >= self.story.now)
            assert meeting.round == floor.state.round

    @invariant()
    def who_waits_is_ready_and_free(self) -> None:
        floor = self.story.floor
        for person in floor.waiting():
            assert person.ready
            assert person.meeting is None
            assert floor.state.live

    @invariant()
    def nobody_waits_in_vain(self) -> None:
        floor, plan = self.story.floor, self.story.plan
        moment = floor.state.paused_at or self.story.now
        if not rules.takes_more(floor.state, plan, moment) or floor.pooled_at is None:
            return
        apart = self.story.met | self.story.blocked
        since = moment - timedelta(seconds=2 * plan.pool_s)
        long = [
            person.person
            for person in floor.waiting()
            if person.waiting_since and person.waiting_since < since
        ]
        assert all(rules.pair_of(*two) in apart for two in combinations(long, 2))

    @invariant()
    def the_deadline_lies_ahead(self) -> None:
        state = self.story.floor.state
        due = rules.next_due(self.story.floor, self.story.plan)
        assert (due is None) == (state.paused_at is not None or state.phase is Phase.ENDED)
        assert 1 <= state.round <= self.story.plan.rounds


TestRounds = Rounds.TestCase
TestRounds.settings = settings(stateful_step_count=40, deadline=None)
