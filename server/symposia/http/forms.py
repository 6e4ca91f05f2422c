"""Reading what is sent to an endpoint as JSON, and who sends it."""

from functools import cache
from ipaddress import IPv6Address, ip_address
from typing import TypeVar, cast

import structlog
from pydantic import ValidationError
from starlette.requests import Request

from symposia.http.door import Door
from symposia.http.serving import read_body, require_same_origin, venue_of
from symposia.kernel.wire import Wire, invalid
from symposia.live.connection import read_object
from symposia.live.limits import Limit

log = structlog.get_logger()
MOST_BYTES = 16 * 1024
LETTERS, TRIES = 300, 600
"""Mails and tries of one client address in ten minutes: a lecture hall may share one. Guessing is slowed in SQL."""
F = TypeVar("F", bound=Wire)


class Brakes:
    """How much one client address may try in a process; of pictures and maps, one person.

    Many people can share an address; few programs are people.
    """

    def __init__(self) -> None:
        self.letters = Limit(LETTERS, 600)
        self.tries = Limit(TRIES, 600)
        self.pictures = Limit(10, 600)
        self.maps = Limit(120, 10)


async def form(request: Request, model: type[F]) -> F:
    """The body as `model`; Invalid with the field that is wrong, ForeignOrigin for what another site's page sends."""
    require_same_origin(request)
    fields = read_object(await read_body(request, MOST_BYTES) or b"{}")
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise invalid(error, "this form") from None


def client_of(request: Request) -> str:
    """The address that a request comes from; of IPv6 the network, as one household has billions."""
    host = request.client.host if request.client else ""
    if host not in request.headers.get("x-forwarded-for", host):
        _tell_of_the_proxy()
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        # Where one socket hears both, an IPv4 address comes inside of an IPv6 one: then it is one client, no network.
        return str(address.ipv4_mapped or int(address) >> 64)
    return host


@cache
def _tell_of_the_proxy() -> None:
    """Once: behind a proxy that is not trusted all people seem to have one address, and slow each other down."""
    log.warning("proxy.not_trusted", missing="who sends X-Forwarded-For is not in `trusted_proxies`")


def door_of(request: Request) -> Door:
    return cast(Door, venue_of(request).door)


def brakes_of(request: Request) -> Brakes:
    return cast(Brakes, request.app.state.brakes)
