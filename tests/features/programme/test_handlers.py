"""Organisers plan the conference."""

from typing import Any

import pytest

from symposia.kernel.errors import Conflict, Invalid, NotAllowed
from symposia.kernel.ids import new_id
from tests.support.venue import PersonAtVenue, VenueForTests


@pytest.fixture
def olga(venue: VenueForTests) -> PersonAtVenue:
    """An organiser who looks at the programme of a conference with one room."""
    olga = venue.organiser("olga", room="forum")
    olga.follows("programme")
    return olga


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


def test_the_conference_is_changed_for_everybody(olga: PersonAtVenue) -> None:
    olga.does("conference.edit", **CONFERENCE, last_day="2021-04-16")
    (conference,) = olga.sees_all("conference")
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
def test_what_a_conference_cannot_be_is_refused_by_field(olga: PersonAtVenue, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        olga.does("conference.edit", **CONFERENCE | {field: value})
    assert (refused.value.field or "").split(".")[0] == field


def test_a_conference_s_media_hosts_stay_when_they_are_left_out(olga: PersonAtVenue) -> None:
    olga.does("conference.edit", **CONFERENCE, media_hosts=["video.example.org", "video.example.org"])
    olga.does("conference.edit", **CONFERENCE)
    assert olga.sees_all("conference")[0]["media_hosts"] == ["video.example.org"]


def test_a_saved_room_can_be_entered_and_saved_again(olga: PersonAtVenue) -> None:
    olga.does("room.save", id="attic", title="Attic", language="de", order=3)
    olga.does("room.save", id="attic", title="The attic", language="de", order=1)
    assert [(room["id"], room["title"]) for room in olga.sees_all("room")] == [
        ("forum", "Forum"),
        ("attic", "The attic"),
    ]
    olga.follows("room:attic")
    assert olga.sees("door", "attic")["chat"] == "open"


def test_a_room_that_nobody_used_can_be_removed_and_removed_again(olga: PersonAtVenue) -> None:
    olga.does("room.remove", id="forum")
    olga.does("room.remove", id="forum")
    assert olga.sees_all("room") == []


def test_a_room_with_sessions_stays(olga: PersonAtVenue) -> None:
    olga.does("session.save", **planned())
    with pytest.raises(Conflict, match="Protein folding"):
        olga.does("room.remove", id="forum")
    assert len(olga.sees_all("room")) == 1


def test_a_room_with_a_history_stays(olga: PersonAtVenue) -> None:
    olga.does("chat.post", room="forum", id=new_id(), text="Hello")
    with pytest.raises(Conflict, match="has been used"):
        olga.does("room.remove", id="forum")
    assert len(olga.sees_all("room")) == 1


def test_a_session_is_shown_as_it_was_saved(olga: PersonAtVenue) -> None:
    speakers = [{"name": "Mihaela", "affiliation": "Cambridge"}, {"name": "Olga", "person": olga.id}]
    fields = planned(abstract="Lines,\nsemicolons; and so on", speakers=speakers)
    olga.does("session.save", **fields)
    assert olga.sees_all("session") == [
        {
            **fields,
            "kind": "session",
            "starts": "2021-04-14T09:00:00.000Z",
            "ends": "2021-04-14T10:00:00.000Z",
            "speakers": [
                {"name": "Mihaela", "affiliation": "Cambridge", "biography": ""},
                {"name": "Olga", "affiliation": "", "biography": "", "person": olga.id},
            ],
            "cancelled": False,
        }
    ]


def test_a_session_that_is_saved_again_is_still_one(olga: PersonAtVenue) -> None:
    session = new_id()
    olga.does("session.save", **planned(session))
    olga.does("session.save", **planned(session))
    olga.does("session.save", **planned(session, title="Folding proteins"))
    assert [seen["title"] for seen in olga.sees_all("session")] == ["Folding proteins"]


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
def test_what_a_session_cannot_be_is_refused_by_field(olga: PersonAtVenue, field: str, other: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        olga.does("session.save", **planned(**other))
    assert refused.value.field == field
    assert olga.sees_all("session") == []


def test_two_sessions_cannot_share_a_room_at_a_time(olga: PersonAtVenue) -> None:
    olga.does("session.save", **planned())
    with pytest.raises(Conflict, match=r"“Protein folding” .* 2021-04-14 11:00 .* \(Europe/Berlin\)"):
        olga.does("session.save", **planned(starts="2021-04-14T09:59:00Z", ends="2021-04-14T11:00:00Z"))
    olga.does("session.save", **planned(starts="2021-04-14T10:00:00Z", ends="2021-04-14T11:00:00Z"))
    assert len(olga.sees_all("session")) == 2


def test_a_cancelled_session_leaves_its_room_free(olga: PersonAtVenue) -> None:
    olga.does("session.save", **planned(cancelled=True))
    olga.does("session.save", **planned())
    assert [seen["cancelled"] for seen in olga.sees_all("session")].count(True) == 1


def test_a_cancelled_session_cannot_come_back_into_a_taken_room(olga: PersonAtVenue) -> None:
    session = new_id()
    olga.does("session.save", **planned(session, cancelled=True))
    olga.does("session.save", **planned())
    with pytest.raises(Conflict):
        olga.does("session.save", **planned(session))


def test_a_removed_session_is_gone_for_everybody(olga: PersonAtVenue) -> None:
    session = new_id()
    olga.does("session.save", **planned(session))
    olga.does("session.remove", id=session)
    olga.does("session.remove", id=session)
    assert olga.sees_all("session") == []


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
def test_only_organisers_plan(venue: VenueForTests, role: str, command: str, fields: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        venue.person("max", role).does(command, **fields)


def test_everybody_sees_the_programme_change(venue: VenueForTests, olga: PersonAtVenue) -> None:
    ann = venue.person("ann")
    ann.follows("programme")
    olga.does("session.save", **planned())
    assert ann.sees("session")["title"] == "Protein folding"
    assert ann.sees("conference")["first_day"] == "2021-04-14"
