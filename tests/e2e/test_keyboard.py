"""Without a mouse: from the door to a posted message and a star, with keys only, and always seeing where one is."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.people import ATTENDEE, Room, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
FOCUS = """() => {
  const at = document.activeElement
  const style = getComputedStyle(at)
  const box = at.getBoundingClientRect()
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
  const name = at.getAttribute("aria-label") || at.innerText || at.placeholder || ""
  return {
    name: name.replace(/\\s+/g, " ").trim(),
    seen: (ring || style.boxShadow !== "none") && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    body: at === document.body,
  }
}"""
MOST_KEYS = 60


async def tabs_to(page: Page, name: str) -> None:
    """Press Tab until the focus stands on something of this name; wherever it stands on the way, it is seen."""
    for _ in range(MOST_KEYS):
        await page.keyboard.press("Tab")
        focus = await page.evaluate(FOCUS)
        if focus["body"]:
            continue  # once round the window
        assert focus["seen"], f"the focus is not seen: {focus}"
        if re.search(name, focus["name"]):
            return
    raise AssertionError(f"no way to {name} with Tab")


async def test_from_the_door_to_a_message_and_a_star(visit: Visit) -> None:
    visitor = await visit()
    page, keys = visitor.page, visitor.page.keyboard
    await visitor.goes("/")
    await expect(visitor.heading("Sign in")).to_be_visible()
    await tabs_to(page, "Attendee")
    await keys.press("Enter")
    await visitor.is_at("/")
    await expect(visitor.link("Walk in").first).to_be_visible()

    await page.reload()
    await expect(visitor.link("Walk in").first).to_be_visible()
    await keys.press("Tab")
    await expect(visitor.link("Skip to the content")).to_be_focused()
    await keys.press("Enter")
    await tabs_to(page, "Walk in")
    await keys.press("Enter")
    await visitor.is_at("/rooms/main-stage")
    await expect(visitor.heading()).to_be_focused()

    room = Room(visitor)
    await tabs_to(page, "Message to the room")
    await keys.type("Written without a mouse")
    await keys.press("Enter")
    await room.sees("Written without a mouse")
    await chooses_a_tab_with_arrows(visitor)

    await goes_by_the_bar(visitor, "Programme", "/programme")
    title = "Robustness and security in computer vision and machine learning"
    await tabs_to(page, f"Add to my agenda: {title}")
    await keys.press("Enter")
    star = visitor.button(f"In my agenda: {title}")
    await expect(star).to_have_attribute("aria-pressed", "true")
    await expect(star).to_be_focused()


async def chooses_a_tab_with_arrows(visitor: Visitor) -> None:
    page = visitor.page
    await page.get_by_role("tab", name="Chat").focus()
    await page.keyboard.press("ArrowRight")
    people = page.get_by_role("tab", name="People")
    await expect(people).to_be_focused()
    await expect(people).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_role("tab", name="Chat")).to_be_focused()


async def goes_by_the_bar(visitor: Visitor, name: str, path: str) -> None:
    """By the links on top; the focus goes to the new page's title."""
    await visitor.page.get_by_role("link", name="Skip to the content").focus()
    await tabs_to(visitor.page, f"^{name}$")
    await visitor.page.keyboard.press("Enter")
    await visitor.is_at(path)
    await expect(visitor.heading(name)).to_be_focused()


async def test_menus_and_dialogues_give_the_focus_back(visit: Visit) -> None:
    room = Room(await visit(ATTENDEE), "lounge")
    keys = room.page.keyboard
    await room.enter()
    await room.says("to be taken back")
    await room.sees("to be taken back")
    menu = room.message("to be taken back").get_by_role("button", name=re.compile("What you can do"))
    await menu.focus()
    await keys.press("Enter")
    await expect(room.page.get_by_role("menu")).to_be_visible()
    await keys.press("Escape")
    await expect(room.page.get_by_role("menu")).to_have_count(0)
    await expect(menu).to_be_focused()

    await keys.press("Enter")
    await expect(room.page.get_by_role("menuitem").first).to_be_visible()
    await room.page.wait_for_function("document.querySelector('[role=menu]')?.contains(document.activeElement)")
    await keys.press("ArrowDown")
    await expect(room.page.get_by_role("menuitem", name="Take back")).to_be_focused()
    await keys.press("Enter")
    dialog = room.page.get_by_role("dialog", name="Take your message back?")
    await expect(dialog).to_be_visible()
    await keys.press("Escape")
    await expect(dialog).to_have_count(0)
    await room.sees("to be taken back")
