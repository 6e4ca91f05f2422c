"""What the database itself refuses, should a rule of ours ever fail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, select

from symposia.features.networking.tables import Encounter, Meeting, MeetingSeat, Participant
from symposia.kernel.errors import Conflict
from tests.features.networking.evening import Evening
from tests.support.venue import VenueForTests


@pytest.fixture
def evening(venue: VenueForTests) -> Evening:
    """Ann and Bob have come to their meeting, Cem and Dee to theirs."""
    made = Evening(venue, ("ann", "bob", "cem", "dee"))
    made.start("ann", "bob", "cem", "dee")
    made.enter("ann", "bob", "cem", "dee")
    return made


def again(db: Session, row: SQLModel, **changed: object) -> None:
    """Put a copy of the row beside it."""
    db.add(type(row)(**{**row.model_dump(), **changed}))
    db.flush()


def refused(evening: Evening, work: Callable[[Session], None], table: str) -> bool:
    """Whether the database refuses it, because of a rule of this table."""
    with pytest.raises(Conflict) as told:
        evening.venue.seed(work)
    assert isinstance(told.value.__cause__, IntegrityError)
    return table in str(told.value.__cause__)


def test_nobody_has_two_open_seats(evening: Evening) -> None:
    def second_seat(db: Session) -> None:
        seat = db.exec(select(MeetingSeat)).first()
        assert seat is not None
        other = db.exec(select(Meeting.id).where(Meeting.id != seat.meeting_id)).one()
        again(db, seat, meeting_id=other)

    assert refused(evening, second_seat, "meeting_seat")


def test_a_seat_that_was_left_makes_room_for_another(evening: Evening) -> None:
    evening.moderate("move", person=evening["ann"].id, out_of=evening.meeting("ann"))
    seats = evening.venue.rows(
        lambda db: db.exec(select(MeetingSeat.open).where(MeetingSeat.person_id == evening["ann"].id)).all()
    )
    assert seats == [False]


def test_two_people_meet_once(evening: Evening) -> None:
    def meets_again(db: Session) -> None:
        met = db.exec(select(Encounter)).first()
        assert met is not None
        db.expunge(met)
        again(db, met, round=2)

    assert refused(evening, meets_again, "encounter")


def test_nobody_is_ready_in_two_sessions(evening: Evening) -> None:
    other = evening.venue.session("forum", "networking", starts_in=30)
    evening.mo.does("networking.plan", networking=other, rounds=2)

    def ready_there_too(db: Session) -> None:
        mine = db.exec(select(Participant).where(Participant.person_id == evening["ann"].id)).one()
        db.expunge(mine)
        again(db, mine, networking_id=other)

    assert refused(evening, ready_there_too, "participant")
