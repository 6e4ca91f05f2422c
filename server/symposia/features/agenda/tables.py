"""Stars."""

from sqlmodel import Field, SQLModel


class Star(SQLModel, table=True):
    """`person_id` wants to be in the session. No foreign key: a star outlives its session, and then says nothing."""

    __tablename__ = "star"
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    session_id: str = Field(primary_key=True, max_length=36)
