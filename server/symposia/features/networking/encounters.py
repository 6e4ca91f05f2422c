"""Those I have met: notes, and contacts that both want to swap."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from symposia.features.networking.contact_wire import NoteEncounter, SwapContacts
from symposia.features.networking.tables import Encounter, Networking, Participant
from symposia.features.networking.topics import STAFF
from symposia.features.networking.views import contact_view, encounter_view, health_view
from symposia.features.people.notices import notify
from symposia.features.people.tables import Block, Person
from symposia.features.people.topics import topic_of
from symposia.features.programme.busy import Stretch, held_between
from symposia.kernel.context import Context
from symposia.kernel.errors import Conflict, NotFound
from symposia.kernel.wire import PersonId, View


def encounters_of(db: Session, person: str) -> Iterable[View]:
    """Everybody I have met, and the contacts among them."""
    mine = select(Encounter).where(Encounter.person_id == person)
    for row in db.exec(mine.order_by(col(Encounter.met_at), col(Encounter.other_id))):
        yield encounter_view(row)
        if row.email is not None:
            yield contact_view(row)


def have_met(db: Session, one: PersonId, other: PersonId) -> bool:
    """Whether the two have been in a meeting together."""
    return db.get(Encounter, (one, other)) is not None


def taking_part(db: Session, person: PersonId, since: datetime, until: datetime) -> list[Stretch]:
    """The networking sessions of that time for which `person` is ready."""
    mine = select(Participant.networking_id).where(Participant.person_id == person, col(Participant.ready).is_(True))
    ready = set(db.exec(mine))
    return [(held.starts_at, held.ends_at) for held in held_between(db, since, until) if held.id in ready]


def swap(ctx: Context[None], do: SwapContacts) -> None:
    """Want to swap contacts with somebody, or not."""
    mine, theirs = _both(ctx, do.person)
    if mine.email is not None:
        if not do.yes:
            raise Conflict("You have swapped contacts already.")
        return
    if mine.asked != do.yes:
        mine.asked = do.yes
        ctx.put(topic_of(mine.person_id), encounter_view(mine))
    if mine.asked and theirs.asked and not _blocked(ctx.db, mine):
        for row in (mine, theirs):
            row.email = ctx.get(Person, row.other_id).email
            ctx.put(topic_of(row.person_id), encounter_view(row), contact_view(row))
        notify(ctx, theirs.person_id, "contact")
        ctx.db.flush()
        ctx.put(STAFF.name(mine.networking_id), health_view(ctx.db, ctx.get(Networking, mine.networking_id)))


def note(ctx: Context[None], do: NoteEncounter) -> None:
    """Keep a note about somebody I have met."""
    mine = ctx.get(Encounter, (ctx.actor.id, do.person))
    if mine.note != do.text:
        mine.note = do.text
        ctx.put(topic_of(ctx.actor.id), encounter_view(mine))


def _both(ctx: Context[None], other: PersonId) -> tuple[Encounter, Encounter]:
    """My row of this encounter and the other's, held: when both say yes at once, one of us comes second."""
    me = ctx.actor.id
    rows = select(Encounter).where(
        or_(
            (col(Encounter.person_id) == me) & (col(Encounter.other_id) == other),
            (col(Encounter.person_id) == other) & (col(Encounter.other_id) == me),
        )
    )
    found = {row.person_id: row for row in ctx.db.exec(rows.order_by(col(Encounter.person_id)).with_for_update())}
    if len(found) != 2:
        raise NotFound("You have not met this person.")
    return found[me], found[other]


def _blocked(db: Session, met: Encounter) -> bool:
    one = db.get(Block, (met.person_id, met.other_id))
    return one is not None or db.get(Block, (met.other_id, met.person_id)) is not None
