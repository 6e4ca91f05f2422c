"""What people do around the rounds: say how they take part and whom they would like to meet, and keep whom they met."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from symposia.demo.seed import person_id, session_id
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import BEFORE_NETWORKING, Demonstration
from tests.e2e.inspection import PHONE, looks_right
from tests.e2e.pages import NETWORKING
from tests.e2e.people import ANOTHER, ATTENDEE, FOURTH, MODERATOR, SPEAKER, THIRD, Visitor
from tests.e2e.test_keyboard import tabs_to

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = f"/networking/{NETWORKING}"
TOMORROW = session_id("networking-2")
ENCOUNTERS = "/networking/encounters"
PLAN = {"rounds": 2, "reveal_s": 60, "meeting_s": 120, "wrapup_s": 60, "break_s": 60}
SYSTEM_THAT_TELLS = """
  window.told = []
  window.Notification = class {
    static permission = "default"
    static async requestPermission() { return (this.permission = "granted") }
    constructor(title, { body }) { told.push({ title, body, click: () => this.onclick() }) }
    close() {}
  }
  Object.defineProperty(document, "hidden", { get: () => window.away === true })
"""
"""Notes what the system would show, instead of showing it. `away`: nobody sees this tab."""


@pytest.fixture(scope="module")
def demonstration(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Half an hour before the networking begins."""
    made = Demonstration(tmp_path_factory.mktemp("demonstration") / "conference", seeded, BEFORE_NETWORKING)
    made.start()
    yield made
    made.stop()


async def test_my_set_up_is_the_same_after_a_reload_and_elsewhere(visit: Visit) -> None:
    achieng = await visit(ANOTHER)
    await achieng.does("networking.set_up", intents=["people"])
    await achieng.goes(ADDRESS)
    await achieng.button("A job").click()
    await expect(mine(achieng).get_by_text("Saved. It holds for every round.")).to_be_visible()
    await achieng.page.get_by_label("Text only").check()
    await achieng.page.get_by_label("Rather three of us than two").check()
    await expect(achieng.text("In your meetings you take part in writing.")).to_be_visible()
    await expect(mine(achieng).get_by_text("Saved. It holds for every round.")).to_be_visible()
    await achieng.page.reload()
    elsewhere = await visit(ANOTHER, viewport=PHONE)
    await elsewhere.goes(ADDRESS)
    for browser in (achieng, elsewhere):
        for intent, wanted in {"A job": "true", "Just people": "true", "A method": "false"}.items():
            await expect(browser.button(intent)).to_have_attribute("aria-pressed", wanted)
        await expect(browser.page.get_by_label("Text only")).to_be_checked()
        await expect(browser.page.get_by_label("Rather three of us than two")).to_be_checked()
        # How I come into calls follows what I have said, also where I have not said it.
        await expect(browser.text("In your meetings you take part in writing.")).to_be_visible()
    await elsewhere.page.get_by_label("Text only").uncheck()
    await expect(achieng.page.get_by_label("Text only")).not_to_be_checked()
    await looks_right(elsewhere.page)


async def test_a_wish_is_seen_when_both_have_it(visit: Visit) -> None:
    miriam, alice = await visit(ATTENDEE), await visit(THIRD)
    for visitor, email in ((miriam, ATTENDEE), (alice, THIRD)):
        await forgets_wishes(visitor, email)
    await miriam.goes(ADDRESS)
    await miriam.button("Add a person").click()
    dialog = miriam.page.get_by_role("dialog")
    await dialog.get_by_label("Search people").fill("Alice Call")
    await dialog.get_by_role("button", name="I’d like to meet Alice Calloway").click()
    await looks_right(miriam.page)
    await dialog.get_by_role("button", name="Done").click()
    wishes = miriam.page.get_by_role("list", name="I’d like to meet")
    await expect(wishes).to_contain_text("Alice Calloway")
    await expect(wishes).not_to_contain_text("Asked for you, too")

    await alice.goes("/people?q=Miriam+Adeyemi")
    await expect(alice.button("Notices, 1 new")).to_have_count(0)
    await alice.button("I’d like to meet Miriam Adeyemi").click()
    await expect(wishes).to_contain_text("Asked for you, too")
    await alice.link("Miriam Adeyemi").click()
    await expect(alice.button("I’d like to meet Miriam")).to_have_attribute("aria-pressed", "true")
    await expect(alice.text("Miriam asked for you, too.")).to_be_visible()
    await miriam.button(re.compile(r"^Notices, \d new")).click()
    await expect(miriam.text("Alice Calloway would like to meet you, too")).to_be_visible()
    await miriam.page.keyboard.press("Escape")

    await miriam.button("I’d no longer like to meet Alice Calloway").click()
    await expect(wishes).to_have_count(0)
    await expect(alice.text("sees it only after asking for you, too")).to_be_visible()


async def test_nobody_wishes_to_meet_themselves_or_whom_they_block(visit: Visit) -> None:
    alice = await visit(THIRD)
    await alice.goes("/people?q=Alice+Calloway")
    await expect(alice.text("(you)")).to_be_visible()
    await expect(alice.button("I’d like to meet Alice Calloway")).to_have_count(0)
    achieng = person_id(ANOTHER)
    await alice.goes(f"/people/{achieng}")
    await expect(alice.button("I’d like to meet Achieng")).to_be_visible()
    await alice.does("person.block", person=achieng, blocked=True)
    await expect(alice.button("I’d like to meet Achieng")).to_have_count(0)
    await alice.does("person.block", person=achieng, blocked=False)


async def test_called_meets_in_writing_and_keeps_it(visit: Visit) -> None:
    ingrid = await visit(MODERATOR)
    await ingrid.does("networking.plan", networking=NETWORKING, **PLAN)
    miriam, achieng = await visit(ATTENDEE), await visit(ANOTHER, viewport=PHONE)
    await miriam.page.add_init_script(SYSTEM_THAT_TELLS)
    await achieng.does("networking.set_up", intents=["collaborators"], text_only=True)
    for visitor in (miriam, achieng):
        await visitor.goes(ADDRESS)
        await visitor.button("I am ready").click()
    await miriam.button("Tell me also when this tab is in the background").click()
    await expect(miriam.page.get_by_label("Tell me also when this tab is in the background")).to_be_checked()
    await hears_the_moderator(ingrid, achieng)

    await is_called_from_elsewhere(ingrid, miriam)
    await miriam.button("Start now").click()
    await expect(miriam.heading("Meeting: Achieng Kariuki")).to_be_visible()
    await ingrid.does("networking.skip", networking=NETWORKING)
    await meet_in_writing(miriam, achieng)
    await ingrid.does("networking.skip", networking=NETWORKING)
    await wraps_up(miriam)
    await achieng.button("Swap contacts with Miriam").click()
    await looks_right(achieng.page)
    await finds_it_again(miriam)


async def test_a_round_with_keys_only(visit: Visit) -> None:
    """Wherever the page goes on to another screen, the focus stands at its beginning."""
    ingrid = await visit(MODERATOR)
    aditya, samuel = await visit(FOURTH), await visit(SPEAKER)
    await ingrid.does("networking.plan", networking=TOMORROW, **PLAN)
    for visitor in (aditya, samuel):
        await visitor.goes(f"/networking/{TOMORROW}")
    await samuel.does("networking.ready", networking=TOMORROW, ready=True)
    await presses(aditya, "I am ready")
    await expect(aditya.button("You are ready")).to_be_visible()
    await ingrid.does("networking.start", networking=TOMORROW)
    await expect(aditya.heading("You meet Samuel Castellan")).to_be_focused()
    await presses(aditya, "Text only")
    await expect(aditya.button("Text only")).to_have_attribute("aria-pressed", "true")
    await presses(aditya, "Start now")
    await expect(aditya.heading("Meeting: Samuel Castellan")).to_be_focused()
    await ingrid.does("networking.skip", networking=TOMORROW)
    await presses(aditya, "Report or block")
    await expect(aditya.page.get_by_role("menuitem", name="Block Samuel")).to_be_visible()
    await aditya.page.keyboard.press("Escape")
    await tabs_to(aditya.page, "Write to Samuel")
    await aditya.page.keyboard.type("Without a mouse, too.")
    await aditya.page.keyboard.press("Enter")
    await expect(samuel.page.get_by_role("log")).to_contain_text("Without a mouse, too.")
    await ingrid.does("networking.skip", networking=TOMORROW)
    await expect(aditya.heading("That was your meeting with Samuel")).to_be_focused()
    await presses(aditya, "^Very good")
    await expect(aditya.button("Very good")).to_have_attribute("aria-pressed", "true")
    await presses(aditya, "Swap contacts with Samuel")
    await expect(aditya.text("You said yes.")).to_be_visible()


async def presses(visitor: Visitor, name: str) -> None:
    """Go there with Tab and press Enter."""
    await tabs_to(visitor.page, name)
    await visitor.page.keyboard.press("Enter")


async def hears_the_moderator(ingrid: Visitor, achieng: Visitor) -> None:
    """What is closed stays closed; what comes after that is shown."""
    bar = achieng.page.get_by_role("status", name="To everybody")
    for number, text in enumerate(("We begin in a minute.", "There are more of us than ever.")):
        id = f"0190f3a0-0000-7000-8000-00000000000{number}"
        await ingrid.does("networking.tell", networking=NETWORKING, id=id, text=text)
        await expect(bar).to_contain_text(text)
    await achieng.button("Close this message").click()
    await expect(bar).to_have_text("")
    await achieng.page.reload()
    await expect(achieng.button("You are ready")).to_be_visible()
    await expect(bar).to_have_text("")


async def is_called_from_elsewhere(ingrid: Visitor, miriam: Visitor) -> None:
    """Told by the title and the system while she is away, and brought there by one click."""
    await miriam.link("Programme").first.click()
    await expect(miriam.heading("Programme")).to_be_visible()
    await miriam.page.evaluate("away = true, document.dispatchEvent(new Event('visibilitychange'))")
    await ingrid.does("networking.start", networking=NETWORKING)
    await expect(miriam.page).to_have_title(re.compile("^● You meet Achieng – Programme"))
    assert await miriam.page.evaluate("told.map(({ title, body }) => [title, body])") == [
        ["You meet Achieng", "Speed networking"]
    ]
    await miriam.page.evaluate("away = false, document.dispatchEvent(new Event('visibilitychange')), told[0].click()")
    await miriam.is_at(ADDRESS)
    await expect(miriam.page).to_have_title(re.compile("^You meet Achieng Kariuki"))


async def meet_in_writing(miriam: Visitor, achieng: Visitor) -> None:
    """Nobody waits for the picture of who writes, and no picture is empty."""
    await expect(miriam.text("Achieng takes part in writing, without camera and microphone.")).to_be_visible()
    await expect(miriam.page.get_by_role("list", name="People in the call")).to_have_count(0)
    await expect(miriam.page.get_by_role("complementary", name="Your partner")).to_contain_text(
        "Here to find collaborators"
    )
    await expect(achieng.text("You take part in writing.")).to_be_visible()
    field = achieng.page.get_by_role("textbox", name="Write to Miriam")
    await field.fill("I can hear you well like this.")
    await field.press("Enter")
    await expect(miriam.page.get_by_role("log")).to_contain_text("I can hear you well like this.")
    for visitor in (miriam, achieng):
        await looks_right(visitor.page)


async def wraps_up(miriam: Visitor) -> None:
    await expect(miriam.heading("That was your meeting with Achieng")).to_be_visible()
    good = miriam.button("Good", exact=True)
    await good.click()
    await expect(miriam.text("Choose it once more to take it back.")).to_be_visible()
    await miriam.page.reload()
    await expect(good).to_have_attribute("aria-pressed", "true")
    await good.click()
    await expect(good).to_have_attribute("aria-pressed", "false")
    await miriam.page.get_by_label("My notes").fill("=Her test set: 14 brains, 3 scanners")
    await expect(miriam.text("Only you see them. Saved")).to_be_visible()
    await miriam.button("Swap contacts with Achieng").click()
    for name in ("Write to Achieng", "Another time with Achieng"):
        await expect(miriam.link(name)).to_have_attribute("href", re.compile("^/messages/"))


async def finds_it_again(miriam: Visitor) -> None:
    await miriam.goes(ENCOUNTERS)
    await expect(miriam.link(ANOTHER)).to_be_visible()
    await miriam.page.get_by_label("Search my encounters").fill("scanners achieng")
    await miriam.button(re.compile("^With notes 1")).click()
    await expect(miriam.link("Achieng Kariuki", exact=True)).to_be_visible()
    await miriam.page.reload()
    await expect(miriam.page.get_by_label("Search my encounters")).to_have_value("scanners achieng")
    await miriam.page.get_by_label("Search my encounters").fill("nobody of this name")
    await expect(miriam.page.get_by_role("heading", name="None of them")).to_be_visible()
    await miriam.button("Show all").click()
    table = await saved_by(miriam, miriam.button("CSV"))
    assert "Achieng Kariuki,HZB," in table
    assert '"\'=Her test set: 14 brains, 3 scanners"\r\n' in table, "no program takes a note for a formula"
    cards = await saved_by(miriam, miriam.button("vCard", exact=True))
    assert f"EMAIL;TYPE=INTERNET:{ANOTHER}\r\n" in cards


async def saved_by(visitor: Visitor, button: Locator) -> str:
    async with visitor.page.expect_download() as download:
        await button.click()
    return (await (await download.value).path()).read_bytes().decode()


async def forgets_wishes(visitor: Visitor, email: str) -> None:
    """So that nothing of what the demonstration comes with is in the way."""
    answer = await visitor.context.request.get(f"{visitor.url}/api/topics/person:{person_id(email)}")
    for view in (await answer.json())["map"]:
        if view["kind"] == "wish":
            await visitor.does("wish.set", person=view["id"], on=False)
    await visitor.does("notice.read_all")


def mine(visitor: Visitor) -> Locator:
    return visitor.page.get_by_role("complementary", name="My set-up")
