"""What is asked and shown in a meeting."""

from typing import Annotated, Literal

from symposia.features.networking.pairing import Intent, ReasonKind
from symposia.features.networking.wire import NetworkingCommand
from symposia.features.people.wire import Card
from symposia.kernel.wire import Id, Many, Moment, PersonId, Text, View, Wire

LONGEST = 2000
"""The most characters of something said in a meeting, and of a report."""
Rating = Literal[1, 2, 3]
"""How a meeting was: 1 not for me, 2 good, 3 very good."""


class ReasonTold(Wire):
    """Why I was put together with `person`; the page makes the sentence.

    `shared_topics`: `terms` are topics of both. `seek_offer`: what I look for and they offer; `offer_seek` the reverse.
    `roles`: `mine` and `theirs` are `domain` and `method` or the reverse. `institutions`: `mine` and `theirs` name
    them. `languages`: `terms` are languages of both. `wish_mutual`: both had asked for it. `shared_intent`: `terms` are
    what both want. `intent_fit`: what one hopes for, the other has: `mine` and `theirs` are `job` and `hiring`, or
    `method` and nothing, or the reverse.
    """

    person: PersonId
    kind: ReasonKind
    terms: Many[str] = ()
    mine: str = ""
    theirs: str = ""


class Wants(Wire):
    """What somebody wants of the rounds."""

    person: PersonId
    intents: Many[Intent]


class MeetingView(View):
    """A meeting that I am called to or was in last. What is said in it is in the topic `meeting:<id>`.

    `reveal`: we read about each other until `opens`. `open`: we talk until `ends`. `closed`: it is over, `why` tells
    how. `here` are those who have come, `more` those who ask for one more minute, `writes` those who take part without
    camera and microphone; I am in these lists, too. While the clock stands still it is `paused`: `opens` and `ends`
    will be later by as long as that lasts. `intents` are what the others want here. `rating` is how I found it, for
    me alone.
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
    writes: Many[PersonId] = ()
    intents: Many[Wants] = ()
    why: Literal["time", "ended", "no_show", "left", "lost", "moved"] | None = None
    rating: Rating | None = None


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


class RateMeeting(MeetingCommand, name="meeting.rate"):
    """Say how the meeting was, or take it back. Nobody sees who said what."""

    rating: Rating | None = None
