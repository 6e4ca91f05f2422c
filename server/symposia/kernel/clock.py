"""The conference's clock. A demonstration can be moved to another moment; everything else runs on real time."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The conference's present moment (UTC)."""

    def real(self) -> datetime:
        """The world's present moment (UTC): sign-ins, leases and limits run on it."""


class SystemClock:
    """The machine's time, moved by `offset` for the conference."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def real(self) -> datetime:
        return datetime.now(UTC)


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
