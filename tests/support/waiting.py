"""Waiting for a condition with a deadline, never for a length of time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
STEP = 0.01


class TooLate(AssertionError):
    """The condition did not come true in time."""


def wait_until(condition: Callable[[], Answer], within: float = 10.0, what: str = "") -> Answer:
    """The condition's first true answer."""
    deadline = time.monotonic() + within
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TooLate(f"not within {within:g} s: {what or condition}")
        time.sleep(STEP)
    return answer


async def eventually(condition: Callable[[], Answer], within: float = 10.0, what: str = "") -> Answer:
    """The same among tasks: others run while it waits."""
    deadline = time.monotonic() + within
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TooLate(f"not within {within:g} s: {what or condition}")
        await asyncio.sleep(STEP)
    return answer
