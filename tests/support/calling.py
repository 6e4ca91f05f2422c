"""People in calls, as stories at a venue tell them.

ann, bob = (comes(person, "room:forum") for person in venue.attendees("ann", "bob", room="forum"))
ann.signals(bob, description=OFFER)
assert bob.heard[-1]["sender"] == ann.peer
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.copies import View
from tests.support.venue import PersonAtVenue

OFFER = {"type": "offer", "sdp": "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"}


@dataclass
class Caller:
    """Somebody at one browser who follows a call; `peer` is the stay that they have in it, or would have."""

    person: PersonAtVenue
    place: str
    peer: str

    @property
    def id(self) -> str:
        return self.person.id

    def does(self, act: str, **fields: Any) -> dict[str, Any]:
        return self.person.does(f"call.{act}", place=self.place, **fields)

    def joins(self, listens: bool = False) -> dict[str, Any]:
        return self.does("join", peer=self.peer, listens=listens)

    def leaves(self) -> None:
        self.does("leave", peer=self.peer)

    def sends(self, audio: bool = True, video: bool = True, screen: bool = False) -> None:
        self.does("media", peer=self.peer, audio=audio, video=video, screen=screen)

    def signals(self, to: Caller, **what: Any) -> None:
        self.does("signal", peer=self.peer, to=to.peer, link=self.person.venue.id(), **(what or {"description": OFFER}))

    @property
    def heard(self) -> list[View]:
        """The signals that have come to this person. What was sent again is here again."""
        return self._said("signal")

    @property
    def notices(self) -> list[str]:
        """What moderators have done to this person."""
        return [str(view["what"]) for view in self._said("call_notice")]

    @property
    def sees(self) -> View:
        """The call as a whole."""
        return self.person.sees("call", topic=f"{self.place}/call")

    @property
    def members(self) -> dict[str, View]:
        """Who is in the call, by name."""
        return {view["name"].lower(): view for view in self.person.sees_all("member", f"{self.place}/call")}

    def _said(self, kind: str) -> list[View]:
        self.person.venue.settle()
        said = self.person.socket.copies.said.get(f"person:{self.id}", [])
        return [view for view in said if view["kind"] == kind]


def stands_by(person: PersonAtVenue, place: str) -> Caller:
    """`person` looks at the call of `place`, which in a room somebody has opened, and is not in it."""
    if place.startswith("room:"):
        slug = place.removeprefix("room:")
        host = person.venue.people.get("host") or person.venue.person("host", "moderator")
        host.does("call.open", room=slug, open=True)
    person.follows(f"{place}/call", f"person:{person.id}")
    return Caller(person, place, person.venue.id())


def comes(person: PersonAtVenue, place: str, listens: bool = False) -> Caller:
    """`person` comes into the call of `place`."""
    caller = stands_by(person, place)
    caller.joins(listens)
    return caller
