"""People of the demonstration who have met, without a round of networking."""

from __future__ import annotations

from sqlmodel import Session

from symposia.demo.seed import person_id
from symposia.features.networking.tables import Encounter, Networking
from symposia.features.people.tables import Person
from symposia.features.programme.tables import ProgrammeSession
from tests.e2e.pages import NETWORKING
from tests.e2e.people import ANOTHER, ATTENDEE, FOURTH, THIRD


def they_have_met(db: Session) -> None:
    """Miriam and Achieng, Miriam and Alice, Miriam and Aditya."""
    session = db.get_one(ProgrammeSession, NETWORKING)
    if db.get(Networking, NETWORKING) is None:
        db.add(Networking(id=NETWORKING))
        db.flush()
    for email in (ANOTHER, THIRD, FOURTH):
        for one, other in ((ATTENDEE, email), (email, ATTENDEE)):
            met = db.get_one(Person, person_id(other))
            encounter = Encounter(
                person_id=person_id(one),
                other_id=met.id,
                networking_id=NETWORKING,
                round=1,
                met_at=session.starts_at,
                name=met.name,
                affiliation=met.affiliation,
                picture=met.picture,
            )
            db.add(encounter)
