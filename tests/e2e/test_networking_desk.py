"""The moderator's desk of a networking session, and what came of its rounds."""

import asyncio
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.demonstration import BEFORE_NETWORKING, Demonstration
from tests.e2e.inspection import looks_right
from tests.e2e.pages import NETWORKING
from tests.e2e.people import ANOTHER, ATTENDEE, FOURTH, MODERATOR, THIRD, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = f"/networking/{NETWORKING}"
RESULTS = f"{ADDRESS}/results"
MIRIAM, ALICE = "Miriam Adeyemi", "Alice Calloway"
PEOPLE = {MIRIAM: ATTENDEE, "Achieng Kariuki": ANOTHER, ALICE: THIRD, "Aditya Iyer": FOURTH}
ABSENT = "Samuel Castellan"
"""Somebody who does not come: nobody waits for him."""
LONG = {"rounds": 3, "reveal_s": 60, "meeting_s": 600, "wrapup_s": 300, "break_s": 300}


@pytest.fixture(scope="module")
def demonstration(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Half an hour before the networking begins, where nobody else is."""
    made = Demonstration(tmp_path_factory.mktemp("demonstration") / "conference", seeded, BEFORE_NETWORKING)
    made.start()
    yield made
    made.stop()


async def test_an_evening_at_the_desk(visit: Visit, tmp_path: Path) -> None:
    ingrid = await visit(MODERATOR)
    await ingrid.does("networking.plan", networking=NETWORKING, **LONG)
    people = {name: await visit(email) for name, email in PEOPLE.items()}
    for person in people.values():
        await person.goes(ADDRESS)
        await person.button("I am ready").click()
    await ingrid.goes(f"{ADDRESS}?desk=people")
    await expect(rows(ingrid)).to_have_count(4)
    await warns_of_too_many_rounds(ingrid)
    await changes_the_rules(ingrid)

    await opens(ingrid, "People")
    await ingrid.button("Start round 1").click()
    await ingrid.button("Skip to the next phase").click()
    await expect(ingrid.text("In meetings, Round 1 of 3")).to_be_visible()
    assert await met_by(ingrid, MIRIAM) == ALICE
    left_alone = await moves(ingrid, MIRIAM)
    await waits_and_counts(ingrid, left_alone)
    await looks_right(ingrid.page)
    await takes_out(ingrid, ALICE, people[ALICE])
    await tells_all(ingrid, people[MIRIAM])

    await ingrid.button("Skip to the next phase").click()
    asks = ingrid.page.get_by_role("dialog", name="End the meetings of this round now?")
    await asks.get_by_role("button", name="End the meetings").click()
    await expect(ingrid.text("Wrapping up, Round 1 of 3")).to_be_visible()
    await reads_the_results(ingrid, tmp_path)
    await is_nobody_elses_business(people[MIRIAM])


async def warns_of_too_many_rounds(moderator: Visitor) -> None:
    """Four people can meet three others each."""
    await opens(moderator, "Plan")
    rounds = moderator.page.get_by_label("Rounds", exact=True)
    await rounds.fill("4")
    warning = moderator.text("everybody can meet 3 others at most")
    await expect(warning).to_be_visible()
    await expect(moderator.text(re.compile(r"With this it would be over at \d\d:\d\d\."))).to_be_visible()
    await rounds.fill("3")
    await expect(warning).to_have_count(0)


async def changes_the_rules(moderator: Visitor) -> None:
    """By a preset and by hand, with somebody who must meet somebody. All of it is there after a reload."""
    page = moderator.page
    await opens(moderator, "Rules")
    await moderator.button("Complementary skills").click()
    chance = page.get_by_role("slider", name="Chance")
    await expect(chance).to_have_attribute("aria-valuetext", "10 %")
    await chance.press("Home")
    await page.get_by_label("Never somebody of one’s own institution").check()
    await moderator.button("Add somebody").click()
    await finds(moderator, "Search people", MIRIAM)
    await finds(moderator, f"Whom is {MIRIAM} to meet?", ALICE)
    await moderator.button(f"Add somebody for {MIRIAM}").click()
    await finds(moderator, f"Whom is {MIRIAM} to meet?", ABSENT)
    await looks_right(page)
    await page.reload()  # nothing that was not saved is lost
    await expect(moderator.text("Not saved yet.")).to_be_visible()
    await moderator.button("Save the rules").click()
    await expect(moderator.text("The rules are saved.")).to_be_visible()
    await page.reload()
    await expect(moderator.text(f"{MIRIAM} is to meet")).to_be_visible()
    for other in (ALICE, ABSENT):
        await expect(moderator.button(f"{MIRIAM} need not meet {other}")).to_be_visible()
    await expect(chance).to_have_attribute("aria-valuetext", "0 %")
    await expect(page.get_by_label("Never somebody of one’s own institution")).to_be_checked()
    await expect(moderator.text("Not saved yet.")).to_have_count(0)


async def moves(moderator: Visitor, name: str) -> str:
    """Into the other meeting, of two until then. Who was left alone."""
    partner = await met_by(moderator, name)
    others = [other for other in PEOPLE if other not in (name, partner)]
    await chooses(moderator, name, "Into another meeting…")
    dialog = moderator.page.get_by_role("dialog", name=f"Which meeting shall {name} join?")
    await looks_right(moderator.page)
    await dialog.get_by_label("Search the meetings").fill(others[0].split()[1].lower())
    await dialog.get_by_role("button", name=re.compile("^Join ")).click()
    await expect(dialog).to_have_count(0)
    for other in others:
        await expect(row(moderator, name)).to_contain_text(other)
    return partner


async def waits_and_counts(moderator: Visitor, name: str) -> None:
    """Who waits stands first, and the seconds go on by themselves."""
    await expect(rows(moderator).first).to_contain_text(name)
    stands = row(moderator, name)
    await expect(stands).to_contain_text(re.compile(r"waits for \d:\d\d"))
    before = await stands.inner_text()
    await expect(stands).not_to_have_text(before, use_inner_text=True)
    await moderator.button("Waiting 1").click()
    await expect(rows(moderator)).to_have_count(1)
    await moderator.button("All 4").click()
    search = moderator.page.get_by_label("Search by name or institution")
    await search.fill("adeye")
    await expect(rows(moderator)).to_have_count(1)
    await search.fill("")


async def takes_out(moderator: Visitor, name: str, whom: Visitor) -> None:
    """With the keyboard; they are told who did it."""
    await row(moderator, name).get_by_role("button").focus()
    await moderator.page.keyboard.press("Enter")
    item = moderator.page.get_by_role("menuitem", name="Take out of the rounds…")
    await expect(item).to_be_visible()
    await item.press("Enter")
    dialog = moderator.page.get_by_role("dialog", name=f"Take {name} out of the rounds?")
    await expect(dialog).to_contain_text("can be ready again later")
    await dialog.get_by_role("button", name="Take out").click()
    await expect(row(moderator, name)).to_contain_text("not ready")
    await expect(whom.text(re.compile("moderator has taken you out"))).to_be_visible()


async def tells_all(moderator: Visitor, attendee: Visitor) -> None:
    await opens(moderator, "Message")
    await moderator.page.get_by_label("Tell everybody").fill("Five more minutes, then we raise our glasses.")
    await expect(moderator.text("455 characters left")).to_be_visible()
    await moderator.button("Send to all").click()
    told = attendee.page.get_by_role("main").get_by_text("Five more minutes, then we raise our glasses.")
    await expect(told).to_be_visible()
    said = moderator.page.get_by_role("region", name="Said last")
    await expect(said).to_contain_text("raise our glasses")
    await expect(said).to_contain_text("by Ingrid Thalberg")
    await looks_right(moderator.page)


async def reads_the_results(moderator: Visitor, folder: Path) -> None:
    """They say the same in numbers, on the screen and in the files."""
    page = moderator.page
    await moderator.link("Results", exact=True).click()
    await moderator.is_at(RESULTS)
    await expect(moderator.text("Round 1 of 3 is running.")).to_be_visible()
    await expect(page.get_by_role("table").first.get_by_role("row")).to_have_count(2)
    await expect(page.get_by_role("img", name=re.compile("^Bars: "))).to_be_visible()
    await expect(moderator.text("fewer than five people have said")).to_be_visible()
    await looks_right(page)

    rounds = json.loads(await saved(page, "Rounds as data (JSON)", folder / "rounds.json"))["rounds"]
    assert len(rounds) == 1
    assert rounds[0].keys() == {"present", "pairs", "trios", "sat_out"}
    assert len(rounds[0]["present"]) == 4
    pairs = sum(len(group) * (len(group) - 1) // 2 for group in rounds[0]["pairs"] + rounds[0]["trios"])

    head, *table = csv.reader((await saved(page, "Ties as a table (CSV)", folder / "ties.csv")).splitlines())
    assert head[1:] == [line[0] for line in table]
    ties = [[int(cell) for cell in line[1:]] for line in table]
    assert sum(ties[i][k] for i in range(len(ties)) for k in range(i + 1)) == pairs


async def is_nobody_elses_business(attendee: Visitor) -> None:
    await attendee.goes(RESULTS)
    await expect(attendee.heading()).to_have_text("There is nothing here")


async def saved(page: Page, button: str, path: Path) -> str:
    """What the browser saves when one asks for it."""
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name=button).click()
    await (await downloading.value).save_as(path)
    return await asyncio.to_thread(path.read_text, encoding="utf-8")


async def opens(moderator: Visitor, part: str) -> None:
    await moderator.page.get_by_role("tab", name=re.compile(f"^{part}")).click()


async def finds(moderator: Visitor, label: str, name: str) -> None:
    """Somebody among all people, for one of the lists."""
    await moderator.page.get_by_label(label).fill(name)
    await moderator.page.get_by_role("tabpanel").get_by_role("button", name=re.compile(f"^{name}")).click()


async def chooses(moderator: Visitor, name: str, item: str) -> None:
    await row(moderator, name).get_by_role("button", name=f"What you can do for {name}").click()
    await moderator.page.get_by_role("menuitem", name=item).click()


async def met_by(moderator: Visitor, name: str) -> str:
    text = await row(moderator, name).inner_text()
    return next(other for other in PEOPLE if other != name and other in text)


def rows(moderator: Visitor) -> Locator:
    return moderator.page.get_by_role("region", name="People").get_by_role("listitem")


def row(moderator: Visitor, name: str) -> Locator:
    """The row about somebody, not those of whom they are with."""
    return rows(moderator).filter(has=moderator.page.get_by_role("link", name=name, exact=True))
