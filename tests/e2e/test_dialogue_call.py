"""Two people talk in their dialogue, with real browsers and fake cameras, in a network of their own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from symposia.demo.seed import person_id
from tests.e2e.acquaintances import they_have_met
from tests.e2e.calling import DEVICES, FEW_FRAMES, browser_in, sees_move
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.inspection import looks_right
from tests.e2e.people import ANOTHER, ATTENDEE, Visitor
from tests.support.namespace import Namespace

pytestmark = pytest.mark.asyncio(loop_scope="session")
MIRIAM, ACHIENG = "Miriam Adeyemi", "Achieng Kariuki"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(network: Namespace) -> AsyncIterator[Browser]:
    async with browser_in(network, FEW_FRAMES) as launched:
        yield launched


@pytest.fixture(scope="module")
def demonstration(
    seeded: Path, tmp_path_factory: pytest.TempPathFactory, network: Namespace
) -> Iterator[Demonstration]:
    made = Demonstration(tmp_path_factory.mktemp("demonstration") / "conference", seeded, network=network)
    made.prepare(they_have_met)
    made.start()
    yield made
    made.stop()


def picture(visitor: Visitor, name: str) -> Locator:
    """The picture of a member of the call."""
    return visitor.page.locator(f"video[aria-label='Video of {name}']")


async def test_the_other_sees_that_one_is_in_the_call_and_joins(visit: Visit) -> None:
    miriam = await visit(ATTENDEE, permissions=DEVICES)
    achieng = await visit(ANOTHER, permissions=DEVICES)
    await miriam.goes(f"/messages/{person_id(ANOTHER)}")
    await achieng.goes(f"/messages/{person_id(ATTENDEE)}")
    await miriam.button("Call", exact=True).click()
    await miriam.button("Talk with camera").click()

    await expect(achieng.text(f"{MIRIAM} is in the call.", exact=True)).to_be_visible()
    await achieng.button("Join", exact=True).press("Enter")
    await achieng.button("Talk with camera").click()
    for visitor, name in ((miriam, ACHIENG), (achieng, MIRIAM)):
        await sees_move(visitor.page, f"Video of {name}")
    await looks_right(achieng.page)

    await achieng.page.reload()
    await sees_move(achieng.page, f"Video of {MIRIAM}")
    await achieng.button("End the call").click()
    await expect(picture(miriam, ACHIENG)).to_have_count(0)
    await expect(achieng.text(f"{MIRIAM} is in the call.", exact=True)).to_be_visible()


async def test_it_rings_for_the_other_wherever_they_are(visit: Visit) -> None:
    miriam = await visit(ATTENDEE, permissions=DEVICES)
    achieng = await visit(ANOTHER, permissions=DEVICES)
    await achieng.goes("/programme")
    await miriam.goes(f"/messages/{person_id(ANOTHER)}")
    await miriam.button("Call", exact=True).click()
    await miriam.button("Talk with camera").click()

    await expect(card(achieng, MIRIAM)).to_be_visible()
    await expect(achieng.page).to_have_title(re.compile("^● Somebody is calling you"))
    await achieng.is_at("/programme")
    await looks_right(achieng.page)
    await card(achieng, MIRIAM).get_by_role("button", name="Accept").click()
    await achieng.is_at(f"/messages/{person_id(ATTENDEE)}")
    await achieng.button("Talk with camera").click()
    for visitor, name in ((miriam, ACHIENG), (achieng, MIRIAM)):
        await sees_move(visitor.page, f"Video of {name}")
    for visitor in (miriam, achieng):
        await visitor.button("End the call").click()

    await miriam.goes("/people")
    await achieng.button("Call", exact=True).click()
    await card(miriam, ACHIENG).get_by_role("button", name="Not now").click()
    await expect(achieng.text(f"{MIRIAM} cannot talk now.")).to_be_visible()
    await expect(card(miriam, ACHIENG)).to_have_count(0)
    await expect(miriam.page).to_have_title(re.compile("^People"))


def card(visitor: Visitor, name: str) -> Locator:
    """What tells that somebody calls."""
    return visitor.page.get_by_role("complementary", name=f"{name} is calling you")
