"""How one takes part in rounds, and whom one would like to meet."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from symposia.features.networking.contact_wire import MOST_WISHES, WishToMeet, WishView
from symposia.features.networking.errors import WishesFull
from symposia.features.networking.tables import Meeting, MeetingSeat, Networking, NetworkingSetup, Participant, Wish
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
    return [view for _, view in _views(db, col(Wish.person_id) == person)]


def tell_of_ready(ctx: Context[Any], people: Collection[PersonId]) -> None:
    """Those who wish to meet one of `people`, and they them, see whether they are ready now."""
    for person, view in _views(ctx.db, col(Wish.other_id).in_(people)) if people else ():
        if view.mutual:
            ctx.put(topic_of(person), view)


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
        _show(ctx, known)
    if theirs is not None:
        _show(ctx, theirs)
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
        _show(ctx, theirs)


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
        raise WishesFull(f"You can ask to meet {MOST_WISHES} people. Please take one off your list first.")
    return Wish(person_id=me, other_id=other, name=person.name, affiliation=person.affiliation, picture=person.picture)


def _show(ctx: Context[Any], row: Wish) -> None:
    """Bring a wish up to date for whom it belongs to."""
    for person, view in _views(ctx.db, and_(col(Wish.person_id) == row.person_id, col(Wish.other_id) == row.other_id)):
        ctx.put(topic_of(person), view)


def _views(db: Session, which: ColumnElement[bool]) -> Iterator[tuple[PersonId, WishView]]:
    """Wishes, each with whom it belongs to. It is mutual when the other has it, too: who blocks somebody wishes to
    meet them no longer."""
    theirs = aliased(Wish)
    returned = and_(col(theirs.person_id) == col(Wish.other_id), col(theirs.other_id) == col(Wish.person_id))
    ready = and_(col(Participant.person_id) == col(Wish.other_id), col(Participant.ready).is_(True))
    query = (
        columns(Wish, col(theirs.person_id), col(Participant.networking_id))
        .outerjoin(theirs, returned)
        .outerjoin(Participant, ready)
        .where(which)
        .order_by(col(Wish.person_id), col(Wish.other_id))
    )
    for row, mutual, ready_in in db.execute(query):
        view = WishView(
            id=row.other_id,
            name=row.name,
            affiliation=row.affiliation,
            picture=row.picture,
            mutual=mutual is not None,
            ready_in=ready_in if mutual is not None else None,
        )
        yield row.person_id, view
