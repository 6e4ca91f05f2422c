"""Announcements."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from symposia.kernel.tables import Instant


class Announcement(SQLModel, table=True):
    """Something that organisers told everybody. The name is kept as it was then.

    A removed one keeps its row: sent once more, it does not come back.
    """

    __tablename__ = "announcement"
    id: str = Field(primary_key=True, max_length=36)
    text: str
    at: datetime = Field(sa_type=Instant, index=True)
    by_id: str = Field(foreign_key="person.id", max_length=36)
    by_name: str = Field(max_length=120)
    removed: bool = False
