"""What the rules promise whatever people do: a machine that is driven at random."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from symposia.features.networking import rules
from symposia.features.networking.rules import Pair, Phase
from tests.features.networking.story import PEOPLE, PLAN, Story

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
        if state.phase is Phase.MEETING and left and left.total_seconds() <= 30 and self.story.partners(person):
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
        assert dict(seats) == {name: person.meeting for name, person in floor.people.items() if person.meeting}
        assert all(2 <= len(meeting.members) <= 3 for meeting in floor.meetings.values())

    @invariant()
    def nobody_blocked_shares_a_meeting(self) -> None:
        for meeting in self.story.floor.meetings.values():
            assert self.story.blocked.isdisjoint(map(lambda two: rules.pair_of(*two), combinations(meeting.members, 2)))

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
        long = [person.person for person in floor.waiting() if person.waiting_since and person.waiting_since < since]
        assert all(rules.pair_of(*two) in apart for two in combinations(long, 2))

    @invariant()
    def the_deadline_lies_ahead(self) -> None:
        state = self.story.floor.state
        due = rules.next_due(self.story.floor, self.story.plan)
        assert (due is None) == (state.paused_at is not None or state.phase is Phase.ENDED)
        assert 1 <= state.round <= self.story.plan.rounds


TestRounds = Rounds.TestCase
TestRounds.settings = settings(stateful_step_count=40, deadline=None)
