"""Organisers tell everybody something."""

import pytest

from symposia.features.announcements.handlers import SHOWN
from symposia.kernel.errors import IdTaken, Invalid, NotAllowed, NotFound
from symposia.kernel.ids import new_id
from tests.support.venue import PersonAtVenue, VenueForTests


@pytest.fixture
def olga(venue: VenueForTests) -> PersonAtVenue:
    olga = venue.organiser("olga")
    olga.follows("lobby")
    return olga


def told(olga: PersonAtVenue) -> list[str]:
    """The lobby's announcements, oldest first."""
    views = olga.sees_all("announcement", "lobby")
    return [view["text"] for view in sorted(views, key=lambda view: view["at"])]


def test_an_announcement_says_who_told_it_when(olga: PersonAtVenue) -> None:
    id = new_id()
    olga.does("announcement.post", id=id, text="Coffee is ready.")
    assert olga.sees_all("announcement") == [
        {
            "kind": "announcement",
            "id": id,
            "text": "Coffee is ready.",
            "at": "2021-04-14T08:24:00.000Z",
            "by": {"id": olga.id, "name": "Olga"},
        }
    ]


def test_an_announcement_that_is_sent_again_is_still_one(olga: PersonAtVenue) -> None:
    id = new_id()
    olga.does("announcement.post", id=id, text="Coffee is ready.")
    olga.does("announcement.post", id=id, text="Coffee is ready.")
    assert told(olga) == ["Coffee is ready."]


def test_another_organiser_cannot_take_an_id(venue: VenueForTests, olga: PersonAtVenue) -> None:
    id = new_id()
    olga.does("announcement.post", id=id, text="Coffee is ready.")
    with pytest.raises(IdTaken):
        venue.person("otto", "organiser").does("announcement.post", id=id, text="Tea is ready.")


def test_a_removed_announcement_does_not_come_back(olga: PersonAtVenue) -> None:
    id = new_id()
    olga.does("announcement.post", id=id, text="Coffee is ready.")
    olga.does("announcement.remove", id=id)
    olga.does("announcement.remove", id=id)
    olga.does("announcement.post", id=id, text="Coffee is ready.")
    assert told(olga) == []


def test_what_was_never_told_cannot_be_removed(olga: PersonAtVenue) -> None:
    with pytest.raises(NotFound):
        olga.does("announcement.remove", id=new_id())


def test_the_lobby_shows_the_newest_and_an_older_one_when_one_is_removed(
    venue: VenueForTests, olga: PersonAtVenue
) -> None:
    ids = [new_id() for _ in range(SHOWN + 1)]
    for number, id in enumerate(ids):
        venue.clock.advance(60)
        olga.does("announcement.post", id=id, text=f"Number {number}")
    assert told(olga) == [f"Number {number}" for number in range(1, SHOWN + 1)]
    olga.does("announcement.remove", id=ids[5])
    assert told(olga)[0] == "Number 0"
    assert len(told(olga)) == SHOWN


def test_an_announcement_says_something(olga: PersonAtVenue) -> None:
    with pytest.raises(Invalid):
        olga.does("announcement.post", id=new_id(), text=" \n ")


@pytest.mark.parametrize("role", ["attendee", "speaker", "moderator"])
def test_only_organisers_announce(venue: VenueForTests, role: str) -> None:
    with pytest.raises(NotAllowed):
        venue.person("max", role).does("announcement.post", id=new_id(), text="Hello")
