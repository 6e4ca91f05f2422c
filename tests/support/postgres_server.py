"""A real PostgreSQL server with throw-away data, that a test can pause, kill and start again."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path
from types import TracebackType

import psutil
import psycopg

from tests.support import processes, programs
from tests.support.waiting import wait_until

# Nothing here has to survive a power cut.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "autovacuum": "off",
}


class PostgresServer:
    """`with PostgresServer() as postgres:` … `postgres.fresh()` is the address of a new, empty database."""

    def __init__(self) -> None:
        self.port = processes.free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="symposia-postgres-"))
        self.user = _user()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://symposia@127.0.0.1:{self.port}/{database}"

    def __enter__(self) -> PostgresServer:
        try:
            self._create()
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
        """Start with the data as it is, and return when it answers."""
        settings = [word for key, value in SETTINGS.items() for word in ("-c", f"{key}={value}")]
        command = [
            programs.postgres("postgres"),
            "-D",
            str(self.folder / "data"),
            "-p",
            str(self.port),
            *settings,
        ]
        self.process = processes.start(command, log=self.folder / "log", user=self.user, cwd=self.folder)
        wait_until(self._answers, within=30, what=f"PostgreSQL on port {self.port}")

    def stop(self) -> None:
        """Shut down in order: running statements are broken off, the port refuses."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Die at once, as in a crash; `start` recovers the data."""
        self._end(signal.SIGQUIT)

    def pause(self) -> None:
        """Stand still, every connection's process too: nothing answers."""
        os.killpg(self._running().pid, signal.SIGSTOP)
        for child in self._children():
            child.suspend()

    def resume(self) -> None:
        for child in self._children():
            with contextlib.suppress(psutil.NoSuchProcess):  # it ended by itself meanwhile
                child.resume()
        self._running().send_signal(signal.SIGCONT)

    def fresh(self) -> str:
        """The address of a new database."""
        name = f"test_{uuid.uuid4().hex}"
        self._execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Forget a database, whoever is still connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def close(self) -> None:
        self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _create(self) -> None:
        if self.user is not None:
            shutil.chown(self.folder, self.user)
        words = ["--username=symposia", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        command = [programs.postgres("initdb"), f"--pgdata={self.folder / 'data'}", *words]
        maker = processes.start(command, log=self.folder / "log", user=self.user, cwd=self.folder)
        assert maker.wait(60) == 0, f"initdb failed:\n{self.log}"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            if self.process.poll() is None:
                self.resume()
            processes.stop(self.process, how)
            self.process = None

    def _running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None, "PostgreSQL is not running"
        return self.process

    def _children(self) -> list[psutil.Process]:
        return psutil.Process(self._running().pid).children(recursive=True)

    def _answers(self) -> bool:
        assert self._running().poll() is None, f"PostgreSQL did not start:\n{self.log}"
        if not processes.accepts(self.port):
            return False
        try:
            self._execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def _user() -> str | None:
    """PostgreSQL refuses to run as root: as whom, then."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
