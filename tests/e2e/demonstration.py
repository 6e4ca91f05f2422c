"""The demonstration conference as people run it: `symposia demo`, in a process that a test may kill and start again."""

from __future__ import annotations

import email
import email.policy
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from sqlmodel import Session, SQLModel, select

from symposia.features.announcements.tables import Announcement
from symposia.features.chat.tables import Message
from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference, ProgrammeSession
from symposia.features.rooms.tables import Room
from symposia.infra.database import Database
from tests.support import processes
from tests.support.namespace import Namespace
from tests.support.waiting import eventually, wait_until

DURING_THE_KEYNOTE = "1 10:20"
WRITTEN: tuple[type[SQLModel], ...] = (Conference, Room, ProgrammeSession, Person, Announcement, Message)
BEFORE_NETWORKING = "1 15:00"
"""Something is on: where nothing is, a second start of the demonstration would move the clock."""


class Demonstration:
    """A copy of `seeded`, a conference's folder. It keeps its port when it is killed and started again.

    With a `network` it is served in there only. `settings` may be changed before it is started again.
    """

    def __init__(
        self,
        folder: Path,
        seeded: Path,
        at: str = DURING_THE_KEYNOTE,
        bots: int = 0,
        network: Namespace | None = None,
        **settings: str,
    ) -> None:
        shutil.copytree(seeded, folder)
        self.folder, self.port = folder, processes.free_port()
        self.settings = {"drain_s": "0.5", **settings}
        self._at, self._bots, self._network = at, bots, network
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    def prepare(self, work: Callable[[Session], None]) -> None:
        """Write into the database before the process starts."""
        database = Database(f"sqlite:///{self.folder / 'symposia.sqlite'}")
        try:
            database.write_now(work)
        finally:
            database.close()

    def texts(self) -> set[str]:
        """All that people have written: what a conference consists of, in whatever language."""
        database = Database(f"sqlite:///{self.folder / 'symposia.sqlite'}")
        try:
            return database.read_now(written)
        finally:
            database.close()

    def start(self) -> None:
        """Serve; returns when it is ready. The clock is set by the first start and goes on after that."""
        words = [*symposia("demo", "--dir", self.folder), "--port", self.port, "--bots", self._bots]
        words += ["--at", self._at] if not (self.folder / "server.log").exists() else []
        command = [str(word) for word in words]
        self._process = processes.start(
            command if self._network is None else self._network.inside(*command),
            log=self.folder / "server.log",
            env=os.environ | {f"SYMPOSIA_{name.upper()}": value for name, value in self.settings.items()},
        )
        wait_until(self._ready, within=60, what="the demonstration to be ready")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            processes.stop(self._process, how)
            self._process = None

    def letters(self, to: str) -> list[EmailMessage]:
        """The mails to an address, the oldest first."""
        found = []
        for path in sorted((self.folder / "outbox").glob("*.eml")):
            letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert isinstance(letter, EmailMessage)
            if letter["To"] == to:
                found.append(letter)
        return found

    async def newest_letter(self, to: str, after: int = 0) -> Letter:
        """The newest mail to an address, once there are more than `after`."""
        await eventually(lambda: len(self.letters(to)) > after, what=f"a mail to {to}")
        return Letter(self.letters(to)[-1])

    def _ready(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError(f"the demonstration ended: {self.log[-2000:]}")
        if self._network is not None:
            return self._network.reaches(self.port, "/readyz", within=0.5)
        with (
            suppress(OSError, urllib.error.HTTPError),
            urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer,
        ):
            return bool(answer.status == 200)
        return False


class Letter:
    """A mail with a code and a link to sign in."""

    def __init__(self, message: EmailMessage) -> None:
        self.text = str(message.get_content())

    @property
    def code(self) -> str:
        return self._found(r"\b(\d{3} \d{3})\b")

    @property
    def link(self) -> str:
        """Its path and fragment."""
        return self._found(r"https?://[^/\s]+(/sign-in#t=\S+)")

    def _found(self, pattern: str) -> str:
        match = re.search(pattern, self.text)
        assert match is not None, self.text
        return match[1]


def written(db: Session) -> set[str]:
    rows = [row for table in WRITTEN for row in db.exec(select(table)).all()]
    return {text for row in rows for text in strings(row.model_dump())}


def strings(value: object) -> Iterator[str]:
    """Every text in a value of lists and dictionaries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def symposia(*words: object) -> list[object]:
    return [sys.executable, "-m", "symposia", *words]


def seed(folder: Path) -> Path:
    """Make the demonstration's folder, to be copied by those who serve it."""
    command = [str(word) for word in symposia("demo", "--list", "--dir", folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder
