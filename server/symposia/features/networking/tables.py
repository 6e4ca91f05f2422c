"""A networking session's rounds, who takes part, the meetings, and whom people have met."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from symposia.features.networking.rounds import Plan
from symposia.kernel.tables import Instant

_USUAL = Plan()


class Networking(SQLModel, table=True):
    """The rounds of a programme session. The row is there once the first person was ready or a moderator acted.

    `due_at` is when something happens by itself next: never later than the rules say, perhaps earlier.
    """

    __tablename__ = "networking"
    id: str = Field(foreign_key="session.id", primary_key=True, max_length=36)
    phase: str = Field(default="draft", max_length=20)
    round: int = 0
    since: datetime | None = Field(default=None, sa_type=Instant)
    deadline: datetime | None = Field(default=None, sa_type=Instant)
    paused_at: datetime | None = Field(default=None, sa_type=Instant)
    pooled_at: datetime | None = Field(default=None, sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    rounds: int = _USUAL.rounds
    reveal_s: int = _USUAL.reveal_s
    meeting_s: int = _USUAL.meeting_s
    wrapup_s: int = _USUAL.wrapup_s
    break_s: int = _USUAL.break_s
    matching: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The organisers' rules, as `MatchingView` shows them; empty: the usual ones."""


class Participant(SQLModel, table=True):
    """Somebody who was ever ready in a networking session; name and affiliation as they were then.

    Ready in one session at a time is also a rule of the database; and the one column `meeting_id` is why nobody is
    in two meetings.
    """

    __tablename__ = "participant"
    __table_args__ = (
        Index(
            "ready_in_one_networking",
            "person_id",
            unique=True,
            sqlite_where=text("ready"),
            postgresql_where=text("ready"),
        ),
    )
    networking_id: str = Field(foreign_key="networking.id", primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    name: str = Field(max_length=120)
    affiliation: str = Field(default="", max_length=200)
    ready: bool = False
    meeting_id: str | None = Field(default=None, max_length=36, index=True)
    """The open meeting they are in."""
    shown_id: str | None = Field(default=None, max_length=36)
    """The meeting that is shown to them: the open one, or the one they were in last."""
    waiting_since: datetime | None = Field(default=None, sa_type=Instant)
    since: datetime = Field(sa_type=Instant)
    why: str | None = Field(default=None, max_length=20)
    sat_out: int = 0
    trios: int = 0
    joined: int = 0
    met: int = 0
    called: int = 0
    gained: float = 0.0


class Meeting(SQLModel, table=True):
    """Two or three people in a round. Open until `why` says how it ended."""

    __tablename__ = "meeting"
    id: str = Field(primary_key=True, max_length=36)
    networking_id: str = Field(foreign_key="networking.id", index=True, max_length=36)
    round: int
    called_at: datetime = Field(sa_type=Instant)
    until: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    why: str | None = Field(default=None, max_length=20)


class MeetingSeat(SQLModel, table=True):
    """Somebody called to a meeting: their card and their set-up as they were then, and the reasons that they are told.

    `gone`: they went out of a meeting that goes on without them. `open`: the meeting is, and they are not gone; nobody
    has two such seats, which is also a rule of the database. `rating`: how they found it, 1 to 3.
    """

    __tablename__ = "meeting_seat"
    __table_args__ = (
        Index(
            "one_open_seat",
            "person_id",
            unique=True,
            sqlite_where=text("open"),
            postgresql_where=text("open"),
        ),
    )
    meeting_id: str = Field(foreign_key="meeting.id", primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", primary_key=True, index=True, max_length=36)
    place: int
    card: dict[str, Any] = Field(sa_type=JSON)
    reasons: list[dict[str, Any]] = Field(sa_type=JSON)
    entered: bool = False
    more: bool = False
    gone: bool = False
    open: bool = True
    writes: bool = False
    intents: list[str] = Field(default_factory=list, sa_type=JSON)
    rating: int | None = None


class MeetingRemark(SQLModel, table=True):
    """Something said in a meeting. The unique `seq` is its place in the order."""

    __tablename__ = "meeting_remark"
    __table_args__ = (Index("remark_in_meeting", "meeting_id", "seq", unique=True),)
    id: str = Field(primary_key=True, max_length=36)
    meeting_id: str = Field(foreign_key="meeting.id", max_length=36)
    author_id: str = Field(foreign_key="person.id", max_length=36)
    seq: int
    text: str
    author_name: str = Field(max_length=120)
    author_picture: str | None = Field(default=None, max_length=120)
    at: datetime = Field(sa_type=Instant)


class MeetingReport(SQLModel, table=True):
    """What somebody told the moderators about a meeting. `about`: `[id, name]` of each of the others; `handled_by`: the
    name of who has seen to it."""

    __tablename__ = "meeting_report"
    id: str = Field(primary_key=True, max_length=36)
    networking_id: str = Field(foreign_key="networking.id", index=True, max_length=36)
    meeting_id: str = Field(foreign_key="meeting.id", max_length=36)
    by_id: str = Field(foreign_key="person.id", max_length=36)
    by_name: str = Field(max_length=120)
    about: list[list[str]] = Field(sa_type=JSON)
    text: str
    at: datetime = Field(sa_type=Instant)
    handled_at: datetime | None = Field(default=None, sa_type=Instant)
    handled_by: str | None = Field(default=None, max_length=120)


class SatOut(SQLModel, table=True):
    """Somebody who wanted to meet people in a round and met nobody."""

    __tablename__ = "sat_out"
    networking_id: str = Field(foreign_key="networking.id", primary_key=True, max_length=36)
    round: int = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)


class RoundRecord(SQLModel, table=True):
    """What is counted in a round. `waits`: for how long (s) people were without a partner, one entry a wait."""

    __tablename__ = "round_record"
    networking_id: str = Field(foreign_key="networking.id", primary_key=True, max_length=36)
    round: int = Field(primary_key=True)
    no_shows: int = 0
    lost: int = 0
    waits: list[float] = Field(default_factory=list, sa_type=JSON)


class PreparedRound(SQLModel, table=True):
    """Who is to meet whom in the next round, thought out before it begins."""

    __tablename__ = "prepared_round"
    networking_id: str = Field(foreign_key="networking.id", primary_key=True, max_length=36)
    round: int
    groups: list[list[str]] = Field(sa_type=JSON)


class Broadcast(SQLModel, table=True):
    """What a moderator told everybody in a session."""

    __tablename__ = "broadcast"
    id: str = Field(primary_key=True, max_length=36)
    networking_id: str = Field(foreign_key="networking.id", index=True, max_length=36)
    text: str
    by_id: str = Field(foreign_key="person.id", max_length=36)
    by_name: str = Field(max_length=120)
    at: datetime = Field(sa_type=Instant)


class NetworkingSetup(SQLModel, table=True):
    """How somebody takes part in rounds, everywhere."""

    __tablename__ = "networking_setup"
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    intents: list[str] = Field(default_factory=list, sa_type=JSON)
    text_only: bool = False
    three: bool = False


class Wish(SQLModel, table=True):
    """`person_id` would like to meet `other_id`, whose name is kept as it was."""

    __tablename__ = "wish"
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    other_id: str = Field(foreign_key="person.id", primary_key=True, index=True, max_length=36)
    name: str = Field(max_length=120)
    affiliation: str = Field(default="", max_length=200)
    picture: str | None = Field(default=None, max_length=120)


class Encounter(SQLModel, table=True):
    """`person_id` has met `other_id`, whose name is kept as it was; the other has a row the other way round.

    The key makes sure that two people meet once in a conference. `email` is the other's, once both want to swap.
    """

    __tablename__ = "encounter"
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    other_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36)
    networking_id: str = Field(foreign_key="networking.id", index=True, max_length=36)
    round: int
    met_at: datetime = Field(sa_type=Instant)
    name: str = Field(max_length=120)
    affiliation: str = Field(default="", max_length=200)
    picture: str | None = Field(default=None, max_length=120)
    note: str = ""
    asked: bool = False
    email: str | None = Field(default=None, max_length=254)
