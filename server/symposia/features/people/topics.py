"""A person's own topic: what only they may see."""

from sqlmodel import Session

from symposia.kernel.access import Actor, Place
from symposia.kernel.errors import NotFound
from symposia.kernel.feature import Family

PERSON = Family("person:{}")


def own(_db: Session, actor: Actor, person_id: str) -> Place:
    """Only the person themselves finds their topic."""
    if actor.id != person_id:
        raise NotFound("There is no topic of this name.")
    return Place(topic=PERSON.name(person_id))


def topic_of(person_id: str) -> str:
    return PERSON.name(person_id)
