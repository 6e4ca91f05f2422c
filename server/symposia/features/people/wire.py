"""What people understand and show."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from symposia.kernel.access import ROLES
from symposia.kernel.clock import time_zones
from symposia.kernel.wire import (
    Answer,
    Command,
    Id,
    Language,
    Many,
    Moment,
    PersonId,
    Query,
    View,
    Wire,
    clean,
    one_line,
)

# What RFC 5322 calls atoms, without `?`: in a header, `=?…?=` would be read as something else.
_ATOM, _LABEL = r"[a-z0-9!#$%&'*+/=^_`{|}~-]+", r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_EMAIL = rf"^{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})*$"


def _address(text: str) -> str:
    return text.strip().lower()


def _time_zone(name: str) -> str:
    if name and name not in time_zones():
        raise PydanticCustomError("time_zone", "a time zone such as Europe/Berlin is expected")
    return name


def _role(role: str) -> str:
    kind, colon, slug = role.partition(":")
    if kind not in ROLES or (colon and (kind != "moderator" or not slug)):
        raise PydanticCustomError("role", "a role is expected: " + ", ".join((*ROLES, "moderator:<room>")))
    return role


Email = Annotated[str, AfterValidator(_address), Field(max_length=254, pattern=_EMAIL)]
"""An address, in lower case. Whether it exists is found out by writing to it."""
Name = Annotated[str, AfterValidator(one_line), Field(min_length=1, max_length=120)]
Affiliation = Annotated[str, AfterValidator(one_line), Field(max_length=200)]
Subject = Annotated[str, AfterValidator(one_line), Field(max_length=120)]
Word = Annotated[str, AfterValidator(one_line), Field(min_length=1, max_length=80)]
Words = Annotated[Many[Word], Field(max_length=20)]
Biography = Annotated[str, AfterValidator(clean), Field(max_length=2000)]
Spoken = Annotated[Many[Language], Field(max_length=12)]
TimeZone = Annotated[str, AfterValidator(_time_zone), Field(max_length=60)]
Role = Annotated[str, AfterValidator(_role), Field(max_length=80)]
Roles = Annotated[Many[Role], Field(max_length=20)]
Search = Annotated[str, AfterValidator(one_line), Field(max_length=120)]
NoticeType = Literal["mention", "contact", "wish", "message", "call", "proposed", "agreed", "declined", "cancelled"]
"""What a notice is about; the last four: an appointment."""
AppLanguage = Literal["en", "de"]
"""The languages that the application and its mails speak."""


class Who(Wire):
    """A person in passing: enough to name them."""

    id: PersonId
    name: str


class Card(Wire):
    """What people see of each other."""

    id: PersonId
    name: str
    affiliation: str
    field: str
    topics: Many[str]
    languages: Many[str]
    seeks: Many[str]
    offers: Many[str]
    biography: str
    picture: str | None = None
    roles: Many[str]


class Me(View):
    """Everything about oneself; only the person gets it."""

    kind: Literal["me"] = "me"
    email: str
    name: str
    affiliation: str
    field: str
    biography: str
    topics: Many[str]
    languages: Many[str]
    seeks: Many[str]
    offers: Many[str]
    roles: Many[str]
    time_zone: str
    language: str
    """`en`, `de`, or empty while they have not chosen."""
    picture: str | None = None
    registered: Moment


class BlockView(View):
    """Somebody whom one does not want to meet; only the person who said so gets it."""

    kind: Literal["block"] = "block"
    name: str


class NoticeView(View):
    """Something that one should hear of."""

    kind: Literal["notice"] = "notice"
    type: NoticeType
    at: Moment
    by: Who | None = None
    room: str | None = None
    text: str = ""
    read: bool


class Profile(Wire):
    """What people tell of themselves when they register."""

    name: Name
    affiliation: Affiliation = ""
    field: Subject = ""
    topics: Words = ()
    languages: Spoken = ()
    seeks: Words = ()
    offers: Words = ()
    time_zone: TimeZone = ""
    language: AppLanguage = "en"


class EditPerson(Command, name="person.edit"):
    """Change what one tells of oneself. Everything is given, what is left out becomes empty."""

    name: Name
    affiliation: Affiliation = ""
    field: Subject = ""
    topics: Words = ()
    languages: Spoken = ()
    seeks: Words = ()
    offers: Words = ()
    biography: Biography = ""
    time_zone: TimeZone = ""
    language: AppLanguage = "en"


class BlockPerson(Command, name="person.block"):
    """Not be brought together with somebody any more, or take that back. They do not hear of it."""

    person: Id
    blocked: bool


class ReadNotice(Command, name="notice.read"):
    """Mark a notice as read."""

    id: Id


class ReadAllNotices(Command, name="notice.read_all"):
    """Mark all notices as read."""


class Found(Answer):
    """A page of people in the order of their names; `more` when there are others after them."""

    people: Many[Card]
    more: bool


class FindPeople(Query, name="people.find", answers=Found):
    """People by words in their name, affiliation or topics. `after` is the last person of the page before."""

    text: Search = ""
    after: Id | None = None
    limit: int = Field(default=30, ge=1, le=100)


class FoundPerson(Answer):
    """A person."""

    person: Card


class GetPerson(Query, name="people.get", answers=FoundPerson):
    """What somebody tells of themselves."""

    person: Id


class SignInView(Wire):
    """A browser that is signed in; `here` is the one that asks."""

    id: Id
    at: Moment
    seen: Moment
    device: str
    here: bool


class SignIns(Answer):
    """Where one is signed in, the latest first."""

    signins: Many[SignInView]


class MySignIns(Query, name="signins.mine", answers=SignIns):
    """Where I am signed in."""


class EndSignIn(Command, name="signin.end"):
    """Sign out one of my browsers."""

    id: Id
