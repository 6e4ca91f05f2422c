"""What people understand and show."""

from typing import Literal

from symposia.kernel.wire import Command, Id, Many, Moment, PersonId, View, Wire


class Who(Wire):
    """A person in passing: enough to name them."""

    id: PersonId
    name: str


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
    picture: str | None = None
    registered: Moment


class NoticeView(View):
    """Something that one should hear of."""

    kind: Literal["notice"] = "notice"
    type: Literal["mention", "contact"]
    at: Moment
    by: Who | None = None
    room: str | None = None
    text: str = ""
    read: bool


class ReadNotice(Command, name="notice.read"):
    """Mark a notice as read."""

    id: Id
