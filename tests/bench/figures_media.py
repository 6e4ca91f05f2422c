"""How soon two people see each other, and what a media server spends on a picture that it passes on.

Real browsers with fake cameras, real servers, all in a network of their own. Browsers, server and Janus share the
machine's cores, so the first figure is what it takes here, not what a network adds.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

from playwright.async_api import Browser, Page

from tests.bench.cpu import CpuMeter
from tests.bench.figures import Bench, Figure
from tests.e2e.calling import browser_in
from tests.e2e.demonstration import Demonstration, seed
from tests.e2e.people import ANOTHER, ATTENDEE, FOURTH, MODERATOR, THIRD, Visitor
from tests.support.janus_server import JanusServer
from tests.support.namespace import Namespace

ROOM = "lounge"
PAIRS = 15
CROWD = (ATTENDEE, ANOTHER, THIRD, FOURTH)
WATCHED_S = 15.0
SOON_MS = 30_000
CLICKED = """() => document.addEventListener("click", () => { globalThis.clicked ??= performance.now() }, true)"""
# One's own picture, which is there sooner, has come from nobody.
FIRST_FRAME = """() => {
  const videos = [...document.querySelectorAll("video[aria-label^='Video of']:not([aria-label='Video of You'])")]
  const seen = videos.some((video) => video.getVideoPlaybackQuality().totalVideoFrames > 0)
  return seen && performance.now() - clicked
}"""
ALL_MOVE = """(count) => {
  const videos = [...document.querySelectorAll("video[aria-label^='Video of']:not([aria-label='Video of You'])")]
  return videos.filter((video) => video.getVideoPlaybackQuality().totalVideoFrames > 5).length >= count
}"""


def measure(_bench: Bench) -> Iterator[Figure]:
    with Namespace() as network, tempfile.TemporaryDirectory(prefix="symposia-bench-") as folder:
        seeded = seed(Path(folder) / "seeded")
        waits = sorted(asyncio.run(_pairs(network, seeded, Path(folder) / "pairs")))
        yield Figure(
            "click to the first remote frame, of a pair",
            median(waits),
            "ms",
            800,
            detail={"min_ms": waits[0], "max_ms": waits[-1], "pairs": float(len(waits))},
        )
        with JanusServer(network) as janus:
            share, streams = asyncio.run(_large(network, janus, seeded, Path(folder) / "large"))
        detail = {"streams": float(streams), "people": float(len(CROWD))}
        yield Figure("Janus, share of a core per picture passed on", share * 100, "%", None, detail=detail)


async def _pairs(network: Namespace, seeded: Path, folder: Path) -> list[float]:
    """ms from the newcomer's click to the first decoded frame of the other, for fresh pairs one after the other."""
    waits = []
    async with (
        _conference(Demonstration(folder, seeded, network=network)) as demonstration,
        browser_in(network) as browser,
    ):
        for _ in range(PAIRS):
            first, second = [await _enters(browser, demonstration, email) for email in CROWD[:2]]
            await first.button("Talk with camera").click()
            await first.page.get_by_role("list", name="People in the call").wait_for()
            await second.page.evaluate(CLICKED)
            await second.button("Talk with camera").click()
            waits.append(await _when(second.page, FIRST_FRAME))
            for person in (first, second):
                await person.context.close()
    return waits


async def _large(network: Namespace, janus: JanusServer, seeded: Path, folder: Path) -> tuple[float, int]:
    """The CPU of Janus (cores) per video that it passes on to a viewer, and how many those are."""
    settings = {
        "calls_peers": "1",
        "janus_urls": json.dumps([janus.url]),
        "janus_api_secret": janus.api_secret,
        "janus_admin_key": janus.admin_key,
    }
    made = Demonstration(folder, seeded, network=network, **settings)
    async with _conference(made) as demonstration, browser_in(network) as browser:
        people = [await _enters(browser, demonstration, email) for email in CROWD]
        for person in people:
            await person.button("Talk with camera").click()
        for person in people:
            await _when(person.page, ALL_MOVE, len(CROWD) - 1)
        assert janus.process is not None
        meter, loop = CpuMeter(janus.process.pid), asyncio.get_running_loop()
        spent, began = meter.spent(), loop.time()
        await asyncio.sleep(WATCHED_S)
        cores = (meter.spent() - spent) / 1e9 / (loop.time() - began)
        streams = len(CROWD) * (len(CROWD) - 1)
        for person in people:
            await person.context.close()
    return cores / streams, streams


@asynccontextmanager
async def _conference(made: Demonstration) -> AsyncIterator[Demonstration]:
    made.start()
    try:
        yield made
    finally:
        made.stop()


async def _enters(browser: Browser, demonstration: Demonstration, email: str) -> Visitor:
    """Somebody in the room, about to say how they want to take part in its conversation."""
    context = await browser.new_context(locale="en-GB", permissions=["camera", "microphone"])
    visitor = Visitor(context, await context.new_page(), demonstration.url)
    await visitor.signs_in(MODERATOR)
    await visitor.does("call.open", room=ROOM, open=True)
    await visitor.signs_in(email)
    await visitor.goes(f"/rooms/{ROOM}")
    await visitor.button("Join the conversation").click()
    await visitor.button("Talk with camera").wait_for()
    return visitor


async def _when(page: Page, true: str, argument: int | None = None) -> float:
    told = await page.wait_for_function(true, arg=argument, timeout=SOON_MS, polling=10)
    return float(await told.json_value())
