"""Messages."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field, SQLModel

from symposia.kernel.tables import Instant


class Message(SQLModel, table=True):
    """Something that somebody wrote in a room. `seq` is the head of the room that it made: its place in the order."""

    __tablename__ = "message"
    __table_args__ = (Index("message_in_room", "room_id", "seq"),)
    id: str = Field(primary_key=True, max_length=36)
    room_id: str = Field(foreign_key="room.id", max_length=60)
    author_id: str = Field(foreign_key="person.id", max_length=36, index=True)
    seq: int = Field(sa_type=BigInteger)
    text: str
    author_name: str = Field(max_length=120)
    author_picture: str | None = Field(default=None, max_length=120)
    author_badge: str | None = Field(default=None, max_length=20)
    mentions: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    """`[id, name]` of each person that is mentioned. Names are kept as they were when it was written."""
    at: datetime = Field(sa_type=Instant)
    edited_at: datetime | None = Field(default=None, sa_type=Instant)
    removed_by: str | None = Field(default=None, max_length=36)
