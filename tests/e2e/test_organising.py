"""What organisers change, others see at once."""

import re

import pytest
from playwright.async_api import expect

from symposia.demo.seed import person_id
from tests.e2e.conftest import Visit
from tests.e2e.people import ANOTHER, ATTENDEE, ORGANISER, THIRD, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
AT_ONCE_MS = 2_000
MIRIAM, ALICE = "Miriam Adeyemi", "Alice Calloway"


async def test_a_session_is_moved(visit: Visit) -> None:
    olivia, achieng = await visit(ORGANISER), await visit(ANOTHER)
    await achieng.goes("/programme?view=list")
    await olivia.goes("/organise")
    await olivia.link("Opening", exact=True).click()
    title = olivia.page.get_by_label("Title", exact=True)
    await expect(title).to_have_value("Opening")
    await title.fill("Opening, with music")
    await olivia.page.get_by_label("Starts").fill("08:30")
    await olivia.button("Save", exact=True).click()
    row = achieng.page.get_by_role("listitem").filter(has=achieng.link("Opening, with music"))
    await expect(row).to_contain_text(re.compile(r"08:30\s*–\s*09:45"), timeout=AT_ONCE_MS)

    await olivia.button("What you can do with Cocktail party").click()
    await olivia.page.get_by_role("menuitem", name="Cancel it").click()
    await olivia.page.get_by_role("dialog").get_by_role("button", name="Cancel it").click()
    party = achieng.page.get_by_role("listitem").filter(has=achieng.link("Cocktail party"))
    await expect(party).to_contain_text("Cancelled", timeout=AT_ONCE_MS)


async def test_a_new_room(visit: Visit) -> None:
    olivia, achieng = await visit(ORGANISER), await visit(ANOTHER)
    await achieng.goes("/")
    await olivia.goes("/organise?tab=rooms")
    await olivia.button("New room").click()
    await olivia.page.get_by_label("Title", exact=True).fill("Quiet corner")
    await olivia.page.get_by_label("Description").fill("For two.")
    await olivia.button("Save", exact=True).click()
    await achieng.link(re.compile("^Quiet corner")).click(timeout=AT_ONCE_MS)
    await achieng.is_at("/rooms/quiet-corner")
    await expect(achieng.heading("Quiet corner")).to_be_visible()


async def test_an_announcement(visit: Visit) -> None:
    olivia, achieng = await visit(ORGANISER), await visit(ANOTHER)
    await achieng.goes("/")
    await olivia.goes("/")
    await olivia.page.get_by_label("Tell everybody something").fill("Coffee is **ready**.")
    await olivia.button("Announce", exact=True).click()
    await expect(achieng.text("Coffee is ready.", exact=True)).to_be_visible(timeout=AT_ONCE_MS)


async def test_a_role_comes_and_goes(visit: Visit) -> None:
    olivia, miriam = await visit(ORGANISER), await visit(ATTENDEE)
    await miriam.goes("/organise")
    await expect(miriam.heading("This is the organisers' desk")).to_be_visible()

    await edits(olivia, MIRIAM)
    await olivia.button("Organiser", exact=True).click()
    await olivia.button("Save", exact=True).click()
    await expect(miriam.page.get_by_role("tablist", name="Desks")).to_be_visible(timeout=AT_ONCE_MS)
    await expect(miriam.link("Organise", exact=True)).to_be_visible()

    await edits(olivia, MIRIAM)
    await olivia.button("Organiser", exact=True).click()
    await olivia.button("Save", exact=True).click()
    await expect(miriam.heading("This is the organisers' desk")).to_be_visible(timeout=AT_ONCE_MS)
    await expect(miriam.link("Organise", exact=True)).to_have_count(0)
    await miriam.goes("/")
    await expect(miriam.page.get_by_label("Tell everybody something")).to_have_count(0)


async def test_a_ban_closes_every_window(visit: Visit) -> None:
    olivia, alice, also = await visit(ORGANISER), await visit(THIRD), await visit(THIRD)
    await alice.goes("/rooms/forum")
    await also.goes("/programme")
    await olivia.goes("/organise?tab=people&q=" + ALICE.replace(" ", "+"))
    await olivia.button(f"What you can do with {ALICE}").click()
    await olivia.page.get_by_role("menuitem", name="Close their access").click()
    await olivia.page.get_by_role("dialog").get_by_role("button", name="Close their access").click()
    for window in (alice, also):
        await expect(window.heading("You cannot take part any more")).to_be_visible(timeout=AT_ONCE_MS)
        window.forgets()

    await olivia.button("Undo").click()
    await expect(olivia.text(f"{ALICE} can come in again.")).to_be_visible()
    await alice.signs_in(THIRD)
    await alice.goes("/programme")
    await expect(alice.heading("Programme")).to_be_visible()
    alice.forgets()


async def test_signed_out_everywhere(visit: Visit) -> None:
    olivia, achieng = await visit(ORGANISER), await visit(ANOTHER)
    await achieng.goes("/programme")
    await olivia.does("people.sign_out", person=person_id(ANOTHER))
    await expect(achieng.heading("Sign in")).to_be_visible(timeout=AT_ONCE_MS)
    await achieng.is_at("/sign-in?to=%2Fprogramme")
    achieng.forgets()


async def edits(organiser: Visitor, name: str) -> None:
    await organiser.goes("/organise?tab=people")
    await organiser.page.get_by_role("searchbox", name="Search people").fill(name)
    await organiser.button(f"Edit: {name}").click()
    await expect(organiser.page.get_by_label("Name", exact=True)).to_have_value(name)
