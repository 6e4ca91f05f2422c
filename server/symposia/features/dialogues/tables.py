"""Dialogues with their messages, what was reported of them, and appointments."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field, SQLModel

from symposia.kernel.tables import Instant


class Dialogue(SQLModel, table=True):
    """What two people write to each other."""

    __tablename__ = "dialogue"
    id: str = Field(primary_key=True, max_length=36)
    opened_at: datetime = Field(sa_type=Instant)


class DialogueSide(SQLModel, table=True):
    """One of the two people of a dialogue, and how it looks from there. The index makes one dialogue of two people.

    Name, affiliation and picture are the other's, as they were when they were last heard of. `shown`: it is in this
    person's list, as they opened it or something came. `text` is the beginning of what was last written.
    """

    __tablename__ = "dialogue_side"
    __table_args__ = (Index("one_dialogue_of_two", "person_id", "other_id", unique=True),)
    dialogue_id: str = Field(foreign_key="dialogue.id", primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    other_id: str = Field(foreign_key="person.id", max_length=36)
    name: str = Field(max_length=120)
    affiliation: str = Field(default="", max_length=200)
    picture: str | None = Field(default=None, max_length=120)
    shown: bool = False
    text: str = Field(default="", max_length=200)
    at: datetime = Field(sa_type=Instant)
    unread: int = 0
    read_seq: int = Field(default=0, sa_type=BigInteger)
    rung_at: datetime | None = Field(default=None, sa_type=Instant)
    """Since when it rings for this person: the other waits in their call."""
    declined_at: datetime | None = Field(default=None, sa_type=Instant)
    """When this person said that they cannot come; kept until they are called again, or come."""


class DirectMessage(SQLModel, table=True):
    """Something written in a dialogue. `seq` is the head of the dialogue that it made: its place in the order."""

    __tablename__ = "direct_message"
    __table_args__ = (Index("message_in_dialogue", "dialogue_id", "seq"),)
    id: str = Field(primary_key=True, max_length=36)
    dialogue_id: str = Field(foreign_key="dialogue.id", max_length=36)
    author_id: str = Field(foreign_key="person.id", max_length=36)
    seq: int = Field(sa_type=BigInteger)
    text: str
    at: datetime = Field(sa_type=Instant)


class DialogueReport(SQLModel, table=True):
    """What somebody told the organisers about the other, with the newest messages as they were then.

    `messages`: `[author id, moment, text]` of each, the oldest first. `handled_by` is the name of who has seen to it.
    """

    __tablename__ = "dialogue_report"
    id: str = Field(primary_key=True, max_length=36)
    dialogue_id: str = Field(foreign_key="dialogue.id", max_length=36)
    by_id: str = Field(foreign_key="person.id", max_length=36)
    by_name: str = Field(max_length=120)
    about_id: str = Field(foreign_key="person.id", max_length=36)
    about_name: str = Field(max_length=120)
    text: str
    messages: list[list[str]] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Instant)
    handled_at: datetime | None = Field(default=None, sa_type=Instant)
    handled_by: str | None = Field(default=None, max_length=120)


class Appointment(SQLModel, table=True):
    """A quarter of an hour for two people to talk once more: proposed by one, answered by the other.

    `slots` are the beginnings to choose from, `at` the one that both agreed on. `withheld`: it was proposed to
    somebody who does not want to hear of the one who did, so only that one sees it.
    """

    __tablename__ = "appointment"
    id: str = Field(primary_key=True, max_length=36)
    dialogue_id: str = Field(foreign_key="dialogue.id", index=True, max_length=36)
    by_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    by_name: str = Field(max_length=120)
    to_id: str = Field(foreign_key="person.id", index=True, max_length=36)
    to_name: str = Field(max_length=120)
    slots: list[str] = Field(sa_type=JSON)
    at: datetime | None = Field(default=None, sa_type=Instant)
    state: str = Field(default="proposed", max_length=20)
    withheld: bool = False
    made_at: datetime = Field(sa_type=Instant)
