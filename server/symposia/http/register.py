"""Registering: what people say of themselves is kept until a mail has proved their address."""

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from symposia.features.people.entering_wire import SendSignIn
from symposia.features.people.wire import Email, Profile
from symposia.http.forms import brakes_of, client_of, form
from symposia.http.serving import venue_of
from symposia.http.signin import fresh_code, fresh_token


class Registration(Profile):
    """A profile, and the address that will sign in."""

    email: Email
    invitation: str | None = Field(default=None, max_length=200)


async def register(request: Request) -> Response:
    """Mail a code and a link; whether the address is known already is not told."""
    told = await form(request, Registration)
    brakes_of(request).letters.spend(client_of(request))
    venue = venue_of(request)
    await venue.dispatcher.obey(
        SendSignIn(
            email=told.email,
            language=told.language,
            code=fresh_code(),
            token=fresh_token(),
            base_url=venue.settings.base_url,
            profile=Profile.model_validate(told.model_dump(exclude={"email", "invitation"})),
            invitation=told.invitation,
        )
    )
    return JSONResponse({"sent": True})


routes = [Route("/api/register", register, methods=["POST"])]
