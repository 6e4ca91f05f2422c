"""Ticket links: only the shop's key opens, and only with its own algorithm."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from symposia.features.people.errors import TicketExpired, TicketInvalid
from symposia.features.people.tickets import Tickets
from symposia.kernel.errors import SymposiaError

NOW = datetime(2026, 4, 14, 8, tzinfo=UTC)
SECRET = "the shop's secret of more than 32 characters"
PRIVATE = ed25519.Ed25519PrivateKey.generate()


def pem(key: Any) -> str:
    return str(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


PUBLIC = pem(PRIVATE.public_key())
Sign = Callable[[dict[str, Any]], str]
SHOPS: list[tuple[str, Sign]] = [
    (SECRET, lambda claims: jwt.encode(claims, SECRET, "HS256")),
    (PUBLIC, lambda claims: jwt.encode(claims, PRIVATE, "EdDSA")),
]


def claims(**other: Any) -> dict[str, Any]:
    until = int((NOW + timedelta(days=1)).timestamp())
    told = {"email": "Ann@Example.org", "name": "Ann", "roles": ["attendee"], "exp": until, "jti": "t-1", **other}
    return {name: value for name, value in told.items() if value is not None}


@pytest.mark.parametrize(("key", "sign"), SHOPS)
def test_a_ticket_says_who_comes(key: str, sign: Sign) -> None:
    ticket = Tickets(key).read(sign(claims(iss="shop", iat=1)), NOW)
    assert (ticket.email, ticket.name, ticket.roles) == ("ann@example.org", "Ann", ("attendee",))
    assert ticket.key != Tickets(key).read(sign(claims(jti="t-2")), NOW).key


@pytest.mark.parametrize(("key", "sign"), SHOPS)
def test_a_ticket_runs_out(key: str, sign: Sign) -> None:
    with pytest.raises(TicketExpired):
        Tickets(key).read(sign(claims()), NOW + timedelta(days=1, seconds=30))


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": None},
        {"jti": None},
        {"jti": ""},
        {"email": None},
        {"email": "nobody"},
        {"name": None},
        {"roles": ["king"]},
        {"roles": "organiser"},
        {"exp": "tomorrow"},
        {"nbf": int((NOW + timedelta(hours=1)).timestamp())},
    ],
)
@pytest.mark.parametrize(("key", "sign"), SHOPS)
def test_what_a_ticket_must_say(key: str, sign: Sign, wrong: dict[str, Any]) -> None:
    with pytest.raises(TicketInvalid):
        Tickets(key).read(sign(claims(**wrong)), NOW)


def unsigned() -> str:
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=")
    return f"{head.decode()}.{body.decode()}."


def signed_with_the_public_key() -> str:
    """The classic confusion: the public key, which everybody may know, taken as an HMAC secret."""
    import hashlib
    import hmac

    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()).rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=")
    mac = hmac.new(PUBLIC.strip().encode(), head + b"." + body, hashlib.sha256).digest()
    return f"{head.decode()}.{body.decode()}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


@pytest.mark.parametrize("key", [SECRET, PUBLIC, ""])
@pytest.mark.parametrize(
    "forged",
    [
        unsigned(),
        signed_with_the_public_key(),
        jwt.encode(claims(), SECRET + "x", "HS256"),
        jwt.encode(claims(), SECRET * 2, "HS512"),
        jwt.encode(claims(), ed25519.Ed25519PrivateKey.generate(), "EdDSA"),
        jwt.encode(claims(), SECRET, "HS256")[:-2],
        "",
        "a.b.c",
        "x" * 5000,
    ],
)
def test_nothing_forged_gets_in(key: str, forged: str) -> None:
    with pytest.raises(TicketInvalid):
        Tickets(key).read(forged, NOW)


@pytest.mark.parametrize(
    "key",
    ["short", pem(ec.generate_private_key(ec.SECP256R1()).public_key()), "-----BEGIN PUBLIC KEY-----\nx\n-----END"],
)
def test_a_key_that_cannot_be_safe_is_refused_at_the_start(key: str) -> None:
    with pytest.raises(SymposiaError, match="ticket_key"):
        Tickets(key)
