"""The conference and its sessions."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from symposia.kernel.tables import Instant


class Conference(SQLModel, table=True):
    """The one conference of this database. `clock_offset_s` moves its clock: for demonstrations and rehearsals.

    `media_hosts` are servers, beside the providers that `stage` knows, whose streams and recordings may be shown.
    """

    __tablename__ = "conference"
    id: int = Field(default=1, primary_key=True)
    title: str = Field(max_length=200)
    tagline: str = Field(default="", max_length=300)
    time_zone: str = Field(default="Europe/Berlin", max_length=60)
    accent: str = Field(default="#1f5f99", max_length=40)
    registration: str = Field(default="open", max_length=20)
    first_day: date
    last_day: date
    media_hosts: list[str] = Field(default_factory=list, sa_type=JSON)
    demo: bool = False
    clock_offset_s: float = 0.0


class ProgrammeSession(SQLModel, table=True):
    """An entry of the programme. `speakers`: `[{name, affiliation, biography, person?}]`."""

    __tablename__ = "session"
    id: str = Field(primary_key=True, max_length=36)
    title: str = Field(max_length=300)
    type: str = Field(max_length=20)
    room_id: str = Field(foreign_key="room.id", index=True, max_length=60)
    starts_at: datetime = Field(sa_type=Instant, index=True)
    ends_at: datetime = Field(sa_type=Instant)
    language: str = Field(default="en", max_length=20)
    abstract: str = ""
    speakers: list[dict[str, str | None]] = Field(default_factory=list, sa_type=JSON)
    cancelled: bool = False
