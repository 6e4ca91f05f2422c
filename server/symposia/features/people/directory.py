"""Looking for people."""

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from symposia.features.people.cards import card
from symposia.features.people.tables import Person, folded
from symposia.features.people.wire import FindPeople, Found, FoundPerson, GetPerson
from symposia.kernel.context import Reading
from symposia.kernel.errors import NotFound


def find(ctx: Reading[None], do: FindPeople) -> Found:
    """Those who have proved their address and are not banned."""
    shown = and_(col(Person.confirmed).is_(True), col(Person.banned).is_(False))
    people, more = page(ctx.db, [shown, *matching(do.text)], do.after, do.limit)
    return Found(people=tuple(card(person) for person in people), more=more)


def get(ctx: Reading[None], do: GetPerson) -> FoundPerson:
    """One of them."""
    person = ctx.get(Person, do.person, confirmed=True, banned=False)
    return FoundPerson(person=card(person))


def matching(text: str, *, addresses: bool = False) -> list[ColumnElement[bool]]:
    """Every word of `text` is found somewhere in a person's name, affiliation or topics (or address)."""
    conditions: list[ColumnElement[bool]] = []
    for word in folded(text).split():
        found = col(Person.search).contains(word, autoescape=True)
        conditions.append(or_(found, col(Person.email).contains(word, autoescape=True)) if addresses else found)
    return conditions


def page(
    db: Session, conditions: list[ColumnElement[bool]], after: str | None, limit: int
) -> tuple[list[Person], bool]:
    """Up to `limit` people in the order of their names, after the person `after`; and whether others follow."""
    wanted = select(Person).where(*conditions)
    if after is not None:
        last = db.get(Person, after)
        if last is None:
            raise NotFound("The page before cannot be found any more: please start again.")
        later = and_(col(Person.search) == last.search, col(Person.id) > last.id)
        wanted = wanted.where(or_(col(Person.search) > last.search, later))
    found = db.exec(wanted.order_by(col(Person.search), col(Person.id)).limit(limit + 1)).all()
    return list(found[:limit]), len(found) > limit
