"""A real TURN server (coturn) with time-limited credentials, on loopback only."""

from __future__ import annotations

from typing import Literal

from tests.support import processes, programs
from tests.support.namespace import Namespace
from tests.support.throw_away import ThrowAway

SECRET = "shared with the conference"
REALM = "conference.invalid"
RELAYS = (50000, 50400)
"""The ports that it relays from; nobody else has them in a network of its own."""


class TurnServer(ThrowAway):
    """`with TurnServer(network) as turn:` … `turn.urls`."""

    name = "coturn"

    def __init__(self, network: Namespace) -> None:
        super().__init__()
        self.network = network
        self.port = processes.free_port()
        self.secret = SECRET

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(f"turn:127.0.0.1:{self.port}?transport={transport}" for transport in ("udp", "tcp"))

    def start(self) -> None:
        """Start, and return when it answers."""
        options = {
            "listening-ip": "127.0.0.1",
            "listening-port": self.port,
            "relay-ip": "127.0.0.1",
            "min-port": RELAYS[0],
            "max-port": RELAYS[1],
            "realm": REALM,
            "static-auth-secret": self.secret,
            "userdb": self.folder / "users",
            "pidfile": self.folder / "pid",
            "log-file": "stdout",
        }
        flags = ("use-auth-secret", "fingerprint", "allow-loopback-peers", "no-multicast-peers", "no-tls", "no-dtls")
        words = [f"--{name}={value}" for name, value in options.items()] + [f"--{flag}" for flag in flags]
        command = [programs.turnserver(), "-n", "--no-cli", "--simple-log", *words]
        self.process = processes.start(self.network.inside(*command), log=self.folder / "log", cwd=self.folder)
        reached = self.network.reaches(self.port, within=10)
        assert reached, f"coturn did not start:\n{self.log}"

    def relays(self, username: str | None, password: str | None, transport: Literal["udp", "tcp"]) -> bool:
        """Whether coturn's own client, with these credentials, gets something through a relay."""
        client = (
            programs.turnutils_uclient(),
            "-y",
            "-c",
            "-m",
            "1",
            "-n",
            "1",
            "-u",
            username or "",
            "-w",
            password or "",
        )
        over = ("-t",) if transport == "tcp" else ()
        return self.network.run(*client, *over, "-p", str(self.port), "127.0.0.1").returncode == 0
