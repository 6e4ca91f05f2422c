"""What every test can ask for: real servers, and a run that leaves nothing behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support import processes
from tests.support.databases import (
    bare_postgres_url,
    database,
    database_url,
    postgres_server,
    postgres_template,
    postgres_url,
    sqlite_url,
)
from tests.support.namespace import Namespace
from tests.support.redis_server import RedisServer
from tests.support.venue import clock, venue

__all__ = [
    "bare_postgres_url",
    "clock",
    "database",
    "database_url",
    "postgres_server",
    "postgres_template",
    "postgres_url",
    "sqlite_url",
    "venue",
]
HERE = Path(__file__).parent
SLOW = (
    "bench",
    "contract",
    "demo/test_clock.py",
    "e2e",
    "faults",
    "features/calls/test_handlers.py",
    "features/calls/test_livekit.py",
    "features/calls/test_janus.py",
    "features/calls/test_signals_always.py",
    "features/dialogues/test_handlers.py",
    "features/networking/test_crowds.py",
    "features/networking/test_handlers.py",
    "features/networking/test_leaving.py",
    "features/networking/test_rows_always.py",
    "http",
    "support",
)
"""Folders and files that `make test-fast` leaves out: with real servers and browsers, or with long stories."""
ALONE = (
    "bench",
    "e2e/test_call_controls.py",
    "e2e/test_calls.py",
    "e2e/test_dialogue_call.py",
    "e2e/test_large_calls.py",
    "e2e/test_livekit.py",
    "e2e/test_setup_check.py",
    "e2e/test_six_people.py",
    "e2e/test_two_media_servers.py",
    "faults/test_six_hundred.py",
)
"""What needs the machine for itself: pictures that have to move in time, and crowds."""
PATIENT = ("faults",)
"""What waits more than it works: phases that have to pass, leases that have to run out. Four at once do not notice
each other; the rest, which keeps a processor busy, runs two at once before them."""
LEFT = pytest.StashKey[list[str]]()

settings.register_profile("default", max_examples=50, deadline=None)
settings.register_profile("prove", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure(config: pytest.Config) -> None:
    processes.mark_this_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        path = str(item.path.relative_to(HERE)) if item.path.is_relative_to(HERE) else ""
        if path.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
        if path.startswith(ALONE):
            item.add_marker(pytest.mark.alone)
        elif path.startswith(PATIENT):
            item.add_marker(pytest.mark.patient)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that leaves a process behind has failed."""
    left = processes.end_all(processes.of_this_run())
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["left"] = left
        return
    left = session.config.stash.setdefault(LEFT, []) + left
    session.config.stash[LEFT] = left
    if left and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """One of two processes that tests run in has ended, and tells what it found left behind."""
    node.config.stash.setdefault(LEFT, []).extend(getattr(node, "workeroutput", {}).get("left", []))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left = config.stash.get(LEFT, [])
    if left:
        terminalreporter.section("processes left behind (and ended now): the run has failed", red=True)
        for line in left:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """One Redis for the run. A test that stops it starts it again, or makes its own `RedisServer`."""
    with RedisServer() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """An empty Redis."""
    redis_server.flush()
    return redis_server.url


@pytest.fixture(scope="session")
def network() -> Iterator[Namespace]:
    """One network for the run in which media can flow, with loopback only."""
    with Namespace() as made:
        yield made
