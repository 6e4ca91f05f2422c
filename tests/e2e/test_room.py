"""People in one room: they see each other, talk, and a moderator keeps order."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.people import ANOTHER, ATTENDEE, MODERATOR, Room

pytestmark = pytest.mark.asyncio(loop_scope="session")
MIRIAM, ACHIENG = "Miriam Adeyemi", "Achieng Kariuki"


async def test_two_people_meet_in_a_room(visit: Visit) -> None:
    miriam, achieng = Room(await visit(ATTENDEE)), Room(await visit(ANOTHER))
    await miriam.visitor.goes("/")
    await miriam.visitor.link("Walk in").first.click()
    await miriam.visitor.is_at("/rooms/main-stage")
    await expect(miriam.visitor.text("1 here", exact=True)).to_be_visible()

    await achieng.enter()
    for room in (miriam, achieng):
        await expect(room.visitor.text("2 here", exact=True)).to_be_visible()
        await room.opens("People")
        for name in (MIRIAM, ACHIENG):
            await expect(room.page.get_by_role("tabpanel").get_by_text(name, exact=True)).to_be_visible()
        await room.opens("Chat")

    await miriam.says("Hello from Munich")
    await achieng.sees("Hello from Munich")
    await achieng.says("and *hello* from Nairobi")
    await miriam.sees("and hello from Nairobi")
    for room in (miriam, achieng):
        assert (await room.texts())[-2:] == ["Hello from Munich", "and hello from Nairobi"]

    await achieng.page.close()
    await expect(miriam.visitor.text("1 here", exact=True)).to_be_visible()


async def test_a_mention_is_noticed_elsewhere(visit: Visit) -> None:
    miriam, achieng = Room(await visit(ATTENDEE)), Room(await visit(ANOTHER))
    await miriam.enter()
    await achieng.enter()
    await achieng.says("here I am")
    await achieng.visitor.link("People", exact=True).first.click()
    await achieng.visitor.is_at("/people")

    await miriam.sees("here I am")
    await miriam.field.press_sequentially("Look at this, @achi")
    await expect(miriam.page.get_by_role("option", name=ACHIENG)).to_be_visible()
    await miriam.field.press("Enter")
    await expect(miriam.field).to_have_value(f"Look at this, @{ACHIENG} ")
    await miriam.field.press("Enter")
    await miriam.sees(f"Look at this, @{ACHIENG}")

    await achieng.visitor.button("Notices, 1 new").click()
    await achieng.visitor.link(re.compile(f"{MIRIAM} mentioned you")).click()
    await achieng.visitor.is_at("/rooms/main-stage")
    await expect(achieng.visitor.button("Notices", exact=True)).to_be_visible()


async def test_changing_and_taking_back(visit: Visit) -> None:
    miriam, achieng = Room(await visit(ATTENDEE)), Room(await visit(ANOTHER))
    await miriam.enter()
    await achieng.enter()
    await miriam.says("The slids are online")
    await achieng.sees("The slids are online")

    await miriam.chooses("The slids are online", "Change")
    await expect(miriam.field).to_be_focused()
    await miriam.says("The slides are online")
    for room in (miriam, achieng):
        row = room.log.get_by_role("listitem").filter(has_text="The slides are online")
        await expect(row).to_contain_text("(changed)")
        await expect(room.message("The slids are online")).to_have_count(0)

    await miriam.says("never mind")
    await achieng.sees("never mind")
    await miriam.chooses("never mind", "Take back")
    await miriam.confirms("Take back")
    for room in (miriam, achieng):
        await expect(room.message("never mind")).to_have_count(0)
        await room.sees("Taken back by its author.")


async def test_a_moderator_keeps_order(visit: Visit) -> None:
    achieng, ingrid = Room(await visit(ANOTHER), "forum"), Room(await visit(MODERATOR), "forum")
    await achieng.enter()
    await ingrid.enter()
    await removes_a_message(ingrid, achieng)
    await silences_for_a_while(ingrid, achieng)
    await closes_the_chat_for_a_while(ingrid, achieng)
    await sends_out_for_a_while(ingrid, achieng)
    for act in (
        f"removed a message of {ACHIENG}",
        f"silenced {ACHIENG}",
        f"let {ACHIENG} write again",
        "closed the chat",
        "opened the chat",
        f"sent {ACHIENG} out",
        f"let {ACHIENG} in again",
    ):
        told = ingrid.page.get_by_role("listitem").filter(has_text=f"Ingrid Thalberg {act}")
        await expect(told).to_have_count(1)


async def removes_a_message(ingrid: Room, achieng: Room) -> None:
    await achieng.says("Buy my book!")
    await ingrid.sees("Buy my book!")
    await ingrid.chooses("Buy my book!", "Remove message")
    await ingrid.confirms("Remove message")
    await achieng.sees("Removed by a moderator.")
    await expect(achieng.message("Buy my book!")).to_have_count(0)


async def silences_for_a_while(ingrid: Room, achieng: Room) -> None:
    await ingrid.opens("People")
    await asks_about(ingrid, ACHIENG, "Silence in this room")
    await expect(achieng.field).to_be_disabled()
    why = "A moderator has silenced you in this room. You can read on."
    await expect(achieng.field).to_have_accessible_description(why)
    await ingrid.button_for(ACHIENG)
    await ingrid.page.get_by_role("menuitem", name="Let write again").click()
    await expect(achieng.field).to_be_enabled()


async def closes_the_chat_for_a_while(ingrid: Room, achieng: Room) -> None:
    await ingrid.opens("Moderate")
    await ingrid.visitor.button("Close the chat").click()
    await ingrid.confirms("Close the chat")
    await expect(achieng.field).to_be_disabled()
    await ingrid.visitor.button("Open the chat").click()
    await expect(achieng.field).to_be_enabled()


async def sends_out_for_a_while(ingrid: Room, achieng: Room) -> None:
    await ingrid.opens("People")
    await asks_about(ingrid, ACHIENG, "Send out of this room")
    await expect(achieng.visitor.heading("You were asked to leave this room")).to_be_visible()
    await achieng.page.reload()
    await expect(achieng.visitor.heading("You were asked to leave this room")).to_be_visible()
    await ingrid.opens("Moderate")
    await ingrid.visitor.button("Let in again").click()
    await expect(achieng.log).to_be_visible()


async def asks_about(moderator: Room, name: str, act: str) -> None:
    await moderator.button_for(name)
    await moderator.page.get_by_role("menuitem", name=act).click()
    await moderator.confirms(act)
