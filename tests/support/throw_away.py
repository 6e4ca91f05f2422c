"""A program that a test starts with `with`, in a folder of its own that goes with it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from tests.support import processes


class ThrowAway:
    """Runs for the length of a `with`; who starts it may kill it and start it again meanwhile."""

    name: ClassVar[str]
    ends_by: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"symposia-{self.name.lower()}-"))
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make what it needs, once, before it is first started."""

    def start(self) -> None:
        """Start it, and return when it answers."""
        raise NotImplementedError

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def __enter__(self) -> Self:
        try:
            self.prepare()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def kill(self) -> None:
        """Die at once, as in a power cut."""
        self.end(signal.SIGKILL)

    def pause(self) -> None:
        """Stand still: connections stay open and nothing answers."""
        self.running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self.running().send_signal(signal.SIGCONT)

    def end(self, how: signal.Signals) -> None:
        """End it if it runs; its folder stays."""
        if self.process is not None:
            processes.stop(self.process, how)
            self.process = None

    def close(self) -> None:
        self.end(self.ends_by)
        shutil.rmtree(self.folder, ignore_errors=True)

    def running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None, f"{self.name} is not running"
        return self.process
