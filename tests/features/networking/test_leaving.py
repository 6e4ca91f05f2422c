"""Somebody who has to go leaves their meeting at once, and whoever was with them is free; and the room's log."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from symposia.features.networking.tables import Participant
from symposia.kernel.errors import SymposiaError
from tests.features.networking.evening import NAMES, Evening
from tests.support.venue import PersonAtVenue, VenueForTests

Goes = Callable[[Evening, PersonAtVenue], None]


def banned(evening: Evening, person: PersonAtVenue) -> None:
    """Their line is closed: nobody has to wait until it has heard everything."""
    evening.venue.organiser("ora").does("people.ban", person=person.id, banned=True)
    person.socket.hang_up()
    del evening.venue.people[person.name]


def signed_out(evening: Evening, person: PersonAtVenue) -> None:
    evening.venue.organiser("ora").does("people.sign_out", person=person.id)


def removed(evening: Evening, person: PersonAtVenue) -> None:
    evening.mo.does("room.remove_person", room="forum", person=person.id, removed=True)


ways = pytest.mark.parametrize("goes", [banned, signed_out, removed])


def row(evening: Evening, name: str) -> Participant:
    return evening.venue.rows(lambda db: db.get_one(Participant, (evening.id, evening[name].id)))


@ways
def test_who_was_with_them_is_free_at_once_and_meets_somebody_else(venue: VenueForTests, goes: Goes) -> None:
    evening = Evening(venue, NAMES[:6])
    evening.start(*NAMES[:6])
    evening.enter(*NAMES[:6])
    (other,) = evening.partners("ann")
    meeting = evening.meeting(other)
    goes(evening, evening["ann"])
    assert (row(evening, "ann").ready, row(evening, "ann").meeting_id) == (False, None)
    assert (evening.state(other), evening.seat(other)["why"]) == ("waiting", "left")
    assert evening[other].sees("meeting", meeting)["why"] == "left"
    assert (evening.sees["ready"], evening.sees["waiting"], evening.sees["meetings"]) == (5, 1, 2)
    for _ in range(4):
        evening.wait(3)
        evening.check()
    assert len(evening.partners(other)) == 2, "who is left over becomes a third"
    for _ in ("meeting", "wrapup", "break"):
        evening.wait_for_the_deadline()
    assert evening.phase == ("reveal", 2)
    assert row(evening, "ann").meeting_id is None


@ways
def test_of_three_the_others_go_on(evening: Evening, goes: Goes) -> None:
    evening.start(*NAMES)
    evening.enter(*NAMES)
    gone, *others = sorted(next(group for group in evening.groups() if len(group) == 3))
    goes(evening, evening[gone])
    assert evening.partners(others[0]) == {others[1]}
    assert evening[others[0]].sees("meeting")["status"] == "reveal"
    assert row(evening, gone).meeting_id is None
    evening.check()


def test_who_only_waits_is_not_waited_for(evening: Evening) -> None:
    evening.ready("ann", "bob")
    banned(evening, evening["ann"])
    assert evening.sees["ready"] == 1
    evening.moderate("start")
    assert (evening.state("bob"), evening.seat("bob")["why"]) == ("waiting", "odd")


def test_they_hear_why_and_may_not_come_back(evening: Evening) -> None:
    evening.start("ann", "bob")
    evening.enter("ann", "bob")
    topic = f"meeting:{evening.meeting('ann')}"
    evening["ann"].follows(topic)
    removed(evening, evening["ann"])
    assert evening.state("ann") == "away"
    assert evening["ann"].sees("meeting")["why"] == "left"
    assert evening["ann"].is_shown_out_of(topic) == "removed"
    with pytest.raises(SymposiaError, match="leave this room"):
        evening.ready("ann")


def test_another_room_is_not_concerned(evening: Evening) -> None:
    evening.venue.room("lounge")
    evening.start("ann", "bob")
    lou = evening.venue.moderator("lou", room="lounge")
    lou.does("room.remove_person", room="lounge", person=evening["ann"].id, removed=True)
    assert evening.partners("ann") == {"bob"}


def test_what_moderators_do_is_in_the_log_of_the_room(evening: Evening) -> None:
    evening.mo.follows("room:forum/staff")
    evening.moderate("plan", rounds=2, reveal_s=5, meeting_s=60, wrapup_s=5, break_s=5)
    evening.moderate("plan", rounds=2, reveal_s=5, meeting_s=60, wrapup_s=5, break_s=5)
    evening.start("ann", "bob", "cem")
    evening.moderate("extend", seconds=30)
    evening.moderate("pause", paused=True)
    evening.moderate("pause", paused=False)
    evening.moderate("skip")
    evening.in_meeting("report", "ann", id=evening.venue.id(), text="They sell watches.")
    evening.moderate("end")
    log = [
        (entry["by"]["name"], entry["act"].removeprefix("networking."), entry.get("detail") or "")
        for entry in sorted(evening.mo.sees_all("log"), key=lambda entry: str(entry["id"]))
    ]
    assert [entry for entry in log if entry[1] != "report"] == [
        ("Mo", "plan", "2 × 60 s"),
        ("Mo", "start", ""),
        ("Mo", "extend", "+30 s"),
        ("Mo", "pause", ""),
        ("Mo", "resume", ""),
        ("Mo", "skip", ""),
        ("Mo", "end", ""),
    ]
    reported = [entry for entry in evening.mo.sees_all("log") if entry["act"] == "networking.report"]
    assert {(entry["by"]["name"], entry["target"]["name"]) for entry in reported} == {("Ann", "Bob"), ("Ann", "Cem")}


@pytest.fixture
def evening(venue: VenueForTests) -> Evening:
    return Evening(venue)
