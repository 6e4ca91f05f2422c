"""What every endpoint needs: the venue, who asks, a body of bounded size, and errors told as errors."""

from typing import cast

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from symposia.kernel.access import Actor
from symposia.kernel.errors import (
    Banned,
    ForeignOrigin,
    Malformed,
    NotFound,
    NotSignedIn,
    NotThisWay,
    SymposiaError,
    TooLarge,
    as_told,
)
from symposia.venue import Venue

log = structlog.get_logger()


def venue_of(request: Request) -> Venue:
    return cast(Venue, request.app.state.venue)


def require_same_origin(request: Request) -> None:
    """A page of another site must not act for somebody who is signed in here."""
    foreign = request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    if not venue_of(request).door.same_origin(request) or foreign:
        raise ForeignOrigin()


async def signed_in(request: Request) -> Actor:
    """Who sends this request. NotSignedIn, Banned, or ForeignOrigin for what another site's page sends."""
    if request.method not in {"GET", "HEAD"}:
        require_same_origin(request)
    actor = await venue_of(request).door.admit(request)
    if actor is None:
        raise NotSignedIn()
    if actor.banned:
        raise Banned()
    return actor


async def read_body(request: Request, most: int) -> bytes:
    """The body, TooLarge when it has more than `most` bytes (found before it is all read)."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise TooLarge(f"At most {most // 1024} KiB can be sent here.")
    except ClientDisconnect:
        # Nobody is there to be told; it is no mistake of ours that the log should have.
        raise Malformed() from None
    return bytes(body)


async def tell_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, SymposiaError)
    headers = {"retry-after": str(max(1, round(error.wait)))} if error.wait else {}
    return JSONResponse(as_told(error), error.status, headers)


async def tell_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = {404: NotFound(), 405: NotThisWay()}.get(error.status_code) or SymposiaError(error.detail)
    return JSONResponse(as_told(told), error.status_code, error.headers)


async def tell_broken(_request: Request, error: Exception) -> Response:
    """A mistake of ours: the log has it, people get a sentence."""
    log.error("http.broken", exc_info=error)
    return JSONResponse(as_told(SymposiaError()), 500)
