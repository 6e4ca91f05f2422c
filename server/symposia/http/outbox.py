"""The mails of a demonstration, for organisers: nobody else's post is read."""

import asyncio

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from symposia.features.programme.tables import Conference
from symposia.http.serving import signed_in, venue_of
from symposia.infra.mail import Outbox
from symposia.kernel.access import Right, check
from symposia.kernel.errors import NotFound
from symposia.kernel.wire import iso

SHOWN = 200


async def outbox(request: Request) -> Response:
    """The newest mails first. NotFound where mails really go out, or where showing them has not been allowed."""
    check(await signed_in(request), Right.ORGANISE)
    venue = venue_of(request)
    shown = venue.settings.outbox_shown or await venue.database.read(_is_demo)
    if not shown or not isinstance(venue.mail, Outbox):
        raise NotFound()
    letters = await asyncio.to_thread(venue.mail.letters, SHOWN)
    told = [
        {"id": letter.id, "to": letter.to, "subject": letter.subject, "at": iso(letter.at), "text": letter.text}
        for letter in letters
    ]
    return JSONResponse({"letters": told}, headers={"cache-control": "no-store"})


def _is_demo(db: Session) -> bool:
    conference = db.get(Conference, 1)
    return conference is not None and conference.demo


routes = [Route("/api/outbox", outbox, methods=["GET"])]
