"""The demonstration's clock: pure rules for moving it, so that something is on whenever somebody starts it."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from symposia.demo.programme import DAYS, instant
from symposia.kernel.errors import Invalid

DEFAULT = (1, "10:20")
JUMP = timedelta(seconds=1)
_AT = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2}|\d+)\s+(?P<time>\d{1,2}:\d{2})")


def moment(text: str) -> datetime:
    """The moment that `--at` means: a day of the conference (1, 2 or its date) and a time in its zone."""
    match = _AT.fullmatch(text.strip())
    if match is None:
        raise Invalid('--at wants a day and a time, such as "1 10:20" or "2021-04-15 16:45".')
    day = match["day"]
    number = DAYS.index(date.fromisoformat(day)) + 1 if day in map(str, DAYS) else int(day) if day.isdigit() else 0
    hours, _, minutes = match["time"].partition(":")
    if not 1 <= number <= len(DAYS) or int(hours) > 23 or int(minutes) > 59:
        raise Invalid(f"--at: the conference has {len(DAYS)} days, {DAYS[0]} and {DAYS[1]}.")
    return instant(number, f"{int(hours):02}:{minutes}")


def offset(
    real: datetime, kept: timedelta | None, at: datetime | None, sessions: Sequence[tuple[datetime, datetime]]
) -> timedelta:
    """How far the conference's clock is from the real one.

    It goes on from where it was (`kept`), unless `at` says otherwise or nothing would be on.
    """
    if at is not None:
        return at - real
    if kept is not None:
        now = real + kept
        if any(starts <= now < ends for starts, ends in sessions):
            return kept
    return instant(*DEFAULT) - real


def jumps(kept: timedelta | None, moved: timedelta) -> bool:
    """Whether a clock that was `kept` away from the real one shows another time than it would by itself."""
    return kept is not None and abs(moved - kept) >= JUMP


def begins_anew(phase: str, since: datetime | None, now: datetime) -> bool:
    """Whether rounds in this phase make no sense after a jump to `now`: they have begun, and are not over by then."""
    return since is not None and (phase != "ended" or since > now)
