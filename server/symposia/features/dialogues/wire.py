"""What dialogues understand and show."""

from typing import Annotated, Literal

from pydantic import Field

from symposia.features.people.wire import Who
from symposia.kernel.wire import Answer, Command, Id, Many, Moment, PersonId, Query, Text, View, Wire

LONGEST = 4000
"""The most characters of a message."""
AppointmentState = Literal["proposed", "agreed", "declined", "cancelled"]
Slots = Annotated[Many[Moment], Field(min_length=1, max_length=3)]


class DialogueView(View):
    """One of my dialogues, in `person:<me>`; its messages are in the topic `dialogue:<id>`.

    `person` is the other, shown as when they were last heard of; `text` the beginning of what was last written, at
    `at` (or, before that, when it was opened); `unread` how many of theirs I have not read. While the other waits for
    me in our call, and I have not said that I cannot come, it is `ringing` since they came.
    """

    kind: Literal["dialogue"] = "dialogue"
    person: PersonId
    name: str
    affiliation: str
    picture: str | None = None
    text: str
    at: Moment
    unread: int
    ringing: Moment | None = None


class DirectMessageView(View):
    """Something that one of the two wrote. `seq` orders the messages of a dialogue. The map has the newest only."""

    kind: Literal["direct_message"] = "direct_message"
    seq: int
    author: PersonId
    text: str
    at: Moment


class DialogueCallView(View):
    """In the topic of a dialogue while one of the two, or both, are in its call; `id` is the dialogue's.

    `declined`: who is not there has said that they cannot come now.
    """

    kind: Literal["dialogue_call"] = "dialogue_call"
    people: Many[PersonId]
    declined: bool | None = None


class AppointmentView(View):
    """A quarter of an hour that somebody proposed, in the topics of both people; `person` is the other.

    One of the `slots` (their beginnings) can be chosen while it is `proposed` and they are not over; `at` is the one
    that was.
    """

    kind: Literal["appointment"] = "appointment"
    dialogue: Id
    person: PersonId
    name: str
    mine: bool
    """Whether I proposed it."""
    slots: Many[Moment]
    at: Moment | None = None
    state: AppointmentState
    made: Moment


class ReportedMessage(Wire):
    """A message as it was when it was reported."""

    author: PersonId
    text: str
    at: Moment


class DialogueReportView(View):
    """What somebody told the organisers about the other of a dialogue, and what was last written in it by then.

    `handled_by` is the name of the organiser who has seen to it, at `handled_at`.
    """

    kind: Literal["dialogue_report"] = "dialogue_report"
    at: Moment
    by: Who
    about: Who
    text: str
    messages: Many[ReportedMessage]
    handled_at: Moment | None = None
    handled_by: str | None = None


class Opened(Answer):
    """The dialogue with that person."""

    dialogue: Id


class DirectlyPosted(Answer):
    """The message is in the dialogue's order at `message_seq`."""

    id: Id
    message_seq: int


class EarlierDirectly(Answer):
    """Older messages, oldest first; `more` when there are still older ones."""

    messages: Many[DirectMessageView]
    more: bool


class FreeSlots(Answer):
    """Beginnings of quarters of an hour in which both are free, the earliest first."""

    slots: Many[Moment]


class OpenDialogue(Command, name="dialogue.open", answers=Opened):
    """Find the dialogue with somebody whom I have met, or begin it."""

    person: PersonId


class DialogueCommand(Command):
    """A command in a dialogue, for its two people."""

    dialogue: Id

    @property
    def where(self) -> str:
        return f"dialogue:{self.dialogue}"


class PostDirectly(DialogueCommand, name="dialogue.post", answers=DirectlyPosted):
    """Write to the other. `id` is a UUID that the sender makes: sent again, it is still one message.

    The text may hold emphasis, code and links in Markdown.
    """

    id: Id
    text: Annotated[str, Text(LONGEST, least=1)]


class ReadDialogue(DialogueCommand, name="dialogue.read"):
    """I have read everything up to the message at `upto`."""

    upto: int = Field(ge=0, le=2**53)


class EarlierInDialogue(DialogueCommand, Query, name="dialogue.earlier", answers=EarlierDirectly):
    """The messages before the one at `before`."""

    before: int = Field(ge=0, le=2**53)
    limit: int = Field(default=50, ge=1, le=100)


class ReportDialogue(DialogueCommand, name="dialogue.report"):
    """Tell the organisers about the other. They get what was last written, too. `id` is a UUID of the sender's."""

    id: Id
    text: Annotated[str, Text(2000, least=1)]


class HandleDialogueReport(Command, name="dialogue.handle_report"):
    """Say that somebody has seen to a report, or (not `handled`) that there is still something to do."""

    report: Id
    handled: bool


class DeclineCall(DialogueCommand, name="dialogue.decline"):
    """I cannot come into our call now: it rings for me no longer, and the other sees that."""


class FindSlots(DialogueCommand, Query, name="appointment.slots", answers=FreeSlots):
    """When both of us are free next, by day in the conference's time zone."""


class ProposeAppointment(DialogueCommand, name="appointment.propose"):
    """Propose up to three beginnings, each on a quarter of an hour. `id` is a UUID that the sender makes.

    What was open between the two is settled by it: my own proposal is withdrawn, the other's declined.
    """

    id: Id
    slots: Slots


class AnswerAppointment(DialogueCommand, name="appointment.answer"):
    """Agree to one of the slots that the other proposed, or (without one) to none."""

    appointment: Id
    slot: Moment | None = None


class CancelAppointment(DialogueCommand, name="appointment.cancel"):
    """Withdraw my proposal, or call off what was agreed."""

    appointment: Id
