"""What networking understands and shows."""

from typing import Annotated, Literal

from pydantic import Field

from symposia.features.networking.affinity import ReasonKind
from symposia.features.people.wire import Card, Who
from symposia.kernel.wire import Answer, Command, Id, Many, Moment, PersonId, Query, Text, View, Wire

LONGEST = 2000
"""The most characters of something said in a meeting, of a note and of a report."""
Seconds = Annotated[int, Field(ge=5, le=3600)]
PhaseName = Literal["draft", "open", "reveal", "meeting", "wrapup", "break", "ended"]
SeatState = Literal["away", "ready", "waiting", "meeting"]
WhyTold = Literal["odd", "late", "no_show", "left"]


class Plan(Wire):
    """How the rounds go: how many, and how long each part of one lasts."""

    rounds: int = Field(default=4, ge=1, le=20)
    reveal_s: Seconds = 5
    meeting_s: Seconds = 300
    wrapup_s: Seconds = 25
    break_s: Seconds = 30


class NetworkingView(View):
    """A networking session as it stands; `id` is the programme session's.

    `deadline` ends the phase; in a pause it stands still and `paused_ms` is what remains. In `open` it is when the
    first round begins by itself. `ready` counts those who want to meet people, whether in a meeting or not.
    """

    kind: Literal["networking"] = "networking"
    phase: PhaseName
    round: int
    rounds: int
    deadline: Moment | None = None
    paused_ms: int | None = None
    ready: int
    meetings: int
    waiting: int
    plan: Plan


class ParticipantView(View):
    """For the moderators: somebody in the session, and since when they are in this state; `id` is the person's."""

    kind: Literal["participant"] = "participant"
    name: str
    affiliation: str
    state: SeatState
    since: Moment


class ReportView(View):
    """For the moderators: what somebody says about a meeting; `about` are the others in it."""

    kind: Literal["report"] = "report"
    at: Moment
    by: Who
    about: Many[Who]
    text: str


class SeatView(View):
    """How I take part in a networking session; `id` is the session's.

    Waiting, `why` is: `odd` (everybody else has somebody), `late` (I came into a running round), `no_show` (my partner
    did not come), `left` (they went). Away, `no_show` says that it was I who did not come.
    """

    kind: Literal["seat"] = "seat"
    ready: bool
    state: SeatState
    since: Moment
    why: WhyTold | None = None
    meeting: Id | None = None


class ReasonTold(Wire):
    """Why I was put together with `person`; the page makes the sentence.

    `shared_topics`: `terms` are topics of both. `seek_offer`: what I look for and they offer; `offer_seek` the reverse.
    `roles`: `mine` and `theirs` are `domain` and `method` or the reverse. `institutions`: `mine` and `theirs` name
    them. `languages`: `terms` are languages of both. `wish_mutual`: both had asked for it.
    """

    person: PersonId
    kind: ReasonKind
    terms: Many[str] = ()
    mine: str = ""
    theirs: str = ""


class MeetingView(View):
    """A meeting that I am called to or was in last. What is said in it is in the topic `meeting:<id>`.

    `reveal`: we read about each other until `opens`. `open`: we talk until `ends`. `closed`: it is over, `why` tells
    how. `here` are those who have come, `more` those who ask for one more minute; I am in both lists, too. While the
    clock stands still it is `paused`: `opens` and `ends` will be later by as long as that lasts.
    """

    kind: Literal["meeting"] = "meeting"
    networking: Id
    round: int
    partners: Many[Card]
    reasons: Many[ReasonTold]
    status: Literal["reveal", "open", "closed"]
    opens: Moment | None = None
    ends: Moment | None = None
    paused: bool = False
    here: Many[PersonId] = ()
    more: Many[PersonId] = ()
    why: Literal["time", "ended", "no_show", "left"] | None = None


class RemarkAuthor(Wire):
    """Who said something in a meeting, as they were shown then."""

    id: PersonId
    name: str
    picture: str | None = None


class RemarkView(View):
    """Something said in a meeting; `seq` orders what was said in it."""

    kind: Literal["remark"] = "remark"
    seq: int
    author: RemarkAuthor
    text: str
    at: Moment


class EncounterView(View):
    """Somebody I have met, as they were then; `id` is the person's. `note` is for me alone.

    `asked`: I want to swap contacts. `contact`: both of us do, and we have each other's.
    """

    kind: Literal["encounter"] = "encounter"
    name: str
    affiliation: str
    picture: str | None = None
    met_at: Moment
    networking: Id
    round: int
    note: str
    contact: bool
    asked: bool


class ContactView(View):
    """Somebody with whom I have swapped contacts; `id` is the person's."""

    kind: Literal["contact"] = "contact"
    name: str
    affiliation: str
    email: str
    picture: str | None = None
    met_at: Moment


class NetworkingCommand(Command):
    """A command that happens in a networking session, named by the id of its programme session."""

    networking: Id

    @property
    def where(self) -> str:
        return f"networking:{self.networking}"


class BeReady(NetworkingCommand, name="networking.ready"):
    """Want to meet people from now on, or not any more: a meeting one is in is left then."""

    ready: bool


class StartRounds(NetworkingCommand, name="networking.start"):
    """Begin the first round now."""


class PauseRounds(NetworkingCommand, name="networking.pause"):
    """Stop the clock of the rounds, or let it run on."""

    paused: bool


class DeadlineCommand(NetworkingCommand):
    """A command about the running phase. `deadline` is the one that was shown to who asks: when there is another by
    now, as after a resend, nothing happens.
    """

    deadline: Moment | None = None


class ExtendPhase(DeadlineCommand, name="networking.extend"):
    """Give the running phase so many seconds more."""

    seconds: int = Field(ge=1, le=3600)


class SkipPhase(DeadlineCommand, name="networking.skip"):
    """End the running phase now and go over to the next."""


class EndRounds(NetworkingCommand, name="networking.end"):
    """End the networking session, for good."""


class PlanRounds(NetworkingCommand, Plan, name="networking.plan"):
    """Say how the rounds go. A running phase keeps its deadline."""


class AdvanceNetworking(NetworkingCommand, name="networking.advance"):
    """Do what is due by now: the timer's own."""


class Round(Wire):
    """Who met in a round; a person is in two meetings of it when the first ended early."""

    present: Many[PersonId]
    pairs: Many[Many[PersonId]]
    trios: Many[Many[PersonId]]
    sat_out: Many[PersonId]


class Rounds(Answer):
    """The rounds so far, the first first."""

    rounds: Many[Round]


class ReadPairs(NetworkingCommand, Query, name="networking.pairs", answers=Rounds):
    """Who really met whom, in every round."""


class MeetingCommand(NetworkingCommand):
    """A command in a meeting that one is in."""

    meeting: Id


class EnterMeeting(MeetingCommand, name="meeting.enter"):
    """Come to a meeting that one is called to. Who has not come after 15 s is not waited for."""


class Remark(MeetingCommand, name="meeting.post"):
    """Say something in the meeting. `id` is a UUID that the sender makes: sent again, it is still said once."""

    id: Id
    text: Annotated[str, Text(LONGEST, least=1)]


class LeaveMeeting(MeetingCommand, name="meeting.leave"):
    """Leave the meeting; one stays ready for the next round."""


class AskMoreTime(MeetingCommand, name="meeting.ask_more"):
    """Ask for one more minute, in the last 30 s; when all in the meeting do, they get it."""


class ReportMeeting(MeetingCommand, name="meeting.report"):
    """Tell the moderators that something is wrong in a meeting. `id` is a UUID that the sender makes."""

    id: Id
    text: Annotated[str, Text(LONGEST, least=1)]


class SwapContacts(Command, name="contact.swap"):
    """Want to swap contacts with somebody one has met, or not. Only when both want it, each gets the other's."""

    person: Id
    yes: bool


class NoteEncounter(Command, name="encounter.note"):
    """Keep a note about somebody one has met; nobody else sees it."""

    person: Id
    text: Annotated[str, Text(LONGEST)]
