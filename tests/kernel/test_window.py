"""What is written at a place, and how much of it the map holds."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, create_engine

from symposia.features.networking.tables import MeetingRemark
from symposia.kernel.tables import table_of
from symposia.kernel.window import Window

REMARKS = Window(MeetingRemark, "meeting_id", 3)


@pytest.fixture
def db() -> Iterator[Session]:
    """Five remarks in one meeting, two in another."""
    engine = create_engine("sqlite://")
    table_of(MeetingRemark).create(engine)
    with Session(engine) as session:
        session.add_all(remark("here", seq) for seq in range(1, 6))
        session.add_all(remark("elsewhere", seq) for seq in range(1, 3))
        yield session
    engine.dispose()


def remark(meeting: str, seq: int) -> MeetingRemark:
    at = datetime(2021, 4, 14, tzinfo=UTC)
    return MeetingRemark(
        id=f"{meeting}-{seq}", meeting_id=meeting, author_id="ann", author_name="Ann", seq=seq, text="", at=at
    )


def numbers(remarks: list[MeetingRemark]) -> list[int]:
    return [remark.seq for remark in remarks]


def test_the_map_has_the_newest_of_its_own_place(db: Session) -> None:
    assert numbers(REMARKS.newest(db, "here")) == [3, 4, 5]
    assert numbers(REMARKS.newest(db, "elsewhere")) == [1, 2]
    assert [REMARKS.holds(db, "here", seq) for seq in (2, 3, 5)] == [False, True, True]


def test_one_more_pushes_the_oldest_out_once_the_map_is_full(db: Session) -> None:
    assert REMARKS.pushed_out(db, "here") == "here-3"
    assert REMARKS.pushed_out(db, "elsewhere") is None
    db.add(remark("elsewhere", 3))
    assert REMARKS.pushed_out(db, "elsewhere") == "elsewhere-1"


def test_older_ones_come_page_by_page_until_there_are_none(db: Session) -> None:
    page, more = REMARKS.before(db, "here", 5, 2)
    assert (numbers(page), more) == ([3, 4], True)
    page, more = REMARKS.before(db, "here", 3, 2)
    assert (numbers(page), more) == ([1, 2], False)
    assert REMARKS.before(db, "here", 1, 2) == ([], False)
