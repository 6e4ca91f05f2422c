"""How one takes part in rounds, and whom one would like to meet."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from symposia.features.networking.contact_wire import MOST_WISHES, WishToMeet, WishView
from symposia.features.networking.tables import Meeting, MeetingSeat, Networking, NetworkingSetup, Wish
from symposia.features.networking.topics import NETWORKING
from symposia.features.networking.views import meeting_view, setup_view
from symposia.features.networking.wire import SetUpNetworking, SetupView
from symposia.features.people.notices import notify
from symposia.features.people.tables import Block, Person
from symposia.features.people.topics import topic_of
from symposia.kernel.context import Context
from symposia.kernel.errors import Conflict
from symposia.kernel.tables import TopicRow
from symposia.kernel.wire import PersonId


def setup_of(db: Session, person: str) -> Iterable[SetupView]:
    row = db.get(NetworkingSetup, person)
    return [setup_view(row)] if row else []


def wishes_of(db: Session, person: str) -> Iterable[WishView]:
    """Whom somebody would like to meet."""
    mine = select(Wish).where(Wish.person_id == person).order_by(col(Wish.other_id))
    return [_view(db, row) for row in db.exec(mine)]


def set_up(ctx: Context[None], do: SetUpNetworking) -> None:
    """Say how I take part."""
    row = ctx.find(NetworkingSetup, ctx.actor.id)
    if row is None:
        row = NetworkingSetup(person_id=ctx.actor.id)
        ctx.db.add(row)
    row.intents, row.text_only, row.three = list(dict.fromkeys(do.intents)), do.text_only, do.three
    ctx.put(topic_of(ctx.actor.id), setup_view(row))
    _tell_partners(ctx, row)


def wish(ctx: Context[None], do: WishToMeet) -> None:
    """Ask to meet somebody, or not any more."""
    me = ctx.actor.id
    # Two who ask for each other at the same moment: one of them comes second, and sees that it is mutual.
    for id in sorted({me, do.person}):
        ctx.db.get(Person, id, with_for_update={"key_share": True})
    known = ctx.find(Wish, (me, do.person))
    if do.on == (known is not None):
        return
    theirs = ctx.find(Wish, (do.person, me))
    if known is not None:
        ctx.db.delete(known)
        ctx.drop(topic_of(me), "wish", do.person)
    else:
        known = _new_wish(ctx, do.person)
        ctx.db.add(known)
    ctx.db.flush()
    if do.on:
        ctx.put(topic_of(me), _view(ctx.db, known))
    if theirs is not None:
        ctx.put(topic_of(do.person), _view(ctx.db, theirs))
        if do.on:
            notify(ctx, do.person, "wish")


def unwish(ctx: Context[Any], person: PersonId, other: PersonId) -> None:
    """`person` has blocked `other`: they no longer wish to meet them, and a wish of the other is not mutual."""
    mine, theirs = ctx.find(Wish, (person, other)), ctx.find(Wish, (other, person))
    if mine is not None:
        ctx.db.delete(mine)
        ctx.drop(topic_of(person), "wish", other)
        ctx.db.flush()
    if mine is not None and theirs is not None:
        ctx.put(topic_of(other), _view(ctx.db, theirs))


def _tell_partners(ctx: Context[None], setup: NetworkingSetup) -> None:
    """Those who are in a meeting with me see at once whether I write."""
    mine = select(Meeting.networking_id, Meeting.id).join(MeetingSeat, col(MeetingSeat.meeting_id) == col(Meeting.id))
    sits = mine.where(MeetingSeat.person_id == setup.person_id, col(MeetingSeat.open).is_(True))
    for networking, id in ctx.db.exec(sits).all():
        # The round goes on elsewhere meanwhile: nobody else writes these rows while the session's head is held.
        ctx.db.get(TopicRow, NETWORKING.name(networking), with_for_update=True)
        everybody = select(MeetingSeat).where(MeetingSeat.meeting_id == id).order_by(col(MeetingSeat.place))
        seats = ctx.db.exec(everybody.execution_options(populate_existing=True)).all()
        (seat,) = (seat for seat in seats if seat.person_id == setup.person_id)
        if not seat.open or seat.writes == setup.text_only:
            return
        seat.writes = setup.text_only
        session = ctx.db.get(Networking, networking, populate_existing=True)
        meeting = ctx.db.get(Meeting, id, populate_existing=True)
        if session and meeting:
            for there in (seat for seat in seats if seat.open):
                ctx.put(topic_of(there.person_id), meeting_view(there.person_id, session, meeting, seats))


def _new_wish(ctx: Context[None], other: PersonId) -> Wish:
    me = ctx.actor.id
    person = ctx.get(Person, other, confirmed=True, banned=False)
    if other == me:
        raise Conflict("That is you.")
    if ctx.find(Block, (me, other)) is not None:
        raise Conflict("You have blocked this person.")
    many = ctx.db.exec(select(func.count()).select_from(Wish).where(Wish.person_id == me)).one()
    if many >= MOST_WISHES:
        raise Conflict(f"You can ask to meet {MOST_WISHES} people. Please take one off your list first.")
    return Wish(person_id=me, other_id=other, name=person.name, affiliation=person.affiliation, picture=person.picture)


def _view(db: Session, row: Wish) -> WishView:
    """A wish is mutual when the other has it, too. Who blocks somebody wishes to meet them no longer."""
    mutual = db.get(Wish, (row.other_id, row.person_id)) is not None
    return WishView(id=row.other_id, name=row.name, affiliation=row.affiliation, picture=row.picture, mutual=mutual)
