"""What is on stage: a real stream, from a moderator's pasting its address to frames in an attendee's browser."""

from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from tests.e2e.conftest import Visit
from tests.e2e.inspection import is_accessible
from tests.e2e.people import ATTENDEE, MODERATOR, Room

pytestmark = pytest.mark.asyncio(loop_scope="session")
STREAM = Path(__file__).parent / "stream"
"""Six seconds of H.264 and AAC in three parts, with their playlist."""
ADDRESS = "/stream/talk.m3u8"
PLAYS = """video => {
  video.muted = true
  if (video.paused) video.play().catch(() => {})
  return video.getVideoPlaybackQuality().totalVideoFrames > 20 && video.currentTime > 1
}"""
"""Asked again until it does: a player that is still loading breaks off what was begun before."""


async def served(page: Page) -> None:
    """Let this browser find the stream at its address; nothing leaves the machine."""

    async def part(route: Route) -> None:
        path = STREAM / route.request.url.rsplit("/", 1)[1]
        kind = "application/vnd.apple.mpegurl" if path.suffix == ".m3u8" else "video/mp2t"
        await route.fulfill(path=path, content_type=kind)

    await page.route("**/stream/*", part)


async def test_a_stream_plays(visit: Visit) -> None:
    ingrid, miriam = Room(await visit(MODERATOR)), Room(await visit(ATTENDEE))
    for room in (ingrid, miriam):
        await served(room.page)
        await room.enter()
    await ingrid.visitor.button("Put on stage…").click()
    dialog = ingrid.page.get_by_role("dialog")
    await dialog.get_by_label("Address").fill(ADDRESS)
    await dialog.get_by_label("Title").fill("Opening")
    await dialog.get_by_role("button", name="Put on stage").click()

    video = miriam.page.get_by_label("Opening")
    await expect(video).to_be_visible()
    await miriam.page.wait_for_function(PLAYS, arg=await video.element_handle())
    await is_accessible(miriam.page)

    await ingrid.visitor.button("Back to the holding slide").click()
    await expect(video).to_have_count(0)
