"""What the rules promise whatever people do: a machine that is driven at random.

People come, go, are lost, removed, moved and blocked, the moderator pauses, extends and skips, rounds are thought out
beforehand or not, and somebody looks often or late. After every step these hold:

1.  nobody is in two meetings, and a meeting is of two or three;
2.  nobody meets somebody again, nor is called to somebody met before;
3.  whom somebody has met is never forgotten or changed;
4.  nobody blocked shares a meeting;
5.  meetings are open only while they should be;
6.  who waits is ready and free, and was told why;
7.  nobody waits in vain: of those waiting, no two may meet;
8.  who waits alone becomes a third where that is possible;
9.  nobody ready is forgotten: they meet somebody, wait, or rest because they wanted to or it is too late;
10. a round calls everybody ready, and no other pairing would have called more;
11. time is sane: rounds and phases only go forward, each deadline lies ahead, and a phase never gets shorter;
12. whoever takes over sees the same: one look at the end tells the same as many on the way, and a second look nothing.

That an outdated leader changes nothing is told with databases (`tests/live/test_timers.py`) and with processes
(`tests/faults/test_rounds_leader.py`).
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations, count
from typing import Literal

import rustworkx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from symposia.features.networking import rules
from symposia.features.networking.rules import Decision, Floor, Pair, Phase
from symposia.kernel.errors import Conflict
from tests.features.networking.story import PEOPLE, PLAN, Story

who = st.sampled_from(PEOPLE)
ORDER = list(Phase)


def pairs(members: tuple[str, ...]) -> set[Pair]:
    return {rules.pair_of(*two) for two in combinations(members, 2)}


class Rounds(RuleBasedStateMachine):
    """People and a moderator do what they like."""

    @initialize(
        people=st.integers(2, 9),
        rounds=st.integers(1, 4),
        meeting_s=st.sampled_from((20, 100, 300)),
        blocked=st.sets(st.sampled_from(list(combinations(PEOPLE, 2))), max_size=6),
    )
    def begin(self, people: int, rounds: int, meeting_s: int, blocked: set[Pair]) -> None:
        self.story = Story(replace(PLAN, rounds=rounds, meeting_s=meeting_s))
        self.story.blocked = set(blocked)
        self.seen, self.met = 0, set[Pair]()
        self.round, self.at = 0, (0, 0)
        self.deadline: datetime | None = None
        self.resting: set[str] = set()
        self.whole_since: dict[str, datetime] = {}
        self.story.start(*PEOPLE[:people])

    def over(self) -> bool:
        return self.story.floor.state.phase is Phase.ENDED

    @property
    def moment(self) -> datetime:
        """Now, or since when the clock stands still."""
        return self.story.floor.state.paused_at or self.story.now

    @property
    def takes_more(self) -> bool:
        return rules.takes_more(self.story.floor.state, self.story.plan, self.moment)

    # ---- what people do

    @rule(person=who)
    def ready(self, person: str) -> None:
        if not self.over():
            self.story.ready(person)

    @rule(person=who)
    def unready(self, person: str) -> None:
        self.story.take(rules.unready(self.story.floor, self.story.plan, person, self.story.now))

    @rule(person=who)
    def leave(self, person: str) -> None:
        if self.story.partners(person):
            self.resting.add(person)
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

    # ---- what happens to them

    @rule(person=who, why=st.sampled_from(("lost", "removed")))
    def stand_down(self, person: str, why: Literal["lost", "removed"]) -> None:
        """The connection is gone for too long, or a moderator takes somebody out."""
        away = rules.stand_down(self.story.floor, self.story.plan, person, why, self.story.now)
        self.story.take(away)
        assert not self.story.floor.of(person).ready
        assert not self.story.partners(person)

    @rule(person=who, to=st.integers(0, 4))
    def move(self, person: str, to: int) -> None:
        """A moderator moves somebody to those who wait, or into one of the open meetings; or is told why not."""
        story = self.story
        meetings = [None, *sorted(story.floor.meetings)]
        target = meetings[to % len(meetings)]
        host = set(story.floor.meetings[target].members) if target else set()
        before = story.floor
        try:
            story.take(rules.move(story.floor, story.terms(), person, target, story.now))
        except Conflict:
            assert story.floor is before
            return
        assert story.partners(person) == host

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

    @precondition(lambda self: not self.over())
    @rule()
    def think_ahead(self) -> None:
        """The next round is thought out; until it begins, much may change."""
        self.story.think_ahead()

    @rule(seconds=st.sampled_from((0.5, 3, 9, 16, 40, 110, 400)), looks=st.integers(1, 40))
    def crash_and_restart(self, seconds: float, looks: int) -> None:
        """12. Another process takes over: whenever and however often somebody looks, it comes to the same."""
        story, twin = self.story, Story(self.story.plan)
        twin.now, twin.floor, twin.met, twin.blocked = story.now, story.floor, set(story.met), story.blocked
        twin.prepared = story.prepared
        start = next(story.numbers)
        story.numbers, twin.numbers = count(start), count(start)
        once = story.wait(seconds)
        many = [decision for _ in range(looks) for decision in twin.wait(seconds / looks)]
        twin.now = story.now
        many += twin.wait(0)
        assert (tuple(many), twin.floor) == (once, story.floor)
        assert story.wait(0) == (), "what has been done is not done again"

    # ---- what holds

    @invariant()
    def one_meeting_each(self) -> None:
        """1."""
        floor = self.story.floor
        seats = [(name, meeting.id) for meeting in floor.meetings.values() for name in meeting.members]
        assert len({name for name, _ in seats}) == len(seats)
        assert dict(seats) == {name: person.meeting for name, person in floor.people.items() if person.meeting}
        assert all(2 <= len(meeting.members) <= 3 for meeting in floor.meetings.values())

    @invariant()
    def no_repeats_and_maximal_rounds(self) -> None:
        """2, 3, 9 and 10, along what was decided since the last step."""
        news, self.seen = self.story.told[self.seen :], len(self.story.told)
        self._follow(news)
        assert self.met == self.story.met, "whom one has met stays"

    def _follow(self, news: list[Decision]) -> None:
        formed: list[tuple[str, ...]] = []
        for decision in news:
            match decision:
                case rules.Turn(state) if state.round > self.round:
                    self.round, self.resting = state.round, set()
                case rules.Enter(_, _, met):
                    assert self.met.isdisjoint(met), "they have met before"
                    self.met.update(met)
                case rules.Form(_, _, members):
                    assert self.met.isdisjoint(pairs(members)), "they are called together again"
                    formed.append(members)
        assert all(len(set(members)) == len(members) for members in formed)

    @invariant()
    def nobody_blocked_shares_a_meeting(self) -> None:
        """4."""
        for meeting in self.story.floor.meetings.values():
            assert self.story.blocked.isdisjoint(pairs(meeting.members))

    @invariant()
    def meetings_are_open_only_when_they_should_be(self) -> None:
        """5."""
        floor = self.story.floor
        for meeting in floor.meetings.values():
            assert floor.state.live or (meeting.until and meeting.until >= self.story.now)
            assert meeting.round == floor.state.round

    @invariant()
    def who_waits_is_ready_and_free(self) -> None:
        """6."""
        floor = self.story.floor
        for person in floor.waiting():
            assert person.ready
            assert person.meeting is None
            assert floor.state.live
        told = {decision.person: decision.why for decision in self.story.told if isinstance(decision, rules.Wait)}
        assert all(told[person.person] for person in floor.waiting())

    @invariant()
    def nobody_waits_in_vain(self) -> None:
        """7. Nobody waits for longer than a pool; and when no new meetings are made any more, nobody is left over."""
        floor, plan = self.story.floor, self.story.plan
        last = rules.last_call(floor.state, plan)
        if last is None or floor.pooled_at is None:
            return
        since = self.moment - timedelta(seconds=2 * plan.pool_s) if self.takes_more else last
        long = [who.person for who in floor.waiting() if who.waiting_since and who.waiting_since < since]
        apart = self.story.met | self.story.blocked
        assert all(rules.pair_of(*two) in apart for two in combinations(long, 2))

    @invariant()
    def single_waiter_becomes_a_third(self) -> None:
        """8."""
        floor, plan, apart = self.story.floor, self.story.plan, self.story.met | self.story.blocked
        whole = {id: meeting for id, meeting in floor.meetings.items() if meeting.live and len(meeting.members) == 2}
        self.whole_since = {id: self.whole_since.get(id, self.moment) for id in whole}
        if not self.takes_more:
            return
        two_pools = timedelta(seconds=2 * plan.pool_s)
        hosts = [whole[id].members for id, since in self.whole_since.items() if since <= self.moment - two_pools]
        for waiter in floor.waiting():
            assert waiter.waiting_since is not None
            if waiter.waiting_since <= self.moment - two_pools - timedelta(seconds=plan.third_s):
                found = [two for two in hosts if apart.isdisjoint(rules.pair_of(waiter.person, one) for one in two)]
                assert not found, f"{waiter.person} could join {found}"

    @invariant()
    def nobody_is_forgotten(self) -> None:
        """9."""
        floor = self.story.floor
        if not floor.state.live:
            return
        idle = {name for name, who in floor.people.items() if who.ready and not who.meeting and not who.waiting_since}
        if not self.takes_more:
            # Who comes or is left now waits for the next round, even if this one is extended.
            self.resting |= idle
        assert idle <= self.resting

    @invariant()
    def time_is_sane(self) -> None:
        """11."""
        state = self.story.floor.state
        due = rules.next_due(self.story.floor, self.story.plan)
        assert (due is None) == (state.paused_at is not None or state.phase is Phase.ENDED)
        assert due is None or due >= self.story.now
        assert (state.deadline is None) == self.over()
        assert 1 <= state.round <= self.story.plan.rounds
        at = state.round, ORDER.index(state.phase)
        assert at >= self.at, "rounds never go back"
        if at == self.at and self.deadline and state.deadline:
            assert state.deadline >= self.deadline, "nobody's time gets shorter"
        self.at, self.deadline = at, state.deadline


class Formed(RuleBasedStateMachine):
    """10. Rounds one after the other, of those who happen to be there, thought out beforehand or not."""

    @initialize(
        people=st.integers(2, 9),
        blocked=st.sets(st.sampled_from(list(combinations(PEOPLE, 2))), max_size=12),
    )
    def begin(self, people: int, blocked: set[Pair]) -> None:
        self.story = Story(replace(PLAN, rounds=20))
        self.story.blocked = set(blocked)
        self.story.moderate(rules.open_room)
        self.story.ready(*PEOPLE[:people])

    @rule(ahead=st.booleans(), come=st.sets(who, max_size=3), go=st.sets(who, max_size=3), enter=st.sets(who))
    def one_round(self, ahead: bool, come: set[str], go: set[str], enter: set[str]) -> None:
        story = self.story
        if story.floor.state.round >= story.plan.rounds:
            return
        if ahead:
            story.think_ahead()
        for person in go:
            story.take(rules.unready(story.floor, story.plan, person, story.now))
        story.ready(*come)
        present = {name for name, person in story.floor.people.items() if person.ready}
        apart = story.met | story.blocked
        if story.floor.state.phase is Phase.OPEN:
            story.moderate(rules.start, story.plan)
        else:
            story.moderate(rules.skip, story.plan)
        assert is_maximal(story.floor, present, apart)
        story.enter(*(name for name in sorted(enter) if story.partners(name)))
        for _ in range(3):
            story.moderate(rules.skip, story.plan)


def is_maximal(floor: Floor, present: set[str], apart: set[Pair]) -> bool:
    """Whether everybody present is called or waits, and nobody waits who could have been called as well."""
    groups = [meeting.members for meeting in floor.meetings.values()]
    called = [name for members in groups for name in members]
    left = {person.person for person in floor.waiting()}
    assert len(called) == len(set(called))
    assert {*called} | left == present
    assert left.isdisjoint(called)
    assert all(apart.isdisjoint(pairs(members)) for members in groups)
    graph = rustworkx.PyGraph()
    index = dict(zip(sorted(present), graph.add_nodes_from(sorted(present)), strict=True))
    graph.add_edges_from_no_data(
        [(index[a], index[b]) for a, b in combinations(sorted(present), 2) if (a, b) not in apart]
    )
    most = rustworkx.max_weight_matching(graph, max_cardinality=True)
    assert len(groups) == len(most), "as many meetings as there can be"
    hosts = [members for members in groups if len(members) == 2]
    return not any(apart.isdisjoint(pairs((*two, name))) for name in left for two in hosts)


TestRounds = Rounds.TestCase
TestRounds.settings = settings(stateful_step_count=40, deadline=None)
TestFormed = Formed.TestCase
TestFormed.settings = settings(stateful_step_count=12, deadline=None)
