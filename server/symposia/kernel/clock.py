"""The conference's clock. A demonstration can be moved to another moment; everything else runs on real time.

Deadlines are moments. Somebody who sets a machine's clock must not end everybody's round by that: between two looks at
a clock, time goes on as evenly as the machine counts seconds.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import available_timezones


class Clock(Protocol):
    def now(self) -> datetime:
        """The conference's present moment (UTC)."""

    def real(self) -> datetime:
        """The world's present moment (UTC): sign-ins, leases and limits run on it."""


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    """The names of all time zones (IANA). To find them, every file of theirs is looked at: once, not for everybody."""
    return frozenset(available_timezones())


def elapsed() -> float:
    """Seconds that nobody can set, counted while the machine sleeps, too (where the system does that)."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class SystemClock:
    """The machine's time as it was when this was made, going on evenly from then; for the conference, by `offset`."""

    def __init__(
        self,
        offset: timedelta = timedelta(),
        machine: Callable[[], float] = time.time,
        counted: Callable[[], float] = elapsed,
    ) -> None:
        self.offset, self._machine, self._counted = offset, machine, counted
        self._zero = machine() - counted()

    def now(self) -> datetime:
        return self.real() + self.offset

    def real(self) -> datetime:
        return datetime.fromtimestamp(self._zero + self._counted(), UTC)

    def machine(self) -> datetime:
        """What the machine's clock shows by now."""
        return datetime.fromtimestamp(self._machine(), UTC)

    def move(self, by: timedelta) -> None:
        """From now on it is later by so much."""
        self._zero += by.total_seconds()


class FakeClock:
    """A clock for tests: it stands still until it is told to go on."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def now(self) -> datetime:
        return self.moment

    def real(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
