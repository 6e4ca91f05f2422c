"""A call that LiveKit carries: browsers come to it with a ticket, as their page's policy allows.

There is no LiveKit here, so this is as far as they get; see `docs/howto/livekit.md`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import jwt
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.e2e.conftest import ARGUMENTS, Visit
from tests.e2e.demonstration import BEFORE_NETWORKING, Demonstration
from tests.e2e.pages import NETWORKING
from tests.e2e.people import ANOTHER, ATTENDEE, MODERATOR
from tests.support import programs
from tests.support.livekit_server import LiveKitServer
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = f"/networking/{NETWORKING}"
PLAN = {"rounds": 1, "reveal_s": 5, "meeting_s": 3600, "wrapup_s": 5, "break_s": 5}
LIBRARY = "livekit-client"
SOON_MS = 20_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = [*ARGUMENTS, "--use-fake-device-for-media-stream", "--mute-audio"]
        launched = await playwright.chromium.launch(executable_path=programs.chromium(), args=arguments)
        yield launched
        await launched.close()


@pytest.fixture(scope="module")
def server() -> Iterator[LiveKitServer]:
    with LiveKitServer() as running:
        yield running


@pytest.fixture(scope="module")
def demonstration(
    seeded: Path, tmp_path_factory: pytest.TempPathFactory, server: LiveKitServer
) -> Iterator[Demonstration]:
    """Two people are too many to go from browser to browser."""
    folder = tmp_path_factory.mktemp("demonstration") / "conference"
    made = Demonstration(folder, seeded, BEFORE_NETWORKING, calls_peers="1", **server.settings)
    made.start()
    yield made
    made.stop()


async def loaded(page: Page) -> list[str]:
    names: list[str] = await page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    return [name for name in names if LIBRARY in name]


async def test_browsers_come_with_their_tickets(visit: Visit, server: LiveKitServer) -> None:
    mo, miriam, achieng = [
        await visit(email, permissions=["camera", "microphone"]) for email in (MODERATOR, ATTENDEE, ANOTHER)
    ]
    await mo.does("networking.plan", networking=NETWORKING, **PLAN)
    for person in (miriam, achieng):
        await person.does("networking.ready", networking=NETWORKING, ready=True)
    await mo.does("networking.start", networking=NETWORKING)
    await asyncio.gather(miriam.goes(ADDRESS), achieng.goes(ADDRESS))
    for person in (miriam, achieng):
        assert server.came == [], "one alone needs nobody"
        await person.button("Talk with camera").first.click(timeout=SOON_MS)
    people = achieng.page.get_by_role("list", name="People in the call").get_by_role("listitem")
    await expect(people).to_have_count(2)
    await eventually(lambda: len({claims(token)["sub"] for token in server.came}) == 2, what="both come")
    (room,) = {claims(token)["video"]["room"] for token in server.came}
    assert list(server.rooms) == [room], "which was made for them"
    for person in (miriam, achieng):
        assert await loaded(person.page) != []
        assert [it for it in person.complaints if "Security Policy" in it] == []
        await person.page.close()
        person.forgets()  # that LiveKit is not there, and that they have asked somebody else than us
    assert await loaded(mo.page) == []


def claims(token: str) -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = jwt.decode(token, options={"verify_signature": False})
    return told
