"""The topics of dialogues, the two sides of one, and who hears whom."""

from typing import Any

from sqlmodel import Session, col, select

from symposia.features.dialogues.tables import DialogueSide
from symposia.features.dialogues.wire import DialogueView
from symposia.features.people.tables import Block, Person
from symposia.features.people.topics import topic_of
from symposia.kernel.access import Actor, Place, Right
from symposia.kernel.context import Context, Reading
from symposia.kernel.errors import Closed, NotFound
from symposia.kernel.feature import Family
from symposia.kernel.wire import PersonId

DIALOGUE = Family("dialogue:{}")
REPORTS = Family("conference/staff", need=Right.ORGANISE)


def dialogue_place(db: Session, actor: Actor, id: str) -> Place:
    """The dialogue of this id, for its two people; closed to the one of them who has blocked the other."""
    side = db.get(DialogueSide, (id, actor.id))
    if side is None:
        raise NotFound("There is no topic of this name.")
    if blocks(db, side.person_id, side.other_id):
        raise Closed("You have blocked this person.")
    return Place(topic=DIALOGUE.name(id))


def my_side(ctx: Reading[Any], dialogue: str) -> DialogueSide:
    """The dialogue as the actor has it. NotFound for everybody but its two people."""
    return ctx.get(DialogueSide, (dialogue, ctx.actor.id))


def open_side(ctx: Reading[Any], dialogue: str) -> DialogueSide:
    """The same, if something can be said there: not while I have blocked the other, nor when they are banned."""
    side = my_side(ctx, dialogue)
    if blocks(ctx.db, side.person_id, side.other_id):
        raise Closed("You have blocked this person.")
    if ctx.get(Person, side.other_id).banned:
        raise NotFound("This person does not take part any more.")
    return side


def other_side(ctx: Context[None], mine: DialogueSide) -> DialogueSide:
    """How the other has the dialogue, with how I am called now."""
    theirs = ctx.get(DialogueSide, (mine.dialogue_id, mine.other_id))
    theirs.name, theirs.affiliation, theirs.picture = ctx.actor.name, ctx.actor.affiliation, ctx.actor.picture
    return theirs


def blocks(db: Session, person: PersonId, other: PersonId) -> bool:
    """Whether `person` does not want to hear of `other`."""
    return db.get(Block, (person, other)) is not None


def show(ctx: Context[Any], side: DialogueSide) -> None:
    ctx.put(topic_of(side.person_id), dialogue_view(side))


def dialogues_of(db: Session, person: PersonId) -> list[DialogueView]:
    mine = select(DialogueSide).where(DialogueSide.person_id == person, col(DialogueSide.shown).is_(True))
    return [dialogue_view(side) for side in db.exec(mine.order_by(col(DialogueSide.dialogue_id)))]


def dialogue_view(side: DialogueSide) -> DialogueView:
    return DialogueView(
        id=side.dialogue_id,
        person=side.other_id,
        name=side.name,
        affiliation=side.affiliation,
        picture=side.picture,
        text=side.text,
        at=side.at,
        unread=side.unread,
        ringing=side.rung_at,
    )
