"""A round of speed networking with four people and a moderator, and what happens when pages and servers break."""

import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.countdown import deadline, is_in_time, reloads_in_time
from tests.e2e.demonstration import BEFORE_NETWORKING, Demonstration
from tests.e2e.inspection import looks_right
from tests.e2e.pages import NETWORKING
from tests.e2e.people import ANOTHER, ATTENDEE, FOURTH, MODERATOR, THIRD, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = f"/networking/{NETWORKING}"
PEOPLE = {
    ATTENDEE: "Miriam Adeyemi",
    ANOTHER: "Achieng Kariuki",
    THIRD: "Alice Calloway",
    FOURTH: "Aditya Iyer",
}
PLAN = {"Rounds": 2, "Match (s)": 60, "Meeting (s)": 120, "Wrap-up (s)": 60, "Break (s)": 60}
"""Long phases: the moderator goes on to the next one when everything has been looked at."""


@pytest.fixture(scope="module")
def demonstration(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Half an hour before the networking begins."""
    made = Demonstration(tmp_path_factory.mktemp("demonstration") / "conference", seeded, BEFORE_NETWORKING)
    made.start()
    yield made
    made.stop()


@dataclass
class Participant:
    visitor: Visitor
    name: str

    @property
    def title(self) -> Locator:
        return self.visitor.heading()

    async def is_ready(self) -> None:
        await self.visitor.goes(ADDRESS)
        await self.visitor.button("I am ready").click()
        await expect(self.visitor.button("You are ready")).to_be_visible()

    async def is_matched(self) -> str:
        """The partner's name."""
        await expect(self.title).to_have_text(re.compile("^You meet "))
        return (await self.title.inner_text()).removeprefix("You meet ")

    async def meets(self, partner: str) -> None:
        await expect(self.title).to_have_text(f"Meeting: {partner}")

    async def has_met(self, partner: str) -> None:
        await expect(self.title).to_have_text(f"That was your meeting with {partner.split()[0]}")


async def test_two_rounds(visit: Visit, demonstration: Demonstration) -> None:
    ingrid = await visit(MODERATOR)
    await plans(ingrid)
    people = {name: Participant(await visit(email), name) for email, name in PEOPLE.items()}
    for person in people.values():
        await person.is_ready()
    miriam = people["Miriam Adeyemi"]
    await expect(miriam.title).to_contain_text("4 people are ready. The first round starts in")
    await reloads_in_time(miriam.visitor)

    await ingrid.button("Start round 1").click()
    first = {name: await person.is_matched() for name, person in people.items()}
    assert all(first[partner] == name != partner for name, partner in first.items()), "each is the partner of theirs"
    partner = people[first[miriam.name]]
    await learns_why(miriam)

    await goes_on(ingrid)
    for name, person in people.items():
        await person.meets(first[name])
    await talk(miriam, partner)
    await looks_right(ingrid.page)
    await pauses(ingrid, miriam, partner)
    await dies_and_comes_back(demonstration, miriam, partner)

    await goes_on(ingrid)
    await swaps_contacts(miriam, partner)
    await goes_on(ingrid)
    await expect(miriam.title).to_contain_text("The next round starts in")
    await reloads_in_time(miriam.visitor)
    await goes_on(ingrid)
    second = {name: await person.is_matched() for name, person in people.items()}
    assert all(second[name] != first[name] for name in people), "nobody meets the same person twice"
    await ends(ingrid, miriam, partner)
    for visitor in (ingrid, *(person.visitor for person in people.values())):
        visitor.forgets()  # the server was away


async def learns_why(miriam: Participant) -> None:
    reasons = miriam.visitor.page.get_by_role("list", name="Why you two")
    await expect(reasons.get_by_role("listitem").first).to_be_visible()
    await reloads_in_time(miriam.visitor)
    await looks_right(miriam.visitor.page)


async def goes_on(moderator: Visitor) -> None:
    """With everybody, to the next phase; out of the meetings not by one wrong touch."""
    meets = await moderator.text("In meetings").is_visible()
    await moderator.button("Skip to the next phase").click()
    if meets:
        await moderator.page.get_by_role("dialog").get_by_role("button", name="End the meetings").click()


async def ends(moderator: Visitor, miriam: Participant, partner: Participant) -> None:
    await moderator.button("End…").click()
    await moderator.page.get_by_role("dialog").get_by_role("button", name="End it for everybody").click()
    await expect(miriam.title).to_have_text("Thank you for meeting each other")
    await miriam.visitor.goes("/networking/encounters")
    await expect(miriam.visitor.link(partner.name, exact=True)).to_be_visible()
    await looks_right(miriam.visitor.page)


async def plans(moderator: Visitor) -> None:
    await moderator.goes(ADDRESS)
    await moderator.button("People, message, rules").click()
    await moderator.page.get_by_role("tab", name="Plan").click()
    for label, value in PLAN.items():
        await moderator.page.get_by_label(label, exact=True).fill(str(value))
    await moderator.button("Save the plan").click()
    await expect(moderator.text("The plan is saved.")).to_be_visible()


async def talk(one: Participant, other: Participant) -> None:
    await says(one, "Hello, what do you work on?")
    await says(other, "Sea ice, and you?")
    for person in (one, other):
        await expect(remarks(person).get_by_text("Hello, what do you work on?")).to_have_count(1)
        await expect(remarks(person).get_by_text("Sea ice, and you?")).to_have_count(1)
    await reloads_in_time(one.visitor)
    await expect(remarks(one)).to_contain_text("Sea ice, and you?")
    await looks_right(one.visitor.page)


async def pauses(moderator: Visitor, miriam: Participant, partner: Participant) -> None:
    """Whoever is on another page meanwhile is told there."""
    await miriam.visitor.goes("/agenda")
    bar = miriam.visitor.page.get_by_role("complementary", name="Meeting")
    await expect(bar).to_contain_text(re.compile(r"has begun, \d:\d\d left"))
    await moderator.button("Pause").click()
    await expect(bar).to_contain_text(f"Your meeting with {partner.name.split()[0]} is paused.")
    await moderator.button("Resume").click()
    await expect(bar).to_contain_text(re.compile(r"has begun, \d:\d\d left"))
    await bar.get_by_role("link").click()
    await miriam.meets(partner.name)


async def dies_and_comes_back(demonstration: Demonstration, miriam: Participant, partner: Participant) -> None:
    """Killed in the middle of the meeting: the same partner, and the clock went on."""
    before = await deadline(miriam.visitor)
    demonstration.stop(signal.SIGKILL)
    await says(miriam, "Are you still there?")
    demonstration.start()
    await expect(remarks(partner).get_by_text("Are you still there?")).to_have_count(1, timeout=20_000)
    for person, other in ((miriam, partner), (partner, miriam)):
        await person.meets(other.name)
        await is_in_time(person.visitor, before)
    await miriam.visitor.page.reload()
    await miriam.meets(partner.name)
    await is_in_time(miriam.visitor, before)
    await says(miriam, "Where were we?")
    await expect(remarks(partner)).to_contain_text("Where were we?")


async def swaps_contacts(miriam: Participant, partner: Participant) -> None:
    for person, other in ((miriam, partner), (partner, miriam)):
        await person.has_met(other.name)
    ask = f"Swap contacts with {partner.name.split()[0]}"
    await miriam.visitor.button(ask).click()
    await expect(miriam.visitor.text(re.compile("^You said yes."))).to_be_visible()
    addresses = {name: email for email, name in PEOPLE.items()}
    await expect(miriam.visitor.link(addresses[partner.name])).to_have_count(0)
    await partner.visitor.button(f"Swap contacts with {miriam.name.split()[0]}").click()
    await expect(miriam.visitor.link(addresses[partner.name])).to_be_visible()
    await expect(partner.visitor.link(addresses[miriam.name])).to_be_visible()
    await looks_right(miriam.visitor.page)
    await reloads_in_time(miriam.visitor)


async def says(person: Participant, text: str) -> None:
    field = person.visitor.page.get_by_role("textbox", name=re.compile("^Write to "))
    await field.fill(text)
    await field.press("Enter")


def remarks(person: Participant) -> Locator:
    return person.visitor.page.get_by_role("log", name="What you write")
