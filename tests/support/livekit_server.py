"""Stands in for LiveKit, which could not be had: its RoomService as documented, on a port of this machine.

What it is asked is read as strictly as can be: with LiveKit's own messages, where a field that they do not have is a
mistake, and with its own library's idea of a token. Rooms and who is in them are kept in a dictionary; no media flow.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from google.protobuf.json_format import MessageToDict, Parse
from google.protobuf.message import Message
from livekit import api

KEY, SECRET = "symposia", "a secret of LiveKit with more than 32 characters"
PATH = "/twirp/livekit.RoomService/"
STATUS = {"unauthenticated": 401, "permission_denied": 403, "not_found": 404, "bad_route": 404, "malformed": 400}


class TwirpError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LiveKitServer:
    """`with LiveKitServer() as server:`; `server.rooms` shows what it has been brought to."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.rooms: dict[str, dict[str, api.ParticipantInfo]] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.paths: list[str] = []
        self.came: list[str] = []
        """The tokens with which browsers have come."""
        self.broken: int | None = None
        """The status with which it answers everything, whatever it was asked."""
        self.silent = threading.Event()
        """Not set: it answers nothing, for as long."""
        self.silent.set()
        self._clock = clock
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"server_of": self}))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> LiveKitServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.silent.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._http.server_address[1]}"

    @property
    def settings(self) -> dict[str, str]:
        """What a venue has to be told to use it."""
        return {"livekit_url": self.url, "livekit_key": KEY, "livekit_secret": SECRET}

    # ---- what browsers do

    def join(self, token: str) -> str:
        """Somebody comes with this token, and publishes a microphone and a camera if they may; the room's name."""
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], issuer=KEY, options={"verify_exp": False})
        assert claims["nbf"] <= self._clock() + 60
        assert claims["exp"] > self._clock()
        grants = claims["video"]
        assert grants["roomJoin"] is True
        tracks = []
        if grants.get("canPublish", True):
            kinds = (api.TrackType.AUDIO, api.TrackType.VIDEO)
            tracks = [api.TrackInfo(sid=f"TR_{kind}", type=kind) for kind in kinds]
        told = api.ParticipantInfo(identity=claims["sub"], name=claims["name"], tracks=tracks)
        self.rooms.setdefault(grants["room"], {})[claims["sub"]] = told
        return str(grants["room"])

    def muted(self, room: str, identity: str) -> list[bool]:
        """Of each track of somebody's, whether it is muted."""
        return [track.muted for track in self.rooms[room][identity].tracks]

    def hook(self, event: str, room: str = "", identity: str = "", **claims: Any) -> tuple[bytes, str]:
        """The body and the Authorization of a webhook; `claims` make it another one than it should be."""
        told = api.WebhookEvent(event=event, id="EV_1", created_at=int(self._clock()))
        if room:
            told.room.name = room
        if identity:
            told.participant.identity = identity
        body = json.dumps(MessageToDict(told)).encode()
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        now = int(self._clock())
        secret = claims.pop("secret", SECRET)
        fields = {"iss": KEY, "nbf": now, "exp": now + 300, "sha256": digest} | claims
        return body, jwt.encode({name: value for name, value in fields.items() if value is not None}, secret, "HS256")

    # ---- what it is asked

    def answer(self, method: str, body: bytes, authorization: str) -> Message:
        grants = self._grants(authorization)
        methods: dict[str, tuple[type[Message], Callable[[str, Any], Message]]] = {
            "CreateRoom": (api.CreateRoomRequest, self._create),
            "DeleteRoom": (api.DeleteRoomRequest, self._delete),
            "ListParticipants": (api.ListParticipantsRequest, self._list),
            "RemoveParticipant": (api.RoomParticipantIdentity, self._remove),
            "MutePublishedTrack": (api.MuteRoomTrackRequest, self._mute),
        }
        if method not in methods:
            raise TwirpError("bad_route")
        kind, act = methods[method]
        request: Any = Parse(body, kind())
        self.asked.append((method, MessageToDict(request, preserving_proto_field_name=True)))
        room = request.name if method == "CreateRoom" else request.room
        creates = method in {"CreateRoom", "DeleteRoom"}
        allowed = grants.get("roomCreate") if creates else grants.get("roomAdmin") and grants.get("room") == room
        if not allowed:
            raise TwirpError("permission_denied")
        return act(room, request)

    def _grants(self, authorization: str) -> dict[str, Any]:
        scheme, _, token = authorization.partition(" ")
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], issuer=KEY, options={"verify_exp": False})
        except jwt.PyJWTError:
            raise TwirpError("unauthenticated") from None
        if scheme != "Bearer" or not claims["nbf"] - 60 <= self._clock() < claims["exp"] + 60:
            raise TwirpError("unauthenticated")
        grants: dict[str, Any] = claims["video"]
        return grants

    def _create(self, room: str, request: api.CreateRoomRequest) -> Message:
        self.rooms.setdefault(room, {})
        return api.Room(name=room, empty_timeout=request.empty_timeout)

    def _delete(self, room: str, _request: Message) -> Message:
        if self.rooms.pop(room, None) is None:
            raise TwirpError("not_found")
        return api.DeleteRoomResponse()

    def _list(self, room: str, _request: Message) -> Message:
        return api.ListParticipantsResponse(participants=self.rooms.get(room, {}).values())

    def _remove(self, room: str, request: api.RoomParticipantIdentity) -> Message:
        if self.rooms.get(room, {}).pop(request.identity, None) is None:
            raise TwirpError("not_found")
        return api.RemoveParticipantResponse()

    def _mute(self, room: str, request: api.MuteRoomTrackRequest) -> Message:
        for track in self.rooms.get(room, {}).get(request.identity, api.ParticipantInfo()).tracks:
            if track.sid == request.track_sid:
                track.muted = request.muted
                return api.MuteRoomTrackResponse(track=track)
        raise TwirpError("not_found")


class _Handler(BaseHTTPRequestHandler):
    server_of: LiveKitServer

    def do_POST(self) -> None:
        server = self.server_of
        body = self.rfile.read(int(self.headers["content-length"]))
        server.paths.append(self.path)
        server.silent.wait(30)
        assert self.headers["content-type"] == "application/json"
        try:
            if not self.path.startswith(PATH):
                raise TwirpError("bad_route")
            told = server.answer(self.path.removeprefix(PATH), body, self.headers.get("authorization", ""))
            # As Twirp does it in Go: names as in the definition, and what is not set is there as well.
            fields = MessageToDict(told, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
            self._tell(server.broken or 200, fields)
        except TwirpError as error:
            self._tell(server.broken or STATUS[error.code], {"code": error.code, "msg": f"it is {error.code}"})

    def _tell(self, status: int, fields: dict[str, Any]) -> None:
        told = json.dumps(fields).encode()
        try:
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)
        except ConnectionError:
            pass  # who asked has given up

    def do_GET(self) -> None:
        """A browser that wants to join: its token is kept, and there is nothing more for it here."""
        address = urlsplit(self.path)
        for token in parse_qs(address.query).get("access_token", ()):
            self.server_of.came.append(token)
        self._tell(503, {})

    def log_message(self, *_: object) -> None:
        """Says nothing."""
