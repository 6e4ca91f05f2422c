"""Two media servers: a call whose server dies goes on over the other one; and what is said is kept, if asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from symposia.features.calls.tables import Call
from tests.e2e.calling import FEW_FRAMES, browser_in
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.test_large_calls import BACK_WITHIN_MS, ROOM, all_move, come, people
from tests.support.janus_server import JanusServer
from tests.support.namespace import Namespace

__all__ = ["people"]
pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(network: Namespace) -> AsyncIterator[Browser]:
    async with browser_in(network, FEW_FRAMES) as launched:
        yield launched


@pytest.fixture
def servers(network: Namespace) -> Iterator[dict[str, JanusServer]]:
    with JanusServer(network) as east, JanusServer(network) as west:
        yield {"east": east, "west": west}


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def demonstration(
    seeded: Path, tmp_path: Path, network: Namespace, servers: dict[str, JanusServer], recordings: Path
) -> Iterator[Demonstration]:
    """Calls of three go over a media server already."""
    east = servers["east"]
    made = Demonstration(
        tmp_path / "conference",
        seeded,
        network=network,
        calls_peers="2",
        janus_urls=json.dumps([f"{name}={server.url}" for name, server in servers.items()]),
        janus_api_secret=east.api_secret,
        janus_admin_key=east.admin_key,
        janus_record_dir=str(recordings),
    )
    made.start()
    yield made
    made.stop()


def carried_by(demonstration: Demonstration) -> str:
    found: list[str | None] = []
    demonstration.prepare(lambda db: found.append(db.get_one(Call, f"room:{ROOM}").server))
    assert found[0] is not None
    return found[0]


async def test_a_call_goes_on_over_the_other_server(
    visit: Visit,
    people: dict[str, str],
    demonstration: Demonstration,
    servers: dict[str, JanusServer],
    recordings: Path,
) -> None:
    talkers = await come(visit, people, 3)
    for talker in talkers:
        await talker.joins()
    await all_move(talkers)
    await expect(talkers[0].visitor.text("This call is recorded.")).to_be_visible()
    first = carried_by(demonstration)
    servers.pop(first).kill()
    await all_move(talkers, within_ms=BACK_WITHIN_MS)
    assert carried_by(demonstration) == next(iter(servers)) != first
    assert kept_in(recordings) == {".mjr"}


def kept_in(folder: Path) -> set[str]:
    return {path.suffix for path in folder.iterdir() if path.stat().st_size > 1000}
