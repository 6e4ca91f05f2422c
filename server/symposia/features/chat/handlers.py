"""What can be done in a room's chat."""

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from symposia.features.chat.rules import mentioned, with_names
from symposia.features.chat.tables import Message
from symposia.features.chat.wire import (
    LONGEST,
    Author,
    CloseChat,
    Earlier,
    EarlierMessages,
    EditMessage,
    MessageView,
    Posted,
    PostMessage,
    RemoveMessage,
)
from symposia.features.people.notices import notify, reword
from symposia.features.people.tables import Block, Person
from symposia.features.people.wire import Who
from symposia.features.rooms.places import ROOM, InRoom, LookingAtRoom, door, note
from symposia.kernel.access import Right
from symposia.kernel.errors import Closed, IdTaken, NotAllowed, NotFound
from symposia.kernel.feature import Feature
from symposia.kernel.tables import table_of
from symposia.kernel.window import Window

SHOWN = 50
MESSAGES = Window(Message, "room_id", SHOWN)
CITED = 200
"""The most characters of a message that a notice of a mention shows."""
chat = Feature("chat")
chat.tells(CHAT_SHOWN=SHOWN, CHAT_LONGEST=LONGEST)

# Every message asks for it: columns, prepared once.
_MESSAGE = table_of(Message).c
_KNOWN = columns(_MESSAGE.author_id, _MESSAGE.room_id, _MESSAGE.seq).where(_MESSAGE.id == bindparam("message"))


@chat.shows(ROOM, MessageView)
def newest(db: Session, slug: str) -> Iterable[MessageView]:
    return map(_view, MESSAGES.newest(db, slug))


@chat.on(PostMessage, need=Right.SPEAK)
def post(ctx: InRoom, do: PostMessage) -> Posted:
    """Write a message into the room."""
    room = ctx.place.room
    known = ctx.db.execute(_KNOWN, {"message": do.id}).first()
    if known is not None:
        if (known.author_id, known.room_id) != (ctx.actor.id, room.id):
            raise IdTaken()
        return Posted(id=do.id, message_seq=known.seq)
    _check_open(ctx)
    people = _people(ctx.db, mentioned(do.text))
    text = with_names(do.text, {person.id: person.name for person in people})
    message = Message(
        id=do.id,
        room_id=room.id,
        author_id=ctx.actor.id,
        seq=ctx.seq,
        text=text,
        mentions=_named(people),
        author_name=ctx.actor.name,
        author_picture=ctx.actor.picture,
        author_badge=ctx.actor.badge_in(room.id),
        at=ctx.now,
    )
    gone = MESSAGES.pushed_out(ctx.db, room.id)
    if gone is not None:
        ctx.drop(ctx.place.topic, "message", gone)
    ctx.write(message)
    ctx.put(ctx.place.topic, _view(message))
    for person in people:
        if person.id != ctx.actor.id and ctx.find(Block, (person.id, ctx.actor.id)) is None:
            notify(ctx, person.id, "mention", room=room.id, text=text[:CITED])
    return Posted(id=message.id, message_seq=message.seq)


@chat.on(EditMessage, need=Right.SPEAK)
def edit(ctx: InRoom, do: EditMessage) -> None:
    """Change one's own message."""
    message = ctx.get(Message, do.message, room_id=ctx.place.room.id)
    if message.author_id != ctx.actor.id:
        raise NotAllowed("You can change your own messages only.")
    if message.removed_by is not None:
        raise NotFound("This message has been removed.")
    people = _people(ctx.db, mentioned(do.text))
    text = with_names(do.text, {person.id: person.name for person in people})
    if message.text == text:
        return
    _check_open(ctx)
    _reword_notices(ctx, message, text, [person.id for person in people])
    message.text, message.edited_at = text, ctx.now
    message.mentions = _named(people)
    _put(ctx, message)


@chat.on(RemoveMessage)
def remove(ctx: InRoom, do: RemoveMessage) -> None:
    """Take a message away; its place in the order stays."""
    message = ctx.get(Message, do.message, room_id=ctx.place.room.id)
    own = message.author_id == ctx.actor.id
    if not own and not ctx.actor.moderates(ctx.place.room.id):
        raise NotAllowed("You can remove your own messages only.")
    if message.removed_by is not None:
        return
    _reword_notices(ctx, message, "", [])
    message.removed_by, message.text, message.mentions = ctx.actor.id, "", []
    _put(ctx, message)
    if not own:
        note(ctx, "chat.remove", ctx.get(Person, message.author_id))


@chat.on(CloseChat, need=Right.MODERATE)
def close(ctx: InRoom, do: CloseChat) -> None:
    """Close or open the room's chat."""
    room = ctx.place.room
    if room.chat_open == do.open:
        return
    room.chat_open = do.open
    ctx.db.add(room)
    ctx.put(ctx.place.topic, door(room))
    note(ctx, "chat.open" if do.open else "chat.close")


@chat.on(EarlierMessages)
def earlier(ctx: LookingAtRoom, do: EarlierMessages) -> Earlier:
    """A page of older messages."""
    page, more = MESSAGES.before(ctx.db, ctx.place.room.id, do.before, do.limit)
    return Earlier(messages=tuple(map(_view, page)), more=more)


def _reword_notices(ctx: InRoom, message: Message, text: str, still: Sequence[str]) -> None:
    """Whom the message has mentioned until now, read in their notices what becomes of it, too."""
    for id, _ in message.mentions:
        new = text[:CITED] if id in still else ""
        reword(ctx, id, "mention", message.author_id, message.room_id, message.text[:CITED], new)


def _check_open(ctx: InRoom) -> None:
    room = ctx.place.room
    if not room.chat_open and not ctx.actor.moderates(room.id):
        raise Closed("A moderator has closed the chat of this room.")


def _put(ctx: InRoom, message: Message) -> None:
    """Show a changed message; one that is no longer in the map is told to those who may have asked for it."""
    ctx.db.add(message)
    ctx.db.flush()
    shown = MESSAGES.holds(ctx.db, message.room_id, message.seq)
    (ctx.put if shown else ctx.say)(ctx.place.topic, _view(message))


def _people(db: Session, ids: Sequence[str]) -> list[Person]:
    if not ids:
        return []
    found = {person.id: person for person in db.exec(select(Person).where(col(Person.id).in_(ids)))}
    return [found[id] for id in ids if id in found]


def _named(people: Iterable[Person]) -> list[list[str]]:
    return [[person.id, person.name] for person in people]


def _view(message: Message) -> MessageView:
    removed: Literal["author", "moderator"] | None = None
    if message.removed_by is not None:
        removed = "author" if message.removed_by == message.author_id else "moderator"
    author = Author(
        id=message.author_id,
        name=message.author_name,
        picture=message.author_picture,
        badge=message.author_badge,
    )
    return MessageView(
        id=message.id,
        seq=message.seq,
        author=author,
        text=message.text,
        at=message.at,
        mentions=tuple(Who(id=id, name=name) for id, name in message.mentions),
        edited=message.edited_at,
        removed=removed,
    )
