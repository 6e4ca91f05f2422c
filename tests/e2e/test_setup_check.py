"""Trying one's set-up before the day, against a real relay and a real media server, in a network of their own."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.e2e.calling import DEVICES, browser_in
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.inspection import looks_right
from tests.e2e.people import ATTENDEE
from tests.support.janus_server import JanusServer
from tests.support.namespace import Namespace
from tests.support.turn_server import TurnServer

pytestmark = pytest.mark.asyncio(loop_scope="session")
STEPS = (
    "Connection to the conference",
    "Microphone",
    "Camera",
    "Direct connections in this browser",
    "Relay over UDP",
    "Relay over TCP",
    "Larger calls",
)
LATEST_MS = 40_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(network: Namespace) -> AsyncIterator[Browser]:
    async with browser_in(network) as launched:
        yield launched


@pytest.fixture(scope="module")
def turn(network: Namespace) -> Iterator[TurnServer]:
    with TurnServer(network) as server:
        yield server


@pytest.fixture(scope="module")
def janus(network: Namespace) -> Iterator[JanusServer]:
    with JanusServer(network) as server:
        yield server


@pytest.fixture(scope="module")
def demonstration(
    seeded: Path, tmp_path_factory: pytest.TempPathFactory, network: Namespace, turn: TurnServer, janus: JanusServer
) -> Iterator[Demonstration]:
    made = Demonstration(
        tmp_path_factory.mktemp("demonstration") / "conference",
        seeded,
        network=network,
        turn_urls=json.dumps(turn.urls),
        turn_secret=turn.secret,
        janus_urls=json.dumps([janus.url]),
        janus_api_secret=janus.api_secret,
        janus_admin_key=janus.admin_key,
    )
    made.start()
    yield made
    made.stop()


async def test_everything_works_here(visit: Visit) -> None:
    miriam = await visit(ATTENDEE, permissions=DEVICES)
    await miriam.goes("/check")
    await miriam.button("Start the check").click()
    await expect(miriam.text("Everything that calls need works here.")).to_be_visible(timeout=LATEST_MS)
    rows = miriam.page.get_by_role("region", name="Result").get_by_role("listitem")
    for step in STEPS:
        await expect(rows.filter(has_text=f"{step}: works")).to_have_count(1)
    await looks_right(miriam.page)


async def test_a_media_server_that_is_away_is_told(visit: Visit, janus: JanusServer) -> None:
    janus.kill()
    miriam = await visit(ATTENDEE, permissions=DEVICES)
    await miriam.goes("/check")
    await miriam.button("Start the check").click()
    await expect(miriam.text("Calls work here, with limits.")).to_be_visible(timeout=LATEST_MS)
    await expect(miriam.text("The media server cannot be reached from here.")).to_be_visible()
