"""What is signed with LiveKit's API key: who may join a room, who may change one, what a webhook says.

All are JWTs (HS256) with the claims of LiveKit's access tokens. Its own library accepts them, see the tests.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

from symposia.kernel.errors import Malformed, NotSignedIn

JOIN_FOR = timedelta(minutes=2)
"""Long enough to connect with; whoever is connected gets the next ones of LiveKit itself."""
ASK_FOR = timedelta(seconds=30)
LEEWAY = timedelta(seconds=30)
"""How far LiveKit's clock may be from ours."""


@dataclass(frozen=True, slots=True)
class Hook:
    """What LiveKit says has happened, such as `participant_joined`. Empty: it concerns no room, or nobody."""

    event: str
    room: str
    identity: str


@dataclass(frozen=True, slots=True)
class Keys:
    """A pair of `keys` in LiveKit's configuration."""

    key: str
    secret: str = field(repr=False)

    def joining(self, room: str, identity: str, name: str, *, publishes: bool, now: datetime) -> str:
        """Lets `identity` join `room` from `now` on for JOIN_FOR, and stay as long as they want."""
        grants = {
            "roomJoin": True,
            "room": room,
            "canPublish": publishes,
            "canSubscribe": True,
            # What is not media goes through our own server, where it is checked.
            "canPublishData": False,
        }
        return self._sign({"sub": identity, "name": name, "video": grants}, now, JOIN_FOR)

    def asking(self, now: datetime, **grants: str | bool) -> str:
        """Lets us ask for something that needs `grants`."""
        return self._sign({"video": grants}, now, ASK_FOR)

    def read_hook(self, body: bytes, token: str, now: datetime) -> Hook:
        """What a webhook says. NotSignedIn unless `token` is LiveKit's word for just this body, and holds at `now`."""
        told = self._read(token, now).get("sha256")
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if not isinstance(told, str) or not hmac.compare_digest(told.encode(), digest.encode()):
            raise NotSignedIn("This webhook is not the one that was signed.")
        try:
            event = json.loads(body)
        except ValueError:
            event = None
        if not isinstance(event, dict):
            raise Malformed("A webhook of LiveKit is a JSON object.")
        name = event.get("event")
        return Hook(
            name if isinstance(name, str) else "",
            _text_in(event.get("room"), "name"),
            _text_in(event.get("participant"), "identity"),
        )

    def _sign(self, claims: dict[str, Any], now: datetime, holds: timedelta) -> str:
        begins = int(now.timestamp())
        claims = {"iss": self.key, "nbf": begins, "exp": begins + int(holds.total_seconds())} | claims
        return jwt.encode(claims, self.secret, "HS256")

    def _read(self, token: str, now: datetime) -> dict[str, Any]:
        # The moments are compared here: the library would ask the machine's clock.
        unasked: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "require": ["exp", "iss"]}
        try:
            claims = jwt.decode(token, self.secret, algorithms=["HS256"], issuer=self.key, options=unasked)
            ends = datetime.fromtimestamp(int(claims["exp"]), UTC)
            begins = datetime.fromtimestamp(int(claims.get("nbf", 0)), UTC)
        except (jwt.PyJWTError, TypeError, ValueError, OverflowError, OSError) as error:
            raise NotSignedIn("This webhook is not signed with our key for LiveKit.") from error
        if not begins - LEEWAY <= now < ends + LEEWAY:
            raise NotSignedIn("This webhook is not of now.")
        return claims


def _text_in(thing: Any, name: str) -> str:
    found = thing.get(name) if isinstance(thing, dict) else None
    return found if isinstance(found, str) else ""
