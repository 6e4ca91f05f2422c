"""In a room's conversation: what one sends can be changed on the way, and a moderator keeps order."""

from __future__ import annotations

import random
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.e2e.calling import DEVICES, RECORDED, SHARES_WITHOUT_A_QUESTION, SOON_MS, browser_in, sees_move
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.inspection import looks_right
from tests.e2e.people import ANOTHER, ATTENDEE, MODERATOR, Room
from tests.support.namespace import Namespace

pytestmark = pytest.mark.asyncio(loop_scope="session")
MIRIAM, ACHIENG = "Miriam Adeyemi", "Achieng Kariuki"
CAMERAS = "--use-fake-device-for-media-stream=device-count=3,fps=10"
"""The second gives depths, of which nothing can be seen."""
GONE_WITHIN_MS = 2_000
RATE = 48_000
"""Samples a second of the fake microphones."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(network: Namespace, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    voice = tmp_path_factory.mktemp("voice") / "voice.wav"
    write_voice(voice)
    heard = f"--use-file-for-fake-audio-capture={voice}"
    async with browser_in(network, CAMERAS, SHARES_WITHOUT_A_QUESTION, heard) as launched:
        yield launched


def write_voice(path: Path) -> None:
    """Noise in syllables, without a pause: what a microphone hears of somebody who talks on and on."""
    chance = random.Random(1)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for _ in range(20):
            for loudness in (9_000, 3_000):
                samples = (chance.randint(-loudness, loudness) for _ in range(RATE // 8))
                file.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))


@pytest.fixture(scope="module")
def demonstration(
    seeded: Path, tmp_path_factory: pytest.TempPathFactory, network: Namespace
) -> Iterator[Demonstration]:
    made = Demonstration(tmp_path_factory.mktemp("demonstration") / "conference", seeded, network=network)
    made.start()
    yield made
    made.stop()


async def joins(room: Room, how: str = "Talk with camera") -> None:
    await room.enter()
    await room.visitor.button("Join the conversation").click()
    await room.visitor.button(how).click()


def tile(room: Room, name: str) -> Locator:
    """The tile of somebody else in the call, as this person has it."""
    return room.page.get_by_role("list", name="People in the call").get_by_role("listitem").filter(has_text=name)


@pytest_asyncio.fixture(loop_scope="session")
async def two(visit: Visit) -> list[Room]:
    """Miriam and Achieng are in the conversation that a moderator has opened."""
    mo = await visit(MODERATOR)
    await mo.does("call.open", room="main-stage", open=True)
    rooms = []
    for email in (ATTENDEE, ANOTHER):
        visitor = await visit(email, permissions=DEVICES)
        await visitor.context.add_init_script(RECORDED)
        rooms.append(Room(visitor))
        await joins(rooms[-1])
    await sees_move(rooms[0].page, f"Video of {ACHIENG}")
    return rooms


async def test_what_one_sends_changes_on_the_way(two: list[Room]) -> None:
    miriam, achieng = two
    made = await miriam.page.evaluate("connections.length")
    await miriam.visitor.button("Share screen").click()
    await sees_move(achieng.page, f"The screen of {MIRIAM}")
    await sees_move(achieng.page, f"Video of {MIRIAM}")
    await looks_right(achieng.page)
    await miriam.visitor.button("Stop sharing").click()
    await expect(achieng.page.get_by_label(f"The screen of {MIRIAM}")).to_have_count(0)
    await sees_move(achieng.page, f"Video of {MIRIAM}")

    await miriam.visitor.button("Devices").click()
    camera = miriam.page.get_by_role("dialog").get_by_label("Camera", exact=True)
    await camera.select_option(index=3)
    await miriam.page.get_by_role("dialog").get_by_role("button", name="Done").click()
    await sees_move(achieng.page, f"Video of {MIRIAM}")

    await miriam.visitor.button("Camera off").click()
    await expect(tile(achieng, MIRIAM).locator("video")).to_have_count(0)
    await miriam.visitor.button("Camera on").click()
    await sees_move(achieng.page, f"Video of {MIRIAM}")
    assert await miriam.page.evaluate("connections.length") == made, "all of it over the one connection"


async def test_the_chosen_camera_is_remembered(two: list[Room]) -> None:
    miriam, achieng = two
    devices = miriam.page.get_by_role("dialog")
    camera = devices.get_by_label("Camera", exact=True)
    await miriam.visitor.button("Devices").click()
    await camera.select_option(index=3)
    chosen = await camera.input_value()
    assert chosen
    await miriam.page.reload()
    await sees_move(achieng.page, f"Video of {MIRIAM}")
    await miriam.visitor.button("Devices").click()
    await expect(camera).to_have_value(chosen)
    own = miriam.page.get_by_label("Video of You")
    assert await own.evaluate("video => video.srcObject.getVideoTracks()[0].getSettings().deviceId") == chosen


async def test_who_speaks_is_marked_until_muted(two: list[Room]) -> None:
    miriam, achieng = two
    await expect(tile(miriam, ACHIENG)).to_contain_text("speaking", timeout=SOON_MS)
    await achieng.visitor.button("Mute", exact=True).click()
    await expect(tile(miriam, ACHIENG)).not_to_contain_text("speaking")
    await expect(tile(miriam, ACHIENG)).to_contain_text("muted")


async def test_a_picture_goes_into_a_window_of_its_own(two: list[Room]) -> None:
    miriam, _ = two
    small = miriam.visitor.button(f"{ACHIENG} in a small window")
    await small.click()
    await miriam.page.wait_for_function("() => document.pictureInPictureElement !== null")
    await sees_move(miriam.page, f"Video of {ACHIENG}")
    await small.click()
    await miriam.page.wait_for_function("() => document.pictureInPictureElement === null")


async def test_letters_switch_the_microphone_except_where_one_writes(two: list[Room]) -> None:
    miriam, achieng = two
    await miriam.page.keyboard.press("m")
    await expect(tile(achieng, MIRIAM)).to_contain_text("muted")
    await miriam.says("hm, mmm")
    await achieng.sees("hm, mmm")
    await expect(miriam.visitor.button("Unmute")).to_be_visible()
    await miriam.field.blur()
    await miriam.page.keyboard.press("m")
    await expect(tile(achieng, MIRIAM)).not_to_contain_text("muted")


async def test_a_moderator_mutes_and_sends_out(two: list[Room], visit: Visit) -> None:
    miriam, achieng = two
    ingrid = Room(await visit(MODERATOR, permissions=DEVICES))
    await joins(ingrid, "Listen only")
    await sees_move(ingrid.page, f"Video of {ACHIENG}")
    await acts(ingrid, ACHIENG, "Mute")
    await expect(tile(miriam, ACHIENG)).to_contain_text("muted")
    await expect(achieng.visitor.text("A moderator has muted you.")).to_be_visible()
    await acts(ingrid, ACHIENG, "Send out of the call")
    await expect(tile(miriam, ACHIENG)).to_have_count(0, timeout=GONE_WITHIN_MS)
    await expect(achieng.visitor.text("A moderator has asked you to leave this call.")).to_be_visible()
    await ingrid.visitor.button("End it for everybody…").click()
    await ingrid.page.get_by_role("dialog").get_by_role("button", name="End it").click()
    await expect(miriam.page.get_by_role("list", name="People in the call")).to_have_count(0)
    await expect(miriam.visitor.button("Join the conversation")).to_have_count(0)


async def acts(room: Room, name: str, what: str) -> None:
    await room.visitor.button(f"What you can do about {name}").click()
    await room.page.get_by_role("menuitem", name=what).click()
