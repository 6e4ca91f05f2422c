"""How much one person may ask for in a while."""

import time
from collections import deque
from collections.abc import Callable

from symposia.kernel.errors import TooFast


class Limit:
    """At most `most` in any `seconds`, by key. Keys that have gone quiet are forgotten."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._times: dict[str, deque[float]] = {}

    def spend(self, key: str) -> None:
        """Count one for `key`; TooFast, with the seconds to wait, when there are too many."""
        now = self._clock()
        times = self._times.setdefault(key, deque())
        while times and now - times[0] >= self._seconds:
            times.popleft()
        if len(times) >= self._most:
            wait = self._seconds - (now - times[0])
            raise TooFast(f"That was quick. Please wait {max(1, round(wait))} s.", wait=max(wait, 0.1))
        times.append(now)
        if len(self._times) > 10_000:
            self._forget(now)

    def _forget(self, now: float) -> None:
        for key in [key for key, times in self._times.items() if not times or now - times[-1] >= self._seconds]:
            del self._times[key]
