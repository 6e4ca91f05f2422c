"""A real PostgreSQL server with throw-away data, that a test can pause, kill and start again."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import uuid

import psutil
import psycopg

from tests.support import processes, programs
from tests.support.throw_away import ThrowAway
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


class PostgresServer(ThrowAway):
    """`with PostgresServer() as postgres:` … `postgres.fresh()` is the address of a new, empty database."""

    name = "Postgres"
    ends_by = signal.SIGQUIT

    def __init__(self) -> None:
        super().__init__()
        self.port = processes.free_port()
        self.user = _user()

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://symposia@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        if self.user is not None:
            shutil.chown(self.folder, self.user)
        words = ["--username=symposia", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        command = [programs.postgres("initdb"), f"--pgdata={self.folder / 'data'}", *words]
        maker = processes.start(command, log=self.folder / "log", user=self.user, cwd=self.folder)
        assert maker.wait(60) == 0, f"initdb failed:\n{self.log}"

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
        self.end(signal.SIGINT)

    def kill(self) -> None:
        """Die at once, as in a crash; `start` recovers the data."""
        self.end(signal.SIGQUIT)

    def pause(self) -> None:
        """Stand still, every connection's process too: nothing answers."""
        os.killpg(self.running().pid, signal.SIGSTOP)
        for child in self._children():
            child.suspend()

    def resume(self) -> None:
        for child in self._children():
            with contextlib.suppress(psutil.NoSuchProcess):  # it ended by itself meanwhile
                child.resume()
        self.running().send_signal(signal.SIGCONT)

    def end(self, how: signal.Signals) -> None:
        # Its processes end together, so none may stand still.
        if self.process is not None and self.process.poll() is None:
            self.resume()
        super().end(how)

    def fresh(self, like: str = "") -> str:
        """The address of a new database: empty, or a copy of the one at `like` (to which nobody is connected)."""
        name, template = f"test_{uuid.uuid4().hex}", like.rsplit("/", 1)[-1] or "template1"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Forget a database, whoever is still connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _children(self) -> list[psutil.Process]:
        return psutil.Process(self.running().pid).children(recursive=True)

    def _answers(self) -> bool:
        assert self.running().poll() is None, f"PostgreSQL did not start:\n{self.log}"
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
