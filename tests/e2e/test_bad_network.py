"""Reloads, a network that goes away, a server that is restarted: nothing is lost, nothing comes twice."""

import json
import re
import signal

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.people import ANOTHER, ATTENDEE, Room

pytestmark = pytest.mark.asyncio(loop_scope="session")
LOW = {"width": 1280, "height": 600}
NOT_SENT = "Not sent yet, we keep trying."


async def test_a_reload_keeps_the_draft_and_the_place(visit: Visit) -> None:
    miriam = Room(await visit(ATTENDEE), "forum")
    await miriam.enter()
    await miriam.says("first things first")
    await miriam.sees("first things first")
    await miriam.field.press_sequentially("half a thou")
    await miriam.page.reload()
    await expect(miriam.visitor.heading("Forum")).to_be_visible()
    await miriam.sees("first things first")
    await expect(miriam.field).to_have_value("half a thou")

    await miriam.opens("People")
    await miriam.page.reload()
    await expect(miriam.page.get_by_role("tab", name="People", selected=True)).to_be_visible()
    await miriam.opens("Chat")
    await expect(miriam.field).to_have_value("half a thou")


async def test_offline_and_back(visit: Visit) -> None:
    miriam, achieng = Room(await visit(ATTENDEE, viewport=LOW)), Room(await visit(ANOTHER))
    sent = watch_posts(miriam)
    await miriam.enter()
    await achieng.enter()
    for number in range(12):
        await achieng.says(f"line {number}")
    await miriam.sees("line 11")
    await miriam.log.evaluate("log => log.scrollTop = 120")
    await expect(miriam.visitor.button("To the newest")).to_be_visible()

    await goes_offline(miriam)
    before = await miriam.log.evaluate("log => log.scrollTop")
    await achieng.says("said while she was away")
    await achieng.sees("said while she was away")
    await expect(miriam.message("said while she was away")).to_have_count(0)

    await miriam.page.context.set_offline(False)
    await miriam.sees("said while she was away")
    await expect(miriam.visitor.text("You are offline.")).to_be_hidden()
    assert abs(await miriam.log.evaluate("log => log.scrollTop") - before) < 2, "reading went on where it was"
    await expect(miriam.visitor.button("1 new message")).to_be_visible()

    await goes_offline(miriam)
    await miriam.says("typed in a tunnel")
    await expect(miriam.message("typed in a tunnel").get_by_text(NOT_SENT)).to_be_visible()
    await miriam.page.context.set_offline(False)
    await achieng.sees("typed in a tunnel")
    await expect(miriam.page.get_by_text(NOT_SENT)).to_be_hidden()
    await miriam.sees("typed in a tunnel")
    ids = {post["id"] for post in sent if post["text"] == "typed in a tunnel"}
    shown = await achieng.message("typed in a tunnel").get_attribute("data-message")
    assert ids == {shown}, "tried with one id only, however often"
    miriam.visitor.forgets()


async def test_a_message_that_was_not_sent_survives_a_reload(visit: Visit, demonstration: Demonstration) -> None:
    miriam = Room(await visit(ATTENDEE), "lounge")
    await miriam.enter()
    await goes_offline(miriam)
    await miriam.says("from the train")
    await expect(miriam.message("from the train").get_by_text(NOT_SENT)).to_be_visible()
    await miriam.page.context.set_offline(False)
    await miriam.page.reload()
    await miriam.sees("from the train")
    await expect(miriam.page.get_by_text(NOT_SENT)).to_be_hidden()
    await expect(miriam.message("from the train")).to_have_attribute("data-message", re.compile("-"))
    miriam.visitor.forgets()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_the_server_is_restarted(visit: Visit, demonstration: Demonstration, how: signal.Signals) -> None:
    miriam, achieng = Room(await visit(ATTENDEE)), Room(await visit(ANOTHER))
    await miriam.enter()
    await achieng.enter()
    await miriam.says(f"before {how.name}")
    await achieng.sees(f"before {how.name}")

    demonstration.stop(how)
    await miriam.says(f"during {how.name}")
    await expect(miriam.message(f"during {how.name}").get_by_text(NOT_SENT)).to_be_visible()
    await achieng.says(f"me too, {how.name}")
    demonstration.start()

    await expect(miriam.page.get_by_text(NOT_SENT)).to_be_hidden(timeout=20_000)
    await miriam.says(f"after {how.name}")
    for room in (miriam, achieng):
        for text in (f"before {how.name}", f"during {how.name}", f"me too, {how.name}", f"after {how.name}"):
            await expect(room.message(text)).to_have_count(1, timeout=20_000)
        room.visitor.forgets()
        await expect(room.page.get_by_text(NOT_SENT)).to_be_hidden()
    assert await miriam.texts() == await achieng.texts()


async def goes_offline(room: Room) -> None:
    await room.page.context.set_offline(True)
    await expect(room.page.get_by_text("You are offline.")).to_be_visible()


def watch_posts(room: Room) -> list[dict[str, str]]:
    """Every `chat.post` that this browser sends from now on."""
    sent: list[dict[str, str]] = []

    def frame(payload: str | bytes) -> None:
        told = json.loads(payload)
        if told.get("do") == "chat.post":
            sent.append(told)

    room.page.on("websocket", lambda socket: socket.on("framesent", frame))
    return sent
