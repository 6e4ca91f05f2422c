"""What is known of the people of a networking session: their cards, how they fit, who may not meet."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from sqlmodel import Session, col, select

from symposia.features.networking.pairing import Idf, Pair, ProfileScores, Scores, idf_of, pair_of, reasons
from symposia.features.networking.rows import matching_of, profile_of
from symposia.features.networking.rules import Matching, Profile
from symposia.features.networking.tables import Encounter, Networking, NetworkingSetup, Participant, Wish
from symposia.features.people.cards import card
from symposia.features.people.tables import Block, Person
from symposia.kernel.wire import PersonId


class Crowd:
    """Everybody who was ever ready in the session of `row`. Loaded when it is first asked for."""

    def __init__(self, db: Session, row: Networking) -> None:
        self._db, self._row = db, row
        self._mine = select(Participant.person_id).where(Participant.networking_id == row.id)

    @cached_property
    def people(self) -> dict[PersonId, Person]:
        return {person.id: person for person in self._db.exec(select(Person).where(col(Person.id).in_(self._mine)))}

    @cached_property
    def setups(self) -> dict[PersonId, NetworkingSetup]:
        found = select(NetworkingSetup).where(col(NetworkingSetup.person_id).in_(self._mine))
        return {setup.person_id: setup for setup in self._db.exec(found)}

    @cached_property
    def matching(self) -> Matching:
        """The organisers' rules."""
        return matching_of(self._row)

    @cached_property
    def profiles(self) -> dict[PersonId, Profile]:
        wished: dict[PersonId, set[PersonId]] = defaultdict(set)
        wishes = select(Wish.person_id, Wish.other_id).where(col(Wish.person_id).in_(self._mine))
        for person, other in self._db.exec(wishes):
            wished[person].add(other)
        return {
            id: profile_of(person, self.setups.get(id), frozenset(wished.get(id, ())))
            for id, person in self.people.items()
        }

    @cached_property
    def apart(self) -> frozenset[Pair]:
        """Those who have met in this conference, and those of whom one has blocked the other."""
        met = select(Encounter.person_id, Encounter.other_id).where(col(Encounter.person_id) < col(Encounter.other_id))
        blocks = select(Block.person_id, Block.other_id)
        pairs = [*self._db.exec(met), *self._db.exec(blocks)]
        return frozenset(pair_of(one, other) for one, other in pairs)

    def scores(self) -> Scores:
        """How they fit; loaded when it is first looked at, for most turns of the clock need none."""
        return ProfileScores(lambda: (self.profiles.values(), self._idf, self.matching))

    def card(self, person: PersonId) -> dict[str, Any]:
        """The card as it is now, to be kept."""
        return card(self.people[person]).model_dump(mode="json", exclude_none=True)

    def reasons(self, person: PersonId, others: Iterable[PersonId]) -> list[dict[str, Any]]:
        """Why `person` was put together with each of `others`."""
        mine = self.profiles[person]
        return [
            {"person": other, "kind": why.kind, "terms": list(why.terms), "mine": why.mine, "theirs": why.theirs}
            for other in others
            if other != person
            for why in reasons(mine, self.profiles[other], self._idf, self.matching)
        ]

    @cached_property
    def _idf(self) -> Idf:
        return idf_of(list(self.profiles.values()))
