"""One browser for the run, one server for a module, a new browser profile for every person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.e2e.demonstration import Demonstration, seed
from tests.e2e.people import Visitor
from tests.support import programs

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
DESKTOP = {"width": 1280, "height": 800}
PATIENCE_MS = 10_000
"""How long a page may take to show what it should: machines that run tests are busy."""

Visit = Callable[..., Awaitable[Visitor]]

expect.set_options(timeout=PATIENCE_MS)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=programs.chromium(), args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seed(tmp_path_factory.mktemp("seeded") / "conference")


@pytest.fixture(scope="module")
def demonstration(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Served during the keynote; modules that need another moment have a fixture of the same name."""
    made = Demonstration(tmp_path_factory.mktemp("demonstration") / "conference", seeded)
    made.start()
    yield made
    made.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, demonstration: Demonstration) -> AsyncIterator[Visit]:
    """`await visit(email)`: a new browser, signed in if an address is given.

    In the end no browser may have complained, and none may have asked anybody but the server for anything.
    """
    came: list[Visitor] = []

    async def come(email: str | None = None, **options: Any) -> Visitor:
        options = {"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/Berlin", **options}
        context = await browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(context, await context.new_page(), demonstration.url)
        came.append(visitor)
        if email is not None:
            await visitor.signs_in(email)
        return visitor

    yield come
    complaints = [complaint for visitor in came for complaint in visitor.complaints]
    for visitor in came:
        await visitor.context.close()
    assert complaints == [], "\n".join(complaints)
