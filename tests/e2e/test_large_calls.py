"""More people than go from browser to browser: real browsers with fake cameras on a real media server.

Server, browsers and media server are in a network of their own: none of the media leaves it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.calling import (
    DEVICES,
    FEW_FRAMES,
    SHARES_WITHOUT_A_QUESTION,
    SOON_MS,
    browser_in,
    names_of,
    sees_move,
)
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.people import MODERATOR, Visitor
from tests.support.janus_server import JanusServer
from tests.support.namespace import Namespace

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]
ROOM = "lounge"
AT_LAST_MS = 120_000
GONE_WITHIN_MS, BACK_WITHIN_MS = 2_000, 10_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(network: Namespace) -> AsyncIterator[Browser]:
    async with browser_in(network, FEW_FRAMES, SHARES_WITHOUT_A_QUESTION) as launched:
        yield launched


@pytest.fixture(scope="module")
def people(seeded: Path) -> dict[str, str]:
    """The names of those who can come, by their addresses."""
    return names_of(seeded, 8)


@pytest.fixture
def janus(network: Namespace) -> Iterator[JanusServer]:
    with JanusServer(network) as server:
        yield server


@pytest.fixture
def demonstration(seeded: Path, tmp_path: Path, network: Namespace, janus: JanusServer) -> Iterator[Demonstration]:
    """Calls of three go over the media server already."""
    made = Demonstration(
        tmp_path / "conference",
        seeded,
        network=network,
        calls_peers="2",
        janus_urls=json.dumps([janus.url]),
        janus_api_secret=janus.api_secret,
        janus_admin_key=janus.admin_key,
    )
    made.start()
    yield made
    made.stop()


@dataclass
class Talker:
    visitor: Visitor
    name: str

    @property
    def page(self) -> Page:
        return self.visitor.page

    async def joins(self, how: str = "Talk with camera") -> None:
        await self.visitor.button("Join the conversation").click()
        await self.visitor.button(how).click()

    async def sees_move(self, others: Sequence[Talker], count: int = 3, within_ms: int = SOON_MS) -> None:
        """So many frames of each of the others are decoded, from now on."""
        labels = [f"Video of {other.name}" for other in others if other is not self]
        await asyncio.gather(*(sees_move(self.page, label, count, within_ms) for label in labels))

    async def misses(self, other: Talker, within_ms: int) -> None:
        await expect(self.page.get_by_role("listitem").filter(has_text=other.name)).to_have_count(0, timeout=within_ms)


async def come(visit: Visit, people: dict[str, str], count: int) -> list[Talker]:
    """So many people in the room, who are about to join; a moderator has opened its call.

    Their pages are loaded before the pictures of the first keep the machine busy.
    """
    mo = await visit(MODERATOR)
    await mo.does("call.open", room=ROOM, open=True)
    talkers = [Talker(await visit(email, permissions=DEVICES), people[email]) for email in list(people)[:count]]
    for talker in talkers:
        talker.visitor.context.set_default_timeout(AT_LAST_MS)
        await talker.visitor.goes(f"/rooms/{ROOM}")
    return talkers


async def all_move(talkers: Sequence[Talker], within_ms: int = SOON_MS) -> None:
    await asyncio.gather(*(talker.sees_move(talkers, within_ms=within_ms) for talker in talkers))


async def test_a_call_that_grows_goes_on_over_the_media_server(visit: Visit, people: dict[str, str]) -> None:
    talkers = await come(visit, people, 5)
    *four, eve = talkers
    for talker in four[:2]:
        await talker.joins()
    await all_move(four[:2])
    for talker in four[2:]:
        await talker.joins()
    await all_move(four)
    ann, *_, dee = four
    await ann.visitor.button("Share screen").click()
    for label in (f"The screen of {ann.name}", f"Video of {ann.name}"):
        await sees_move(dee.page, label)
    await ann.visitor.button("Stop sharing").click()
    await eve.joins("Listen only")
    await eve.sees_move(four)
    out, *rest = four
    mo = await visit(MODERATOR)
    await mo.does("call.remove", place=f"room:{ROOM}", person=await own_id(out), removed=True)
    await asyncio.gather(*(talker.misses(out, GONE_WITHIN_MS) for talker in (*rest, eve)))
    await expect(out.visitor.text("A moderator has asked you to leave this call.")).to_be_visible()
    await all_move(rest)


async def test_a_media_server_that_was_killed_and_is_back_costs_seconds(
    visit: Visit, people: dict[str, str], janus: JanusServer
) -> None:
    talkers = await come(visit, people, 3)
    await asyncio.gather(*(talker.joins() for talker in talkers))
    await all_move(talkers)
    janus.kill()
    janus.start()
    await all_move(talkers, within_ms=BACK_WITHIN_MS)


async def test_eight_people_see_each_other(visit: Visit, people: dict[str, str]) -> None:
    talkers = await come(visit, people, 8)
    for talker in talkers:
        await talker.joins()
    await all_move(talkers, within_ms=AT_LAST_MS)


async def own_id(talker: Talker) -> str:
    answer = await talker.visitor.context.request.get(f"{talker.visitor.url}/api/topics/room:{ROOM}/call")
    members = [view for view in (await answer.json())["map"] if view["kind"] == "member"]
    return str(next(view["id"] for view in members if view["name"] == talker.name))
