"""Rooms, how people stand in them, and the log of what moderators did."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from symposia.kernel.tables import Instant


class Room(SQLModel, table=True):
    """A room. `id` is its slug, the name in its address."""

    __tablename__ = "room"
    id: str = Field(primary_key=True, max_length=60)
    title: str = Field(max_length=120)
    description: str = ""
    language: str = Field(default="en", max_length=20)
    order: int = 0
    chat_open: bool = True


class RoomStanding(SQLModel, table=True):
    """How a person stands in a room, when a moderator has changed that."""

    __tablename__ = "room_standing"
    room_id: str = Field(foreign_key="room.id", primary_key=True, max_length=60)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    name: str = Field(max_length=120)
    silenced: bool = False
    removed: bool = False


class RoomLog(SQLModel, table=True):
    """What a moderator did, when, to whom. Names are kept as they were then."""

    __tablename__ = "room_log"
    id: str = Field(primary_key=True, max_length=36)
    room_id: str = Field(foreign_key="room.id", index=True, max_length=60)
    at: datetime = Field(sa_type=Instant)
    by_id: str = Field(foreign_key="person.id", max_length=36)
    by_name: str = Field(max_length=120)
    act: str = Field(max_length=60)
    target_id: str | None = Field(default=None, foreign_key="person.id", max_length=36)
    target_name: str = Field(default="", max_length=120)
    detail: str = ""
