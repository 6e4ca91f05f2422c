"""The servers that are measured: processes of their own, pinned to a CPU of their own."""

import http.client
import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlmodel import Session, select

from symposia.features.calls.tables import Call
from symposia.features.people.actors import hashed
from symposia.features.people.tables import ApiToken, Person
from symposia.infra.database import Database
from symposia.kernel.ids import new_id
from symposia.settings import read_settings
from tests.bench.cpu import SERVER_CPU, CpuMeter, pinned
from tests.support import processes
from tests.support.waiting import wait_until

START_S = 120.0


class ServerUnderTest:
    """A running server. `port`, `cpu` and the slugs of two rooms to post to are there once entered."""

    room: str
    other_room: str
    rooms: list[str]
    name: str

    def __init__(self) -> None:
        self.port = processes.free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="symposia-bench-")
        self.folder = Path(self._folder.name)

    @property
    def topic(self) -> str:
        return f"room:{self.room}"

    def prepare(self) -> None:
        """Make what the server needs, before it starts."""

    def command(self) -> Sequence[str | Path]:
        raise NotImplementedError

    def tokens(self, count: int) -> list[str]:
        """Bearer tokens of as many different people."""
        raise NotImplementedError

    def own_topics(self, count: int) -> list[str]:
        """The topics of these people's own, in the order of their tokens."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        log = self.folder / "server.log"
        self.prepare()
        with pinned(SERVER_CPU):
            self._process = processes.start(self.command(), log=log)
        try:
            wait_until(self._ready, START_S, f"{self.name} is ready")
        except BaseException:
            self._end()
            raise
        self.cpu = CpuMeter(self._process.pid)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        processes.stop(self._process)
        self._folder.cleanup()

    def _ready(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"{self.name} ended:\n{(self.folder / 'server.log').read_text()[-4000:]}")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


class Symposia(ServerUnderTest):
    """The demonstration conference on SQLite, one process, nobody there yet."""

    name = "symposia"

    def prepare(self) -> None:
        listed = subprocess.run(
            self._symposia("demo", "--list", "--dir", self.conference), check=True, stdout=subprocess.PIPE
        ).stdout
        self.rooms = [str(room["slug"]) for room in json.loads(listed)["rooms"]]
        self.room, self.other_room = self.rooms[:2]
        database = Database(read_settings(dir=self.conference).database)
        try:
            self._tokens, self._people = database.write_now(tokens_for_everybody)
            database.write_now(lambda db: open_calls(db, self.rooms))
        finally:
            database.close()

    def command(self) -> Sequence[str | Path]:
        return self._symposia("serve", self.conference, "--port", str(self.port))

    def tokens(self, count: int) -> list[str]:
        if count > len(self._tokens):
            raise ValueError(f"the demonstration has {len(self._tokens)} people, not {count}")
        return self._tokens[:count]

    def own_topics(self, count: int) -> list[str]:
        return [f"person:{person}" for person in self._people[:count]]

    @property
    def conference(self) -> Path:
        return self.folder / "conference"

    @staticmethod
    def _symposia(*words: str | Path) -> list[str | Path]:
        return [Path(sys.executable).with_name("symposia"), *words]


def open_calls(db: Session, rooms: Sequence[str]) -> None:
    """A call in every room, as moderators open them one by one."""
    db.add_all(Call(place=f"room:{slug}", slug=slug, cameras=3) for slug in rooms)


def tokens_for_everybody(db: Session) -> tuple[list[str], list[str]]:
    """One new token each, as `symposia token` makes them one by one; and the ids of their people."""
    tokens = []
    people = db.exec(select(Person).order_by(Person.email)).all()
    for person in people:
        token = secrets.token_urlsafe(32)
        db.add(ApiToken(id=new_id(), person_id=person.id, token_hash=hashed(token), made_at=datetime.now(UTC)))
        tokens.append(token)
    return tokens, [person.id for person in people]


class Baseline(ServerUnderTest):
    """Encode once, `send_text` in a loop: see `baseline_server`."""

    name = "baseline"
    room, other_room = "bench", "aside"

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-m", "tests.bench.baseline_server", str(self.port)]

    def tokens(self, count: int) -> list[str]:
        return ["nobody asks"] * count
