"""What must hold of a page as it is right now: axe-core finds nothing, and nothing sticks out of a phone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PHONE, SMALL_PHONE = {"width": 390, "height": 844}, {"width": 360, "height": 740}
BAD = ("moderate", "serious", "critical")
RUN = """async (only) => {
  // What is fading in, or on its way to another theme, has colours of neither the one nor the other.
  const frame = () => new Promise(requestAnimationFrame)
  const touched = ({ effect }) => effect.getKeyframes().flatMap((at) => Object.keys(at))
  const colours = (one) => touched(one).some((name) => /opacity|color|background/i.test(name))
  const ends = (one) => one.timeline === document.timeline && one.effect.getComputedTiming().endTime !== Infinity
  const running = () => document.getAnimations().filter((one) => one.playState === "running")
  const moving = () => running().filter((one) => ends(one) && colours(one))
  const atRest = async () => {
    for (let still = 0; still < 2; still = moving().length ? 0 : still + 1) {
      await Promise.allSettled(moving().map((one) => one.finished))
      await frame()
    }
  }
  const options = { resultTypes: ["violations"], ...(only.length && { runOnly: only }) }
  const says = ({ html, failureSummary }) => html.slice(0, 300) + "\\n      " + failureSummary
  for (let left = 5; ; left--) {
    await atRest()
    let moved = false
    const starts = () => { moved = true }
    for (const kind of ["animationstart", "transitionrun"]) document.addEventListener(kind, starts)
    const { violations } = await axe.run(document, options)
    for (const kind of ["animationstart", "transitionrun"]) document.removeEventListener(kind, starts)
    // A page that moved under the inspection is looked at again.
    if (violations.length && moved && left) continue
    return violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.slice(0, 5).map(says) }))
  }
}"""
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that another theme can break."""


@cache
def source() -> str:
    return SOURCE.read_text()


async def is_accessible(page: Page, what: str = "", only: Sequence[str] = ()) -> None:
    """axe finds nothing that is moderate or worse; `only`: by these rules."""
    found = await findings(page, only)
    assert not found, "\n".join([what, *found])


async def nothing_sticks_out(page: Page) -> None:
    """On a phone the page does not scroll sideways."""
    for size in (SMALL_PHONE, PHONE):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        wide: int = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], f"{wide} px wide on a phone of {size['width']} px"


async def looks_right(page: Page) -> None:
    """Both, for a moment of a story; the page has its size again afterwards."""
    before = page.viewport_size
    await is_accessible(page)
    await nothing_sticks_out(page)
    await is_accessible(page, "on a phone")
    assert before is not None
    await page.set_viewport_size(before)


async def findings(page: Page, only: Sequence[str] = ()) -> list[str]:
    """What axe finds moderate or worse on the page as it is now, for people to read."""
    if not await page.evaluate("typeof axe !== 'undefined'"):
        await page.evaluate(source())
    found: list[dict[str, Any]] = await page.evaluate(RUN, list(only))
    return [
        "\n    ".join([f"{one['impact']} {one['id']}: {one['help']}", *one["nodes"]])
        for one in found
        if one["impact"] in BAD
    ]
