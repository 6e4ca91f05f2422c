"""People, how they are signed in, and the tokens of programs that act for them."""

import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, event
from sqlmodel import Field, SQLModel

from symposia.kernel.tables import Instant


class Person(SQLModel, table=True):
    """Somebody registered. `email` is kept in lower case; `picture` is the path under which it is served."""

    __tablename__ = "person"
    id: str = Field(primary_key=True, max_length=36)
    email: str = Field(max_length=254, unique=True, index=True)
    name: str = Field(max_length=120)
    affiliation: str = Field(default="", max_length=200)
    field: str = Field(default="", max_length=120)
    biography: str = ""
    topics: list[str] = Field(default_factory=list, sa_type=JSON)
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    seeks: list[str] = Field(default_factory=list, sa_type=JSON)
    offers: list[str] = Field(default_factory=list, sa_type=JSON)
    roles: list[str] = Field(default_factory=list, sa_type=JSON)
    time_zone: str = Field(default="", max_length=60)
    language: str = Field(default="", max_length=5)
    """The language of their pages and mails; empty until they choose one: then it is the browser's."""
    picture: str | None = Field(default=None, max_length=120)
    seniority: int | None = None
    method: bool | None = None
    """Whether somebody brings methods (True) or comes from a domain (False); None: not said."""
    banned: bool = False
    confirmed: bool = False
    """Whether the address has been proved by a sign-in."""
    registered_at: datetime = Field(sa_type=Instant)
    search: str = ""
    """Name, affiliation and topics as `folded` writes them, name first: to search by and to sort by. Kept by itself."""


def folded(text: str) -> str:
    """`text` as it is compared in a search: without case, accents and ligatures, whatever the database can do."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _keep_search(_mapper: Any, _connection: Any, person: Person) -> None:
    person.search = folded(" \n".join((person.name, person.affiliation, *person.topics)))


class SignIn(SQLModel, table=True):
    """A signed-in browser. Only the hash of its cookie is kept."""

    __tablename__ = "sign_in"
    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    token_hash: str = Field(unique=True, index=True, max_length=64)
    device: str = Field(default="", max_length=120)
    at: datetime = Field(sa_type=Instant)
    seen_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)
    ended: bool = False


class SignInCode(SQLModel, table=True):
    """A code and a link that were mailed to an address: either signs in, once. Only hashes are kept.

    `profile` holds what somebody who registers said of themselves: it counts once the address has been proved.
    """

    __tablename__ = "sign_in_code"
    id: str = Field(primary_key=True, max_length=36)
    email: str = Field(index=True, max_length=254)
    code_hash: str = Field(max_length=64)
    token_hash: str = Field(unique=True, index=True, max_length=64)
    made_at: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant, index=True)
    wrong: int = 0
    profile: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class WrongCodes(SQLModel, table=True):
    """How many wrong codes were entered for an address since `since`. `key` is a hash of the address."""

    __tablename__ = "wrong_codes"
    key: str = Field(primary_key=True, max_length=64)
    wrong: int = 0
    since: datetime = Field(sa_type=Instant, index=True)


class UsedTicket(SQLModel, table=True):
    """A ticket link that has been used; kept until it would have expired anyway."""

    __tablename__ = "used_ticket"
    key: str = Field(primary_key=True, max_length=64)
    until: datetime = Field(sa_type=Instant, index=True)


class ApiToken(SQLModel, table=True):
    """The token of a program that acts for a person: shown once, kept as a hash."""

    __tablename__ = "api_token"
    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    token_hash: str = Field(unique=True, index=True, max_length=64)
    made_at: datetime = Field(sa_type=Instant)
    revoked: bool = False


class Picture(SQLModel, table=True):
    """A portrait, re-encoded by us: 256 × 256 px WebP. In SQL, so that it is in the backup and on every machine."""

    __tablename__ = "picture"
    name: str = Field(primary_key=True, max_length=80)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    at: datetime = Field(sa_type=Instant)
    data: bytes = Field(sa_type=LargeBinary)


class Block(SQLModel, table=True):
    """`person_id` does not want to meet or hear `other_id`, whose name is kept as it was then."""

    __tablename__ = "block"
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    other_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    name: str = Field(default="", max_length=120)


class Notice(SQLModel, table=True):
    """Something that a person should hear of, such as a mention."""

    __tablename__ = "notice"
    id: str = Field(primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    type: str = Field(max_length=40)
    at: datetime = Field(sa_type=Instant)
    by_id: str | None = Field(default=None, foreign_key="person.id", max_length=36)
    by_name: str = Field(default="", max_length=120)
    room_id: str | None = Field(default=None, max_length=60)
    text: str = ""
    read: bool = False
