"""Two languages: chosen in a menu, kept with the person. (Every page in German is looked at with every page.)"""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.people import ATTENDEE, THIRD

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_switching_to_german_and_back(visit: Visit) -> None:
    miriam = await visit(THIRD)
    html = miriam.page.locator("html")
    await miriam.goes("/programme")
    await expect(html).to_have_attribute("lang", "en")
    await miriam.button(re.compile("my page$")).click()
    await miriam.button("Deutsch").click()
    await expect(miriam.heading("Programm")).to_be_visible()
    await expect(html).to_have_attribute("lang", "de")
    await miriam.page.reload()
    await expect(miriam.heading("Programm")).to_be_visible()

    elsewhere = await visit(THIRD)
    await elsewhere.goes("/programme")
    await expect(elsewhere.heading("Programm")).to_be_visible()

    await miriam.button(re.compile("meine Seite$", re.IGNORECASE)).click()
    await miriam.button("English").click()
    await expect(miriam.heading("Programme")).to_be_visible()


async def test_a_german_browser_is_greeted_in_german(visit: Visit) -> None:
    visitor = await visit(locale="de-DE")
    await visitor.goes("/sign-in")
    await expect(visitor.heading("Anmelden")).to_be_visible()
    await expect(visitor.page.locator("html")).to_have_attribute("lang", "de")


async def test_what_was_written_in_english_says_so(visit: Visit) -> None:
    """A screen reader that speaks German is told where it has to speak English."""
    visitor = await visit(ATTENDEE, locale="de-DE")
    await visitor.context.add_init_script("localStorage.setItem('language', 'de')")
    await visitor.goes("/programme")
    await visitor.link("Opening", exact=True).first.click()
    await expect(visitor.heading("Opening")).to_be_visible()
    await expect(visitor.page.locator("p[lang=en]").first).to_be_visible()
