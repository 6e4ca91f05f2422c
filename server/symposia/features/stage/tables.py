"""Stages."""

from sqlmodel import Field, SQLModel


class Stage(SQLModel, table=True):
    """What is on a room's stage. A room without a row shows its holding slide."""

    __tablename__ = "stage"
    room_id: str = Field(foreign_key="room.id", primary_key=True, max_length=60)
    mode: str = Field(default="holding", max_length=20)
    provider: str | None = Field(default=None, max_length=20)
    url: str | None = None
    title: str = Field(default="", max_length=200)
