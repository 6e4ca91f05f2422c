"""What the programme understands and shows."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from symposia.features.programme.rules import is_host
from symposia.kernel.clock import time_zones
from symposia.kernel.wire import Command, Id, Language, Line, Many, Moment, PersonId, Slug, Text, View, Wire

SessionType = Literal["opening", "keynote", "talks", "pitches", "posters", "networking", "social"]
Registration = Literal["open", "invitation", "list"]
Day = Annotated[date, Field(strict=False)]
"""`2021-04-14` on the wire."""


def _zone(name: str) -> str:
    if name not in time_zones():
        raise PydanticCustomError("time_zone", "this is not the name of a time zone, such as Europe/Berlin")
    return name


def _host(name: str) -> str:
    if not is_host(name):
        raise PydanticCustomError("host", "the name of a server is expected, such as video.example.org")
    return name


TimeZone = Annotated[str, Field(max_length=60), AfterValidator(_zone)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(str.lower)]
Host = Annotated[str, Field(max_length=253), AfterValidator(_host)]


class ConferenceView(View):
    """The conference itself. `accent` is a CSS colour `#rrggbb`; the days are those of `time_zone`."""

    kind: Literal["conference"] = "conference"
    id: str = "conference"
    title: str
    tagline: str
    time_zone: str
    accent: str
    registration: Registration
    first_day: Day
    last_day: Day
    media_hosts: Many[str] = ()
    demo: bool


class RoomView(View):
    """A room; `id` is its slug. Rooms are shown by `order`."""

    kind: Literal["room"] = "room"
    title: str
    description: str
    language: str
    order: int


class Speaker(Wire):
    """Somebody who speaks; `person` when they are registered here."""

    name: Annotated[str, Line(120, least=1)]
    affiliation: Annotated[str, Line(200)] = ""
    biography: Annotated[str, Text(4000)] = ""
    person: PersonId | None = None


class SessionView(View):
    """An entry of the programme."""

    kind: Literal["session"] = "session"
    title: str
    type: SessionType
    room: str
    starts: Moment
    ends: Moment
    language: str
    abstract: str
    speakers: Many[Speaker]
    cancelled: bool


class ProgrammeCommand(Command):
    """A command that changes the programme: one after another, so that no two plan the same hour of a room."""

    @property
    def where(self) -> str:
        return "programme"


class EditConference(ProgrammeCommand, name="conference.edit"):
    """Change the conference. The days and `media_hosts` stay as they are when they are left out.

    `media_hosts` are servers whose streams and recordings may be shown on stages, beside the known providers.
    """

    title: Annotated[str, Line(200, least=1)]
    tagline: Annotated[str, Line(300)]
    time_zone: TimeZone
    accent: Colour
    registration: Registration
    first_day: Day | None = None
    last_day: Day | None = None
    media_hosts: Annotated[Many[Host], Field(max_length=20)] | None = None


class SaveRoom(ProgrammeCommand, name="room.save"):
    """Make a room, or change it. `id` is its slug, the name in its address; it stays."""

    id: Slug
    title: Annotated[str, Line(120, least=1)]
    description: Annotated[str, Text(2000)] = ""
    language: Language
    order: int = Field(default=0, ge=0, le=10_000)


class RemoveRoom(ProgrammeCommand, name="room.remove"):
    """Remove a room that has never been used."""

    id: Slug


class SaveSession(ProgrammeCommand, name="session.save"):
    """Make a session, or change it. `cancelled` leaves it in the programme, and its room free."""

    id: Id
    title: Annotated[str, Line(300, least=1)]
    type: SessionType
    room: Slug
    starts: Moment
    ends: Moment
    language: Language
    abstract: Annotated[str, Text(10_000)] = ""
    speakers: Annotated[Many[Speaker], Field(max_length=40)] = ()
    cancelled: bool = False


class RemoveSession(ProgrammeCommand, name="session.remove"):
    """Take a session out of the programme, as if it had never been there."""

    id: Id
