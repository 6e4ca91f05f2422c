"""What opens over a page: menus, dialogues, lists of names. They are looked at as pages are."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.inspection import is_accessible
from tests.e2e.people import ATTENDEE, MODERATOR, Room

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_opens_from_the_bar(visit: Visit) -> None:
    miriam = await visit(ATTENDEE)
    await miriam.goes("/people")
    for name in (re.compile("change the time zone$"), "Notices", re.compile("my page$")):
        await miriam.button(name).first.click()
        await expect(miriam.page.locator("[popover]:popover-open")).to_be_visible()
        await is_accessible(miriam.page, str(name))
        await miriam.page.keyboard.press("Escape")
        await expect(miriam.page.locator("[popover]:popover-open")).to_have_count(0)


async def test_what_opens_in_a_room(visit: Visit) -> None:
    room = Room(await visit(MODERATOR))
    await room.enter()
    await room.says("something to choose")
    await room.sees("something to choose")
    row = room.message("something to choose")
    await row.hover()
    await row.get_by_role("button", name=re.compile("What you can do")).click()
    await expect(room.page.get_by_role("menu")).to_be_visible()
    await is_accessible(room.page, "a menu")
    await room.page.get_by_role("menuitem", name="Take back").click()
    await expect(room.page.get_by_role("dialog")).to_be_visible()
    await is_accessible(room.page, "a dialogue")
    await room.confirms("Cancel")

    await room.field.press_sequentially("@an")
    await expect(room.page.get_by_role("option").first).to_be_visible()
    await is_accessible(room.page, "a list of names")
    await room.field.press("Escape")
    await room.visitor.button("Put on stage…").click()
    await expect(room.page.get_by_role("dialog")).to_be_visible()
    await is_accessible(room.page, "a dialogue with fields")
