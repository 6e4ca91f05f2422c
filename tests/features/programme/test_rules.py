"""Pure rules of the programme."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.programme.rules import is_host, overlap, told_time, wrong_times
from symposia.kernel.clock import time_zones

NINE = datetime(2021, 4, 14, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
minutes = st.integers(0, 500)


@pytest.mark.parametrize("lasts", [timedelta(0), -MINUTE, timedelta(hours=24, minutes=1)])
def test_a_session_ends_after_it_starts_and_within_a_day(lasts: timedelta) -> None:
    assert wrong_times(NINE, NINE + lasts) is not None


def test_an_ordinary_hour_is_fine() -> None:
    assert wrong_times(NINE, NINE + 60 * MINUTE) is None


def test_one_session_may_begin_when_another_ends() -> None:
    assert not overlap(NINE, NINE + 30 * MINUTE, NINE + 30 * MINUTE, NINE + 60 * MINUTE)


@given(minutes, minutes, minutes, minutes)
def test_sessions_overlap_when_they_share_a_minute(start: int, length: int, other: int, other_length: int) -> None:
    mine, theirs = range(start, start + length + 1), range(other, other + other_length + 1)
    shared = set(mine) & set(theirs)
    found = overlap(
        NINE + mine.start * MINUTE, NINE + mine.stop * MINUTE, NINE + theirs.start * MINUTE, NINE + theirs.stop * MINUTE
    )
    assert found == bool(shared)


def test_times_are_told_in_the_conference_s_zone() -> None:
    assert told_time(NINE, "Europe/Berlin") == "2021-04-14 11:00"


def test_time_zones_have_their_usual_names() -> None:
    assert {"Europe/Berlin", "UTC", "Asia/Kolkata"} <= time_zones()
    assert time_zones() is time_zones(), "they are looked for once, not for everybody who names theirs"


@pytest.mark.parametrize("name", ["video.example.org", "a-b.example.co"])
def test_a_plain_name_is_a_host(name: str) -> None:
    assert is_host(name)


@pytest.mark.parametrize(
    "name",
    [
        "*.example.org",
        "localhost",
        "example.org:8080",
        "https://example.org",
        "Example.org",
        "a b.org",
        "1.2.3.4",
        "x;script-src *.org",
    ],
)
def test_what_would_open_more_than_one_host_is_none(name: str) -> None:
    assert not is_host(name)
