"""The programme, the lobby and one's agenda."""

from __future__ import annotations

from typing import Any

import pytest

from symposia.kernel.errors import NotFound, SymposiaError
from tests.contract.scenarios.registry import plays
from tests.support.venue import VenueForTests


@plays("conference.edit")
def organisers_name_the_conference(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    ann.follows("programme")
    fields = {"title": "Another", "tagline": "Now", "time_zone": "Europe/Vienna", "accent": "#123456"}
    venue.organiser().does("conference.edit", **fields, registration="invitation")
    shown = ann.sees("conference")
    assert {name: shown[name] for name in fields} == fields


@plays("room.save", "room.remove")
def a_room_comes_and_goes(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann", room="keynote")
    ann.follows("programme")
    ora = venue.organiser()
    ora.does("room.save", id="attic", title="The attic", description="Under the roof", language="en", order=7)
    assert ann.sees("room", "attic")["title"] == "The attic"
    ann.follows("room:attic")
    ora.does("room.save", id="attic", title="The loft", description="", language="de", order=1)
    assert ann.sees("room", "attic")["title"] == "The loft"
    ora.does("room.remove", id="attic")
    assert "attic" not in {room["id"] for room in ann.sees_all("room")}
    with pytest.raises(NotFound):
        ann.follows("room:attic")


def session(venue: VenueForTests, **more: Any) -> dict[str, Any]:
    fields = {
        "id": venue.id(),
        "title": "A talk",
        "type": "talks",
        "room": venue.room("keynote"),
        "starts": "2021-04-14T10:00:00.000Z",
        "ends": "2021-04-14T11:00:00.000Z",
        "language": "en",
        "abstract": "About things.\n\nAnd more.",
        "speakers": [{"name": "Cem", "affiliation": "Nowhere", "biography": ""}],
    }
    return {**fields, **more}


@plays("session.save", "session.remove")
def a_session_comes_moves_and_goes(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    ann.follows("programme", f"person:{ann.id}")
    ora = venue.organiser()
    talk = session(venue)
    ora.does("session.save", **talk)
    assert ann.sees("session", talk["id"])["speakers"][0]["name"] == "Cem"
    ann.does("agenda.star", session=talk["id"], on=True)
    ora.does("session.save", **{**talk, "room": venue.room("forum"), "title": "Another talk"})
    assert ann.sees("session", talk["id"])["room"] == "forum"
    with pytest.raises(SymposiaError):
        ora.does("session.save", **{**talk, "ends": talk["starts"]})
    ora.does("session.remove", id=talk["id"])
    assert ann.sees_all("session") == []
    # The star of a session that is gone means nothing, and can still be taken back.
    ann.does("agenda.star", session=talk["id"], on=False)
    assert ann.sees_all("star") == []


@plays("agenda.star")
def a_star_is_mine_alone(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob")
    for person in (ann, bob):
        person.follows(f"person:{person.id}")
    talk = venue.session("keynote")
    ann.does("agenda.star", session=talk, on=True)
    assert ann.sees("star")["id"] == talk
    assert bob.sees_all("star") == []
    ann.does("agenda.star", session=talk, on=False)
    assert ann.sees_all("star") == []
    with pytest.raises(NotFound):
        ann.does("agenda.star", session=venue.id(), on=True)


@plays("announcement.post", "announcement.remove")
def the_organisers_tell_everybody(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    ann.follows("lobby")
    ora = venue.organiser()
    id = venue.id()
    ora.does("announcement.post", id=id, text="Lunch is at noon.")
    assert ann.sees("announcement", id)["by"]["name"] == "Ora"
    ora.does("announcement.remove", id=id)
    assert ann.sees_all("announcement") == []


@plays("clock.read")
def the_clock_is_the_conferences(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    assert ann.does("clock.read") == {"now": "2021-04-14T08:24:00.000Z"}
    venue.advance(seconds=1.5)
    assert ann.does("clock.read") == {"now": "2021-04-14T08:24:01.500Z"}
