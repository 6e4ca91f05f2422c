"""A chat with a long past: earlier messages by page, and back to the newest."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect
from sqlmodel import Session, select

from symposia.features.chat.tables import Message
from symposia.features.people.tables import Person
from symposia.kernel.ids import new_id
from symposia.kernel.tables import TopicRow
from tests.e2e.conftest import Visit
from tests.e2e.demonstration import Demonstration
from tests.e2e.people import ANOTHER, ATTENDEE, Room

pytestmark = pytest.mark.asyncio(loop_scope="session")
SAID = 130
FIRST = datetime(2021, 4, 14, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demonstration(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """With a talkative lounge."""
    made = Demonstration(tmp_path_factory.mktemp("demonstration") / "conference", seeded)
    made.prepare(talk)
    made.start()
    yield made
    made.stop()


def talk(db: Session) -> None:
    author = db.exec(select(Person).where(Person.email == ANOTHER)).one()
    db.add_all(
        Message(
            id=new_id(),
            room_id="lounge",
            author_id=author.id,
            author_name=author.name,
            seq=number,
            text=f"number {number}",
            at=FIRST + timedelta(seconds=20 * number),
        )
        for number in range(1, SAID + 1)
    )
    db.add(TopicRow(name="room:lounge", head=SAID))


async def test_earlier_messages_come_by_page(visit: Visit) -> None:
    room = Room(await visit(ATTENDEE), "lounge")
    await room.enter()
    await room.sees(f"number {SAID}")
    await expect(room.message(f"number {SAID}")).to_be_in_viewport()
    assert await room.texts() == said_from(SAID - 49)

    earlier = room.visitor.button("Earlier messages")
    await earlier.scroll_into_view_if_needed()
    top = room.message(f"number {SAID - 48}")
    before = await top.bounding_box()
    await earlier.click()
    await room.sees(f"number {SAID - 99}")
    after = await top.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 3, "what was in view stays in view"

    await earlier.click()
    await room.sees("number 1")
    await expect(room.visitor.text("This is where the chat begins.")).to_be_attached()
    await expect(earlier).to_have_count(0)
    assert await room.texts() == said_from(1)


async def test_to_the_newest(visit: Visit) -> None:
    room, other = Room(await visit(ATTENDEE), "lounge"), Room(await visit(ANOTHER), "lounge")
    await room.enter()
    await other.enter()
    await room.sees(f"number {SAID}")
    await room.log.evaluate("log => log.scrollTop = 0")
    await expect(room.visitor.button("To the newest")).to_be_visible()
    await other.says("now this")
    await room.visitor.button("1 new message").click()
    await expect(room.message("now this")).to_be_in_viewport()
    await expect(room.visitor.button("To the newest")).to_have_count(0)


async def test_a_change_to_an_earlier_message_is_seen_by_who_has_it(visit: Visit) -> None:
    room, author = Room(await visit(ATTENDEE), "lounge"), Room(await visit(ANOTHER), "lounge")
    for one in (room, author):
        await one.enter()
        await one.visitor.button("Earlier messages").click()
        await one.sees("number 60")
    await author.chooses("number 60", "Change")
    await author.says("number sixty")
    await expect(room.log.get_by_text("number sixty (changed)")).to_be_attached()
    await author.chooses("number 61", "Take back")
    await author.confirms("Take back")
    await room.sees("Taken back by its author.")


def said_from(first: int) -> list[str]:
    return [f"number {number}" for number in range(first, SAID + 1)]
