"""A real Redis server with throw-away data, that a test can pause, kill and start again."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from tests.support import processes, programs
from tests.support.waiting import wait_until


class RedisServer:
    """`with RedisServer() as redis:` … `redis.url`. The port stays the same through `stop` and `start`."""

    def __init__(self) -> None:
        self.port = processes.free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="symposia-redis-"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def __enter__(self) -> RedisServer:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Die at once, as in a power cut."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Stand still: connections stay open and nothing answers."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def flush(self) -> None:
        """Forget every key."""
        assert self._ask(b"FLUSHALL\r\n").startswith(b"+OK")

    def close(self) -> None:
        self._end(signal.SIGTERM)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            processes.stop(self.process, how)
            self.process = None

    def _running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None, "Redis is not running"
        return self.process

    def _answers(self) -> bool:
        assert self._running().poll() is None, f"Redis did not start:\n{self.log}"
        return processes.accepts(self.port) and self._ask(b"PING\r\n").startswith(b"+PONG")

    def _ask(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(command)
            return connection.recv(100)
