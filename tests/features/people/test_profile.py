"""What people do with what is theirs."""

from typing import Any

import pytest

from symposia.features.people.tables import Notice
from symposia.kernel.errors import Conflict, Invalid, NotFound
from symposia.kernel.ids import new_id
from tests.support.venue import START, PersonAtVenue, VenueForTests

PROFILE = {"name": "Ann Lund", "topics": ["ice"], "time_zone": "Europe/Oslo", "language": "de"}


@pytest.fixture
def ann(venue: VenueForTests) -> PersonAtVenue:
    """Somebody who follows what is theirs."""
    return home(venue.person("ann"))


@pytest.fixture
def bob(venue: VenueForTests) -> PersonAtVenue:
    return home(venue.person("bob"))


def home(person: PersonAtVenue) -> PersonAtVenue:
    person.follows(f"person:{person.id}")
    return person


def noticed(venue: VenueForTests, person: PersonAtVenue, count: int) -> list[str]:
    ids = [new_id() for _ in range(count)]
    venue.seed(lambda db: db.add_all(Notice(id=id, person_id=person.id, type="mention", at=START) for id in ids))
    return ids


def test_a_profile_is_changed_as_a_whole(ann: PersonAtVenue) -> None:
    ann.does("person.edit", biography="Drills.", **PROFILE)
    assert ann.sees("me")["name"] == "Ann Lund"
    assert ann.sees("me")["biography"] == "Drills."
    ann.does("person.edit", **PROFILE)
    assert ann.sees("me")["biography"] == ""


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone"),
        ({"language": "fr"}, "language"),
        ({"topics": ["x"] * 21}, "topics"),
        ({"name": "turned\u202e around"}, "name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(ann: PersonAtVenue, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        ann.does("person.edit", **{**PROFILE, **wrong})
    assert refused.value.field == field


def test_a_block_is_told_to_nobody_else_and_can_be_taken_back(ann: PersonAtVenue, bob: PersonAtVenue) -> None:
    ann.does("person.block", person=bob.id, blocked=True)
    assert ann.sees("block") == {"kind": "block", "id": bob.id, "name": "Bob"}
    assert bob.sees_all("block") == []
    ann.does("person.block", person=bob.id, blocked=False)
    assert ann.sees_all("block") == []


def test_a_block_keeps_the_name_of_its_time(ann: PersonAtVenue, bob: PersonAtVenue) -> None:
    ann.does("person.block", person=bob.id, blocked=True)
    bob.does("person.edit", name="Robert")
    assert ann.sees("block")["name"] == "Bob"


def test_nobody_blocks_themselves_or_somebody_who_is_not_there(ann: PersonAtVenue) -> None:
    with pytest.raises(Conflict):
        ann.does("person.block", person=ann.id, blocked=True)
    with pytest.raises(NotFound):
        ann.does("person.block", person=new_id(), blocked=True)


def test_notices_are_read_one_by_one_or_all_at_once(venue: VenueForTests) -> None:
    ann = venue.person("ann")
    first, *_ = noticed(venue, ann, 3)
    home(ann)
    ann.does("notice.read", id=first)
    assert [notice["id"] for notice in ann.sees_all("notice") if notice["read"]] == [first]
    ann.does("notice.read_all")
    assert all(notice["read"] for notice in ann.sees_all("notice"))


def test_somebody_elses_notice_is_not_found(venue: VenueForTests, ann: PersonAtVenue, bob: PersonAtVenue) -> None:
    (id,) = noticed(venue, ann, 1)
    with pytest.raises(NotFound):
        bob.does("notice.read", id=id)


def test_somebody_elses_topic_is_not_found(ann: PersonAtVenue, bob: PersonAtVenue) -> None:
    with pytest.raises(NotFound):
        bob.follows(f"person:{ann.id}")


def test_how_one_stands_in_a_room_is_in_ones_own_topic(venue: VenueForTests, ann: PersonAtVenue) -> None:
    venue.room("forum")
    venue.moderator().does("room.silence", room="forum", person=ann.id, silenced=True)
    assert ann.sees("standing", "forum")["silenced"]
