"""Organisers plan the conference."""

from datetime import date, datetime
from typing import Any

import pytest

from symposia.features.chat.tables import Message
from symposia.kernel.errors import Conflict, Invalid, NotAllowed
from symposia.kernel.ids import new_id
from tests.support.desk import START, Desk


@pytest.fixture
def olga(desk: Desk) -> str:
    return desk.register("olga", "organiser")


def planned(id: str | None = None, **other: Any) -> dict[str, Any]:
    """The fields of a talk from nine to ten in the forum."""
    fields = {
        "id": id or new_id(),
        "title": "Protein folding",
        "type": "talks",
        "room": "forum",
        "starts": "2021-04-14T09:00:00Z",
        "ends": "2021-04-14T10:00:00Z",
        "language": "en",
    }
    return fields | other


CONFERENCE = {
    "title": "Helmholtz AI 2021",
    "tagline": "Two days",
    "time_zone": "Europe/Vienna",
    "accent": "#1F5F99",
    "registration": "list",
}


async def test_the_conference_is_changed_for_everybody(desk: Desk, olga: str) -> None:
    await desk.ask(olga, "conference.edit", **CONFERENCE, last_day="2021-04-16")
    (conference,) = desk.sees("programme", "conference")
    assert conference["title"] == "Helmholtz AI 2021"
    assert conference["accent"] == "#1f5f99"
    assert (conference["first_day"], conference["last_day"]) == ("2021-04-14", "2021-04-16")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Europe/Atlantis"),
        ("time_zone", "../../etc/passwd"),
        ("accent", "red"),
        ("accent", "#fff;background:url(https://evil.example)"),
        ("registration", "closed"),
        ("title", "   "),
        ("last_day", "2021-04-13"),
        ("media_hosts", ["*"]),
    ],
)
async def test_what_a_conference_cannot_be_is_refused_by_field(desk: Desk, olga: str, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        await desk.ask(olga, "conference.edit", **CONFERENCE | {field: value})
    assert (refused.value.field or "").split(".")[0] == field


async def test_a_conference_s_media_hosts_stay_when_they_are_left_out(desk: Desk, olga: str) -> None:
    await desk.ask(olga, "conference.edit", **CONFERENCE, media_hosts=["video.example.org", "video.example.org"])
    await desk.ask(olga, "conference.edit", **CONFERENCE)
    assert desk.sees("programme", "conference")[0]["media_hosts"] == ["video.example.org"]


async def test_a_saved_room_can_be_entered_and_saved_again(desk: Desk, olga: str) -> None:
    await desk.ask(olga, "room.save", id="attic", title="Attic", language="de", order=3)
    await desk.ask(olga, "room.save", id="attic", title="The attic", language="de", order=1)
    assert [(room["id"], room["title"]) for room in desk.sees("programme", "room")] == [
        ("forum", "Forum"),
        ("attic", "The attic"),
    ]
    assert desk.sees("room:attic", "door") == [{"kind": "door", "id": "attic", "chat": "open"}]


async def test_a_room_that_nobody_used_can_be_removed_and_removed_again(desk: Desk, olga: str) -> None:
    await desk.ask(olga, "room.remove", id="forum")
    assert desk.sees("programme", "room") == []
    assert (await desk.ask(olga, "room.remove", id="forum")).seq == {"programme": 1}


async def test_a_room_with_sessions_stays(desk: Desk, olga: str) -> None:
    await desk.ask(olga, "session.save", **planned())
    with pytest.raises(Conflict, match="Protein folding"):
        await desk.ask(olga, "room.remove", id="forum")
    assert len(desk.sees("programme", "room")) == 1


async def test_a_room_with_a_history_stays(desk: Desk, olga: str) -> None:
    desk.add(Message(id=new_id(), room_id="forum", author_id=olga, seq=1, text="Hello", author_name="Olga", at=START))
    with pytest.raises(Conflict, match="has been used"):
        await desk.ask(olga, "room.remove", id="forum")
    assert len(desk.sees("programme", "room")) == 1


async def test_a_session_is_shown_as_it_was_saved(desk: Desk, olga: str) -> None:
    speakers = [{"name": "Mihaela", "affiliation": "Cambridge"}, {"name": "Olga", "person": olga}]
    fields = planned(abstract="Lines,\nsemicolons; and so on", speakers=speakers)
    await desk.ask(olga, "session.save", **fields)
    assert desk.sees("programme", "session") == [
        {
            **fields,
            "kind": "session",
            "starts": "2021-04-14T09:00:00.000Z",
            "ends": "2021-04-14T10:00:00.000Z",
            "speakers": [
                {"name": "Mihaela", "affiliation": "Cambridge", "biography": ""},
                {"name": "Olga", "affiliation": "", "biography": "", "person": olga},
            ],
            "cancelled": False,
        }
    ]


async def test_a_session_that_is_saved_again_is_still_one(desk: Desk, olga: str) -> None:
    session = new_id()
    await desk.ask(olga, "session.save", **planned(session))
    await desk.ask(olga, "session.save", **planned(session))
    await desk.ask(olga, "session.save", **planned(session, title="Folding proteins"))
    assert [seen["title"] for seen in desk.sees("programme", "session")] == ["Folding proteins"]


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("ends", {"ends": "2021-04-14T09:00:00Z"}),
        ("ends", {"ends": "2021-04-16T09:00:00Z"}),
        ("room", {"room": "cellar"}),
        ("starts", {"starts": "2021-04-14T09:00:00"}),
        ("starts", {"starts": 1618390800}),
        ("type", {"type": "panel"}),
        ("speakers", {"speakers": [{"name": "Nobody", "person": "00000000-0000-7000-8000-000000000001"}]}),
    ],
)
async def test_what_a_session_cannot_be_is_refused_by_field(
    desk: Desk, olga: str, field: str, other: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        await desk.ask(olga, "session.save", **planned(**other))
    assert refused.value.field == field
    assert desk.sees("programme", "session") == []


async def test_two_sessions_cannot_share_a_room_at_a_time(desk: Desk, olga: str) -> None:
    await desk.ask(olga, "session.save", **planned())
    with pytest.raises(Conflict, match=r"“Protein folding” .* 2021-04-14 11:00 .* \(Europe/Berlin\)"):
        await desk.ask(olga, "session.save", **planned(starts="2021-04-14T09:59:00Z", ends="2021-04-14T11:00:00Z"))
    await desk.ask(olga, "session.save", **planned(starts="2021-04-14T10:00:00Z", ends="2021-04-14T11:00:00Z"))
    assert len(desk.sees("programme", "session")) == 2


async def test_a_cancelled_session_leaves_its_room_free(desk: Desk, olga: str) -> None:
    await desk.ask(olga, "session.save", **planned(cancelled=True))
    await desk.ask(olga, "session.save", **planned())
    assert [seen["cancelled"] for seen in desk.sees("programme", "session")].count(True) == 1


async def test_a_cancelled_session_cannot_come_back_into_a_taken_room(desk: Desk, olga: str) -> None:
    session = new_id()
    await desk.ask(olga, "session.save", **planned(session, cancelled=True))
    await desk.ask(olga, "session.save", **planned())
    with pytest.raises(Conflict):
        await desk.ask(olga, "session.save", **planned(session))


async def test_a_removed_session_is_gone_for_everybody(desk: Desk, olga: str) -> None:
    session = new_id()
    await desk.ask(olga, "session.save", **planned(session))
    await desk.ask(olga, "session.remove", id=session)
    await desk.ask(olga, "session.remove", id=session)
    assert desk.sees("programme", "session") == []


@pytest.mark.parametrize("role", ["attendee", "speaker", "moderator", "jury"])
@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("conference.edit", CONFERENCE),
        ("room.save", {"id": "forum", "title": "Mine", "language": "en"}),
        ("room.remove", {"id": "forum"}),
        ("session.save", planned()),
        ("session.remove", {"id": new_id()}),
    ],
)
async def test_only_organisers_plan(desk: Desk, role: str, command: str, fields: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        await desk.ask(desk.register("max", role), command, **fields)


async def test_everybody_sees_the_programme(desk: Desk) -> None:
    actor, counted = await desk.dispatcher.look(desk.register("ann"), "programme")
    assert (actor.name, counted) == ("Ann", False)


def test_the_conference_has_days_and_not_moments(desk: Desk) -> None:
    (conference,) = desk.sees("programme", "conference")
    assert date.fromisoformat(conference["first_day"]) == START.date()
    assert datetime.fromisoformat(conference["last_day"]).day == 15
