"""axe-core, the accessibility checker, in a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
BAD = ("moderate", "serious", "critical")
RUN = """async () => {
  // Colours on their way to another theme are neither the one nor the other.
  await Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished.catch(() => {})))
  const { violations } = await axe.run(document, { resultTypes: ["violations"] })
  return violations.map(({ id, impact, help, nodes }) => ({
    id, impact, help, nodes: nodes.slice(0, 5).map(({ html, failureSummary }) => html.slice(0, 300) + "\\n      " + failureSummary),
  }))
}"""


@cache
def source() -> str:
    return SOURCE.read_text()


async def findings(page: Page) -> list[str]:
    """What axe finds moderate or worse on the page as it is now, for people to read."""
    if not await page.evaluate("typeof axe !== 'undefined'"):
        await page.evaluate(source())
    found: list[dict[str, Any]] = await page.evaluate(RUN)
    return [
        "\n    ".join([f"{one['impact']} {one['id']}: {one['help']}", *one["nodes"]])
        for one in found
        if one["impact"] in BAD
    ]
