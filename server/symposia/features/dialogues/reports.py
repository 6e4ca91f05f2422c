"""What organisers are told about somebody in a dialogue."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from symposia.features.dialogues.tables import DialogueReport, DirectMessage
from symposia.features.dialogues.topics import REPORTS, my_side
from symposia.features.dialogues.wire import DialogueReportView, HandleDialogueReport, ReportDialogue
from symposia.features.people.tables import Person
from symposia.kernel.context import Context
from symposia.kernel.errors import IdTaken
from symposia.kernel.tables import TopicRow
from symposia.kernel.wire import View, iso

SHOWN = 100
MESSAGES = 20
"""So many messages go along with a report."""
_LATEST = (col(DialogueReport.at).desc(), col(DialogueReport.id).desc())


def newest(db: Session, _key: str) -> Iterable[View]:
    """The newest reports."""
    return [_view(row) for row in db.exec(select(DialogueReport).order_by(*_LATEST).limit(SHOWN))]


def receive(ctx: Context[None], do: ReportDialogue) -> None:
    """Tell the organisers about the other."""
    known = ctx.find(DialogueReport, do.id)
    if known is not None:
        if known.by_id != ctx.actor.id:
            raise IdTaken()
        return
    mine, topic = my_side(ctx, do.dialogue), REPORTS.name()
    # Every dialogue reports to here: who is second must see what the first has written.
    ctx.db.get(TopicRow, topic, with_for_update=True)
    row = DialogueReport(
        id=do.id,
        dialogue_id=do.dialogue,
        by_id=ctx.actor.id,
        by_name=ctx.actor.name,
        about_id=mine.other_id,
        about_name=ctx.get(Person, mine.other_id).name,
        text=do.text,
        messages=_last_written(ctx.db, do.dialogue),
        at=ctx.now,
    )
    ctx.db.add(row)
    ctx.db.flush()
    ctx.put(topic, _view(row))
    for id in ctx.db.exec(select(DialogueReport.id).order_by(*_LATEST).offset(SHOWN).limit(1)):
        ctx.drop(topic, "dialogue_report", id)


def handle(ctx: Context[None], do: HandleDialogueReport) -> None:
    """Keep who has seen to a report."""
    row = ctx.get(DialogueReport, do.report)
    if do.handled != (row.handled_at is not None):
        row.handled_at, row.handled_by = (ctx.now, ctx.actor.name) if do.handled else (None, None)
        if row.id in ctx.db.exec(select(DialogueReport.id).order_by(*_LATEST).limit(SHOWN)).all():
            ctx.put(REPORTS.name(), _view(row))


def _last_written(db: Session, dialogue: str) -> list[list[str]]:
    """`[author id, moment, text]` of the newest messages, the oldest of them first."""
    found = select(DirectMessage).where(DirectMessage.dialogue_id == dialogue)
    messages = db.exec(found.order_by(col(DirectMessage.seq).desc()).limit(MESSAGES)).all()
    return [[message.author_id, iso(message.at), message.text] for message in reversed(messages)]


def _view(row: DialogueReport) -> DialogueReportView:
    return DialogueReportView.model_validate(
        {
            "id": row.id,
            "at": row.at,
            "by": {"id": row.by_id, "name": row.by_name},
            "about": {"id": row.about_id, "name": row.about_name},
            "text": row.text,
            "messages": [{"author": author, "at": at, "text": text} for author, at, text in row.messages],
            "handled_at": row.handled_at,
            "handled_by": row.handled_by,
        }
    )
