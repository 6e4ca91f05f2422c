"""Two people see and hear each other, with real browsers and fake cameras, and go on doing so when things break.

Server, browsers and TURN server are in a network of their own: none of the media leaves it.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from symposia.features.calls.rules import ice_servers
from symposia.kernel.media import Media
from tests.e2e.calling import DEVICES, RECORDED, SOON_MS, browser_in, sees_move
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import BEFORE_NETWORKING, Demonstration
from tests.e2e.pages import NETWORKING
from tests.e2e.people import ANOTHER, ATTENDEE, MODERATOR, Visitor
from tests.support.namespace import Namespace
from tests.support.turn_server import TurnServer

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = f"/networking/{NETWORKING}"
NAMES = {ATTENDEE: "Miriam Adeyemi", ANOTHER: "Achieng Kariuki"}
PLAN = {"rounds": 1, "reveal_s": 5, "meeting_s": 3600, "wrapup_s": 5, "break_s": 5}
PAIRS = Path(__file__).parent / "media" / "pairs.js"
BUILD = Path(__file__).parents[2] / "server" / "hatch_build.py"
BACK_WITHIN_S, GONE_WITHIN_MS = 3.0, 2_000
LINE_MS = 60_000
"""A browser that has tried in vain for a while tries again after half a minute at the latest."""
TRIES = 3
"""A reload may fall into a moment in which the machine has something else to do."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(network: Namespace) -> AsyncIterator[Browser]:
    """A browser in the network, with a camera that shows a test picture and a microphone that beeps."""
    async with browser_in(network) as launched:
        yield launched


@pytest.fixture(scope="module")
def turn(network: Namespace) -> Iterator[TurnServer]:
    with TurnServer(network) as server:
        yield server


@pytest.fixture(scope="module")
def demonstration(
    seeded: Path, tmp_path_factory: pytest.TempPathFactory, network: Namespace
) -> Iterator[Demonstration]:
    """Half an hour before the networking begins, in the network."""
    folder = tmp_path_factory.mktemp("demonstration") / "conference"
    made = Demonstration(folder, seeded, BEFORE_NETWORKING, network=network)
    made.start()
    yield made
    made.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def meeting(browser: Browser, demonstration: Demonstration) -> AsyncIterator[str]:
    """Miriam and Achieng are in a meeting that lasts an hour; its address.

    Each has another page open all the time: who has none for 15 s is not waited for.
    """
    guests = [await guest(browser, demonstration, email) for email in (MODERATOR, *NAMES)]
    mo, *two = guests
    await mo.does("networking.plan", networking=NETWORKING, **PLAN)
    for person in two:
        await person.does("networking.ready", networking=NETWORKING, ready=True)
    await mo.does("networking.start", networking=NETWORKING)
    await asyncio.gather(*(person.goes(ADDRESS) for person in two))
    for person in two:
        await expect(person.button("Talk with camera")).to_be_visible(timeout=SOON_MS)
    for person in two:
        await person.goes("/programme")
    yield ADDRESS
    for person in guests:
        await person.context.close()


async def guest(browser: Browser, demonstration: Demonstration, email: str) -> Visitor:
    context = await browser.new_context()
    visitor = Visitor(context, await context.new_page(), demonstration.url)
    await visitor.signs_in(email)
    return visitor


@dataclass
class Talker:
    """Somebody in a call with one other."""

    visitor: Visitor
    partner: str

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def others(self) -> Locator:
        """Who is in the call, or belongs there."""
        return self.page.get_by_role("list", name="People in the call").get_by_role("listitem")

    async def comes(self, how: str = "Talk with camera") -> None:
        await self.visitor.goes(ADDRESS)
        await self.visitor.button(how).click()

    async def sees_move(self, count: int = 10) -> None:
        """So many frames of the partner are decoded, from now on."""
        await sees_move(self.page, f"Video of {self.partner}", count)

    async def reloads(self) -> float:
        """How long it takes (s) from the beginning of a reload to the first frame of the partner."""
        await self.page.reload()
        told = await self.page.wait_for_function(FIRST_FRAME, arg=self.partner, timeout=SOON_MS, polling=20)
        return float(await told.json_value())

    async def routes(self) -> list[dict[str, str]]:
        """The pairs of addresses over which the page's media flow."""
        found: list[dict[str, str]] = await self.page.evaluate(ROUTES)
        return found

    async def connections(self) -> int:
        """How many connections the page has made so far."""
        return int(await self.page.evaluate("connections.length"))


FIRST_FRAME = """(name) => {
  const video = document.querySelector(`video[aria-label="Video of ${name}"]`)
  return video?.getVideoPlaybackQuality().totalVideoFrames > 0 && performance.now() / 1000
}"""
ROUTES = """
async () => {
  const found = []
  for (const connection of connections.filter(({ connectionState }) => connectionState === "connected")) {
    const stats = await connection.getStats()
    for (const it of stats.values()) {
      if (it.type !== "transport" || !it.selectedCandidatePairId) continue
      const pair = stats.get(it.selectedCandidatePairId)
      const [local, remote] = [stats.get(pair.localCandidateId), stats.get(pair.remoteCandidateId)]
      found.push({ local: local.candidateType, remote: remote.candidateType })
    }
  }
  return found
}
"""


@pytest_asyncio.fixture(loop_scope="session")
async def two(visit: Visit, meeting: str) -> list[Talker]:
    """Miriam and Achieng, about to look into their meeting."""
    assert meeting
    talkers = []
    for email, partner in zip(NAMES, reversed(NAMES.values()), strict=True):
        visitor = await visit(email, permissions=DEVICES)
        await visitor.context.add_init_script(RECORDED)
        talkers.append(Talker(visitor, partner))
    return talkers


async def talk(two: list[Talker]) -> None:
    """Both come, and see each other move."""
    await asyncio.gather(*(person.comes() for person in two))
    await both_move(two)


async def both_move(two: list[Talker], count: int = 10) -> None:
    await asyncio.gather(*(person.sees_move(count) for person in two))


async def test_two_people_see_each_other_and_a_reload_is_soon_over(two: list[Talker]) -> None:
    miriam, achieng = two
    await talk(two)
    for person in two:
        assert [route["local"] == "relay" for route in await person.routes()] == [False]
    took: list[float] = []
    while len(took) < TRIES and (not took or took[-1] >= BACK_WITHIN_S):
        took.append(await miriam.reloads())
        await both_move(two)
    assert took[-1] < BACK_WITHIN_S, f"seconds after a reload: {took}"
    assert len(await achieng.routes()) == 1, "nothing is left of the connection before"
    await miriam.visitor.button("Text only").click()
    await expect(achieng.others.filter(has_text="Miriam")).to_have_count(0, timeout=GONE_WITHIN_MS)
    await expect(achieng.visitor.text("Takes part in writing", exact=True)).to_be_visible()


async def test_they_go_on_talking_while_the_server_is_away(two: list[Talker], demonstration: Demonstration) -> None:
    miriam, achieng = two
    await talk(two)
    made = [await person.connections() for person in two]
    demonstration.stop(signal.SIGKILL)
    await both_move(two, 20)
    demonstration.start()
    await both_move(two, 20)
    await miriam.visitor.button("Mute", exact=True).click()
    await expect(achieng.others.filter(has_text="Miriam")).to_contain_text("muted", timeout=LINE_MS)
    assert [await person.connections() for person in two] == made
    # Signals are passed on again: somebody who comes anew is seen.
    await miriam.page.reload()
    await both_move(two)
    for person in two:
        person.visitor.forgets()


async def test_through_the_relay_only(two: list[Talker], demonstration: Demonstration, turn: TurnServer) -> None:
    """From here on the demonstration is set up like that."""
    demonstration.stop()
    relay = {"turn_urls": json.dumps(turn.urls), "turn_secret": turn.secret, "calls_relay_only": "true"}
    demonstration.settings |= relay
    demonstration.start()
    await talk(two)
    for person in two:
        assert await person.routes() == [{"local": "relay", "remote": "relay"}]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`pairs.js` with all that it takes from the product, as browsers read it."""
    path = tmp_path_factory.mktemp("bundle") / "pairs.js"
    bundling = ["npm", "exec", "--", "rolldown", PAIRS, "--file", path, "--format", "iife"]
    done = subprocess.run([sys.executable, BUILD, *bundling], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return path


@pytest_asyncio.fixture(loop_scope="session")
async def pairs(visit: Visit, bundle: Path) -> Page:
    """A page with `pairs`: the product's own engine, twice."""
    visitor = await visit(permissions=DEVICES)
    await visitor.context.add_init_script(path=bundle)
    await visitor.goes("/")
    return visitor.page


async def test_twenty_new_pairs_come_about_without_a_hang(pairs: Page) -> None:
    told: list[dict[str, float]] = [await pairs.evaluate("pairs.fresh()") for _ in range(20)]
    assert {it["links"] for it in told} == {1}, "a connection had to be built anew"
    assert max(it["ms"] for it in told) < SOON_MS


async def test_both_offer_at_the_same_moment(pairs: Page) -> None:
    told: dict[str, int] = await pairs.evaluate("pairs.collide(10)")
    assert told["met"] > 0, "their offers have never met"
    assert told["links"] == 1, "a connection had to be built anew"


async def test_the_relay_serves_nobody_without_credentials_that_hold(pairs: Page, turn: TurnServer) -> None:
    right = Media(turn=turn.urls, turn_secret=turn.secret)
    now = datetime.now(UTC)

    async def finds(media: Media, at: datetime) -> set[tuple[str, str]]:
        servers = [server.model_dump(exclude_none=True) for server in ice_servers(media, "ann", "room:forum", at)]
        return {tuple(it) for it in await pairs.evaluate("servers => pairs.gathered(servers)", servers)}

    wrong, expired, holding = await asyncio.gather(
        finds(Media(turn=turn.urls, turn_secret="another"), now),
        finds(right, now - timedelta(minutes=10, seconds=1)),
        finds(right, now),
    )
    assert wrong == expired == set()
    assert holding == {("relay", url) for url in turn.urls}


async def test_without_a_camera_one_writes(visit: Visit, meeting: str) -> None:
    """The browser is not allowed to use them: clear words, and nobody is locked out."""
    assert meeting
    miriam, achieng = await visit(ATTENDEE, permissions=[]), await visit(ANOTHER, permissions=[])
    await miriam.goes(ADDRESS)
    await achieng.goes(ADDRESS)
    await miriam.button("Talk with camera").click()
    await expect(miriam.page.get_by_role("alert").filter(has_text="does not let us use")).to_be_visible()
    people = miriam.page.get_by_role("list", name="People in the call")
    await expect(people).to_contain_text("You")
    await miriam.button("Text only").first.click()
    await expect(achieng.text("Takes part in writing", exact=True)).to_be_visible()
    said = f"Hello from {time.time_ns()}"
    field = miriam.page.get_by_role("textbox", name="Write to ")
    await field.fill(said)
    await field.press("Enter")
    await expect(achieng.page.get_by_role("log", name="What you write")).to_contain_text(said)
    await expect(people).to_have_count(0)
