"""What everybody may know before they sign in: which conference this is, and who asks."""

from typing import Any

from sqlalchemy import String, cast
from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from symposia.features.people.entering import INVENTED
from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference
from symposia.http.serving import venue_of
from symposia.kernel.access import Actor
from symposia.kernel.wire import iso

SHOWN_ROLES = ("organiser", "moderator", "speaker", "attendee")


async def front(request: Request) -> Response:
    """The conference as its front page shows it; `me` is null when nobody is signed in."""
    venue = venue_of(request)
    actor = await venue.door.admit(request)
    told = await venue.database.read(lambda db: _front(db, actor))
    told["conference"]["now"] = iso(venue.clock.now())
    return JSONResponse(told, headers={"cache-control": "no-store"})


def _front(db: Session, actor: Actor | None) -> dict[str, Any]:
    conference = db.get(Conference, 1)
    told: dict[str, Any] = {"conference": _conference(conference), "me": None}
    if actor is not None and not actor.banned:
        told["me"] = {"id": actor.id, "name": actor.name}
    if conference is not None and conference.demo:
        told["demo_people"] = _demo_people(db)
    return told


def _conference(conference: Conference | None) -> dict[str, Any]:
    if conference is None:
        return {
            "title": "Symposia",
            "tagline": "",
            "time_zone": "UTC",
            "accent": "",
            "registration": "list",
            "demo": False,
        }
    names = ("title", "tagline", "time_zone", "accent", "registration", "demo")
    return {name: getattr(conference, name) for name in names}


def _demo_people(db: Session) -> list[dict[str, str]]:
    """For every role the invented person who was registered first."""
    chosen: dict[str, Person] = {}
    for role in SHOWN_ROLES:
        held = select(Person).where(cast(Person.roles, String).contains(f'"{role}"'), col(Person.banned).is_(False))
        held = held.where(col(Person.id).not_in([person.id for person in chosen.values()]))
        for person in db.exec(held.order_by(col(Person.registered_at), col(Person.id)).limit(20)):
            if person.email.rpartition("@")[2] in INVENTED:
                chosen[role] = person
                break
    return [{"role": role, "email": person.email, "name": person.name} for role, person in chosen.items()]


routes = [Route("/api/front", front, methods=["GET"])]
