"""A networking session at a real venue, as a test tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlmodel import Session, col, select

from symposia.features.networking.tables import Encounter, Meeting, MeetingSeat, Participant
from symposia.features.people.tables import Block
from symposia.features.programme.tables import Conference
from tests.support.venue import PersonAtVenue, VenueForTests

NAMES = ("ann", "bob", "cem", "dee", "eva", "fay", "gus")


class VenueThatWasThere(VenueForTests):
    """A venue on a database that is in use."""

    @staticmethod
    def _conference(db: Session) -> None:
        assert db.get(Conference, 1) is not None


class Evening:
    """People who follow what they should, a moderator, and the session's id."""

    def __init__(self, venue: VenueForTests, names: Iterable[str] = NAMES) -> None:
        self.venue = venue
        self.id = venue.session("forum", "networking", starts_in=10)
        self.people = {name: self._guest(name) for name in names}
        self.mo = venue.moderator("mo", room="forum")
        self.mo.follows(f"networking:{self.id}", f"networking:{self.id}/staff")

    def _guest(self, name: str) -> PersonAtVenue:
        person = self.venue.person(name)
        person.follows(f"person:{person.id}", f"networking:{self.id}")
        return person

    def __getitem__(self, name: str) -> PersonAtVenue:
        return self.people[name]

    def restart(self) -> None:
        """The process ends and another one begins on the same database; everybody's browser comes back."""
        old = self.venue
        old.close()
        self.venue = VenueThatWasThere(old.real.settings)
        self.venue.clock.moment = old.clock.moment
        self.people = {name: self._back(person) for name, person in self.people.items()}
        self.mo = self._back(self.mo)
        self.mo.follows(f"networking:{self.id}/staff")

    def _back(self, person: PersonAtVenue) -> PersonAtVenue:
        back = self.venue.people[person.name] = PersonAtVenue(self.venue, person.name, person.id)
        back.follows(f"person:{person.id}", f"networking:{self.id}")
        return back

    # ---- what people do

    def ready(self, *names: str, ready: bool = True) -> None:
        for name in names:
            self[name].does("networking.ready", networking=self.id, ready=ready)

    def start(self, *names: str) -> None:
        self.ready(*names)
        self.moderate("start")

    def enter(self, *names: str) -> None:
        for name in names:
            self.in_meeting("enter", name)

    def in_meeting(self, act: str, name: str, **fields: Any) -> None:
        self[name].does(f"meeting.{act}", networking=self.id, meeting=self.meeting(name), **fields)

    def moderate(self, act: str, **fields: Any) -> None:
        if act in ("extend", "skip"):
            fields["deadline"] = self.sees["deadline"]
        self.mo.does(f"networking.{act}", networking=self.id, **fields)

    def wait(self, seconds: float) -> None:
        self.venue.advance(seconds)

    def wait_for_the_deadline(self) -> None:
        deadline = datetime.fromisoformat(self.sees["deadline"])
        self.wait((deadline - self.venue.clock.now()).total_seconds())

    # ---- what they see

    @property
    def sees(self) -> dict[str, Any]:
        """The session as everybody sees it."""
        return self.mo.sees("networking")

    @property
    def phase(self) -> tuple[str, int]:
        return self.sees["phase"], self.sees["round"]

    def seat(self, name: str) -> dict[str, Any]:
        return self[name].sees("seat")

    def state(self, name: str) -> str:
        return str(self.seat(name)["state"])

    def meeting(self, name: str) -> str:
        return str(self[name].sees("meeting")["id"])

    def partners(self, name: str) -> set[str]:
        """With whom somebody is in an open meeting, by the meeting that they see."""
        if self.state(name) != "meeting":
            return set()
        view = self[name].sees("meeting", self.seat(name)["meeting"])
        assert view["status"] in ("reveal", "open")
        return {partner["name"].lower() for partner in view["partners"]}

    def met(self, name: str) -> set[str]:
        return {view["name"].lower() for view in self[name].sees_all("encounter")}

    def groups(self) -> list[set[str]]:
        """Who sits with whom, as everybody sees it."""
        found = {frozenset({name} | self.partners(name)) for name in self.people if self.state(name) == "meeting"}
        assert all(self.partners(name) == group - {name} for group in found for name in group)
        return [set(group) for group in sorted(found, key=sorted)]

    def check(self) -> None:
        self.venue.rows(check)


def check(db: Session) -> None:
    """What holds at every moment, whatever happens."""
    blocked = {frozenset(pair) for pair in db.exec(select(Block.person_id, Block.other_id))}
    met = set(db.exec(select(Encounter.person_id, Encounter.other_id)))
    assert met == {(other, person) for person, other in met}
    seats = select(MeetingSeat).join(Meeting, col(Meeting.id) == col(MeetingSeat.meeting_id))
    there: dict[str, set[str]] = {}
    for seat in db.exec(seats.where(col(Meeting.closed_at).is_(None), col(MeetingSeat.gone).is_(False))):
        there.setdefault(seat.meeting_id, set()).add(seat.person_id)
    called = {row.person_id: row for row in db.exec(select(Participant)) if row.meeting_id}
    assert {row.person_id for row in called.values()} == {person for members in there.values() for person in members}
    assert max(Counter(person for members in there.values() for person in members).values(), default=1) == 1
    for meeting, members in there.items():
        assert len(members) in (2, 3)
        assert all(called[person].meeting_id == meeting and called[person].ready for person in members)
        assert not {frozenset(pair) for pair in combinations(members, 2)} & blocked
