"""Another time: quarters of an hour that one proposes and the other answers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from symposia.features.dialogues.errors import SlotTaken
from symposia.features.dialogues.rules import LATEST, LENGTH, free_slots, is_free, wrong_slots
from symposia.features.dialogues.tables import Appointment, DialogueSide
from symposia.features.dialogues.topics import blocks, my_side, open_side, other_side, show
from symposia.features.dialogues.wire import (
    AnswerAppointment,
    AppointmentView,
    CancelAppointment,
    FindSlots,
    FreeSlots,
    ProposeAppointment,
)
from symposia.features.people.notices import notify
from symposia.features.people.topics import topic_of
from symposia.features.people.wire import NoticeType
from symposia.features.programme.busy import Stretch, when_busy
from symposia.features.programme.tables import Conference
from symposia.kernel.context import Context, Reading
from symposia.kernel.errors import Closed, IdTaken, Invalid, NotAllowed, NotFound
from symposia.kernel.tables import TopicRow
from symposia.kernel.wire import PersonId, View, iso

SHOWN = 100
"""The newest appointments of a person are in their topic."""


def appointments_of(db: Session, person: PersonId) -> Iterable[View]:
    return [appointment_view(row, person) for row in _newest(db, person, SHOWN)]


def agreed_with(db: Session, person: PersonId) -> list[Appointment]:
    """The agreed appointments of somebody, by their beginning."""
    found = select(Appointment).where(_seen_by(person), Appointment.state == "agreed")
    return list(db.exec(found.order_by(col(Appointment.at), col(Appointment.id))))


def agreed(db: Session, person: PersonId, since: datetime, until: datetime) -> list[Stretch]:
    """The agreed appointments of that time."""
    found = [row.at for row in agreed_with(db, person) if row.at is not None]
    return [(at, at + LENGTH) for at in found if at < until and at + LENGTH > since]


def slots(ctx: Reading[None], do: FindSlots) -> FreeSlots:
    """When both are free next."""
    side, conference = open_side(ctx, do.dialogue), ctx.find(Conference, 1)
    if conference is None:
        return FreeSlots(slots=())
    days = (conference.first_day, conference.last_day)
    both, until = (side.person_id, side.other_id), ctx.now + LATEST
    taken = [stretch for person in both for stretch in when_busy(ctx.db, person, ctx.now, until)]
    return FreeSlots(slots=tuple(free_slots(ctx.now, conference.time_zone, days, taken)))


def propose(ctx: Context[None], do: ProposeAppointment) -> None:
    """Propose times to the other."""
    known = ctx.find(Appointment, do.id)
    if known is not None:
        if (known.by_id, known.dialogue_id) != (ctx.actor.id, do.dialogue):
            raise IdTaken()
        return
    mine = open_side(ctx, do.dialogue)
    wrong = wrong_slots(do.slots, ctx.now)
    if wrong is not None:
        raise Invalid(wrong, field="slots")
    _settle(ctx, do.dialogue)
    row = Appointment(
        id=do.id,
        dialogue_id=do.dialogue,
        by_id=ctx.actor.id,
        by_name=ctx.actor.name,
        to_id=mine.other_id,
        to_name=mine.name,
        slots=[iso(slot) for slot in sorted(do.slots)],
        withheld=blocks(ctx.db, mine.other_id, ctx.actor.id),
        made_at=ctx.now,
    )
    ctx.db.add(row)
    _show(ctx, row)
    if not row.withheld:
        _in_their_list(ctx, mine)
        notify(ctx, row.to_id, "proposed")


def answer(ctx: Context[None], do: AnswerAppointment) -> None:
    """Agree to one of the slots, or to none."""
    my_side(ctx, do.dialogue)
    row = ctx.get(Appointment, do.appointment, dialogue_id=do.dialogue, to_id=ctx.actor.id, withheld=False)
    if row.state == ("declined" if do.slot is None else "agreed") and row.at == do.slot:
        return
    if row.state != "proposed":
        raise Closed("This proposal is not open any more.")
    if do.slot is None:
        _turn(ctx, row, "declined")
        return
    open_side(ctx, do.dialogue)
    if iso(do.slot) not in row.slots:
        raise Invalid("This is none of the times that were proposed.", field="slot")
    if do.slot <= ctx.now:
        raise Closed("This time is over.")
    _check_both_are_free(ctx, row, do.slot)
    row.at = do.slot
    _turn(ctx, row, "agreed")


def cancel(ctx: Context[None], do: CancelAppointment) -> None:
    """Withdraw my proposal, or call off what was agreed."""
    my_side(ctx, do.dialogue)
    row = ctx.get(Appointment, do.appointment, dialogue_id=do.dialogue)
    mine = row.by_id == ctx.actor.id
    if row.withheld and not mine:
        raise NotFound()
    if row.state == "cancelled":
        return
    if row.state == "declined" or (row.at is not None and row.at + LENGTH <= ctx.now):
        raise Closed("This appointment is over.")
    if row.state == "proposed" and not mine:
        raise NotAllowed("The other has proposed this: you can decline it.")
    _turn(ctx, row, "cancelled")


def call_off(ctx: Context[Any], dialogue: str) -> None:
    """What the two have open or before them is off. Nobody gets a notice."""
    for row in _open_ones(ctx.db, dialogue, agreed_after=ctx.now - LENGTH):
        row.state = "cancelled"
        _show(ctx, row)


def appointment_view(row: Appointment, person: PersonId) -> AppointmentView:
    """The appointment as `person`, one of the two, sees it."""
    mine = row.by_id == person
    return AppointmentView.model_validate(
        {
            "id": row.id,
            "dialogue": row.dialogue_id,
            "person": row.to_id if mine else row.by_id,
            "name": row.to_name if mine else row.by_name,
            "mine": mine,
            "slots": row.slots,
            "at": row.at,
            "state": row.state,
            "made": row.made_at,
        }
    )


def _settle(ctx: Context[None], dialogue: str) -> None:
    """A new proposal answers what was open: my own is withdrawn, the other's declined."""
    for row in _open_ones(ctx.db, dialogue):
        row.state = "cancelled" if row.by_id == ctx.actor.id else "declined"
        _show(ctx, row)


def _open_ones(db: Session, dialogue: str, agreed_after: datetime | None = None) -> list[Appointment]:
    """The proposals that wait for an answer, and what was agreed for later than `agreed_after`."""
    state = col(Appointment.state) == "proposed"
    if agreed_after is not None:
        state = or_(state, and_(col(Appointment.state) == "agreed", col(Appointment.at) > agreed_after))
    found = select(Appointment).where(Appointment.dialogue_id == dialogue, state)
    return list(db.exec(found.order_by(col(Appointment.id))))


def _turn(ctx: Context[None], row: Appointment, state: NoticeType) -> None:
    """The appointment is now like this, and the other hears of it."""
    row.state = state
    _show(ctx, row)
    other = row.to_id if row.by_id == ctx.actor.id else row.by_id
    if not row.withheld and not blocks(ctx.db, other, ctx.actor.id):
        notify(ctx, other, state)


def _check_both_are_free(ctx: Context[None], row: Appointment, slot: datetime) -> None:
    """Both people's topics are held, so that nobody agrees to two appointments at once."""
    for person in sorted((row.by_id, row.to_id)):
        ctx.db.get(TopicRow, topic_of(person), with_for_update=True)
    for person in (row.by_id, row.to_id):
        if not is_free(slot, when_busy(ctx.db, person, slot, slot + LENGTH)):
            raise SlotTaken()


def _in_their_list(ctx: Context[None], mine: DialogueSide) -> None:
    theirs = other_side(ctx, mine)
    theirs.shown = True
    show(ctx, theirs)


def _show(ctx: Context[Any], row: Appointment) -> None:
    """Show it to those who see it; who has many loses the oldest from view."""
    ctx.db.flush()
    for person in (row.by_id,) if row.withheld else (row.by_id, row.to_id):
        topic, newest = topic_of(person), _newest(ctx.db, person, SHOWN + 1)
        if row in newest[:SHOWN]:
            ctx.put(topic, appointment_view(row, person))
        for gone in newest[SHOWN:]:
            ctx.drop(topic, "appointment", gone.id)


def _newest(db: Session, person: PersonId, most: int) -> list[Appointment]:
    order = (col(Appointment.made_at).desc(), col(Appointment.id).desc())
    return list(db.exec(select(Appointment).where(_seen_by(person)).order_by(*order).limit(most)))


def _seen_by(person: PersonId) -> ColumnElement[bool]:
    received = and_(col(Appointment.to_id) == person, col(Appointment.withheld).is_(False))
    return or_(col(Appointment.by_id) == person, received)
