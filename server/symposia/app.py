"""The ASGI application: the venue behind HTTP and the live socket."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from symposia.features.people.tickets import Tickets
from symposia.http import api, calendar, front, health, hooks, outbox, pages, pictures, register, signin
from symposia.http.door import Door
from symposia.http.forms import Brakes
from symposia.http.headers import SecurityHeaders
from symposia.http.serving import tell_broken, tell_error, tell_http_error
from symposia.infra.log import set_up
from symposia.kernel.errors import SymposiaError
from symposia.settings import Settings, read_settings
from symposia.venue import Venue

log = structlog.get_logger()


async def live(websocket: WebSocket) -> None:
    await websocket.app.state.venue.gateway.serve(websocket)


def warn(settings: Settings) -> None:
    """Tell the operator what people will miss with these settings."""
    for what in settings.media.missing:
        log.warning("calls.limited", missing=what)
    for what in settings.mail_missing:
        log.warning("mail.limited", missing=what)


def create(settings: Settings) -> Starlette:
    """The application of one process. The database must have been migrated."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        venue = Venue(settings, Door)
        app.state.venue = venue
        warn(settings)
        async with venue.run():
            # What has been made until now stays; looking through it again and again costs 10 to 40 % of the CPU.
            gc.collect()
            gc.freeze()
            gc.set_threshold(20_000, 20, 50)
            yield

    app = Starlette(
        routes=[
            WebSocketRoute("/live", live),
            *health.routes,
            *api.routes,
            *front.routes,
            *signin.routes,
            *register.routes,
            *pictures.routes,
            *outbox.routes,
            *calendar.routes,
            *hooks.routes,
            *pages.routes,
        ],
        middleware=[Middleware(SecurityHeaders)],
        lifespan=lifespan,
        exception_handlers={SymposiaError: tell_error, HTTPException: tell_http_error, Exception: tell_broken},
    )
    app.state.brakes = Brakes()
    app.state.tickets = Tickets(settings.ticket_key.get_secret_value())
    return app


def from_environment() -> Starlette:
    """The application of a worker process: its settings come from the environment that the command line has set."""
    settings = read_settings()
    set_up(settings.log)
    return create(settings)
