"""The floor: who is ready, who waits, who meets whom, and the decisions that change it.

The rules answer with decisions. A decision knows what it does to the floor (`on`); the handlers write the
same to their rows, one after the other in the order in which they come.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import repeat
from typing import Literal

from symposia.features.networking.pairing import Pair
from symposia.features.networking.rounds import RoundState
from symposia.kernel.wire import Id, PersonId

MeetingId = Id
WhyGone = Literal["no_show", "left", "lost", "moved", "blocked"]
"""How somebody got out of a meeting: did not come, left, lost the connection, was moved, or there was a block."""
WhyWait = Literal["odd", "late"] | WhyGone
"""Nobody was left over for them, they came late, or how the other (or, `moved`, they themselves) got out."""
WhyClosed = Literal["time", "ended"] | WhyGone
WhyAway = Literal["own_wish", "no_show", "lost", "removed"]


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a networking session; `ready` says that they are here and want to meet people."""

    person: PersonId
    ready: bool = False
    meeting: MeetingId | None = None
    waiting_since: datetime | None = None
    sat_out: int = 0
    trios: int = 0
    joined: int = 0
    """The last round in which they were called to a meeting or waited for one."""
    met: int = 0
    """The last round in which they really met somebody."""
    called: int = 0
    gained: float = 0.0
    """At the beginning of how many rounds they were called to a meeting, and how well they fitted there in all."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """An open meeting of two or three. `called_at`: since when those who have not `entered` are awaited."""

    id: MeetingId
    round: int
    members: tuple[PersonId, ...]
    called_at: datetime
    entered: frozenset[PersonId] = frozenset()
    more: frozenset[PersonId] = frozenset()
    """Who asked for one more minute."""
    until: datetime | None = None
    """The meeting's own end, when all asked; without it, it ends with the meeting phase."""

    @property
    def live(self) -> bool:
        """Whether everybody has entered."""
        return len(self.entered) == len(self.members)

    @property
    def absent(self) -> tuple[PersonId, ...]:
        return tuple(person for person in self.members if person not in self.entered)


@dataclass(frozen=True, slots=True)
class Floor:
    """A networking session as it stands: the rounds, everybody who was ever ready, the open meetings."""

    state: RoundState = field(default_factory=RoundState)
    people: Mapping[PersonId, Participant] = field(default_factory=dict)
    meetings: Mapping[MeetingId, Meeting] = field(default_factory=dict)
    pooled_at: datetime | None = None
    """When those waiting were last matched."""

    def of(self, person: PersonId) -> Participant:
        """The participant, fresh if they were never ready."""
        return self.people.get(person) or Participant(person)

    def meeting_of(self, person: PersonId) -> Meeting | None:
        """The open meeting somebody is in."""
        meeting = self.of(person).meeting
        return self.meetings[meeting] if meeting else None

    def waiting(self) -> list[Participant]:
        """Those without a partner in the running round, the longest waiting first."""
        since = {who.person: who.waiting_since for who in self.people.values() if who.waiting_since}
        return [self.people[person] for person in sorted(since, key=lambda person: (since[person], person))]

    def with_people(self, changed: Iterable[Participant]) -> "Floor":
        return replace(self, people={**self.people, **{who.person: who for who in changed}})

    def with_meeting(self, meeting: Meeting) -> "Floor":
        return replace(self, meetings={**self.meetings, meeting.id: meeting})


@dataclass(frozen=True, slots=True)
class Turn:
    """The rounds have a new state: another phase, deadline or pause."""

    state: RoundState

    def on(self, floor: Floor) -> Floor:
        return replace(floor, state=self.state)


@dataclass(frozen=True, slots=True)
class Shift:
    """After a pause: every moment of the open meetings and of the waiting is later by its length."""

    by: timedelta

    def on(self, floor: Floor) -> Floor:
        def later(moment: datetime | None) -> datetime | None:
            return moment + self.by if moment else None

        people = (replace(who, waiting_since=later(who.waiting_since)) for who in floor.people.values())
        meetings = {
            meeting.id: replace(meeting, called_at=meeting.called_at + self.by, until=later(meeting.until))
            for meeting in floor.meetings.values()
        }
        shifted = replace(floor, meetings=meetings, pooled_at=later(floor.pooled_at))
        return shifted.with_people(people)


@dataclass(frozen=True, slots=True)
class Pooled:
    """Those waiting have been matched as far as it went."""

    at: datetime

    def on(self, floor: Floor) -> Floor:
        return replace(floor, pooled_at=self.at)


@dataclass(frozen=True, slots=True)
class Form:
    """Two or three are called to a new meeting; nobody of them waits any more.

    `fits`, when a round begins: each member's mean affinity with the others.
    """

    meeting: MeetingId
    round: int
    members: tuple[PersonId, ...]
    at: datetime
    fits: tuple[float, ...] = ()

    def on(self, floor: Floor) -> Floor:
        trio = len(self.members) > 2
        called = (
            replace(
                who,
                meeting=self.meeting,
                waiting_since=None,
                trios=who.trios + trio,
                joined=self.round,
                called=who.called + bool(self.fits),
                gained=who.gained + fit,
            )
            for who, fit in zip(map(floor.of, self.members), self.fits or repeat(0.0), strict=False)
        )
        meeting = Meeting(self.meeting, self.round, self.members, self.at)
        return floor.with_people(called).with_meeting(meeting)


@dataclass(frozen=True, slots=True)
class AddThird:
    """Somebody who waited alone is called to the meeting of two others; it counts as a trio for all three."""

    meeting: MeetingId
    person: PersonId
    at: datetime

    def on(self, floor: Floor) -> Floor:
        meeting = floor.meetings[self.meeting]
        members = (*meeting.members, self.person)
        third = replace(floor.of(self.person), meeting=self.meeting, waiting_since=None, joined=meeting.round)
        changed = [replace(who, trios=who.trios + 1) for who in (*map(floor.of, meeting.members), third)]
        joined = replace(meeting, members=members, called_at=self.at, more=frozenset())
        return floor.with_people(changed).with_meeting(joined)


@dataclass(frozen=True, slots=True)
class Enter:
    """Somebody has come to their meeting; `met` are the pairs who have met by that, for good."""

    meeting: MeetingId
    person: PersonId
    met: tuple[Pair, ...]

    def on(self, floor: Floor) -> Floor:
        meeting = floor.meetings[self.meeting]
        entered = meeting.entered | {self.person}
        met = [floor.of(person) for person in sorted(entered)] if self.met else []
        entered_floor = floor.with_meeting(replace(meeting, entered=entered))
        return entered_floor.with_people(replace(who, met=meeting.round) for who in met)


@dataclass(frozen=True, slots=True)
class Drop:
    """One of three goes; the meeting of the others goes on."""

    meeting: MeetingId
    person: PersonId
    at: datetime

    def on(self, floor: Floor) -> Floor:
        meeting, gone = floor.meetings[self.meeting], {self.person}
        smaller = replace(
            meeting,
            members=tuple(person for person in meeting.members if person != self.person),
            entered=meeting.entered - gone,
            more=meeting.more - gone,
        )
        return floor.with_people([replace(floor.of(self.person), meeting=None)]).with_meeting(smaller)


@dataclass(frozen=True, slots=True)
class Close:
    """A meeting is over."""

    meeting: MeetingId
    why: WhyClosed
    at: datetime

    def on(self, floor: Floor) -> Floor:
        over = floor.meetings[self.meeting]
        freed = (replace(floor.of(person), meeting=None) for person in over.members)
        meetings = {name: meeting for name, meeting in floor.meetings.items() if name != self.meeting}
        return replace(floor.with_people(freed), meetings=meetings)


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody wants to meet people from now on."""

    person: PersonId

    def on(self, floor: Floor) -> Floor:
        return floor.with_people([replace(floor.of(self.person), ready=True)])


@dataclass(frozen=True, slots=True)
class StandDown:
    """Somebody does not take part now: `why` says whether they want it so."""

    person: PersonId
    why: WhyAway

    def on(self, floor: Floor) -> Floor:
        return floor.with_people([replace(floor.of(self.person), ready=False, waiting_since=None)])


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody waits for a partner in the running round."""

    person: PersonId
    since: datetime
    why: WhyWait

    def on(self, floor: Floor) -> Floor:
        who = replace(floor.of(self.person), waiting_since=self.since, joined=floor.state.round)
        return floor.with_people([who])


@dataclass(frozen=True, slots=True)
class Rest:
    """The round is over for somebody without a partner; `sat_out` when they met nobody in it."""

    person: PersonId
    sat_out: bool

    def on(self, floor: Floor) -> Floor:
        who = floor.of(self.person)
        rested = replace(who, waiting_since=None, sat_out=who.sat_out + self.sat_out)
        return floor.with_people([rested])


@dataclass(frozen=True, slots=True)
class AskMore:
    """Somebody asks for one more minute."""

    meeting: MeetingId
    person: PersonId

    def on(self, floor: Floor) -> Floor:
        meeting = floor.meetings[self.meeting]
        return floor.with_meeting(replace(meeting, more=meeting.more | {self.person}))


@dataclass(frozen=True, slots=True)
class Prolong:
    """All have asked: the meeting goes on until then."""

    meeting: MeetingId
    until: datetime

    def on(self, floor: Floor) -> Floor:
        return floor.with_meeting(replace(floor.meetings[self.meeting], until=self.until))


Decision = (
    Turn | Shift | Pooled | Form | AddThird | Enter | Drop | Close | Ready | StandDown | Wait | Rest | AskMore | Prolong
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The floor after some decisions, and the decisions, in order."""

    floor: Floor
    decisions: tuple[Decision, ...] = ()

    def then(self, *decisions: Decision) -> "Outcome":
        floor = self.floor
        for decision in decisions:
            floor = decision.on(floor)
        return Outcome(floor, self.decisions + decisions)
