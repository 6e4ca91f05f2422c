"""The life of meetings, told as stories."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest

from symposia.features.networking import rules
from symposia.features.networking.pairing.arrays import FORBIDDEN, Reals
from symposia.features.networking.rules import Phase
from symposia.kernel.errors import Conflict, NotFound
from tests.features.networking.story import NOON, PLAN, Neighbours, Story


class Strict(Neighbours):
    """Where some people may not meet by the rules of the organisers."""

    def __init__(self, barred: set[rules.Pair]) -> None:
        super().__init__()
        self.barred = barred

    def allowed(self, a: str, b: str) -> bool:
        return a != b and rules.pair_of(a, b) not in self.barred

    def among(self, people: Sequence[str]) -> Reals:
        table = super().among(people)
        for one, other in combinations(range(len(people)), 2):
            if not self.allowed(people[one], people[other]):
                table[one, other] = table[other, one] = FORBIDDEN
        return table


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


def test_who_was_called_later_has_their_own_fifteen_seconds(story: Story) -> None:
    story.start("ann", "bob")
    story.wait(10)
    story.ready("cem", "dee")
    story.wait(14)
    assert (story.partners("ann"), story.partners("cem")) == (set(), {"dee"})
    story.wait(1)
    assert story.partners("cem") == set()


def test_who_has_waited_long_is_not_left_for_a_better_match(story: Story) -> None:
    story.met |= {("ann", "cem"), ("ann", "dee")}
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "cem", "dee")
    story.wait(30)
    assert story.waits("ann")
    story.ready("hal", "ida")  # neighbours, who fit each other best
    story.wait(3)
    assert story.partners("ann") == {"hal"}


def test_nobody_becomes_a_third_where_somebody_is_whom_they_met(story: Story) -> None:
    story.met.add(("ann", "dee"))
    story.start("ann", "bob", "cem", "dee")
    story.enter("ann", "cem", "dee")
    story.wait(60)
    assert story.waits("ann")


def test_nobody_becomes_a_third_where_the_organisers_rules_forbid_it(story: Story) -> None:
    story.scores = Strict({("ann", "dee")})
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
    assert rules.ask_more(story.floor, PLAN, "ann", story.now).decisions == ()
    told = story.take(rules.ask_more(story.floor, PLAN, "bob", story.now))
    # 20 s of wrapping up and 30 s of break are less than a minute.
    assert told[1:] == (rules.Prolong("m001", NOON + timedelta(seconds=125 + 50)),)
    story.take(rules.ask_more(story.floor, PLAN, "cem", story.now))
    story.wait(30)
    assert (story.partners("ann"), story.partners("cem")) == ({"bob"}, set())
    story.wait(49.9)
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


def test_in_the_last_moment_those_who_wait_are_matched_once_more() -> None:
    """Also when they were matched a second ago: after it nobody is matched any more in this round."""
    story = Story(replace(PLAN, meeting_s=20))
    story.start("ann", "bob")
    story.enter("ann", "bob")
    story.wait(14)
    story.ready("cem")
    story.wait(0)
    assert story.waits("cem")
    story.wait(0.5)
    story.ready("dee")
    story.wait(0.4)
    assert story.waits("cem")
    assert story.waits("dee")
    story.wait(0.1)
    assert story.partners("cem") == {"dee"}
    story.wait(0.1)
    story.ready("eva")
    assert not story.waits("eva"), "for the next round"


def test_who_gets_a_chance_by_more_time_gets_all_the_time_to_come(story: Story) -> None:
    """Somebody waits alone when it is too late for new meetings; then the moderator extends the phase."""
    story.start("ann", "bob", "cem")
    story.take(rules.move(story.floor, story.terms(), "cem", None, story.now))
    story.wait(15)
    story.wait(100)
    assert not rules.takes_more(story.floor.state, story.plan, story.now)
    story.ready("ann", "bob")
    assert story.waits("cem")
    story.moderate(rules.extend, timedelta(seconds=120))
    assert rules.next_due(story.floor, story.plan) == story.now + timedelta(seconds=story.plan.pool_s)
    story.ready("ann")
    story.wait(3)
    assert story.partners("cem") == {"ann"}
    story.wait(14)
    assert story.partners("cem") == {"ann"}, "they still have time to come"


def test_who_cannot_be_moved_is_not_and_the_moderator_is_told_why(story: Story) -> None:
    def refusal(person: str, to: str | None) -> str:
        with pytest.raises(Conflict) as refused:
            rules.move(story.floor, story.terms(), person, to, story.now)
        return refused.value.code

    story.ready("ann")
    assert refusal("ann", None) == "no_round"
    story.start("bob", "cem", "dee")
    (ann_s, other) = (story.floor.of(person).meeting for person in ("ann", "dee"))
    story.take(rules.stand_down(story.floor, PLAN, "bob", "removed", story.now))
    assert refusal("bob", None) == "not_ready"
    assert refusal("ann", None) == "in_no_meeting"
    assert refusal("ann", ann_s) == "meeting_taken"
    story.met.add(("ann", "cem"))
    assert refusal("ann", other) == "kept_apart"
    story.moderate(rules.end)
    with pytest.raises(Conflict) as refused:
        rules.ready(story.floor, PLAN, "ann", story.now)
    assert refused.value.code == "rounds_over"


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
    story.scores = Neighbours(people)
    story.start(*people)
    assert len(story.floor.meetings) == 300
    assert not story.floor.waiting()
