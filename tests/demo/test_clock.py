"""The demonstration's clock, and what goes with it when it jumps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import Session

from symposia.cli import main
from symposia.demo.clock import begins_anew, jumps, moment, offset
from symposia.demo.command import set_clock
from symposia.demo.programme import instant
from symposia.demo.rewind import rewind
from symposia.features.networking.tables import Networking
from symposia.kernel.errors import Conflict, Invalid
from symposia.kernel.tables import LeaseRow, StoreRow, TimerRow
from tests.features.networking.evening import Evening
from tests.support.venue import START, VenueForTests, open_venue

HOUR = timedelta(hours=1)
NAMES = ("ann", "bob", "cem", "dee")


@pytest.mark.parametrize("text", ["1 15:29", "2021-04-14  15:29"])
def test_a_moment_is_a_day_and_a_time_where_the_conference_is(text: str) -> None:
    assert moment(text) == instant(1, "15:29")


@pytest.mark.parametrize("text", ["", "now", "3 10:00", "0 10:00", "1 24:00", "1 10:60", "2021-04-16 10:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        moment(text)


def test_the_clock_goes_on_while_something_is_on() -> None:
    sessions = [(START, START + HOUR)]
    kept = timedelta(days=-10)
    assert offset(START - kept, kept, None, sessions) == kept
    assert START - kept + HOUR + offset(START - kept + HOUR, kept, None, sessions) == instant(1, "10:20")
    assert offset(START, kept, START + HOUR, sessions) == HOUR


def test_a_clock_jumps_when_it_is_moved_but_not_at_first() -> None:
    assert not jumps(None, HOUR)
    assert not jumps(HOUR, HOUR)
    assert jumps(HOUR, -HOUR)
    assert jumps(HOUR, 2 * HOUR)


@pytest.mark.parametrize(
    ("phase", "since", "anew"),
    [
        ("draft", None, False),
        ("open", START - HOUR, True),
        ("meeting", START - HOUR, True),
        ("meeting", START + HOUR, True),
        ("ended", START + HOUR, True),
        ("ended", START - HOUR, False),
        ("ended", START, False),
    ],
)
def test_rounds_that_are_not_over_begin_anew(phase: str, since: datetime | None, anew: bool) -> None:
    assert begins_anew(phase, since, START) is anew


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    """At a venue that may be stopped and started again."""
    evening = Evening(open_venue(tmp_path), NAMES)
    yield evening
    evening.venue.close()


def test_after_a_jump_back_people_meet_again(evening: Evening) -> None:
    evening.moderate("plan", rounds=2, reveal_s=5, meeting_s=60, wrapup_s=5, break_s=5)
    evening.start(*NAMES)
    evening.enter(*NAMES)
    evening.in_meeting("post", "ann", id=evening.venue.id(), text="Hello from the future")
    (first,) = evening.partners("ann")
    evening.wait(30)
    moved_to(evening, START - HOUR)
    assert evening.phase == ("draft", 0)
    assert evening.sees["plan"]["rounds"] == 2
    assert evening["ann"].sees_all("seat") == evening["ann"].sees_all("encounter") == []
    evening.start(*NAMES)
    assert evening.partners("ann") == {first}
    evening.enter(*NAMES)
    evening.wait_for_the_deadline()
    evening.wait_for_the_deadline()
    assert evening.phase == ("wrapup", 1)
    evening.check()


def test_after_a_jump_on_people_know_whom_they_have_met(evening: Evening) -> None:
    evening.start(*NAMES)
    evening.enter(*NAMES)
    (first,) = evening.partners("ann")
    moved_to(evening, START + 24 * HOUR)
    assert evening.met("ann") == {first}
    evening.start(*NAMES)
    assert first not in evening.partners("ann")
    evening.check()


def test_what_is_over_stays_so(evening: Evening) -> None:
    evening.start(*NAMES)
    evening.moderate("end")
    before = evening.venue.rows(lambda db: db.get_one(StoreRow, 1).epoch)
    moved_to(evening, START + HOUR)
    assert evening.phase == ("ended", 1)
    assert evening.venue.rows(lambda db: db.get_one(StoreRow, 1).epoch) == before


def moved_to(evening: Evening, now: datetime) -> None:
    """The demonstration is stopped, and started again with another time."""

    def work(db: Session) -> None:
        rewind(db, now)
        # A lease runs on the world's clock, which would not have jumped; here it is the same as the conference's.
        db.execute(delete(LeaseRow))

    evening.venue.seed(work)
    evening.venue.clock.moment = now
    evening.restart()


def test_the_command_moves_the_clock_of_a_demonstration_only(venue: VenueForTests) -> None:
    with pytest.raises(Conflict):
        venue.seed(lambda db: set_clock(db, "1 15:29"))


def test_the_command_forgets_what_lies_ahead(evening: Evening) -> None:
    venue = evening.venue
    evening.start(*NAMES)
    venue.change_conference(demo=True, clock_offset_s=1.0)
    shows = venue.seed(lambda db: set_clock(db, "1 15:29"))
    assert shows - instant(1, "15:29") < timedelta(seconds=1)
    assert venue.rows(lambda db: db.get_one(Networking, evening.id).phase) == "draft"
    assert venue.rows(lambda db: db.get(TimerRow, f"networking:{evening.id}")) is None


def test_a_folder_of_another_version_is_refused_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--dir", str(tmp_path), "--list"]) == 0
    with sqlite3.connect(tmp_path / "symposia.sqlite") as old:
        old.execute("ALTER TABLE participant DROP COLUMN trios")
    old.close()
    assert main(["demo", "--dir", str(tmp_path), "--list"]) == 1
    assert "another version" in capsys.readouterr().err
