"""How a call's media flows, and what a signal may say: functions of their arguments."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from symposia.features.calls.wire import Candidate, Description, IceServer
from symposia.infra.janus.rooms import RoomKeys
from symposia.kernel.errors import CallFull
from symposia.kernel.media import Media

CREDENTIALS_S = 600
"""How long credentials for TURN hold (s)."""
_DEFAULT = re.compile(r"^(c=|a=rtcp:\d+ )IN IP[46] \S+", re.MULTILINE)
_TYPE = re.compile(r"(?:^|\s)typ (\S+)")
_RELATED = re.compile(r"( raddr )\S+( rport )\d+")
"""Behind a relayed address stands the one that it was asked for from (RFC 8839, 5.1)."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many are in a call: everybody, and those of them who send."""

    people: int
    senders: int


def engine_for(now: str, turnout: Turnout, media: Media, *, trial: bool = False) -> str:
    """The engine for so many people. A call that has grown stays with its engine until everybody has gone.

    `trial`: somebody tries whether larger calls would work for them, alone.
    """
    if now != "peers" or (turnout.people <= media.peers and not (trial and media.grows)):
        return now
    if not media.grows:
        raise CallFull(f"This call is full: {media.peers} people fit in.")
    return "livekit" if media.livekit else "janus"


def check_senders(turnout: Turnout, media: Media) -> None:
    """Raise CallFull when all cameras are taken."""
    if turnout.senders > cameras(media):
        raise CallFull("All cameras are taken. You can join to listen.")


def cameras(media: Media) -> int:
    return media.cameras if media.grows else media.peers


def ice_servers(media: Media, person: str, place: str, now: datetime) -> tuple[IceServer, ...]:
    """STUN and TURN for one person in one call. `now` is real time: it is the TURN server's clock that counts.

    The credentials are those of the TURN REST API (draft-uberti-behave-turn-rest-00): the user is the end of their
    time and a name, the password its HMAC-SHA1 under the shared secret. The name says nothing about the person.
    """
    servers = [IceServer(urls=media.stun)] if media.stun else []
    if media.turn:
        name = hmac.new(media.turn_secret.encode(), f"{person} {place}".encode(), hashlib.sha256).hexdigest()[:24]
        user = f"{int((now + timedelta(seconds=CREDENTIALS_S)).timestamp())}:{name}"
        told = hmac.new(media.turn_secret.encode(), user.encode(), hashlib.sha1).digest()
        servers.append(IceServer(urls=media.turn, username=user, credential=base64.b64encode(told).decode()))
    return tuple(servers)


def credentials_end(media: Media, now: datetime) -> datetime | None:
    """When new credentials have to be asked for; None when none are needed."""
    return now + timedelta(seconds=CREDENTIALS_S) if media.turn else None


def kind_of(candidate: str) -> Literal["host", "srflx", "prflx", "relay", ""]:
    """What kind of address a candidate is (RFC 8839, 5.1); empty when it does not say."""
    found = _TYPE.search(candidate)
    match found.group(1) if found else "":
        case "host" | "srflx" | "prflx" | "relay" as kind:
            return kind
        case _:
            return ""


def only_relayed(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those that give nobody's address away, and the mark that there are no more."""
    kept = (each for each in candidates if not each.candidate or kind_of(each.candidate) == "relay")
    return tuple(each.model_copy(update={"candidate": _unrelated(each.candidate)}) for each in kept)


def without_addresses(description: Description) -> Description:
    """The description without candidates that are not relayed, and without the address that is tried first."""
    lines = description.sdp.splitlines(keepends=True)
    kept = (line for line in lines if not line.startswith("a=candidate:") or kind_of(line) == "relay")
    sdp = _unrelated(_DEFAULT.sub(r"\g<1>IN IP4 0.0.0.0", "".join(kept)))
    return description.model_copy(update={"sdp": sdp})


def _unrelated(text: str) -> str:
    return _RELATED.sub(r"\g<1>0.0.0.0\g<2>9", text)


def least(seats: Mapping[str, int]) -> str | None:
    """The server with the fewest seats; of several the first by name, so that everybody finds the same."""
    return min(seats, key=lambda server: (seats[server], server), default=None)


def keys_of(secret: bytes, place: str, generation: int) -> RoomKeys:
    """The keys of the room that carries this generation of a call: whoever has the conference's secret finds them."""

    def made(what: str) -> str:
        return hmac.new(secret, f"call {what} {generation} {place}".encode(), hashlib.sha256).hexdigest()[:40]

    return RoomKeys(made("room"), made("secret"), made("pin"))
