"""A network of its own for programs that send media: loopback only, so that nothing of it leaves the machine.

It is a network namespace, made by root with `unshare -n` and by others with a user namespace around it. Nothing of
it outlives its last process. Besides 127.0.0.1 it has 127.0.0.2 on another interface, for Janus: libnice ignores
loopback.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support import processes, programs
from tests.support.throw_away import ThrowAway
from tests.support.waiting import wait_until

BESIDE = "127.0.0.2"
"""The address in it that is not loopback."""
SET_UP = """
{ip} link set lo up &&
{ip} link add beside type veth peer name opposite &&
{ip} addr add {beside}/32 dev beside &&
{ip} link set beside up &&
{ip} link set opposite up &&
echo made > {made} &&
exec sleep infinity
"""
REACH = """
import http.client, socket, sys, time
port, path, within = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
def answers():
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            if not path:
                return True
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        line.request("GET", path)
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
deadline = time.monotonic() + within
while not answers():
    if time.monotonic() > deadline:
        sys.exit(1)
    time.sleep(0.02)
"""
NOT_ALLOWED = """
The tests of calls need a network of their own, and this machine does not let them make one:
{log}
Run them as root, or allow namespaces to users: `sysctl -w kernel.unprivileged_userns_clone=1` (Debian),
`sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu), and in a container `--cap-add SYS_ADMIN
--cap-add NET_ADMIN --security-opt seccomp=unconfined`. On other systems than Linux there is no such thing.
"""


class Namespace(ThrowAway):
    """`with Namespace() as network:` … `processes.start(network.inside("turnserver", …))`."""

    name = "network"

    def start(self) -> None:
        made = self.folder / "made"
        script = SET_UP.format(ip=shlex.quote(programs.ip()), beside=BESIDE, made=shlex.quote(str(made)))
        rights = ["--net"] if os.getuid() == 0 else ["--user", "--map-root-user", "--net"]
        command = [_found("unshare"), *rights, "sh", "-c", script]
        self.process = keeper = processes.start(command, log=self.folder / "log")

        def is_made() -> bool:
            if keeper.poll() is not None:
                raise AssertionError(NOT_ALLOWED.format(log=self.log.strip()))
            return made.exists()

        wait_until(is_made, what="a network namespace")

    def inside(self, *command: str | Path) -> list[str]:
        """The words that start `command` in here."""
        words = [_found("nsenter"), "--target", str(self.running().pid), "--net"]
        words += [] if os.getuid() == 0 else ["--user", "--preserve-credentials"]
        # Whoever enters a user namespace is no longer bound to die with the run: bound again.
        return [*words, "--", _found("setpriv"), "--pdeathsig", "KILL", "--", *map(str, command)]

    def run(self, *command: str | Path, within: float = 60) -> subprocess.CompletedProcess[str]:
        """Let a command run in here to its end."""
        return subprocess.run(
            self.inside(*command), capture_output=True, text=True, timeout=within, stdin=subprocess.DEVNULL, check=False
        )

    def reaches(self, port: int, path: str = "", within: float = 0) -> bool:
        """Whether, in here, somebody listens on the port (and says 200 for `path`) before `within` seconds are over."""
        command = (sys.executable, "-I", "-c", REACH, str(port), path, str(within))
        return self.run(*command, within=within + 30).returncode == 0

    def program(self, name: str, command: Sequence[str | Path]) -> Path:
        """A file that runs `command` in here, for those who take nothing but a path."""
        path = self.folder / name
        path.write_text(f'#!/bin/sh\nexec {shlex.join(self.inside(*command))} "$@"\n')
        path.chmod(0o755)
        return path


def _found(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise AssertionError(NOT_ALLOWED.format(log=f"{name} is not installed (util-linux, on Linux only)"))
    return path
