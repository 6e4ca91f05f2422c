"""Registering: what people say of themselves is kept until a mail has proved their address."""

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from symposia.features.people.wire import Email, Profile
from symposia.http.forms import form
from symposia.http.signin import mail_code


class Registration(Profile):
    """A profile, and the address that will sign in."""

    email: Email
    invitation: str | None = Field(default=None, max_length=200)


async def register(request: Request) -> Response:
    """Mail a code and a link; whether the address is known already is not told."""
    told = await form(request, Registration)
    profile = Profile.model_validate(told.model_dump(exclude={"email", "invitation"}))
    return await mail_code(request, told.email, told.language, profile=profile, invitation=told.invitation)


routes = [Route("/api/register", register, methods=["POST"])]
