"""Reading what is sent to an endpoint as JSON, and who sends it."""

from ipaddress import IPv6Address, ip_address
from typing import TypeVar, cast

from pydantic import ValidationError
from starlette.requests import Request

from symposia.http.door import Door
from symposia.http.serving import read_body, require_same_origin, venue_of
from symposia.kernel.errors import Invalid
from symposia.kernel.wire import Wire
from symposia.live.connection import read_object
from symposia.live.limits import Limit

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
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{where}: {first['msg']}", field=where or None) from None


def client_of(request: Request) -> str:
    """The address that a request comes from; of IPv6 the network, as one household has billions."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host


def door_of(request: Request) -> Door:
    return cast(Door, venue_of(request).door)


def brakes_of(request: Request) -> Brakes:
    return cast(Brakes, request.app.state.brakes)
