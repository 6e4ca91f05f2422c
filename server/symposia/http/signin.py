"""Signing in and out: by mailed code or link, by ticket, in a demonstration with one click."""

import contextlib
import secrets
from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from symposia.features.people.entering_wire import (
    EnterByCode,
    EnterByLink,
    EnterByTicket,
    EnterDemo,
    Entered,
    Entering,
    SendSignIn,
)
from symposia.features.people.errors import CodeExpired, CodeWrong, TicketNotEnough, TicketUsed
from symposia.features.people.rules import device_of
from symposia.features.people.tickets import LONGEST, Tickets
from symposia.features.people.wire import AppLanguage, Email, Profile
from symposia.http.door import COOKIE
from symposia.http.forms import brakes_of, client_of, door_of, form
from symposia.http.serving import require_same_origin, venue_of
from symposia.kernel.errors import Banned, SymposiaError, TooFast
from symposia.kernel.wire import Wire

TOKEN_BYTES = 32


class AskSignIn(Wire):
    """Please mail me a code and a link."""

    email: Email
    language: AppLanguage = "en"


class GiveCode(Wire):
    email: Email
    code: str = Field(max_length=20)


class GiveLink(Wire):
    token: str = Field(max_length=200)


class GiveTicket(Wire):
    ticket: str = Field(max_length=LONGEST)


class PickPerson(Wire):
    email: Email


async def ask(request: Request) -> Response:
    """Have a code and a link mailed. The answer says nothing about the address, nor does its time."""
    asked = await form(request, AskSignIn)
    return await mail_code(request, asked.email, asked.language)


async def by_code(request: Request) -> Response:
    given = await form(request, GiveCode)
    digits = "".join(sign for sign in given.code if sign.isalnum())
    return await _enter(request, EnterByCode, email=given.email, code=digits)


async def by_link(request: Request) -> Response:
    given = await form(request, GiveLink)
    return await _enter(request, EnterByLink, token=given.token)


async def by_ticket(request: Request) -> Response:
    given = await form(request, GiveTicket)
    tickets: Tickets = request.app.state.tickets
    brakes_of(request).tries.spend(client_of(request))
    ticket = tickets.read(given.ticket, venue_of(request).clock.real())
    return await _enter(
        request,
        EnterByTicket,
        key=ticket.key,
        email=ticket.email,
        name=ticket.name,
        roles=ticket.roles,
        until=ticket.until,
    )


async def demo(request: Request) -> Response:
    given = await form(request, PickPerson)
    return await _enter(request, EnterDemo, email=given.email)


async def sign_out(request: Request) -> Response:
    """End the sign-in of this browser. Whoever is signed out already is answered the same."""
    require_same_origin(request)
    venue = venue_of(request)
    actor = await door_of(request).by_browser(request)
    if actor is not None:
        with contextlib.suppress(Banned):
            # Who has just been busy can leave all the same.
            await venue.dispatcher.ask(actor.id, "signin.end", {"id": actor.sign_in}, actor.sign_in, counted=False)
    response = JSONResponse({})
    response.delete_cookie(COOKIE, path="/", secure=_secure(request), httponly=True, samesite="lax")
    return response


async def mail_code(
    request: Request,
    email: str,
    language: AppLanguage,
    *,
    profile: Profile | None = None,
    invitation: str | None = None,
) -> Response:
    """Mail a code and a link; with a profile, they register as well. The answer is the same for every address."""
    brakes_of(request).letters.spend(client_of(request))
    venue = venue_of(request)
    await venue.dispatcher.obey(
        SendSignIn(
            email=email,
            language=language,
            code=f"{secrets.randbelow(10**6):06}",
            token=secrets.token_urlsafe(TOKEN_BYTES),
            base_url=venue.settings.base_url,
            profile=profile,
            invitation=invitation,
        )
    )
    return JSONResponse({"sent": True})


async def _enter(request: Request, way: type[Entering], **fields: Any) -> Response:
    """Sign in with a fresh cookie; the sign-in that this browser had before ends."""
    brakes_of(request).tries.spend(client_of(request))
    venue = venue_of(request)
    before = await door_of(request).by_browser(request)
    cookie, days = secrets.token_urlsafe(TOKEN_BYTES), venue.settings.sign_in_days
    done = await venue.dispatcher.obey(
        way.model_validate(
            {
                **fields,
                "cookie": cookie,
                "device": device_of(request.headers.get("user-agent", "")),
                "days": days,
                "instead": before.sign_in if before else None,
            }
        )
    )
    assert isinstance(done.ok, Entered)
    if done.ok.refused is not None:
        raise _refusal(done.ok)
    response = JSONResponse({"person": {"id": done.ok.person, "name": done.ok.name}})
    response.set_cookie(
        COOKIE, cookie, max_age=days * 86400, path="/", secure=_secure(request), httponly=True, samesite="lax"
    )
    return response


def _refusal(entered: Entered) -> SymposiaError:
    if entered.refused == "too_fast":
        return TooFast(
            "Too many wrong codes were entered for this address. The link in the mail still works.", wait=entered.wait
        )
    known: dict[str | None, type[SymposiaError]] = {
        error.code: error for error in (CodeWrong, CodeExpired, TicketUsed, TicketNotEnough, Banned)
    }
    return known[entered.refused]()


def _secure(request: Request) -> bool:
    return venue_of(request).settings.base_url.startswith("https:") or request.url.scheme == "https"


routes = [
    Route("/api/sign-in/request", ask, methods=["POST"]),
    Route("/api/sign-in/code", by_code, methods=["POST"]),
    Route("/api/sign-in/link", by_link, methods=["POST"]),
    Route("/api/sign-in/ticket", by_ticket, methods=["POST"]),
    Route("/api/sign-in/demo", demo, methods=["POST"]),
    Route("/api/sign-out", sign_out, methods=["POST"]),
]
