"""Ticket links of a shop: a JWT (RFC 7519) signed by the shop's key, HS256 or EdDSA. No database, no clock."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwt.types import Options
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from symposia.features.people.errors import TicketExpired, TicketInvalid
from symposia.features.people.wire import Email, Name, Roles
from symposia.kernel.errors import SymposiaError

SHORTEST_SECRET = 32
LONGEST = 4096
LEEWAY = timedelta(seconds=30)
"""How far the shop's clock may be from ours."""


class Claims(BaseModel):
    """What a ticket must say; what else it says is not looked at. `exp` and `nbf`: seconds since 1970."""

    model_config = ConfigDict(frozen=True, strict=True)
    email: Email
    name: Name
    roles: Roles = ("attendee",)
    exp: int = Field(ge=0, le=253402300799)
    nbf: int = Field(default=0, ge=0, le=253402300799)
    jti: str = Field(min_length=1, max_length=200)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket whose signature is right. `key` stands for it alone; `until` is its end (UTC)."""

    email: str
    name: str
    roles: tuple[str, ...]
    key: str
    until: datetime


class Tickets:
    """Reads the tickets of one shop. The kind of key decides the algorithm, never the ticket."""

    def __init__(self, key: str) -> None:
        """`key`: a secret of at least 32 characters, an Ed25519 public key in PEM, or nothing (no shop)."""
        self._key: str | Ed25519PublicKey = key.strip()
        self._algorithm = "HS256"
        if self._key.startswith("-----BEGIN"):
            self._key, self._algorithm = _public_key(self._key), "EdDSA"
        elif 0 < len(self._key) < SHORTEST_SECRET:
            raise SymposiaError(f"The setting ticket_key is too short: a secret needs {SHORTEST_SECRET} characters.")

    def read(self, ticket: str, now: datetime) -> Ticket:
        """The ticket, if it is the shop's and holds at `now`; TicketInvalid or TicketExpired otherwise."""
        if not self._key or len(ticket) > LONGEST:
            raise TicketInvalid()
        # The moments are compared here: the library would ask the machine's clock.
        unasked: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
        try:
            told = jwt.decode(ticket, self._key, algorithms=[self._algorithm], options=unasked)
            claims = Claims.model_validate(told)
        except (jwt.PyJWTError, ValidationError) as error:
            raise TicketInvalid() from error
        until = datetime.fromtimestamp(claims.exp, UTC)
        if until + LEEWAY <= now:
            raise TicketExpired()
        if datetime.fromtimestamp(claims.nbf, UTC) - LEEWAY > now:
            raise TicketInvalid("This ticket link does not hold yet.")
        key = hashlib.sha256(claims.jti.encode()).hexdigest()
        return Ticket(claims.email, claims.name, claims.roles, key, until + LEEWAY)


def _public_key(pem: str) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise SymposiaError("The setting ticket_key is not an Ed25519 public key in PEM.")
    return key
