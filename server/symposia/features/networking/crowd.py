"""What is known of the people of a networking session: their cards, how they fit, who may not meet."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import cached_property
from typing import Any

from sqlmodel import Session, col, select

from symposia.features.networking.affinity import Idf, Scores, Table, idf_of, reasons, scores_of
from symposia.features.networking.pairing import Pair, pair_of
from symposia.features.networking.rows import profile_of
from symposia.features.networking.tables import Encounter, Participant
from symposia.features.people.cards import card
from symposia.features.people.tables import Block, Person
from symposia.kernel.wire import PersonId


class LateScores(Scores):
    """Scores that are made when they are first looked at: most turns of the clock need none."""

    def __init__(self, make: Callable[[], Scores]) -> None:
        object.__setattr__(self, "_make", make)

    @cached_property
    def _made(self) -> Scores:
        make: Callable[[], Scores] = self.__dict__["_make"]
        return make()

    @property
    def index(self) -> Mapping[PersonId, int]:
        return self._made.index

    @property
    def table(self) -> Table:
        return self._made.table


class Crowd:
    """Everybody who was ever ready in the session `networking`. Loaded when it is first asked for."""

    def __init__(self, db: Session, networking: str) -> None:
        self._db, self._networking = db, networking

    @cached_property
    def people(self) -> dict[PersonId, Person]:
        mine = select(Participant.person_id).where(Participant.networking_id == self._networking)
        return {person.id: person for person in self._db.exec(select(Person).where(col(Person.id).in_(mine)))}

    @cached_property
    def apart(self) -> frozenset[Pair]:
        """Those who have met in this conference, and those of whom one has blocked the other."""
        met = select(Encounter.person_id, Encounter.other_id).where(col(Encounter.person_id) < col(Encounter.other_id))
        blocks = select(Block.person_id, Block.other_id)
        pairs = [*self._db.exec(met), *self._db.exec(blocks)]
        return frozenset(pair_of(one, other) for one, other in pairs)

    def scores(self) -> Scores:
        return LateScores(lambda: scores_of([profile_of(person) for person in self.people.values()], self._idf))

    def card(self, person: PersonId) -> dict[str, Any]:
        """The card as it is now, to be kept."""
        return card(self.people[person]).model_dump(mode="json", exclude_none=True)

    def reasons(self, person: PersonId, others: Iterable[PersonId]) -> list[dict[str, Any]]:
        """Why `person` was put together with each of `others`."""
        mine = profile_of(self.people[person])
        return [
            {"person": other, **asdict(reason), "terms": list(reason.terms)}
            for other in others
            if other != person
            for reason in reasons(mine, profile_of(self.people[other]), self._idf)
        ]

    @cached_property
    def _idf(self) -> Idf:
        return idf_of([profile_of(person) for person in self.people.values()])
