"""A real Redis server with throw-away data, that a test can pause, kill and start again."""

from __future__ import annotations

import signal
import socket

from tests.support import processes, programs
from tests.support.throw_away import ThrowAway
from tests.support.waiting import wait_until


class RedisServer(ThrowAway):
    """`with RedisServer() as redis:` … `redis.url`. The port stays the same through `stop` and `start`."""

    name = "Redis"

    def __init__(self) -> None:
        super().__init__()
        self.port = processes.free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, empty, and return when it answers."""
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": self.folder}
        command = [
            programs.redis_server(),
            *(str(x) for key, value in options.items() for x in (f"--{key}", value)),
        ]
        self.process = processes.start(command, log=self.folder / "log")
        wait_until(self._answers, what=f"Redis on port {self.port}\n")

    def stop(self) -> None:
        """Shut down in order: connections are closed, the port refuses."""
        self.end(signal.SIGTERM)

    def flush(self) -> None:
        """Forget every key."""
        assert self._ask(b"FLUSHALL\r\n").startswith(b"+OK")

    def _answers(self) -> bool:
        assert self.running().poll() is None, f"Redis did not start:\n{self.log}"
        return processes.accepts(self.port) and self._ask(b"PING\r\n").startswith(b"+PONG")

    def _ask(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(command)
            return connection.recv(100)
