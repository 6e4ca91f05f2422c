"""Where this machine keeps the programs that the tests start."""

from __future__ import annotations

import shutil
from pathlib import Path


class MissingProgram(Exception):
    """A program that the tests need is not installed; `make test` installs it or says how."""


def redis_server() -> str:
    return _first("redis-server", [])


def postgres(program: str) -> str:
    """One of PostgreSQL's programs; Debian keeps them out of the path, the newest version wins."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -int(folder.parent.name))
    return _first(program, [folder / program for folder in folders])


def turnserver() -> str:
    return _first("turnserver", [])


def turnutils_uclient() -> str:
    """A client that speaks TURN; it comes with coturn."""
    return _first("turnutils_uclient", [])


def janus() -> str:
    return _first("janus", [])


def janus_library() -> Path:
    """The folder with Janus's plugins and transports."""
    found = (
        *Path("/usr/lib").glob("*/janus"),
        *map(Path, ("/usr/lib64/janus", "/usr/lib/janus", "/opt/janus/lib/janus")),
    )
    return next((path for path in found if (path / "plugins").is_dir()), found[-1])


def ip() -> str:
    """What sets up network interfaces; outside the path of those who are not root."""
    return _first("ip", [Path("/usr/sbin/ip"), Path("/sbin/ip")])


def chromium() -> str:
    """The browser for Playwright's `executable_path`."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = next(filter(None, found), None)
    if path is None:
        raise MissingProgram("chromium is not installed: run `sh tests/support/prepare.sh`")
    return path


def _first(name: str, others: list[Path]) -> str:
    found = shutil.which(name) or next((str(path) for path in others if path.exists()), None)
    if found is None:
        raise MissingProgram(f"{name} is not installed: run `sh tests/support/prepare.sh`")
    return found
