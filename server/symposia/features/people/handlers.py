"""What people can do with what is theirs; and the list of everything that this feature does."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from symposia.features.people import directory, entering, organising, signins
from symposia.features.people.blocking import on_block
from symposia.features.people.cards import block_view, me
from symposia.features.people.entering_wire import (
    EnterByCode,
    EnterByLink,
    EnterByTicket,
    EnterDemo,
    SendSignIn,
    SetPicture,
)
from symposia.features.people.notices import notice_view, notices_of
from symposia.features.people.organising_wire import (
    BanPerson,
    ImportPeople,
    ListPeople,
    MakeInvitation,
    SavePerson,
    SetRoles,
    SignOutPerson,
)
from symposia.features.people.tables import Block, Notice, Person
from symposia.features.people.topics import PERSON, own, topic_of
from symposia.features.people.wire import (
    BlockPerson,
    BlockView,
    EditPerson,
    EndSignIn,
    FindPeople,
    GetPerson,
    Me,
    MySignIns,
    NoticeView,
    ReadAllNotices,
    ReadNotice,
)
from symposia.kernel.access import Right
from symposia.kernel.context import Context
from symposia.kernel.errors import Conflict
from symposia.kernel.feature import Feature
from symposia.kernel.wire import View

MOST_BLOCKS = 500
people = Feature("people")
people.opens(PERSON)(own)
people.on(FindPeople)(directory.find)
people.on(GetPerson)(directory.get)
people.on(MySignIns)(signins.mine)
people.on(EndSignIn)(signins.end)
people.on(ListPeople, need=Right.ORGANISE)(organising.listed)
people.on(SavePerson, need=Right.ORGANISE)(organising.save)
people.on(ImportPeople, need=Right.ORGANISE)(organising.enter_list)
people.on(BanPerson, need=Right.ORGANISE)(organising.ban)
people.on(SignOutPerson, need=Right.ORGANISE)(organising.sign_out)
people.on(SetRoles, need=Right.ORGANISE)(organising.set_roles)
people.on(MakeInvitation, need=Right.ORGANISE)(organising.invite)
people.on(SendSignIn, need=Right.SYSTEM)(entering.send)
people.on(EnterByCode, need=Right.SYSTEM)(entering.by_code)
people.on(EnterByLink, need=Right.SYSTEM)(entering.by_link)
people.on(EnterByTicket, need=Right.SYSTEM)(entering.by_ticket)
people.on(EnterDemo, need=Right.SYSTEM)(entering.demo)
people.on(SetPicture, need=Right.SYSTEM)(entering.set_picture)


@people.shows(PERSON, Me, BlockView, NoticeView)
def mine(db: Session, person_id: str) -> Iterable[View]:
    person = db.get(Person, person_id)
    if person is None:
        return []
    blocks = db.exec(select(Block).where(Block.person_id == person_id).order_by(col(Block.other_id)))
    return [me(person), *map(block_view, blocks), *notices_of(db, person_id)]


@people.on(EditPerson)
def edit(ctx: Context[None], do: EditPerson) -> None:
    """Change what I tell of myself. What others hold of me, such as a message, keeps the name of its time."""
    person = ctx.get(Person, ctx.actor.id)
    person.name, person.affiliation, person.field = do.name, do.affiliation, do.field
    person.topics, person.languages = list(do.topics), list(do.languages)
    person.seeks, person.offers = list(do.seeks), list(do.offers)
    person.biography, person.time_zone, person.language = do.biography, do.time_zone, do.language
    ctx.put(topic_of(person.id), me(person))


@people.on(BlockPerson)
def block(ctx: Context[None], do: BlockPerson) -> None:
    """Not be brought together with somebody any more. They do not hear of it."""
    known = ctx.find(Block, (ctx.actor.id, do.person))
    if not do.blocked:
        if known is not None:
            ctx.db.delete(known)
            ctx.drop(topic_of(ctx.actor.id), "block", do.person)
        return
    if known is not None:
        return
    if do.person == ctx.actor.id:
        raise Conflict("You cannot block yourself.")
    other = ctx.get(Person, do.person)
    if len(ctx.db.exec(select(Block.other_id).where(Block.person_id == ctx.actor.id)).all()) >= MOST_BLOCKS:
        raise Conflict(f"You can block {MOST_BLOCKS} people at most.")
    row = Block(person_id=ctx.actor.id, other_id=other.id, name=other.name)
    ctx.db.add(row)
    ctx.put(topic_of(ctx.actor.id), block_view(row))
    ctx.db.flush()
    for part in on_block:
        part(ctx, ctx.actor.id, other.id)


@people.on(ReadNotice)
def read_notice(ctx: Context[None], do: ReadNotice) -> None:
    """Mark one of my notices as read."""
    _read(ctx, ctx.get(Notice, do.id, person_id=ctx.actor.id))


@people.on(ReadAllNotices)
def read_all_notices(ctx: Context[None], _do: ReadAllNotices) -> None:
    """Mark all my notices as read."""
    unread = select(Notice).where(Notice.person_id == ctx.actor.id, col(Notice.read).is_(False))
    for notice in ctx.db.exec(unread).all():
        _read(ctx, notice)


def _read(ctx: Context[None], notice: Notice) -> None:
    if not notice.read:
        notice.read = True
        ctx.put(topic_of(ctx.actor.id), notice_view(notice))
