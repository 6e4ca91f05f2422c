"""People star sessions."""

import pytest

from symposia.features.agenda.handlers import agenda_of
from symposia.kernel.errors import NotFound
from symposia.kernel.ids import new_id
from tests.support.venue import PersonAtVenue, VenueForTests


@pytest.fixture
def ann(venue: VenueForTests) -> PersonAtVenue:
    ann = venue.person("ann")
    ann.follows(f"person:{ann.id}")
    return ann


def test_a_star_is_mine_alone(venue: VenueForTests, ann: PersonAtVenue) -> None:
    talk, bob = venue.session("forum"), venue.person("bob")
    ann.does("agenda.star", session=talk, on=True)
    bob.follows(f"person:{bob.id}")
    assert ann.sees_all("star") == [{"kind": "star", "id": talk}]
    assert bob.sees_all("star") == []


def test_a_star_can_be_taken_back_and_taken_back_again(venue: VenueForTests, ann: PersonAtVenue) -> None:
    talk = venue.session("forum")
    ann.does("agenda.star", session=talk, on=True)
    ann.does("agenda.star", session=talk, on=False)
    ann.does("agenda.star", session=talk, on=False)
    assert ann.sees_all("star") == []


def test_there_must_be_a_session_to_star(ann: PersonAtVenue) -> None:
    with pytest.raises(NotFound):
        ann.does("agenda.star", session=new_id(), on=True)


def test_a_star_can_be_taken_back_after_its_session_is_gone(venue: VenueForTests, ann: PersonAtVenue) -> None:
    talk, olga = venue.session("forum"), venue.organiser("olga")
    ann.does("agenda.star", session=talk, on=True)
    olga.does("session.remove", id=talk)
    assert venue.rows(lambda db: agenda_of(db, ann.id)) == []
    ann.does("agenda.star", session=talk, on=False)
    assert ann.sees_all("star") == []


def test_the_agenda_is_in_the_order_of_the_day(venue: VenueForTests, ann: PersonAtVenue) -> None:
    late, early = venue.session("forum", starts_in=300), venue.session("forum", starts_in=60)
    venue.session("forum", starts_in=180)
    for talk in (late, early):
        ann.does("agenda.star", session=talk, on=True)
    assert [row.id for row in venue.rows(lambda db: agenda_of(db, ann.id))] == [early, late]
