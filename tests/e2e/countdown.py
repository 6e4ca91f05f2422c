"""Countdowns on pages: right to the second, in every browser and after a reload."""

from __future__ import annotations

import re
import time

from playwright.async_api import expect

from tests.e2e.people import Visitor

RIGHT_WITHIN_S = 1.5


async def left_s(visitor: Visitor) -> float:
    """What the page's countdown says is left, in seconds."""
    timer = visitor.page.get_by_role("main").get_by_role("timer").last
    told = await timer.get_attribute("aria-label") or await timer.inner_text()
    text = re.search(r"(\d+):(\d\d)", told) or re.search(r"()(\d+)", told)
    assert text is not None, told
    return int(text[1] or 0) * 60 + int(text[2])


async def is_in_time(visitor: Visitor, before: float, at: float) -> None:
    """The countdown stands where it has to, when `before` (s) were left at the moment `at` (monotonic)."""
    assert abs(await left_s(visitor) + time.monotonic() - at - before) <= RIGHT_WITHIN_S


async def reloads_in_time(visitor: Visitor) -> None:
    """After a reload the same is shown, and the countdown stands where it would stand without."""
    before, at = await left_s(visitor), time.monotonic()
    words = (await visitor.heading().inner_text()).split(".")[0].split()
    await visitor.page.reload()
    await expect(visitor.heading()).to_have_text(re.compile(r"\s*".join(map(re.escape, words))))
    await is_in_time(visitor, before, at)
