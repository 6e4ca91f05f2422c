"""Processes that tests start: none outlives the run, however it ends.

Every process of a run carries the run's mark in its environment, so that one that left its parent is found as
well. On Linux a process started through `start` also dies with the run that started it.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import uuid
from collections.abc import Sequence
from pathlib import Path

import psutil

MARK = "SYMPOSIA_TEST_RUN"
GRACE = 10.0


def mark_this_run() -> None:
    """Call once, before anything is started."""
    os.environ[MARK] = uuid.uuid4().hex


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    user: str | None = None,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program whose words go to `log`. `user`: who runs it, if we are root."""
    words = [*_dies_with_us(user), *map(str, command)]
    with log.open("ab") as output:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Ask the process to end, wait, and end it if it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.send_signal(how)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts(port: int) -> bool:
    """Whether somebody listens on the port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def of_this_run() -> list[psutil.Process]:
    """Every process that this run started and that still lives, with or without its parent."""
    me = psutil.Process()
    found = {process.pid: process for process in me.children(recursive=True)}
    mark = os.environ.get(MARK)
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if mark and process.environ().get(MARK) == mark:
                found[process.pid] = process
    found.pop(me.pid, None)
    for ancestor in me.parents():
        found.pop(ancestor.pid, None)
    return list(found.values())


def end_all(started: list[psutil.Process], grace: float = 3.0) -> list[str]:
    """End every process that does not end by itself in `grace` seconds; say which that were."""
    _, alive = psutil.wait_procs(started, timeout=grace)
    named = [_describe(process) for process in alive]
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=grace)
    return named


def _dies_with_us(user: str | None) -> list[str]:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return []
    words = [setpriv, "--pdeathsig", "KILL"]
    if user and os.getuid() == 0:
        entry = pwd.getpwnam(user)
        words += [f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
    return [*words, "--"]


def _describe(process: psutil.Process) -> str:
    try:
        return f"{process.pid}: {' '.join(process.cmdline())[:150] or process.name()}"
    except psutil.Error:
        return f"{process.pid}: (ended)"
