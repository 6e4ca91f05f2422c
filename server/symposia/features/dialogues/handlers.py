"""What two people can do in their dialogue; and the list of everything that this feature does.

Whoever blocks somebody hears nothing of them: no messages, no notices, no proposals. The other is not told. What they
write stays in the dialogue, as a letter that is not opened; it is there when the block is taken back.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from symposia.features.calls.places import calls_at
from symposia.features.calls.seats import vacate_at
from symposia.features.dialogues import appointments, reports, rings
from symposia.features.dialogues.errors import NotAcquainted
from symposia.features.dialogues.tables import Dialogue, DialogueSide, DirectMessage
from symposia.features.dialogues.topics import (
    DIALOGUE,
    REPORTS,
    blocks,
    dialogue_place,
    dialogues_of,
    my_side,
    open_side,
    other_side,
    show,
)
from symposia.features.dialogues.wire import (
    LONGEST,
    AnswerAppointment,
    AppointmentView,
    CancelAppointment,
    DeclineCall,
    DialogueCallView,
    DialogueReportView,
    DialogueView,
    DirectlyPosted,
    DirectMessageView,
    EarlierDirectly,
    EarlierInDialogue,
    FindSlots,
    HandleDialogueReport,
    OpenDialogue,
    Opened,
    PostDirectly,
    ProposeAppointment,
    ReadDialogue,
    ReportDialogue,
)
from symposia.features.people.acquaintance import acquainted
from symposia.features.people.blocking import on_block
from symposia.features.people.notices import notify, withdraw
from symposia.features.people.tables import Notice, Person
from symposia.features.people.topics import PERSON
from symposia.features.programme.busy import engagements
from symposia.kernel.access import Right
from symposia.kernel.context import Context, Reading
from symposia.kernel.errors import Closed, IdTaken, NotFound
from symposia.kernel.feature import Feature, anywhere
from symposia.kernel.tables import TopicRow
from symposia.kernel.window import Window
from symposia.kernel.wire import PersonId, View

SHOWN = 200
MESSAGES = Window(DirectMessage, "dialogue_id", SHOWN)
EXCERPT = 200
dialogues = Feature("dialogues")
dialogues.tells(DIALOGUE_SHOWN=SHOWN, DIALOGUE_LONGEST=LONGEST)
dialogues.opens(DIALOGUE)(dialogue_place)
dialogues.opens(REPORTS)(anywhere)
dialogues.shows(PERSON, DialogueView)(dialogues_of)
dialogues.shows(PERSON, AppointmentView)(appointments.appointments_of)
dialogues.shows(REPORTS, DialogueReportView)(reports.newest)
dialogues.on(ReportDialogue)(reports.receive)
dialogues.on(HandleDialogueReport, need=Right.ORGANISE)(reports.handle)
dialogues.on(DeclineCall)(rings.decline)
dialogues.on(FindSlots)(appointments.slots)
dialogues.on(ProposeAppointment)(appointments.propose)
dialogues.on(AnswerAppointment)(appointments.answer)
dialogues.on(CancelAppointment)(appointments.cancel)
engagements.append(appointments.agreed)


@dialogues.shows(DIALOGUE, DirectMessageView, DialogueCallView)
def the_dialogue(db: Session, id: str) -> Iterable[View]:
    yield from map(_view, MESSAGES.newest(db, id))
    yield from rings.call_views(db, id)


@dialogues.on(OpenDialogue)
def open_dialogue(ctx: Context[None], do: OpenDialogue) -> Opened:
    """Find the dialogue with somebody, or begin it."""
    found = select(DialogueSide).where(DialogueSide.person_id == ctx.actor.id, DialogueSide.other_id == do.person)
    mine = ctx.db.exec(found).first() or _begin(ctx, do.person)
    if not mine.shown:
        mine.shown = True
        show(ctx, mine)
    return Opened(dialogue=mine.dialogue_id)


@dialogues.on(PostDirectly)
def post(ctx: Context[None], do: PostDirectly) -> DirectlyPosted:
    """Write to the other."""
    known = ctx.find(DirectMessage, do.id)
    if known is not None:
        if (known.author_id, known.dialogue_id) != (ctx.actor.id, do.dialogue):
            raise IdTaken()
        return DirectlyPosted(id=do.id, message_seq=known.seq)
    mine = open_side(ctx, do.dialogue)
    message = DirectMessage(
        id=do.id, dialogue_id=do.dialogue, author_id=ctx.actor.id, seq=ctx.seq, text=do.text, at=ctx.now
    )
    gone = MESSAGES.pushed_out(ctx.db, do.dialogue)
    if gone is not None:
        ctx.drop(DIALOGUE.name(do.dialogue), "direct_message", gone)
    ctx.write(message)
    ctx.put(DIALOGUE.name(do.dialogue), _view(message))
    mine.shown, mine.text, mine.at = True, do.text[:EXCERPT], ctx.now
    show(ctx, mine)
    if not blocks(ctx.db, mine.other_id, mine.person_id):
        _deliver(ctx, mine, do.text)
    return DirectlyPosted(id=message.id, message_seq=message.seq)


@dialogues.on(ReadDialogue)
def read(ctx: Context[None], do: ReadDialogue) -> None:
    """Keep how far I have read."""
    mine = my_side(ctx, do.dialogue)
    upto = min(do.upto, ctx.seq - 1)
    if upto <= mine.read_seq:
        return
    mine.read_seq = upto
    theirs = select(func.count()).where(
        DirectMessage.dialogue_id == do.dialogue,
        DirectMessage.author_id == mine.other_id,
        col(DirectMessage.seq) > upto,
    )
    unread = ctx.db.exec(theirs).one()
    if unread < mine.unread:
        mine.unread = unread
        show(ctx, mine)
    if mine.unread == 0:
        withdraw(ctx, mine.person_id, "message", mine.other_id)


@dialogues.on(EarlierInDialogue)
def earlier(ctx: Reading[None], do: EarlierInDialogue) -> EarlierDirectly:
    """A page of older messages."""
    dialogue_place(ctx.db, ctx.actor, do.dialogue)
    page, more = MESSAGES.before(ctx.db, do.dialogue, do.before, do.limit)
    return EarlierDirectly(messages=tuple(map(_view, page)), more=more)


def part(ctx: Context[Any], person: PersonId, other: PersonId) -> None:
    """`person` has blocked `other`: what was agreed is off, and their dialogue is closed to `person`."""
    found = select(DialogueSide).where(DialogueSide.person_id == person, DialogueSide.other_id == other)
    side = ctx.db.exec(found).first()
    if side is None:
        return
    # The block happens elsewhere; what happens in the dialogue waits for it, or is over before.
    ctx.db.get(TopicRow, DIALOGUE.name(side.dialogue_id), with_for_update=True)
    appointments.call_off(ctx, side.dialogue_id)
    vacate_at(ctx, DIALOGUE.name(side.dialogue_id), person)
    withdraw(ctx, person, "message", other)
    rings.hush(ctx, side)
    if side.unread:
        side.unread = 0
        show(ctx, side)
    ctx.restrict(person)


calls_at(DIALOGUE, dialogue_place, told=rings.tell_dialogue)
on_block.append(part)


def _begin(ctx: Context[None], person: PersonId) -> DialogueSide:
    """A dialogue of the actor and `person`; the database makes sure that there is one."""
    other, me = ctx.find(Person, person), ctx.actor.id
    if other is None or not acquainted(ctx.db, me, person):
        raise NotAcquainted()
    if other.banned:
        raise NotFound("This person does not take part any more.")
    if blocks(ctx.db, me, person):
        raise Closed("You have blocked this person.")
    dialogue = Dialogue(id=ctx.new_id(), opened_at=ctx.now)
    ctx.db.add(dialogue)
    ctx.db.flush()
    two = ((me, other), (person, ctx.actor))
    for whose, shown in two:
        ctx.db.add(
            DialogueSide(
                dialogue_id=dialogue.id,
                person_id=whose,
                other_id=shown.id,
                name=shown.name,
                affiliation=shown.affiliation,
                picture=shown.picture,
                at=ctx.now,
            )
        )
    ctx.db.flush()
    return my_side(ctx, dialogue.id)


def _deliver(ctx: Context[None], mine: DialogueSide, text: str) -> None:
    """Let the other have it: in their list, counted as unread, with one notice until they have read."""
    theirs = other_side(ctx, mine)
    theirs.shown, theirs.text, theirs.at = True, text[:EXCERPT], ctx.now
    theirs.unread += 1
    show(ctx, theirs)
    known = select(Notice.id).where(
        Notice.person_id == theirs.person_id, Notice.type == "message", Notice.by_id == ctx.actor.id
    )
    if ctx.db.exec(known).first() is None:
        notify(ctx, theirs.person_id, "message", text=text[:EXCERPT])


def _view(message: DirectMessage) -> DirectMessageView:
    return DirectMessageView(id=message.id, seq=message.seq, author=message.author_id, text=message.text, at=message.at)
