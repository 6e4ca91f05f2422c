"""A phone in the hand: the bar at the bottom, a room, the chat. (Every page is looked at with every page.)"""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.people import ANOTHER, ATTENDEE, Room

pytestmark = pytest.mark.asyncio(loop_scope="session")
SIZES = {"small": {"width": 360, "height": 740}, "large": {"width": 390, "height": 844}}


@pytest.mark.parametrize("size", SIZES)
async def test_a_phone(visit: Visit, size: str) -> None:
    miriam = await visit(ATTENDEE, viewport=SIZES[size], has_touch=True, is_mobile=True)
    bar = miriam.page.get_by_role("navigation", name="Places, short")
    await miriam.goes("/")
    await expect(bar).to_be_in_viewport()
    await bar.get_by_role("link", name="Programme").tap()
    await miriam.is_at("/programme")
    await bar.get_by_role("link", name="Lobby").tap()
    await miriam.link("Walk in").first.tap()
    await miriam.is_at("/rooms/main-stage")

    achieng = Room(await visit(ANOTHER))
    await achieng.enter()
    room = Room(miriam)
    await expect(room.field).to_be_in_viewport()
    await room.field.tap()
    await room.field.fill(f"from a {size} phone")
    await miriam.button("Send").tap()
    await achieng.sees(f"from a {size} phone")
    await expect(room.message(f"from a {size} phone")).to_be_in_viewport()
    await achieng.says(f"to a {size} phone")
    await expect(room.message(f"to a {size} phone")).to_be_in_viewport()
    await miriam.page.get_by_role("tab", name=re.compile("^People")).tap()
    await expect(miriam.page.get_by_role("searchbox", name="Find a person")).to_be_visible()
    await expect(miriam.page.get_by_role("tabpanel").get_by_text("Achieng Kariuki", exact=True)).to_be_visible()

    await bar.get_by_role("button", name="More").tap()
    await miriam.button("Dark", exact=True).tap()
    await expect(miriam.page.locator("html")).to_have_attribute("data-theme", "dark")
    await miriam.link("My page", exact=True).tap()
    await expect(miriam.heading("My page")).to_be_visible()


async def test_targets_are_large_enough(visit: Visit) -> None:
    """What is touched in the bar is at least 44 px high and wide."""
    miriam = await visit(ATTENDEE, viewport=SIZES["small"], has_touch=True, is_mobile=True)
    await miriam.goes("/")
    bar = miriam.page.get_by_role("navigation", name="Places, short")
    for target in [*await bar.get_by_role("link").all(), *await bar.get_by_role("button").all()]:
        box = await target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


async def test_what_opens_stays_on_the_screen(visit: Visit) -> None:
    """Below a button at the left edge as below one at the right."""
    size = SIZES["small"]
    miriam = await visit(ATTENDEE, viewport=size, has_touch=True, is_mobile=True)
    await miriam.goes("/programme")
    for name in ("Add to my calendar", "Notices", re.compile("change the time zone$")):
        await miriam.button(name).tap()
        opened = miriam.page.locator("[popover]:popover-open")
        await expect(opened).to_be_visible()
        box = await opened.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        await miriam.page.keyboard.press("Escape")
        await expect(opened).to_have_count(0)
