"""`python -m tests.e2e.pictures DIR [NAME …]`: a picture of every page, for people to look at.

`DIR/<page>-<phone|desktop>-<light|dark>-<en|de>.png`, of a conference with simulated attendees, the whole page each.
With names: only the pages whose name contains one of them.
"""

import argparse
import asyncio
import tempfile
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.e2e.conftest import ARGUMENTS, DESKTOP
from tests.e2e.demonstration import Demonstration, seed
from tests.e2e.pages import EVERY_PAGE, Shown
from tests.e2e.people import Visitor
from tests.support import programs

SIZES = {"desktop": DESKTOP, "phone": {"width": 390, "height": 844}}
BOTS = 30


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.pictures", description=__doc__)
    parser.add_argument("dir", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    asked = parser.parse_args()
    asked.dir.mkdir(parents=True, exist_ok=True)
    pages = [shown for shown in EVERY_PAGE if not asked.names or any(name in shown.name for name in asked.names)]
    with tempfile.TemporaryDirectory(prefix="symposia-pictures-") as folder:
        demonstration = Demonstration(Path(folder) / "conference", seed(Path(folder) / "seeded"), bots=BOTS)
        demonstration.start()
        try:
            asyncio.run(take(demonstration, pages, asked.dir))
        finally:
            demonstration.stop()


async def take(demonstration: Demonstration, pages: list[Shown], folder: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=programs.chromium(), args=ARGUMENTS)
        people: dict[str | None, list[Shown]] = {}
        for shown in pages:
            people.setdefault(shown.email, []).append(shown)
        for (email, theirs), language, size in product(people.items(), ("en", "de"), SIZES):
            context = await come(browser, language, size)
            visitor = Visitor(context, await context.new_page(), demonstration.url)
            if email is not None:
                await visitor.signs_in(email)
            for shown in theirs:
                await pictures_of(visitor, shown, folder, f"{size}-{{theme}}-{language}")
            await context.close()
        await browser.close()


async def come(browser: Browser, language: str, size: str) -> BrowserContext:
    context = await browser.new_context(
        viewport=SIZES[size],  # type: ignore[arg-type]
        locale=language,
        timezone_id="Europe/Berlin",
        is_mobile=size == "phone",
        has_touch=size == "phone",
        reduced_motion="reduce",
    )
    await context.add_init_script(f"if (location.host) localStorage.setItem('language', '{language}')")
    return context


async def pictures_of(visitor: Visitor, shown: Shown, folder: Path, how: str) -> None:
    """In both themes."""
    await visitor.page.goto("about:blank")
    await visitor.goes(shown.path)
    await expect(visitor.page.locator(".skel")).to_have_count(0)
    for theme in ("light", "dark"):
        await visitor.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        path = folder / f"{shown.name}-{how.format(theme=theme)}.png"
        await visitor.page.screenshot(path=path, full_page=True, animations="disabled")


if __name__ == "__main__":
    main()
