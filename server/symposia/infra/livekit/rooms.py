"""Rooms on LiveKit: its RoomService, which is Twirp – one POST of JSON for each thing that is asked for.

What is asked for is a state (a room is there, somebody is not in it): asked again, nothing more happens, and what is
so already is no trouble.
"""

import asyncio
import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog

from symposia.infra.livekit.tokens import Keys
from symposia.kernel.clock import Clock
from symposia.kernel.errors import MediaDown

log = structlog.get_logger()
ANSWER_S = 4.0
"""How long LiveKit may keep us waiting."""
EMPTY_S, DEPARTED_S = 60, 20
"""LiveKit ends a room by itself that nobody has come to, or that all have left, after these times."""
LONGEST = 1 << 20
_SERVICE = "/twirp/livekit.RoomService/"


class LiveKitRefused(Exception):
    """LiveKit has said no; `code` is Twirp's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Track:
    """Something that a participant publishes."""

    id: str
    audio: bool
    muted: bool


@dataclass(frozen=True, slots=True)
class Participant:
    identity: str
    tracks: tuple[Track, ...]


class LiveKitRooms:
    """`url` is where we reach LiveKit: `http://` or `https://`, with a path if it is behind one."""

    def __init__(self, url: str, keys: Keys, clock: Clock, *, patience: float = ANSWER_S) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port
        self._path = parts.path.rstrip("/") + _SERVICE
        self._keys, self._clock, self._patience = keys, clock, patience
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None

    async def create(self, room: str) -> None:
        """Have the room there; one that is there stays as it is."""
        fields = {"name": room, "empty_timeout": EMPTY_S, "departure_timeout": DEPARTED_S}
        await self._ask("CreateRoom", fields, roomCreate=True)

    async def delete(self, room: str) -> None:
        """End the room for everybody who is in it."""
        await self._ask("DeleteRoom", {"room": room}, roomCreate=True)

    async def remove(self, room: str, identity: str) -> None:
        """Send somebody out. Where LiveKit can do that, the tokens that they have do not let them in again."""
        fields = {"room": room, "identity": identity, "revoke_token_ts": int(self._clock.real().timestamp())}
        await self._ask("RemoveParticipant", fields, roomAdmin=True, room=room)

    async def participants(self, room: str) -> tuple[Participant, ...]:
        told = await self._ask("ListParticipants", {"room": room}, roomAdmin=True, room=room)
        return tuple(_participant(each) for each in told.get("participants") or ())

    async def mute(self, room: str, identity: str) -> None:
        """Let nobody hear them until they unmute themselves."""
        for participant in await self.participants(room):
            for track in participant.tracks if participant.identity == identity else ():
                if track.audio and not track.muted:
                    fields = {"room": room, "identity": identity, "track_sid": track.id, "muted": True}
                    await self._ask("MutePublishedTrack", fields, roomAdmin=True, room=room)

    # ---- the line

    async def _ask(self, method: str, fields: dict[str, Any], **grants: str | bool) -> dict[str, Any]:
        """The answer; nothing when there is no such room or participant (any more). MediaDown when there is none."""
        token = self._keys.asking(self._clock.real(), **grants)
        try:
            return await asyncio.to_thread(self._post, method, json.dumps(fields).encode(), token)
        except LiveKitRefused as error:
            if error.code == "not_found":
                return {}
            # The keys are wrong, or it is too old or too new: nothing that the person who waits could do.
            log.error("livekit.refused", asked=method, code=error.code, reason=str(error))
            raise MediaDown() from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            log.warning("livekit.lost", asked=method, error=type(error).__name__, reason=str(error))
            raise MediaDown() from error

    def _post(self, method: str, body: bytes, token: str) -> dict[str, Any]:
        connection = self._connect()
        try:
            headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
            connection.request("POST", self._path + method, body, headers)
            answer = connection.getresponse()
            told = answer.read(LONGEST)
        finally:
            connection.close()
        if answer.status >= 500:
            raise OSError(f"status {answer.status}")
        found = json.loads(told or b"{}")
        if not isinstance(found, dict):
            raise ValueError("an answer that is no object")
        if answer.status != 200:
            raise LiveKitRefused(str(found.get("code", answer.status)), str(found.get("msg", "")))
        return found

    def _connect(self) -> http.client.HTTPConnection:
        if self._tls is not None:
            return http.client.HTTPSConnection(self._host, self._port, timeout=self._patience, context=self._tls)
        return http.client.HTTPConnection(self._host, self._port, timeout=self._patience)


def _participant(told: dict[str, Any]) -> Participant:
    return Participant(str(told.get("identity", "")), tuple(_track(track) for track in told.get("tracks") or ()))


def _track(told: dict[str, Any]) -> Track:
    # In JSON of Protocol Buffers the first value of an enumeration is AUDIO, 0, or left out.
    audio = told.get("type", "AUDIO") in {"AUDIO", 0}
    return Track(str(told.get("sid", "")), audio, bool(told.get("muted", False)))
