"""The programme: find, mark with a star, take along in one's own calendar, in one's own time."""

import re

import pytest
from icalendar import Calendar
from playwright.async_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.people import ANOTHER, ATTENDEE, THIRD, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
KEYNOTE = "Robustness and security in computer vision and machine learning"


def entry(visitor: Visitor, title: str) -> Locator:
    return visitor.page.get_by_role("main").get_by_role("link", name=title, exact=True)


async def test_filters_find_and_stay_in_the_address(visit: Visit) -> None:
    visitor = await visit(ATTENDEE)
    await visitor.goes("/")
    await visitor.link("Programme", exact=True).first.click()
    await expect(entry(visitor, KEYNOTE)).to_be_visible()

    search = visitor.page.get_by_role("searchbox", name="Search the programme")
    await search.press_sequentially("kilbertus", delay=60)
    await visitor.is_at(re.compile("q=kilbertus"))
    await expect(entry(visitor, "Use case: Health")).to_be_visible()
    await expect(entry(visitor, KEYNOTE)).to_have_count(0)
    await expect(search).to_be_focused()
    await visitor.page.reload()
    await expect(search).to_have_value("kilbertus")
    await expect(entry(visitor, "Use case: Health")).to_be_visible()

    await search.fill("")
    await visitor.button(re.compile("^Filter")).click()
    await visitor.page.get_by_role("group", name="Room").get_by_role("button", name="Lounge").click()
    await expect(entry(visitor, "Cocktail party")).to_be_visible()
    await expect(entry(visitor, KEYNOTE)).to_have_count(0)
    await visitor.page.get_by_role("group", name="Kind").get_by_role("button", name="Keynote").click()
    await expect(visitor.page.get_by_role("heading", name="Nothing on this day")).to_be_visible()
    await visitor.button("Show everything").click()
    await expect(entry(visitor, KEYNOTE)).to_be_visible()

    await visitor.page.get_by_role("tab", name=re.compile("15 April")).click()
    await expect(entry(visitor, "Poster session")).to_be_visible()
    await visitor.button("List", exact=True).click()
    await expect(entry(visitor, "Poster session")).to_be_visible()
    await visitor.page.reload()
    await expect(visitor.button("List", exact=True)).to_have_attribute("aria-pressed", "true")
    await expect(entry(visitor, "Poster session")).to_be_visible()


async def test_my_agenda(visit: Visit) -> None:
    visitor, elsewhere = await visit(THIRD), await visit(THIRD)
    await elsewhere.goes("/programme?mine=1")
    await expect(elsewhere.page.get_by_role("heading", name="Your agenda is empty on this day")).to_be_visible()

    await visitor.goes("/programme")
    await visitor.button(f"Add to my agenda: {KEYNOTE}").click()
    await expect(visitor.button(f"In my agenda: {KEYNOTE}")).to_be_visible()
    await expect(entry(elsewhere, KEYNOTE)).to_be_visible()

    await visitor.button("My agenda", exact=True).click()
    await expect(entry(visitor, KEYNOTE)).to_be_visible()
    await expect(entry(visitor, "Opening")).to_have_count(0)

    titles = await calendar_of(visitor, "My agenda (1)")
    assert titles == {KEYNOTE}
    await visitor.button(f"In my agenda: {KEYNOTE}").click()
    await expect(entry(elsewhere, KEYNOTE)).to_have_count(0)


async def test_calendar_files(visit: Visit) -> None:
    visitor = await visit(ATTENDEE)
    await visitor.goes("/programme")
    titles = await calendar_of(visitor, "All sessions")
    assert {KEYNOTE, "Poster session", "Poster prize and farewell"} <= titles
    assert len(titles) > 15

    await entry(visitor, KEYNOTE).click()
    await expect(visitor.heading(KEYNOTE)).to_be_visible()
    async with visitor.page.expect_download() as download:
        await visitor.link("Add to my calendar").click()
    assert summaries((await (await download.value).path()).read_bytes()) == {KEYNOTE}


async def calendar_of(visitor: Visitor, which: str) -> set[str]:
    """The titles in a downloaded calendar."""
    await visitor.button("Add to my calendar").click()
    async with visitor.page.expect_download() as download:
        await visitor.link(which).click()
    return summaries((await (await download.value).path()).read_bytes())


def summaries(content: bytes) -> set[str]:
    calendar = Calendar.from_ical(content)
    return {str(event["summary"]) for event in calendar.walk("VEVENT")}


async def test_times_in_the_readers_zone(visit: Visit) -> None:
    visitor = await visit(ANOTHER)
    await visitor.goes("/me")
    await visitor.page.get_by_label("Time zone", exact=True).select_option("America/New_York")
    await visitor.button("Save", exact=True).click()
    await expect(visitor.text("Saved.")).to_be_visible()
    await visitor.goes("/programme?view=list")
    row = visitor.page.get_by_role("listitem").filter(has=visitor.link(KEYNOTE, exact=True))
    await expect(row).to_contain_text(re.compile(r"04:00\s*–\s*05:00"))
    await visitor.button(re.compile("change the time zone$")).click()
    await visitor.button(re.compile("^Conference time: Berlin")).click()
    await expect(row).to_contain_text(re.compile(r"10:00\s*–\s*11:00"))
    await visitor.goes("/")
    await expect(visitor.text("Times in Berlin")).to_be_visible()
