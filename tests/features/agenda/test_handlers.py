"""People star sessions."""

from datetime import timedelta

import pytest

from symposia.features.agenda.handlers import agenda_of
from symposia.features.programme.tables import ProgrammeSession
from symposia.kernel.errors import NotFound
from symposia.kernel.ids import new_id
from tests.support.desk import START, Desk


@pytest.fixture
def ann(desk: Desk) -> str:
    return desk.register("ann", "attendee")


def session(desk: Desk, title: str, hour: int) -> str:
    """A session that begins `hour` hours after the start."""
    starts = START + timedelta(hours=hour)
    row = ProgrammeSession(
        id=new_id(), title=title, type="talks", room_id="forum", starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    id = row.id
    desk.add(row)
    return id


async def test_a_star_is_mine_alone(desk: Desk, ann: str) -> None:
    talk, bob = session(desk, "Talk", 1), desk.register("bob")
    await desk.ask(ann, "agenda.star", session=talk, on=True)
    assert desk.sees(f"person:{ann}", "star") == [{"kind": "star", "id": talk}]
    assert desk.sees(f"person:{bob}", "star") == []
    assert {change.topic for change in desk.published} == {f"person:{ann}"}


async def test_a_star_that_is_sent_again_changes_nothing(desk: Desk, ann: str) -> None:
    talk = session(desk, "Talk", 1)
    await desk.ask(ann, "agenda.star", session=talk, on=True)
    await desk.ask(ann, "agenda.star", session=talk, on=True)
    assert desk.published == []
    await desk.ask(ann, "agenda.star", session=talk, on=False)
    await desk.ask(ann, "agenda.star", session=talk, on=False)
    assert desk.published == []
    assert desk.sees(f"person:{ann}", "star") == []


async def test_there_must_be_a_session_to_star(desk: Desk, ann: str) -> None:
    with pytest.raises(NotFound):
        await desk.ask(ann, "agenda.star", session=new_id(), on=True)


async def test_a_star_can_be_taken_back_after_its_session_is_gone(desk: Desk, ann: str) -> None:
    talk, olga = session(desk, "Talk", 1), desk.register("olga", "organiser")
    await desk.ask(ann, "agenda.star", session=talk, on=True)
    await desk.ask(olga, "session.remove", id=talk)
    assert desk.database.read_now(lambda db: agenda_of(db, ann)) == []
    await desk.ask(ann, "agenda.star", session=talk, on=False)
    assert desk.sees(f"person:{ann}", "star") == []


async def test_the_agenda_is_in_the_order_of_the_day(desk: Desk, ann: str) -> None:
    late, early = session(desk, "Late", 5), session(desk, "Early", 1)
    session(desk, "Not mine", 3)
    for talk in (late, early):
        await desk.ask(ann, "agenda.star", session=talk, on=True)
    assert [row.title for row in desk.database.read_now(lambda db: agenda_of(db, ann))] == ["Early", "Late"]
