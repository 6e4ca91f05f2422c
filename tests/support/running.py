"""Real server processes of one conference, and people who talk to them over the real wire."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlmodel import Session
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from symposia.features.people.actors import hashed
from symposia.features.people.tables import ApiToken, Person
from symposia.features.rooms.tables import Room
from symposia.infra.database import Database
from symposia.infra.migrate import migrate
from symposia.kernel.ids import new_id
from tests.support import processes
from tests.support.copies import Copies, Key, View
from tests.support.waiting import eventually, wait_until


@dataclass
class Conference:
    """A conference's folder and database with rooms and people, served by as many processes as a test starts."""

    folder: Path
    database_url: str = ""
    redis_url: str = ""
    running: list[Served] = field(default_factory=list)
    _database: Database | None = None

    @property
    def database(self) -> Database:
        if self._database is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._database = Database(self.database_url or f"sqlite:///{self.folder / 'symposia.sqlite'}")
            migrate(self._database)
        return self._database

    def room(self, slug: str) -> str:
        self.database.write_now(lambda db: db.add(Room(id=slug, title=slug.title())))
        return slug

    def person(self, name: str, *roles: str) -> Badge:
        """Somebody registered, and a token to act for them."""
        badge = Badge(new_id(), name, secrets.token_urlsafe(24))

        def work(db: Session) -> None:
            now = datetime.now(UTC)
            email = f"{name}@example.org"
            db.add(
                Person(
                    id=badge.id,
                    email=email,
                    name=name.title(),
                    roles=list(roles or ("attendee",)),
                    confirmed=True,
                    registered_at=now,
                )
            )
            db.flush()
            db.add(ApiToken(id=new_id(), person_id=badge.id, token_hash=hashed(badge.token), made_at=now))

        self.database.write_now(work)
        return badge

    def serve(self, **settings: object) -> Served:
        """Start one more process; returns when it is ready."""
        assert self.database
        served = Served(self, settings)
        self.running.append(served)
        served.start()
        return served

    def close(self) -> None:
        for served in self.running:
            served.kill()
        if self._database is not None:
            self._database.close()


@dataclass
class Badge:
    """Who somebody is, and the token that proves it."""

    id: str
    name: str
    token: str


class Served:
    """One server process. It keeps its port when it is killed and started again."""

    def __init__(self, conference: Conference, settings: dict[str, object]) -> None:
        self.conference, self.port = conference, processes.free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._environment = {
            "SYMPOSIA_DATABASE_URL": conference.database_url,
            "SYMPOSIA_REDIS_URL": conference.redis_url,
            **{f"SYMPOSIA_{name.upper()}": str(value) for name, value in settings.items()},
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    @property
    def _log(self) -> Path:
        return self.conference.folder / f"log-{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "symposia", "serve", self.conference.folder, "--port", self.port]
        self.process = processes.start(
            [str(word) for word in command], log=self._log, env={**os.environ, **self._environment}
        )
        wait_until(self.ready, within=60, what=f"a server on port {self.port}: {self.log[-2000:]}")

    def ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended: {self.log[-2000:]}")
        with suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Die at once, unless `how` is gentler."""
        if self.process is not None:
            processes.stop(self.process, how)
            self.process = None


@dataclass
class Attendee:
    """Somebody at a browser: keeps maps, resends what was not answered, comes back when the line breaks."""

    badge: Badge
    servers: list[Served]
    copies: Copies = field(default_factory=Copies)
    closed: list[tuple[int, str]] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)
    at: Served | None = None
    """Where they came in last."""
    _line: ClientConnection | None = None
    _waiting: dict[int, tuple[dict[str, Any], asyncio.Future[dict[str, Any]]]] = field(default_factory=dict)
    _refs: Iterator[int] = field(default_factory=lambda: count(1))
    _task: asyncio.Task[None] | None = None

    @property
    def maps(self) -> dict[str, dict[Key, View]]:
        return self.copies.maps

    @property
    def heads(self) -> dict[str, tuple[str, int]]:
        return self.copies.heads

    async def __aenter__(self) -> Attendee:
        self._task = asyncio.create_task(self._stay())
        await eventually(lambda: self._line is not None, what=f"{self.badge.name} to come in")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._line is not None:
            await self._line.close()

    async def ask(self, do: str, **fields: object) -> dict[str, Any]:
        """The whole reply; it may come over another connection than the one that asked."""
        request = {"ref": next(self._refs), "do": do, **fields}
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[int(str(request["ref"]))] = (request, answer)
        await self._send(request)
        return await answer

    async def does(self, do: str, **fields: object) -> dict[str, Any]:
        """The answer of a command that must succeed."""
        reply = await self.ask(do, **fields)
        assert "ok" in reply, reply
        ok: dict[str, Any] = reply["ok"]
        return ok

    async def says(self, room: str, text: str) -> str:
        id = new_id()
        await self.does("chat.post", room=room, id=id, text=text)
        return id

    async def follows(self, topic: str) -> None:
        self.heads.setdefault(topic, ("", -1))
        await self.ask("topic.follow", topic=topic)
        await eventually(lambda: topic in self.maps, what=f"the map of {topic}")

    def hangs_up(self) -> None:
        """As a browser that hears nothing any more: the line is dropped, and the next server is tried."""
        if self._line is not None:
            self._line.transport.abort()

    def views(self, topic: str, kind: str) -> list[View]:
        return [view for (known, _), view in self.maps.get(topic, {}).items() if known == kind]

    def texts(self, room: str) -> list[str]:
        """What this browser shows of a room's chat, in its order."""
        messages = sorted(self.views(f"room:{room}", "message"), key=lambda view: int(view["seq"]))
        return [view["text"] for view in messages]

    async def _stay(self) -> None:
        for turn in count():
            server = self.at = self.servers[turn % len(self.servers)]
            url = f"{server.url.replace('http', 'ws', 1)}/live"
            headers = {"Authorization": f"Bearer {self.badge.token}"}
            with suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                async with connect(url, additional_headers=headers, open_timeout=3, compression=None) as line:
                    await self._serve(line)
            self._line = None
            await asyncio.sleep(0.1)

    async def _serve(self, line: ClientConnection) -> None:
        self._line = line
        for topic, have in list(self.heads.items()):
            known = {"have": list(have)} if have[1] >= 0 else {}
            await line.send(json.dumps({"ref": f"again {topic}", "do": "topic.follow", "topic": topic, **known}))
        for request, _ in list(self._waiting.values()):
            await line.send(json.dumps(request))
        try:
            async for raw in line:
                self._take(json.loads(raw))
        finally:
            self.closed.append((line.close_code or 1006, line.close_reason or ""))

    async def _send(self, request: dict[str, Any]) -> None:
        if self._line is not None:
            with suppress(ConnectionClosed):
                await self._line.send(json.dumps(request))

    def _take(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        if "ref" in frame:
            _, answer = self._waiting.pop(frame["ref"], (None, None))
            if answer is not None and not answer.done():
                answer.set_result(frame)
        elif "topic" in frame:
            self.copies.take(frame)
            assert not self.copies.holes, f"a hole in {frame['topic']}"
