"""Headers that tell browsers what pages of ours may do: nothing but what this venue needs."""

import re
import time
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from symposia.features.programme.tables import Conference
from symposia.features.stage.rules import FRAME_HOSTS
from symposia.kernel.errors import SymposiaError

HOSTS_FOR_S = 10.0
"""How long the conference's own media hosts are remembered."""
_HOST = re.compile(r"[a-z0-9.-]+(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?", re.IGNORECASE)
STATIC = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
}


def policy(host: str, media_hosts: tuple[str, ...] = (), livekit: str = "") -> str:
    """The Content-Security-Policy of a page that was asked for at `host`.

    Styles may be inline, as the positions of menus and stickers are; scripts may not. Older browsers do not count
    the live socket as `self`, so it is named. `livekit` is the address of LiveKit, which browsers talk with themselves
    and ask over HTTP as well when they cannot connect.
    """
    media = " ".join(f"https://{name}" for name in media_hosts if _HOST.fullmatch(name))
    frames = " ".join(f"https://{name}" for name in FRAME_HOSTS)
    sockets = f"ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    rules = (
        "default-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        f"media-src 'self' blob: {media}",
        f"connect-src 'self' {sockets} {media} {_livekit(livekit)}",
        f"frame-src {frames} {media}",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
    return "; ".join(" ".join(rule.split()) for rule in rules)


def _livekit(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc} {parts.scheme.replace('ws', 'http')}://{parts.netloc}" if url else ""


class SecurityHeaders:
    """Sets the headers that an endpoint has not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._hosts: tuple[str, ...] = ()
        self._until = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in STATIC.items():
                    headers.setdefault(name, value)
                if headers.get("content-type", "").startswith("text/html"):
                    hosts = await self._media_hosts(scope)
                    host, livekit = Headers(scope=scope).get("host", ""), scope["app"].state.venue.settings.livekit_url
                    headers.setdefault("content-security-policy", policy(host, hosts, livekit))
                else:
                    headers.setdefault("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
            await send(message)

        await self._app(scope, receive, with_headers)

    async def _media_hosts(self, scope: Scope) -> tuple[str, ...]:
        if time.monotonic() >= self._until:
            self._until = time.monotonic() + HOSTS_FOR_S
            try:
                self._hosts = await scope["app"].state.venue.database.read(_media_hosts)
            except SymposiaError:  # the page is worth more than a stream that it cannot show for a while
                self._hosts = ()
        return self._hosts


def _media_hosts(db: Session) -> tuple[str, ...]:
    conference = db.get(Conference, 1)
    return tuple(conference.media_hosts) if conference else ()
