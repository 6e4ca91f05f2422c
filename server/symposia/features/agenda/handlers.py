"""What one can do with one's agenda."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from symposia.features.agenda.tables import Star
from symposia.features.agenda.wire import StarSession, StarView
from symposia.features.people.topics import PERSON, topic_of
from symposia.features.programme.busy import Stretch, engagements, held_between
from symposia.features.programme.tables import ProgrammeSession
from symposia.kernel.context import Context
from symposia.kernel.feature import Feature
from symposia.kernel.wire import PersonId

agenda = Feature("agenda")


@agenda.shows(PERSON, StarView)
def starred(db: Session, person_id: str) -> Iterable[StarView]:
    mine = select(Star.session_id).where(Star.person_id == person_id).order_by(col(Star.session_id))
    return [StarView(id=session_id) for session_id in db.exec(mine)]


@agenda.on(StarSession)
def star(ctx: Context[None], do: StarSession) -> None:
    """Star a session, or take the star back."""
    mine = topic_of(ctx.actor.id)
    known = ctx.find(Star, (ctx.actor.id, do.session))
    if do.on and known is None:
        ctx.get(ProgrammeSession, do.session)
        ctx.db.add(Star(person_id=ctx.actor.id, session_id=do.session))
        ctx.put(mine, StarView(id=do.session))
    elif not do.on and known is not None:
        ctx.db.delete(known)
        ctx.drop(mine, "star", do.session)


def agenda_of(db: Session, person_id: str) -> list[ProgrammeSession]:
    """The sessions in somebody's agenda, by their start."""
    mine = select(Star.session_id).where(Star.person_id == person_id)
    found = select(ProgrammeSession).where(col(ProgrammeSession.id).in_(mine))
    return list(db.exec(found.order_by(col(ProgrammeSession.starts_at), col(ProgrammeSession.id))))


def going(db: Session, person_id: PersonId, since: datetime, until: datetime) -> list[Stretch]:
    """The sessions of that time that somebody has starred."""
    mine = set(db.exec(select(Star.session_id).where(Star.person_id == person_id)))
    return [(held.starts_at, held.ends_at) for held in held_between(db, since, until) if held.id in mine]


engagements.append(going)
