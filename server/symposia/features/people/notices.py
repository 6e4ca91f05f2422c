"""Notices: what a person should hear of, kept until it is read."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from symposia.features.people.tables import Notice
from symposia.features.people.topics import topic_of
from symposia.features.people.wire import NoticeType, NoticeView, Who
from symposia.kernel.context import Context

SHOWN = 50
"""The newest notices are in the person's topic; older ones are forgotten."""


def notify(ctx: Context[Any], person_id: str, type: NoticeType, room: str = "", text: str = "") -> None:
    """Put a notice into the topic of `person_id`."""
    row = Notice(
        id=ctx.new_id(),
        person_id=person_id,
        type=type,
        at=ctx.now,
        by_id=None if ctx.actor.system else ctx.actor.id,
        by_name=ctx.actor.name,
        room_id=room or None,
        text=text,
    )
    ctx.db.add(row)
    ctx.db.flush()
    ctx.put(topic_of(person_id), notice_view(row))
    older = select(Notice).where(Notice.person_id == person_id).order_by(col(Notice.id).desc())
    for gone in ctx.db.exec(older.offset(SHOWN)).all():
        ctx.drop(topic_of(person_id), "notice", gone.id)
        ctx.db.delete(gone)


def withdraw(ctx: Context[Any], person_id: str, type: NoticeType, by_id: str) -> None:
    """Take back the notices of this type about `by_id`: what they were about has been seen."""
    over = select(Notice).where(Notice.person_id == person_id, Notice.type == type, Notice.by_id == by_id)
    for row in ctx.db.exec(over).all():
        ctx.drop(topic_of(person_id), "notice", row.id)
        ctx.db.delete(row)


def reword(ctx: Context[Any], person_id: str, type: NoticeType, by_id: str, room: str, old: str, new: str) -> None:
    """What notices say as `old` has become `new` where it stands; they go when nothing is left of it (empty)."""
    told = select(Notice).where(Notice.person_id == person_id, Notice.type == type, Notice.by_id == by_id)
    for row in ctx.db.exec(told.where(Notice.room_id == room, Notice.text == old)).all():
        if new:
            row.text = new
            ctx.put(topic_of(person_id), notice_view(row))
        else:
            ctx.drop(topic_of(person_id), "notice", row.id)
            ctx.db.delete(row)


def notices_of(db: Session, person_id: str) -> Iterable[NoticeView]:
    newest = select(Notice).where(Notice.person_id == person_id).order_by(col(Notice.id).desc()).limit(SHOWN)
    return [notice_view(row) for row in db.exec(newest)]


def notice_view(row: Notice) -> NoticeView:
    by = Who(id=row.by_id, name=row.by_name) if row.by_id else None
    return NoticeView.model_validate(
        {
            "id": row.id,
            "type": row.type,
            "at": row.at,
            "by": by,
            "room": row.room_id,
            "text": row.text,
            "read": row.read,
        }
    )
