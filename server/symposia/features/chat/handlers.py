"""What can be done in a room's chat."""

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from symposia.features.chat.rules import mentioned, with_names
from symposia.features.chat.tables import Message
from symposia.features.chat.wire import (
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
from symposia.features.people.notices import notify
from symposia.features.people.tables import Block, Person
from symposia.features.people.wire import Who
from symposia.features.rooms.places import ROOM, InRoom, LookingAtRoom, door, note
from symposia.kernel.access import Right
from symposia.kernel.errors import Closed, IdTaken, NotAllowed, NotFound
from symposia.kernel.feature import Feature
from symposia.kernel.tables import table_of

SHOWN = 50
"""The newest messages of a room that are in its map; older ones are asked for."""
chat = Feature("chat")

# What every message asks for: columns, prepared once.
_MESSAGE = table_of(Message).c
_KNOWN = columns(_MESSAGE.author_id, _MESSAGE.room_id, _MESSAGE.seq).where(_MESSAGE.id == bindparam("message"))
_OLDEST_SHOWN = (
    columns(_MESSAGE.id)
    .where(_MESSAGE.room_id == bindparam("room"))
    .order_by(_MESSAGE.seq.desc())
    .offset(SHOWN - 1)
    .limit(1)
)


@chat.shows(ROOM, MessageView)
def newest(db: Session, slug: str) -> Iterable[MessageView]:
    found = select(Message).where(Message.room_id == slug).order_by(col(Message.seq).desc()).limit(SHOWN)
    return [_view(message) for message in reversed(db.exec(found).all())]


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
    _drop_the_oldest(ctx)
    ctx.write(message)
    ctx.put(room_topic(room.id), _view(message))
    for person in people:
        if person.id != ctx.actor.id and ctx.find(Block, (person.id, ctx.actor.id)) is None:
            notify(ctx, person.id, "mention", room=room.id, text=text[:200])
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
    ctx.put(room_topic(room.id), door(room))
    note(ctx, "chat.open" if do.open else "chat.close")


@chat.on(EarlierMessages)
def earlier(ctx: LookingAtRoom, do: EarlierMessages) -> Earlier:
    """A page of older messages."""
    older = select(Message).where(Message.room_id == ctx.place.room.id, col(Message.seq) < do.before)
    found = ctx.db.exec(older.order_by(col(Message.seq).desc()).limit(do.limit + 1)).all()
    page = [_view(message) for message in reversed(found[: do.limit])]
    return Earlier(messages=tuple(page), more=len(found) > do.limit)


def room_topic(slug: str) -> str:
    return ROOM.name(slug)


def _check_open(ctx: InRoom) -> None:
    room = ctx.place.room
    if not room.chat_open and not ctx.actor.moderates(room.id):
        raise Closed("A moderator has closed the chat of this room.")


def _drop_the_oldest(ctx: InRoom) -> None:
    """The map holds the newest messages only: with one more, the oldest falls out."""
    slug = ctx.place.room.id
    gone = ctx.db.execute(_OLDEST_SHOWN, {"room": slug}).scalar()
    if gone is not None:
        ctx.drop(room_topic(slug), "message", gone)


def _put(ctx: InRoom, message: Message) -> None:
    """Show a changed message; one that is no longer in the map is told to those who may have asked for it."""
    ctx.db.add(message)
    ctx.db.flush()
    newer = select(Message.id).where(Message.room_id == message.room_id, col(Message.seq) > message.seq)
    shown = len(ctx.db.exec(newer.limit(SHOWN)).all()) < SHOWN
    (ctx.put if shown else ctx.say)(room_topic(message.room_id), _view(message))


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
