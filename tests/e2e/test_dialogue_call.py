"""Two people talk in their dialogue, with real browsers and fake cameras, in a network of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from symposia.demo.seed import person_id
from tests.e2e.acquaintances import they_have_met
from tests.e2e.calling import DEVICES, browser_in
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.inspection import looks_right
from tests.e2e.people import ANOTHER, ATTENDEE, Visitor
from tests.support.namespace import Namespace

pytestmark = pytest.mark.asyncio(loop_scope="session")
MIRIAM, ACHIENG = "Miriam Adeyemi", "Achieng Kariuki"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(network: Namespace) -> AsyncIterator[Browser]:
    async with browser_in(network) as launched:
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
        await expect(picture(visitor, name)).to_have_js_property("readyState", 4)
    await looks_right(achieng.page)

    await achieng.page.reload()
    await expect(picture(achieng, MIRIAM)).to_have_js_property("readyState", 4)
    await achieng.button("End the call").click()
    await expect(picture(miriam, ACHIENG)).to_have_count(0)
    await expect(achieng.text(f"{MIRIAM} is in the call.", exact=True)).to_be_visible()
