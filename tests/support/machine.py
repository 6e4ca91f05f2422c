"""A machine whose clock can be set wrong, and which can sleep."""

from __future__ import annotations

import time
from datetime import timedelta

from symposia.kernel.clock import SystemClock


class Machine:
    def __init__(self, wrong: timedelta = timedelta()) -> None:
        self.wrong, self.slept = wrong.total_seconds(), 0.0

    def set_by(self, by: timedelta) -> None:
        """Somebody sets its clock."""
        self.wrong += by.total_seconds()

    def sleep(self, seconds: float) -> None:
        """Time passes, and nobody notices until it wakes up."""
        self.slept += seconds

    def clock(self) -> SystemClock:
        """The clock of a process that starts on it now."""
        return SystemClock(
            timedelta(), lambda: time.time() + self.wrong + self.slept, lambda: time.monotonic() + self.slept
        )
