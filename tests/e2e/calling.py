"""Browsers that can talk: with fake cameras, in a network of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.async_api import Browser, Page, async_playwright
from sqlmodel import col, select

from symposia.features.people.tables import Person
from symposia.infra.database import Database
from tests.e2e.conftest import ARGUMENTS
from tests.e2e.people import MODERATOR
from tests.support import programs
from tests.support.namespace import Namespace

DEVICES = ["camera", "microphone"]
MEDIA_ARGUMENTS = (
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--mute-audio",
)
SOON_MS = 20_000
"""How long pictures may take to come, on a machine that encodes and decodes all of them itself: longer than a link that
has to be built anew."""
SHARES_WITHOUT_A_QUESTION = "--use-fake-ui-for-media-stream"
FEW_FRAMES = "--use-fake-device-for-media-stream=fps=5"
"""For many browsers on a machine of two cores: cameras that take their time."""
RECORDED = """
const Real = RTCPeerConnection
globalThis.connections = []
globalThis.RTCPeerConnection = class extends Real {
  constructor(...given) { super(...given); connections.push(this) }
}
"""
"""Lets tests ask the connections of a page."""


@asynccontextmanager
async def browser_in(network: Namespace, *more: str) -> AsyncIterator[Browser]:
    """Playwright's own process is in there, too: what it asks the server for comes from where the pages are."""
    node, _ = compute_driver_executable()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(network.program("node", [node])))
        playwright = await async_playwright().start()
    arguments = [*ARGUMENTS, *MEDIA_ARGUMENTS, *more]
    launched = await playwright.chromium.launch(executable_path=programs.chromium(), args=arguments)
    yield launched
    await launched.close()
    await playwright.stop()


def names_of(seeded: Path, count: int) -> dict[str, str]:
    """The names of so many who can come, by their addresses; the moderator is not among them."""
    database = Database(f"sqlite:///{seeded / 'symposia.sqlite'}")
    try:
        found = select(Person).where(Person.email != MODERATOR).order_by(col(Person.email)).limit(count)
        return {person.email: person.name for person in database.read_now(lambda db: db.exec(found).all())}
    finally:
        database.close()


MOVES = """([label, count]) => {
  const video = document.querySelector(`video[aria-label="${label}"]`)
  if (!video) return false
  const frames = video.getVideoPlaybackQuality().totalVideoFrames
  const key = label + video.srcObject?.id
  globalThis.shown ??= new Map()
  if (!shown.has(key)) shown.set(key, frames)
  if (frames - shown.get(key) < count) return false
  shown.delete(key)
  return true
}"""
"""Whether so many frames of the picture with this label were decoded since it was asked for the first time. A picture
that comes another way from now on begins anew: what came before counts for nothing."""


async def sees_move(page: Page, label: str, count: int = 5, within_ms: float = SOON_MS) -> None:
    """So many frames of the picture with this label are decoded, from now on."""
    await page.wait_for_function(MOVES, arg=[label, count], timeout=within_ms, polling=100)
