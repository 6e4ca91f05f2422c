"""Calls and who is in them."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from symposia.kernel.tables import Instant


class Call(SQLModel, table=True):
    """The call of a place, from the first who came on. `slug` is the room whose moderators have a say."""

    __tablename__ = "call"
    place: str = Field(primary_key=True, max_length=120)
    slug: str | None = Field(default=None, max_length=60, index=True)
    engine: str = Field(default="peers", max_length=20)
    generation: int = 1
    cameras: int
    """How many may send, as the settings were when it began."""
    server: str | None = Field(default=None, max_length=60)
    """The media server that carries it."""
    recorded: bool = False
    """Whether a media server keeps what it carries."""


class CallServer(SQLModel, table=True):
    """A media server, as the processes that talk with it have found it last."""

    __tablename__ = "call_server"
    name: str = Field(primary_key=True, max_length=60)
    up: bool


class CallSeat(SQLModel, table=True):
    """Somebody in a call, as they were shown when they came. Who was `removed` may not come back."""

    __tablename__ = "call_seat"
    place: str = Field(foreign_key="call.place", primary_key=True, max_length=120)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True, max_length=36)
    peer: str = Field(max_length=36)
    order: int = Field(sa_type=BigInteger)
    name: str = Field(max_length=120)
    picture: str | None = Field(default=None, max_length=120)
    badge: str | None = Field(default=None, max_length=20)
    listens: bool = False
    audio: bool = False
    video: bool = False
    screen: bool = False
    feed: str | None = Field(default=None, max_length=36)
    muted: bool = False
    """A moderator has muted them, and they have not unmuted themselves since."""
    removed: bool = False
    since: datetime = Field(sa_type=Instant)
