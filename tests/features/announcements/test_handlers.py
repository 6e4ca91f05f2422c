"""Organisers tell everybody something."""

import pytest

from symposia.features.announcements.handlers import SHOWN
from symposia.kernel.errors import IdTaken, Invalid, NotAllowed, NotFound
from symposia.kernel.ids import new_id
from tests.support.desk import Desk


@pytest.fixture
def olga(desk: Desk) -> str:
    return desk.register("olga", "organiser")


def told(desk: Desk) -> list[str]:
    return [view["text"] for view in desk.sees("lobby", "announcement")]


async def test_an_announcement_says_who_told_it_when(desk: Desk, olga: str) -> None:
    id = new_id()
    await desk.ask(olga, "announcement.post", id=id, text="Coffee is ready.")
    assert desk.sees("lobby") == [
        {
            "kind": "announcement",
            "id": id,
            "text": "Coffee is ready.",
            "at": "2021-04-14T08:00:00.000Z",
            "by": {"id": olga, "name": "Olga"},
        }
    ]


async def test_an_announcement_that_is_sent_again_is_still_one(desk: Desk, olga: str) -> None:
    id = new_id()
    await desk.ask(olga, "announcement.post", id=id, text="Coffee is ready.")
    await desk.ask(olga, "announcement.post", id=id, text="Coffee is ready.")
    assert told(desk) == ["Coffee is ready."]


async def test_another_organiser_cannot_take_an_id(desk: Desk, olga: str) -> None:
    id = new_id()
    await desk.ask(olga, "announcement.post", id=id, text="Coffee is ready.")
    with pytest.raises(IdTaken):
        await desk.ask(desk.register("otto", "organiser"), "announcement.post", id=id, text="Tea is ready.")


async def test_a_removed_announcement_does_not_come_back(desk: Desk, olga: str) -> None:
    id = new_id()
    await desk.ask(olga, "announcement.post", id=id, text="Coffee is ready.")
    await desk.ask(olga, "announcement.remove", id=id)
    await desk.ask(olga, "announcement.remove", id=id)
    await desk.ask(olga, "announcement.post", id=id, text="Coffee is ready.")
    assert told(desk) == []


async def test_what_was_never_told_cannot_be_removed(desk: Desk, olga: str) -> None:
    with pytest.raises(NotFound):
        await desk.ask(olga, "announcement.remove", id=new_id())


async def test_the_lobby_shows_the_newest_and_an_older_one_when_one_is_removed(desk: Desk, olga: str) -> None:
    ids = [new_id() for _ in range(SHOWN + 1)]
    for number, id in enumerate(ids):
        desk.clock.advance(60)
        await desk.ask(olga, "announcement.post", id=id, text=f"Number {number}")
    assert told(desk) == [f"Number {number}" for number in range(1, SHOWN + 1)]
    await desk.ask(olga, "announcement.remove", id=ids[5])
    assert told(desk)[0] == "Number 0"
    assert len(told(desk)) == SHOWN


async def test_an_announcement_says_something(desk: Desk, olga: str) -> None:
    with pytest.raises(Invalid):
        await desk.ask(olga, "announcement.post", id=new_id(), text=" \n ")


@pytest.mark.parametrize("role", ["attendee", "speaker", "moderator"])
async def test_only_organisers_announce(desk: Desk, role: str) -> None:
    with pytest.raises(NotAllowed):
        await desk.ask(desk.register("max", role), "announcement.post", id=new_id(), text="Hello")
