"""What organisers understand and see of people."""

from typing import Annotated

from pydantic import Field

from symposia.features.people.wire import Affiliation, Email, Name, Roles, Search
from symposia.kernel.wire import Answer, Command, Id, Many, Moment, PersonId, Query, Wire


class ListedPerson(Wire):
    """A person as organisers see them. `confirmed`: the address has been proved by a sign-in."""

    id: PersonId
    email: str
    name: str
    affiliation: str
    roles: Many[str]
    picture: str | None = None
    banned: bool
    confirmed: bool
    registered: Moment


class PeopleListed(Answer):
    """A page of people in the order of their names; `more` when there are others after them."""

    people: Many[ListedPerson]
    more: bool


class ListPeople(Query, name="people.list", answers=PeopleListed):
    """Everybody, with addresses and roles; `text` is looked for in addresses too."""

    text: Search = ""
    after: Id | None = None
    limit: int = Field(default=50, ge=1, le=200)


class SavePerson(Command, name="people.save"):
    """Enter somebody, or change what is known of them."""

    id: Id
    email: Email
    name: Name
    affiliation: Affiliation = ""
    roles: Roles = ("attendee",)


class ImportedPerson(Wire):
    """One line of a list of people."""

    email: Email
    name: Name
    affiliation: Affiliation = ""
    roles: Roles = ("attendee",)


class PeopleImported(Answer):
    """How many people of the list are in the conference now: all of them."""

    people: int


class ImportPeople(Command, name="people.import", answers=PeopleImported):
    """Enter a list of people. Who is known by their address keeps what they said and gets the roles they lack."""

    people: Annotated[Many[ImportedPerson], Field(min_length=1, max_length=200)]


class BanPerson(Command, name="people.ban"):
    """Close somebody's registration, or open it again."""

    person: Id
    banned: bool


class SignOutPerson(Command, name="people.sign_out"):
    """Sign somebody out everywhere, their programs too."""

    person: Id


class SetRoles(Command, name="people.set_roles"):
    """Say which roles somebody has."""

    person: Id
    roles: Roles


class Invitation(Answer):
    """The secret part of an invitation link: it stands behind `/register#i=`."""

    token: str
    until: Moment


class MakeInvitation(Query, name="people.invitation", answers=Invitation):
    """A link with which anybody who has it can register, for so many days."""

    days: int = Field(default=30, ge=1, le=365)
