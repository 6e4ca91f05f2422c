"""Countdowns on pages: right to the second, in every browser and after a reload."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from playwright.async_api import expect

from tests.e2e.people import Visitor

RIGHT_WITHIN_S = 1.5


@dataclass(frozen=True)
class Deadline:
    """When it is over (monotonic, s), as a page tells it: not known better than how long the look took."""

    earliest: float
    latest: float


async def deadline(visitor: Visitor) -> Deadline:
    """What the page's countdown stands at, as a moment."""
    timer = visitor.page.get_by_role("main").get_by_role("timer").last
    began = time.monotonic()
    told = await timer.get_attribute("aria-label") or await timer.inner_text()
    looked = time.monotonic()
    text = re.search(r"(\d+):(\d\d)", told) or re.search(r"()(\d+)", told)
    assert text is not None, told
    left = int(text[1] or 0) * 60 + int(text[2])
    return Deadline(began + left, looked + left)


async def is_in_time(visitor: Visitor, before: Deadline) -> None:
    """The countdown leads to the same moment as an earlier look did."""
    now = await deadline(visitor)
    apart = max(now.earliest - before.latest, before.earliest - now.latest)
    assert apart <= RIGHT_WITHIN_S, f"{apart:.1f} s apart"


async def reloads_in_time(visitor: Visitor) -> None:
    """After a reload the same is shown, and the countdown stands where it would stand without."""
    before = await deadline(visitor)
    words = (await visitor.heading().inner_text()).split(".")[0].split()
    await visitor.page.reload()
    await expect(visitor.heading()).to_have_text(re.compile(r"\s*".join(map(re.escape, words))))
    await is_in_time(visitor, before)
