"""A networking session, its rounds and its meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from symposia.kernel.errors import Closed, Conflict, IdTaken, NotFound
from tests.contract.scenarios.registry import plays
from tests.support.venue import START, PersonAtVenue, VenueForTests


@dataclass
class Evening:
    """A networking session in the room `forum`, that two people and a moderator have come to."""

    venue: VenueForTests
    id: str
    ann: PersonAtVenue
    bob: PersonAtVenue
    mo: PersonAtVenue

    @property
    def phase(self) -> str:
        return str(self.mo.sees("networking")["phase"])

    @property
    def deadline(self) -> str:
        return str(self.mo.sees("networking")["deadline"])

    @property
    def meeting(self) -> str:
        return str(self.ann.sees("seat")["meeting"])

    def begins(self) -> None:
        """Both are ready, and the first round begins."""
        for person in (self.ann, self.bob):
            person.does("networking.ready", networking=self.id, ready=True)
        self.mo.does("networking.start", networking=self.id)

    def meets(self) -> str:
        """Both come to their meeting; its id."""
        self.begins()
        self.venue.advance(seconds=5)
        for person in (self.ann, self.bob):
            person.does("meeting.enter", networking=self.id, meeting=self.meeting)
        return self.meeting


def evening(venue: VenueForTests) -> Evening:
    id = venue.session("forum", "networking", starts_in=10)
    ann, bob = venue.attendees("ann", "bob")
    mo = venue.moderator("mo", room="forum")
    for person in (ann, bob, mo):
        person.follows(f"networking:{id}", f"person:{person.id}")
    mo.follows(f"networking:{id}/staff")
    return Evening(venue, id, ann, bob, mo)


@plays("networking.ready")
def who_is_ready_is_counted(venue: VenueForTests) -> None:
    it = evening(venue)
    it.ann.does("networking.ready", networking=it.id, ready=True)
    assert it.bob.sees("networking")["ready"] == 1
    assert it.ann.sees("seat")["ready"] is True
    assert it.mo.sees("participant")["name"] == "Ann"
    other = venue.session("forum", "networking", starts_in=10)
    with pytest.raises(Conflict):
        it.ann.does("networking.ready", networking=other, ready=True)
    it.ann.does("networking.ready", networking=it.id, ready=False)
    assert it.bob.sees("networking")["ready"] == 0


@plays("networking.start", "networking.advance", "meeting.enter", "networking.pairs")
def two_who_are_ready_meet(venue: VenueForTests) -> None:
    it = evening(venue)
    it.begins()
    assert it.phase == "reveal"
    assert it.ann.sees("meeting")["partners"][0]["name"] == "Bob"
    venue.advance(seconds=5)
    assert it.phase == "meeting"
    for person in (it.ann, it.bob):
        person.does("meeting.enter", networking=it.id, meeting=it.meeting)
    venue.system("networking.advance", networking=it.id)
    assert it.bob.sees("meeting")["status"] == "open"
    pairs = it.mo.does("networking.pairs", networking=it.id)["rounds"]
    assert pairs[0]["pairs"] == [sorted([it.ann.id, it.bob.id])]


@plays("networking.advance")
def an_evening_runs_through_by_itself(venue: VenueForTests) -> None:
    it = evening(venue)
    people = [it.ann, it.bob, *venue.attendees("cem", "dee")]
    plan = {"rounds": 3, "reveal_s": 5, "meeting_s": 40, "wrapup_s": 10, "break_s": 10}
    it.mo.does("networking.plan", networking=it.id, **plan)
    for person in people:
        person.follows(f"person:{person.id}")
        person.does("networking.ready", networking=it.id, ready=True)
    entered: set[str] = set()
    venue.advance(seconds=600)
    while it.phase != "ended":
        assert venue.clock.now() < START + timedelta(minutes=20)
        venue.advance(seconds=5)
        for person in people:
            meeting = person.sees("seat").get("meeting")
            if it.phase == "meeting" and meeting and meeting + person.id not in entered:
                entered.add(meeting + person.id)
                person.does("meeting.enter", networking=it.id, meeting=meeting)
    met = [pair for row in it.mo.does("networking.pairs", networking=it.id)["rounds"] for pair in row["pairs"]]
    assert len(met) == 6
    assert len({tuple(pair) for pair in met}) == 6


@plays("meeting.enter")
def who_does_not_come_is_not_waited_for(venue: VenueForTests) -> None:
    it = evening(venue)
    it.begins()
    venue.advance(seconds=5)
    it.ann.does("meeting.enter", networking=it.id, meeting=it.meeting)
    for _ in range(6):
        venue.advance(seconds=5)
    assert it.ann.sees("seat")["why"] == "no_show"
    assert it.ann.sees("seat")["state"] == "waiting"
    assert it.bob.sees("seat")["state"] == "away"


@plays("meeting.post")
def what_is_said_in_a_meeting_stays_in_it(venue: VenueForTests) -> None:
    it = evening(venue)
    meeting = it.meets()
    for person in (it.ann, it.bob):
        person.follows(f"meeting:{meeting}")
    with pytest.raises(NotFound):
        it.mo.follows(f"meeting:{meeting}")
    id = venue.id()
    it.ann.does("meeting.post", networking=it.id, meeting=meeting, id=id, text="Hello Bob")
    assert it.bob.sees("remark", id)["author"]["name"] == "Ann"
    with pytest.raises(IdTaken):
        it.bob.does("meeting.post", networking=it.id, meeting=meeting, id=id, text="Mine")
    with pytest.raises(NotFound):
        it.mo.does("meeting.post", networking=it.id, meeting=meeting, id=venue.id(), text="May I?")


@plays("meeting.leave")
def who_leaves_is_let_go(venue: VenueForTests) -> None:
    it = evening(venue)
    meeting = it.meets()
    it.ann.does("meeting.leave", networking=it.id, meeting=meeting)
    assert it.bob.sees("meeting")["status"] == "closed"
    assert it.bob.sees("seat")["why"] == "left"
    with pytest.raises(Closed):
        it.bob.does("meeting.post", networking=it.id, meeting=meeting, id=venue.id(), text="Hello?")


@plays("meeting.ask_more")
def one_more_minute_when_both_want_it(venue: VenueForTests) -> None:
    it = evening(venue)
    meeting = it.meets()
    for _ in range(28):
        venue.advance(seconds=10)
    ends = it.ann.sees("meeting")["ends"]
    it.ann.does("meeting.ask_more", networking=it.id, meeting=meeting)
    assert it.ann.sees("meeting")["ends"] == ends
    assert it.bob.sees("meeting")["more"] == [it.ann.id]
    it.bob.does("meeting.ask_more", networking=it.id, meeting=meeting)
    assert it.ann.sees("meeting")["ends"] > ends


@plays("meeting.report")
def a_report_reaches_the_moderators_only(venue: VenueForTests) -> None:
    it = evening(venue)
    meeting = it.meets()
    id = venue.id()
    it.ann.does("meeting.report", networking=it.id, meeting=meeting, id=id, text="Not nice.")
    assert it.mo.sees("report", id)["about"] == [{"id": it.bob.id, "name": "Bob"}]
    assert it.bob.sees_all("report") == []


@plays("contact.swap", "encounter.note")
def contacts_are_swapped_when_both_want_it(venue: VenueForTests) -> None:
    it = evening(venue)
    with pytest.raises(NotFound):
        it.ann.does("contact.swap", person=it.bob.id, yes=True)
    it.meets()
    it.ann.does("encounter.note", person=it.bob.id, text="Knows about corpora")
    assert it.ann.sees("encounter")["note"] == "Knows about corpora"
    it.ann.does("contact.swap", person=it.bob.id, yes=True)
    assert it.ann.sees_all("contact") == it.bob.sees_all("contact") == []
    assert it.ann.sees("encounter")["asked"] is True
    it.bob.does("contact.swap", person=it.ann.id, yes=True)
    assert it.ann.sees("contact")["email"] == "bob@example.org"
    assert it.bob.sees("contact")["email"] == "ann@example.org"
    assert it.bob.sees("encounter")["note"] == ""


@plays("person.block")
def who_is_blocked_in_a_meeting_is_parted_from(venue: VenueForTests) -> None:
    it = evening(venue)
    it.meets()
    it.ann.does("person.block", person=it.bob.id, blocked=True)
    assert it.ann.sees("meeting")["status"] == "closed"
    assert it.bob.sees_all("block") == []


@plays("networking.pause")
def a_pause_stops_the_clock(venue: VenueForTests) -> None:
    it = evening(venue)
    it.meets()
    it.mo.does("networking.pause", networking=it.id, paused=True)
    left = it.ann.sees("networking")["paused_ms"]
    venue.advance(seconds=1000)
    assert (it.phase, it.ann.sees("networking")["paused_ms"]) == ("meeting", left)
    it.mo.does("networking.pause", networking=it.id, paused=False)
    assert "paused_ms" not in it.ann.sees("networking")


@plays("networking.extend", "networking.skip")
def a_phase_is_extended_and_cut_short_once(venue: VenueForTests) -> None:
    it = evening(venue)
    it.meets()
    before = it.deadline
    it.mo.does("networking.extend", networking=it.id, seconds=60, deadline=before)
    assert it.deadline > before
    it.mo.does("networking.skip", networking=it.id, deadline=it.deadline)
    assert it.phase == "wrapup"


@plays("networking.end")
def an_end_is_for_good(venue: VenueForTests) -> None:
    it = evening(venue)
    it.meets()
    it.mo.does("networking.end", networking=it.id)
    assert it.phase == "ended"
    assert it.ann.sees("meeting")["status"] == "closed"
    with pytest.raises(Conflict):
        it.mo.does("networking.start", networking=it.id)


@plays("networking.plan")
def the_plan_is_shown(venue: VenueForTests) -> None:
    it = evening(venue)
    plan = {"rounds": 3, "reveal_s": 10, "meeting_s": 120, "wrapup_s": 20, "break_s": 15}
    it.mo.does("networking.plan", networking=it.id, **plan)
    assert it.ann.sees("networking")["plan"] == plan
