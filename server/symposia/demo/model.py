"""The shapes of the demonstration conference: plain frozen values with no database behind them."""

from dataclasses import dataclass
from typing import Literal

SessionType = Literal["opening", "keynote", "talks", "pitches", "posters", "networking", "social"]
WorkRole = Literal["domain", "method"]


@dataclass(frozen=True, slots=True)
class DemoRoom:
    """A place of the venue; `slug` is its address and the key that sessions refer to."""

    slug: str
    title: str
    description: str
    language: str


@dataclass(frozen=True, slots=True)
class DemoSpeaker:
    """Somebody named in a session; `email` is set only for invented people who have an account."""

    name: str
    affiliation: str
    biography: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class DemoSession:
    """One entry of the programme; `starts` and `ends` are "HH:MM" on `day` (1 or 2), conference time."""

    key: str
    room: str
    type: SessionType
    title: str
    abstract: str
    day: int
    starts: str
    ends: str
    language: str
    speakers: tuple[DemoSpeaker, ...]
    moderator_emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoPoster:
    """One poster; `presenters` are the names behind `presenter_emails`, in the same order."""

    number: int
    title: str
    abstract: str
    subject: str
    method: str
    authors: tuple[str, ...]
    presenters: tuple[str, ...]
    presenter_emails: tuple[str, ...]
    institution: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody with an account.

    `seniority` is 0 (student), 1 (postdoc, engineer) or 2 (leads a group); `languages` are ISO 639-1 codes;
    `intents` are codes of `topics.INTENTS`; a moderator of one room has the role `moderator:<slug>`.
    """

    email: str
    name: str
    affiliation: str
    institution: str
    city: str
    field: str
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    seeks: tuple[str, ...]
    offers: tuple[str, ...]
    intents: tuple[str, ...]
    seniority: int
    role: WorkRole
    roles: tuple[str, ...]
    time_zone: str
    biography: str
