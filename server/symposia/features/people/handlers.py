"""What people can do with what is theirs."""

from collections.abc import Iterable

from sqlmodel import Session

from symposia.features.people.notices import notice_view, notices_of
from symposia.features.people.tables import Notice, Person
from symposia.features.people.topics import PERSON, own, topic_of
from symposia.features.people.wire import Me, NoticeView, ReadNotice
from symposia.kernel.context import Context
from symposia.kernel.feature import Feature
from symposia.kernel.wire import View

people = Feature("people")
people.opens(PERSON)(own)


@people.shows(PERSON, Me, NoticeView)
def mine(db: Session, person_id: str) -> Iterable[View]:
    person = db.get(Person, person_id)
    return [me(person), *notices_of(db, person_id)] if person else []


def me(person: Person) -> Me:
    return Me(
        id=person.id,
        email=person.email,
        name=person.name,
        affiliation=person.affiliation,
        field=person.field,
        biography=person.biography,
        topics=tuple(person.topics),
        languages=tuple(person.languages),
        seeks=tuple(person.seeks),
        offers=tuple(person.offers),
        roles=tuple(person.roles),
        time_zone=person.time_zone,
        language=person.language,
        picture=person.picture,
        registered=person.registered_at,
    )


@people.on(ReadNotice)
def read_notice(ctx: Context[None], do: ReadNotice) -> None:
    """Mark one of my notices as read."""
    notice = ctx.get(Notice, do.id, person_id=ctx.actor.id)
    notice.read = True
    ctx.put(topic_of(ctx.actor.id), notice_view(notice))
