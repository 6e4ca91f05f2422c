"""Every page there is, and who looks at it: for the tests that look at all of them, and for the pictures."""

from __future__ import annotations

from dataclasses import dataclass

from symposia.demo.seed import person_id, session_id
from tests.e2e.people import ATTENDEE, MODERATOR, ORGANISER, SPEAKER


@dataclass(frozen=True)
class Shown:
    """An address, who is there, and what of it is worth to be told apart by `name`."""

    name: str
    path: str
    email: str | None = ATTENDEE
    refused: bool = False
    """The server says no to something there, which browsers write into their console."""


KEYNOTE = session_id("keynote-schiele")
NETWORKING = session_id("networking-1")
DESK = ("people", "tell", "rules", "plan", "reports")
"""The parts of a networking session's desk."""

ATTENDEES = (
    Shown("lobby", "/"),
    Shown("programme", "/programme"),
    Shown("programme-list", "/programme?view=list"),
    Shown("programme-mine", "/programme?mine=1"),
    Shown("session", f"/programme/{KEYNOTE}"),
    Shown("session-missing", f"/programme/{session_id('nothing')}"),
    Shown("room", "/rooms/main-stage"),
    Shown("room-people", "/rooms/main-stage?tab=people"),
    Shown("room-empty", "/rooms/lounge"),
    Shown("room-missing", "/rooms/nowhere"),
    Shown("networking", "/networking"),
    Shown("networking-ready", f"/networking/{NETWORKING}"),
    Shown("networking-results-not-for-me", f"/networking/{NETWORKING}/results"),
    Shown("encounters", "/networking/encounters"),
    Shown("messages", "/messages"),
    Shown("messages-not-met", f"/messages/{person_id(SPEAKER)}"),
    Shown("people", "/people"),
    Shown("people-none", "/people?q=xyzzy"),
    Shown("person", f"/people/{person_id(SPEAKER)}"),
    Shown("me", "/me"),
    Shown("check", "/check"),
    Shown("not-for-me", "/organise"),
    Shown("not-found", "/no/such/page"),
)
MODERATORS = (
    Shown("room-moderated", "/rooms/main-stage", MODERATOR),
    Shown("room-staff", "/rooms/main-stage?tab=staff", MODERATOR),
    Shown("networking-desk", f"/networking/{NETWORKING}", MODERATOR),
    *(Shown(f"networking-desk-{part}", f"/networking/{NETWORKING}?desk={part}", MODERATOR) for part in DESK),
    Shown("networking-results", f"/networking/{NETWORKING}/results", MODERATOR),
)
ORGANISERS = (
    Shown("lobby-organiser", "/", ORGANISER),
    Shown("organise-programme", "/organise", ORGANISER),
    Shown("organise-session", f"/organise?tab=programme&session={KEYNOTE}", ORGANISER),
    Shown("organise-session-new", "/organise?tab=programme&session=new", ORGANISER),
    Shown("organise-rooms", "/organise?tab=rooms", ORGANISER),
    Shown("organise-room", "/organise?tab=rooms&room=forum", ORGANISER),
    Shown("organise-people", "/organise?tab=people", ORGANISER),
    Shown("organise-person-new", "/organise?tab=people&do=add", ORGANISER),
    Shown("organise-import", "/organise?tab=people&do=import", ORGANISER),
    Shown("organise-conference", "/organise?tab=conference", ORGANISER),
    Shown("organise-announcements", "/organise?tab=announcements", ORGANISER),
    Shown("organise-reports", "/organise?tab=reports", ORGANISER),
    Shown("outbox", "/outbox", ORGANISER),
)
OUTSIDE = (
    Shown("sign-in", "/sign-in", None),
    Shown("register", "/register", None),
    Shown("link-wrong", "/sign-in#t=nothing", None, refused=True),
    Shown("ticket-wrong", "/ticket#nothing", None, refused=True),
)
EVERY_PAGE = ATTENDEES + MODERATORS + ORGANISERS + OUTSIDE
