"""Two people who have met write to each other, find another time, and one of them has had enough."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from symposia.demo.seed import person_id
from tests.e2e.acquaintances import they_have_met
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.inspection import looks_right
from tests.e2e.people import ANOTHER, ATTENDEE, FOURTH, ORGANISER, THIRD, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
MIRIAM, ACHIENG = "Miriam Adeyemi", "Achieng Kariuki"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def demonstration(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """During the keynote; some people have met before."""
    made = Demonstration(tmp_path_factory.mktemp("demonstration") / "conference", seeded)
    made.prepare(they_have_met)
    made.start()
    yield made
    made.stop()


class Correspondent:
    """Somebody before their messages with somebody else."""

    def __init__(self, visitor: Visitor, other: str, email: str) -> None:
        self.visitor, self.other, self.address = visitor, other, f"/messages/{person_id(email)}"

    async def comes(self) -> None:
        await self.visitor.goes(self.address)
        await expect(self.visitor.heading(self.other)).to_be_visible()
        await expect(self.field).to_be_visible()

    @property
    def field(self) -> Locator:
        return self.visitor.page.get_by_role("textbox", name=f"Message to {self.other}")

    @property
    def appointments(self) -> Locator:
        return self.visitor.page.get_by_role("region", name="Appointments")

    def message(self, text: str) -> Locator:
        log = self.visitor.page.get_by_role("log", name="Messages")
        return log.get_by_role("listitem").filter(has=self.visitor.page.get_by_text(text, exact=True))

    async def writes(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def chooses(self, item: str) -> None:
        await self.visitor.button(f"More about {self.other}").click()
        await self.visitor.page.get_by_role("menuitem", name=item, exact=True).click()

    async def confirms(self, name: str) -> None:
        await self.visitor.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def unread(visitor: Visitor, count: int) -> Locator:
    name = f"Messages, {count} unread" if count else "Messages"
    return visitor.page.get_by_role("banner").get_by_role("link", name=name, exact=True)


async def test_two_people_write_to_each_other(visit: Visit) -> None:
    miriam, achieng = Correspondent(await visit(ATTENDEE), ACHIENG, ANOTHER), await visit(ANOTHER)
    await achieng.goes("/programme")
    await miriam.visitor.goes(f"/people/{person_id(ANOTHER)}")
    await miriam.visitor.link("Write", exact=True).click()
    await expect(miriam.visitor.heading(ACHIENG)).to_be_visible()
    await miriam.writes("Shall we compare *corpora*?")
    await expect(miriam.message("Shall we compare corpora?")).to_have_count(1)

    await expect(unread(achieng, 1)).to_be_visible()
    await achieng.button(re.compile("^Notices, 1 new")).click()
    await achieng.link(re.compile(f"^{MIRIAM} has written to you")).click()
    theirs = Correspondent(achieng, MIRIAM, ATTENDEE)
    await expect(theirs.message("Shall we compare corpora?")).to_have_count(1)
    await expect(unread(achieng, 0)).to_be_visible()
    await expect(achieng.button("Notices", exact=True)).to_be_visible()

    await theirs.writes("Gladly.")
    await expect(miriam.message("Gladly.")).to_have_count(1)
    await expect(unread(miriam.visitor, 0)).to_be_visible()
    await expect(miriam.visitor.button("Notices", exact=True)).to_be_visible()
    await looks_right(miriam.visitor.page)


async def test_what_is_not_sent_yet_survives(visit: Visit) -> None:
    miriam = Correspondent(await visit(ATTENDEE), "Alice Calloway", THIRD)
    await miriam.comes()
    await miriam.field.fill("Half a thou")
    await miriam.visitor.page.reload()
    await expect(miriam.field).to_have_value("Half a thou")
    await miriam.visitor.context.set_offline(True)
    await miriam.visitor.page.evaluate("dispatchEvent(new Event('offline'))")
    await miriam.writes("Written in a tunnel")
    await expect(miriam.message("Written in a tunnel")).to_contain_text("Not sent yet")
    await miriam.visitor.context.set_offline(False)
    await miriam.visitor.page.evaluate("dispatchEvent(new Event('online'))")
    await expect(miriam.message("Written in a tunnel")).not_to_contain_text("Not sent yet")
    await miriam.visitor.page.reload()
    await expect(miriam.message("Written in a tunnel")).to_have_count(1)
    miriam.visitor.forgets()  # the line was broken


async def test_another_time_is_proposed_and_agreed_on(visit: Visit) -> None:
    miriam = Correspondent(await visit(ATTENDEE), ACHIENG, ANOTHER)
    achieng = Correspondent(await visit(ANOTHER), MIRIAM, ATTENDEE)
    await miriam.comes()
    await achieng.comes()
    await miriam.visitor.button("Another time").click()
    times = miriam.visitor.page.get_by_role("group", name="Times").get_by_role("button")
    await expect(times.first).to_be_visible()
    assert await times.count() == 6
    chosen = await times.nth(1).inner_text()
    await times.nth(0).click()
    await times.nth(1).press("Enter")
    await looks_right(miriam.visitor.page)
    await miriam.confirms("Propose")
    await expect(miriam.appointments).to_contain_text(f"You have proposed to {ACHIENG}")

    await expect(achieng.appointments).to_contain_text("would like to talk with you")
    await looks_right(achieng.visitor.page)
    await achieng.appointments.get_by_role("button", name=f"Agree to {chosen}").press("Enter")
    for person in (miriam, achieng):
        await expect(person.appointments).to_contain_text(f"Agreed: {chosen}")
    await expect(miriam.visitor.button(re.compile("^Notices, 1 new"))).to_be_visible()
    calendar = await miriam.visitor.context.request.get(f"{miriam.visitor.url}/calendar/mine.ics")
    assert f"SUMMARY:Conversation with {ACHIENG}" in await calendar.text()

    await achieng.appointments.get_by_role("button", name="Call it off").click()
    await achieng.confirms("Call it off")
    await expect(miriam.appointments).to_contain_text(f"Called off: {chosen}")


async def test_a_link_leads_to_the_choice_of_another_time(visit: Visit) -> None:
    alice = await visit(THIRD)
    await alice.goes(f"/messages/{person_id(ATTENDEE)}?later")
    choice = alice.page.get_by_role("dialog", name=f"A quarter of an hour with {MIRIAM}")
    await expect(choice).to_be_visible()
    await alice.page.keyboard.press("Escape")
    await expect(choice).to_have_count(0)
    await alice.is_at(f"/messages/{person_id(ATTENDEE)}")


async def test_who_is_blocked_is_not_heard_and_not_told(visit: Visit) -> None:
    aditya = Correspondent(await visit(FOURTH, viewport=PHONE), MIRIAM, ATTENDEE)
    miriam = Correspondent(await visit(ATTENDEE), "Aditya Iyer", FOURTH)
    organiser = await visit(ORGANISER)
    await organiser.goes("/organise?tab=reports")
    await aditya.comes()
    await aditya.writes("You must reply.")
    await miriam.comes()
    await expect(miriam.message("You must reply.")).to_have_count(1)

    await miriam.chooses("Report")
    await miriam.visitor.page.get_by_role("textbox", name="What happened?").fill("He does not leave me alone.")
    await miriam.confirms("Report")
    report = organiser.page.get_by_role("listitem").filter(has_text="Miriam Adeyemi about Aditya Iyer")
    await expect(report).to_contain_text("He does not leave me alone.")
    await report.get_by_text("The message before").click()
    await expect(report).to_contain_text("You must reply.")
    await report.get_by_role("button", name="Mark as seen to: report of Miriam Adeyemi").press("Enter")
    await expect(report).to_contain_text("Seen to by")
    await looks_right(organiser.page)
    await report.get_by_role("button", name="Open again: report of Miriam Adeyemi").click()
    await expect(report).not_to_contain_text("Seen to by")

    await miriam.chooses("Block")
    await miriam.confirms("Block")
    await expect(miriam.visitor.text("You have blocked Aditya Iyer").first).to_be_visible()
    await expect(miriam.field).to_have_count(0)
    await aditya.writes("Why so quiet?")
    await expect(aditya.message("Why so quiet?")).not_to_contain_text("ot sent")
    await expect(unread(miriam.visitor, 0)).to_be_visible()
    await looks_right(miriam.visitor.page)

    await miriam.visitor.button("Take it back").click()
    await expect(miriam.message("Why so quiet?")).to_have_count(1)
    await looks_right(aditya.visitor.page)


async def test_only_people_who_have_met_write_to_each_other(visit: Visit) -> None:
    alice = await visit(THIRD)
    await alice.goes(f"/messages/{person_id(ANOTHER)}")
    await expect(alice.heading("You have not met yet")).to_be_visible()
    await looks_right(alice.page)
    await alice.goes(f"/people/{person_id(ANOTHER)}")
    await expect(alice.link("Write", exact=True)).to_have_count(0)
    nobody = await visit(ORGANISER)
    await nobody.goes("/messages")
    await expect(nobody.heading("Messages")).to_be_visible()
    await expect(nobody.text("No messages yet")).to_be_visible()
    await looks_right(nobody.page)
