"""What holds on every page: accessible in both themes at every size, in both languages, and nobody else is asked."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.conftest import DESKTOP, PATIENCE_MS
from tests.e2e.demonstration import Demonstration
from tests.e2e.inspection import COLOURS, PHONE, is_accessible, nothing_sticks_out
from tests.e2e.pages import EVERY_PAGE, Shown
from tests.e2e.people import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
ENGLISH = re.compile(
    r"\b(the|and|with|your|you|of|is|are|not|this|sign|save|cancel|close|send|people|room|lobby|search|edit|remove)\b",
    re.IGNORECASE,
)
"""Words that no German text of ours has."""
TEXTS = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const texts = []
  for (let node; (node = walk.nextNode()); ) if (node.parentElement.checkVisibility()) texts.push(node.data)
  for (const box of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    for (const name of ["aria-label", "placeholder", "title"]) texts.push(box.getAttribute(name) ?? "")
  return texts.map((text) => text.trim()).filter(Boolean)
}"""

Visitors = dict[tuple[str | None, str], Visitor]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visitors(browser: Browser, demonstration: Demonstration) -> AsyncIterator[Visitors]:
    """Everybody who looks at pages, in English and in German."""
    come: Visitors = {}
    for email in dict.fromkeys(shown.email for shown in EVERY_PAGE):
        for language in ("en", "de"):
            context = await browser.new_context(viewport=DESKTOP, locale=language, timezone_id="Europe/Berlin")
            context.set_default_timeout(PATIENCE_MS)
            await context.add_init_script(f"if (location.host) localStorage.setItem('language', '{language}')")
            visitor = come[email, language] = Visitor(context, await context.new_page(), demonstration.url)
            if email is not None:
                await visitor.signs_in(email)
    yield come
    for visitor in come.values():
        await visitor.context.close()


@pytest.fixture(scope="module")
def written(demonstration: Demonstration) -> re.Pattern[str]:
    """What people wrote: titles, names, abstracts, profiles. It stays in the language it was written in."""
    parts = {part.strip() for text in demonstration.texts() for part in re.split(r"\n+|\*\*", text)}
    longest_first = sorted((part for part in parts if len(part) > 2), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@pytest.mark.parametrize("shown", EVERY_PAGE, ids=lambda shown: shown.name)
async def test_accessible_at_every_size_in_both_themes(shown: Shown, visitors: Visitors) -> None:
    visitor = visitors[shown.email, "en"]
    page = visitor.page
    await look(visitor, shown)
    for size in (DESKTOP, PHONE):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        for theme, only in (("light", ()), ("dark", COLOURS)):
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            await is_accessible(page, f"{theme}, {size['width']} px", only)
    await nothing_sticks_out(page)
    await page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    complaints_of(visitor, shown)


@pytest.mark.parametrize("shown", EVERY_PAGE, ids=lambda shown: shown.name)
async def test_german(shown: Shown, visitors: Visitors, written: re.Pattern[str]) -> None:
    visitor = visitors[shown.email, "de"]
    await look(visitor, shown)
    await expect(visitor.page.locator("html")).to_have_attribute("lang", "de")
    texts: list[str] = await visitor.page.evaluate(TEXTS)
    assert [text for text in texts if ENGLISH.search(written.sub("", text))] == []
    await nothing_sticks_out(visitor.page)
    complaints_of(visitor, shown)


async def look(visitor: Visitor, shown: Shown) -> None:
    """Go there, and wait until it is whole."""
    visitor.forgets()
    await visitor.page.goto("about:blank")
    await visitor.goes(shown.path)
    await expect(visitor.page.locator(".skel")).to_have_count(0)


def complaints_of(visitor: Visitor, shown: Shown) -> None:
    """No errors, no violations of the content policy, and no request to anybody else."""
    expected = re.compile("the server responded with a status of 4") if shown.refused else None
    assert [told for told in visitor.complaints if not (expected and expected.search(told))] == []
