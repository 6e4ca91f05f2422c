"""The servers that are measured: processes of their own, pinned to a CPU of their own."""

import http.client
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.cpu import SERVER_CPU, CpuMeter, pinned
from tests.support import processes
from tests.support.waiting import wait_until

START_S = 120.0
BASELINE_ROOM = "bench"


class ServerUnderTest:
    """A running server. `port`, `cpu` and `room` (the slug of the room to post to) are there once entered."""

    room: str
    name: str

    def __init__(self) -> None:
        self.port = processes.free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="symposia-bench-")
        self.folder = Path(self._folder.name)

    @property
    def topic(self) -> str:
        return f"room:{self.room}"

    def command(self) -> Sequence[str | Path]:
        raise NotImplementedError

    def tokens(self, count: int) -> list[str]:
        """Bearer tokens of as many different people."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        log = self.folder / "server.log"
        with pinned(SERVER_CPU):
            self._process = processes.start(self.command(), log=log)
        try:
            wait_until(self._ready, START_S, f"{self.name} ready; its words: {log.read_text()[-2000:]}")
            self.prepare()
        except BaseException:
            self._end()
            raise
        self.cpu = CpuMeter(self._process.pid)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def prepare(self) -> None:
        """What is to be known of the running server before it is measured."""

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

    def command(self) -> Sequence[str | Path]:
        return [*self._symposia("demo"), "--dir", self.folder / "conference", "--port", str(self.port)]

    def prepare(self) -> None:
        listed = json.loads(self._say("demo", "--list", "--dir", str(self.folder / "conference")))
        self.room = str(listed["rooms"][0]["slug"])
        self._people = [str(person["email"]) for person in listed["people"]]

    def tokens(self, count: int) -> list[str]:
        if count > len(self._people):
            raise ValueError(f"the demonstration has {len(self._people)} people, not {count}")
        lines = self._say("token", str(self.folder / "conference"), *self._people[:count]).splitlines()
        tokens = [line.split()[-1] for line in lines if line.strip()]
        assert len(tokens) == count, f"`symposia token` said {len(tokens)} lines for {count} people"
        return tokens

    def _say(self, *words: str) -> str:
        return subprocess.run(self._symposia(*words), check=True, stdout=subprocess.PIPE, text=True).stdout

    @staticmethod
    def _symposia(*words: str) -> list[str | Path]:
        return [Path(sys.executable).with_name("symposia"), *words]


class Baseline(ServerUnderTest):
    """Encode once, `send_text` in a loop: see `baseline_server`."""

    name = "baseline"
    room = BASELINE_ROOM

    def command(self) -> Sequence[str | Path]:
        return [sys.executable, "-m", "tests.bench.baseline_server", str(self.port)]

    def tokens(self, count: int) -> list[str]:
        return ["nobody asks"] * count
