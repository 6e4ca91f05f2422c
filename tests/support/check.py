"""`make check`: what a commit must pass. Every check runs, so that one run shows all there is to mend."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from vulture.core import Item, Vulture

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
PYTHON_SOURCES = ["server", "tests"]
LOCKS = ["server/requirements.lock", "server/build.lock", "server/node.lock", "tests/requirements.lock"]
NPM_LOCKS = ["web/package-lock.json", "tests/bench/lighthouse/package-lock.json"]
CONFIGS = ["pyproject.toml", "web/.npmrc", "Dockerfile", "docker-compose.yml", "Makefile"]
MOST_LINES = 60
INDEX = re.compile(r"--(extra-)?index-url|--find-links|\bregistry\s*[=:]", re.I)


def main() -> None:
    checks: list[tuple[str, Callable[[], str]]] = [
        ("format", tool("ruff", "format", "--check", "--output-format=concise", *PYTHON_SOURCES)),
        ("lint", tool("ruff", "check", "--quiet", "--output-format=concise", *PYTHON_SOURCES)),
        ("types", tool("mypy", "--no-error-summary")),
        ("layers", tool("lint-imports", "--no-cache", "--no-logo")),
        ("dead code", dead_code),
        ("generated files", tool("symposia", "gen", "--check")),
        ("no registry addresses", registry_addresses),
        ("web", tool("python", "server/hatch_build.py", "npm", "run", "--silent", "check")),
    ]
    failed = [name for name, check in checks if not passes(name, check)]
    if failed:
        sys.exit(f"\nnot passed: {', '.join(failed)}")


def passes(name: str, check: Callable[[], str]) -> bool:
    """Run one check and print its line, and below it what it complains about."""
    began = time.monotonic()
    complaint = check()
    print(f"{'✗' if complaint else '✓'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    lines = complaint.strip().splitlines()
    if lines:
        more = [f"… and {len(lines) - MOST_LINES} lines more"] if len(lines) > MOST_LINES else []
        print("\n".join([*lines[:MOST_LINES], *more, ""]), flush=True)
    return not complaint


def tool(program: str, *arguments: str) -> Callable[[], str]:
    """A check that passes when the program ends with 0."""

    def run() -> str:
        done = subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else (done.stdout + done.stderr) or f"ended with {done.returncode}"

    return run


def dead_code() -> str:
    """Names that nothing uses. Fields and attributes are left out: views and tables use them by name."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["vulture"]
    finder = Vulture(ignore_names=settings["ignore_names"], ignore_decorators=settings["ignore_decorators"])
    finder.scavenge([str(ROOT / path) for path in settings["paths"]], exclude=["*/node_modules/*"])
    unused = [item for item in finder.get_unused_code() if item.typ not in ("attribute", "variable") or _at_top(item)]
    return "\n".join(f"{item.filename.relative_to(ROOT)}:{item.first_lineno}: {item.message}" for item in unused)


def _at_top(item: Item) -> bool:
    line = item.filename.read_text().splitlines()[item.first_lineno - 1]
    return item.typ == "variable" and not line[0].isspace()


def registry_addresses() -> str:
    """Locks and settings say what is wanted, and leave it to the machine where that comes from."""
    return "\n".join([*_in_python_locks(), *_in_npm_lock(), *_in_configs()])


def _in_python_locks() -> Iterator[str]:
    for name in LOCKS:
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
            if "://" in line or INDEX.search(line):
                yield f"{name}:{number}: {line}"


def _in_npm_lock() -> Iterator[str]:
    for path in NPM_LOCKS:
        for name, package in json.loads((ROOT / path).read_text())["packages"].items():
            if "resolved" in package and not package.get("link"):
                yield f"{path}: {name} is resolved to {package['resolved']}"


def _in_configs() -> Iterator[str]:
    for name in CONFIGS:
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
            if INDEX.search(line) and not line.lstrip().startswith("#"):
                yield f"{name}:{number}: {line}"


if __name__ == "__main__":
    main()
