"""The phases and deadlines of the rounds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.networking.rounds import (
    Phase,
    Plan,
    RoundState,
    end,
    extend,
    open_room,
    pause,
    remaining,
    resume,
    skip,
    start,
    takes_more,
    tick,
)
from symposia.kernel.errors import Conflict

NOON = datetime(2021, 4, 14, 12, tzinfo=UTC)
PLAN = Plan(rounds=2, reveal_s=5, meeting_s=120, wrapup_s=20, break_s=30)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


plans = st.builds(
    Plan,
    rounds=st.integers(1, 3),
    reveal_s=st.integers(1, 9),
    meeting_s=st.integers(1, 30),
    wrapup_s=st.integers(1, 9),
    break_s=st.integers(1, 9),
)


@given(plans, st.integers(0, 200))
def test_one_look_after_any_gap_equals_a_look_every_second(plan: Plan, gap: int) -> None:
    begun = stepped = start(RoundState(), plan, NOON)
    for second in range(gap + 1):
        stepped = tick(stepped, plan, after(second))
    assert tick(begun, plan, after(gap)) == stepped


@given(plans, st.integers(0, 100), st.integers(0, 100_000))
def test_a_pause_keeps_what_remains(plan: Plan, at: int, length: int) -> None:
    running = tick(start(RoundState(), plan, NOON), plan, after(at))
    if running.phase is Phase.ENDED:
        return
    paused = pause(running, after(at))
    assert tick(paused, plan, after(at + length)) == paused
    assert remaining(paused, after(at + length)) == remaining(running, after(at))
    resumed = resume(paused, after(at + length))
    assert remaining(resumed, after(at + length)) == remaining(running, after(at))
    assert tick(resumed, plan, after(at + length)).phase is running.phase


def test_the_phases_follow_each_other_at_their_times() -> None:
    begun = start(open_room(RoundState(), after(-60)), PLAN, NOON)
    seen = {second: tick(begun, PLAN, after(second)) for second in (0, 4.9, 5, 125, 145, 175, 180, 319, 320)}
    assert [(second, state.phase, state.round) for second, state in seen.items()] == [
        (0, Phase.REVEAL, 1),
        (4.9, Phase.REVEAL, 1),
        (5, Phase.MEETING, 1),
        (125, Phase.WRAPUP, 1),
        (145, Phase.BREAK, 1),
        (175, Phase.REVEAL, 2),
        (180, Phase.MEETING, 2),
        (319, Phase.WRAPUP, 2),
        (320, Phase.ENDED, 2),
    ]
    assert seen[320] == RoundState(Phase.ENDED, 2, after(320))


def test_an_open_room_with_a_time_starts_by_itself() -> None:
    room = open_room(RoundState(), NOON, starts=after(60))
    assert tick(room, PLAN, after(59)) == room
    assert tick(room, PLAN, after(60)) == start(RoundState(), PLAN, after(60))


def test_an_open_room_without_a_time_waits_for_somebody() -> None:
    room = open_room(RoundState(), NOON)
    assert tick(room, PLAN, after(10**6)) == room
    assert remaining(room, NOON) is None


def test_an_extension_moves_the_end_also_in_a_pause() -> None:
    meeting = tick(start(RoundState(), PLAN, NOON), PLAN, after(5))
    longer = extend(meeting, timedelta(seconds=60), after(10))
    assert longer.deadline == after(185)
    held = extend(pause(meeting, after(10)), timedelta(seconds=60), after(500))
    assert remaining(held, after(500)) == timedelta(seconds=175)


def test_to_skip_ends_the_phase_now() -> None:
    meeting = tick(start(RoundState(), PLAN, NOON), PLAN, after(5))
    assert skip(meeting, PLAN, after(9)) == RoundState(Phase.WRAPUP, 1, after(9), after(29))


def test_to_end_is_possible_in_every_phase_but_once() -> None:
    for state in (RoundState(), pause(start(RoundState(), PLAN, NOON), NOON)):
        over = end(state, after(3))
        assert (over.phase, over.deadline, over.paused_at) == (Phase.ENDED, None, None)
        with pytest.raises(Conflict):
            end(over, after(4))


def test_new_meetings_are_made_while_a_minute_remains_or_half_of_a_short_round() -> None:
    begun = start(RoundState(), PLAN, NOON)
    assert takes_more(begun, PLAN, NOON)
    meeting = tick(begun, PLAN, after(5))
    assert takes_more(meeting, PLAN, after(65))
    assert not takes_more(meeting, PLAN, after(65.1))
    short = Plan(meeting_s=20)
    meeting = tick(start(RoundState(), short, NOON), short, after(5))
    assert takes_more(meeting, short, after(15))
    assert not takes_more(meeting, short, after(16))


MEETING = RoundState(Phase.MEETING, 1, NOON, after(120))
REFUSED: dict[str, Callable[[], RoundState]] = {
    "open twice": lambda: open_room(open_room(RoundState(), NOON), NOON),
    "start twice": lambda: start(MEETING, PLAN, NOON),
    "pause a draft": lambda: pause(RoundState(), NOON),
    "pause twice": lambda: pause(pause(MEETING, NOON), NOON),
    "pause what is over": lambda: pause(MEETING, after(120)),
    "resume what runs": lambda: resume(MEETING, NOON),
    "extend a draft": lambda: extend(RoundState(), timedelta(seconds=60), NOON),
    "extend by nothing": lambda: extend(MEETING, timedelta(), NOON),
    "extend what is over": lambda: extend(MEETING, timedelta(seconds=60), after(121)),
    "skip before the start": lambda: skip(open_room(RoundState(), NOON), PLAN, NOON),
    "skip in a pause": lambda: skip(pause(MEETING, NOON), PLAN, NOON),
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED.keys())
def test_what_makes_no_sense_now_is_refused_with_a_reason(act: Callable[[], RoundState]) -> None:
    with pytest.raises(Conflict) as refused:
        act()
    assert refused.value.code == "conflict"
    assert refused.value.message != Conflict.sentence


@pytest.mark.parametrize("wrong", [{"rounds": 0}, {"meeting_s": 0}, {"pool_s": 0}])
def test_a_plan_without_rounds_or_time_is_none(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        Plan(**wrong)
