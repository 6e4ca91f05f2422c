"""People who have met, without a round of networking."""

from __future__ import annotations

from sqlmodel import Session

from symposia.features.networking.tables import Encounter, Networking
from tests.support.venue import START, PersonAtVenue, VenueForTests


def have_met(venue: VenueForTests, one: PersonAtVenue, *others: PersonAtVenue) -> None:
    session = venue.session("lounge", "networking", starts_in=-600)

    def write(db: Session) -> None:
        db.add(Networking(id=session))
        db.flush()
        for other in others:
            for person, met in ((one, other), (other, one)):
                encounter = Encounter(
                    person_id=person.id,
                    other_id=met.id,
                    networking_id=session,
                    round=1,
                    met_at=START,
                    name=met.name.capitalize(),
                )
                db.add(encounter)

    venue.seed(write)
