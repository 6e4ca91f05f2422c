"""Where features in which people get to know each other say who has."""

from collections.abc import Callable

from sqlmodel import Session

from symposia.kernel.wire import PersonId

acquaintances: list[Callable[[Session, PersonId, PersonId], bool]] = []
"""`(db, one, other)`: whether the two have met there. It does not matter who of them is named first."""


def acquainted(db: Session, one: PersonId, other: PersonId) -> bool:
    """Whether the two have met somewhere in the conference."""
    return any(met(db, one, other) for met in acquaintances)
