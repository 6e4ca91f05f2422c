"""A WebSocket as cheap as Python makes it, for those who open hundreds in one process: text frames and pings."""

from __future__ import annotations

import asyncio
import base64
import secrets
import struct
from typing import cast

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def handshake(port: int, token: str, path: str = "/live") -> bytes:
    """The request that opens a line to a server on this machine for whom `token` stands."""
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    ).encode()


class WebSocket(asyncio.Protocol):
    """One line, from its handshake on. It says what happens by `opened`, `refused`, `received` and `lost`."""

    def __init__(self, handshake: bytes) -> None:
        self._handshake = handshake
        self._rest = b""
        self.is_open = False

    # ---- what happens; for those who inherit

    def opened(self) -> None:
        """The handshake is done."""

    def refused(self, answer: bytes) -> None:
        """The server has said no."""

    def received(self, payload: bytes) -> None:
        """A text came."""

    def lost(self) -> None:
        """The line has ended."""

    # ---- what can be done

    def say(self, payload: bytes) -> None:
        self._send(TEXT, payload)

    def close(self) -> None:
        if not self._transport.is_closing():
            self._send(CLOSE, b"")
            self._transport.close()

    # ---- the protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._handshake)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost()

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if not self.is_open and b"\r\n\r\n" not in data:
            self._rest = data
            return
        at = 0 if self.is_open else self._shake_hands(data)
        size = len(data)
        while size - at >= 2:
            length, start = data[at + 1], at + 2
            if length == 126 and size - at >= 4:
                (length,), start = struct.unpack_from("!H", data, start), at + 4
            elif length == 127 and size - at >= 10:
                (length,), start = struct.unpack_from("!Q", data, start), at + 10
            elif length > 125:
                break
            if size < start + length:
                break
            self._frame(data[at] & 15, data[start : start + length])
            at = start + length
        self._rest = data[at:]

    def _shake_hands(self, data: bytes) -> int:
        if not data.startswith(b"HTTP/1.1 101"):
            self.refused(data)
            self._transport.abort()
            return len(data)
        self.is_open = True
        self.opened()
        return data.index(b"\r\n\r\n") + 4

    def _frame(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            self.received(payload)
        elif kind == PING:
            self._send(PONG, payload)
        elif kind == CLOSE:
            self._transport.close()

    def _send(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        head = bytes((0x80 | kind, 0x80 | size)) if size < 126 else struct.pack("!BBH", 0x80 | kind, 0xFE, size)
        self._transport.write(head + b"\0\0\0\0" + payload)
