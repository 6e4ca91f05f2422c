"""Several processes on one socket, as `symposia serve --workers` starts them."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress

import psutil
from websockets.asyncio.client import ClientConnection, connect

from tests.support.running import Conference, Served
from tests.support.waiting import eventually


@contextmanager
def workers_of(conference: Conference) -> Iterator[tuple[Served, psutil.Process]]:
    served = conference.serve(workers=2, drain_s=1)
    assert served.process is not None
    yield served, psutil.Process(served.process.pid)


def workers(parent: psutil.Process) -> list[psutil.Process]:
    return [child for child in parent.children() if "spawn_main" in " ".join(words_of(child))]


def words_of(process: psutil.Process) -> list[str]:
    """Its command line; nothing of one that has died, however lately."""
    with suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return []


def counted(served: Served, name: str) -> float:
    with urllib.request.urlopen(f"{served.url}/metrics", timeout=5) as answer:
        found = re.search(rf"^{name} (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(found.group(1)) if found else 0.0


async def test_a_worker_that_died_is_replaced_and_forgotten_and_the_new_one_is_gentle(conference: Conference) -> None:
    conference.room("keynote")
    badges = [conference.person(name) for name in ("ann", "bob")]
    with workers_of(conference) as (served, parent):

        async def come_in(stack: AsyncExitStack, number: int) -> ClientConnection:
            token = {"Authorization": f"Bearer {badges[number % 2].token}"}
            url = f"{served.url.replace('http', 'ws', 1)}/live"
            return await stack.enter_async_context(connect(url, additional_headers=token))

        async with AsyncExitStack() as stack:
            await asyncio.gather(*(come_in(stack, number) for number in range(8)))
            first = workers(parent)
            for worker in first:
                os.kill(worker.pid, signal.SIGKILL)
            await eventually(
                lambda: len(workers(parent)) == 2 and not set(workers(parent)) & set(first), within=30, what="new ones"
            )
            await eventually(served.ready, within=30)
            assert counted(served, "symposia_connections") == 0
            lines = await asyncio.gather(*(come_in(stack, number) for number in range(8)))
            await eventually(lambda: counted(served, "symposia_connections") == 8, within=30)
            assert served.process is not None
            served.process.send_signal(signal.SIGTERM)
            await asyncio.gather(*(line.wait_closed() for line in lines))
            assert {line.close_reason for line in lines} == {"the server restarts"}


async def test_workers_do_not_outlive_the_one_who_started_them(conference: Conference) -> None:
    with workers_of(conference) as (_, parent):
        left = workers(parent)
        assert len(left) == 2
        os.kill(parent.pid, signal.SIGKILL)
        await eventually(lambda: not any(worker.is_running() for worker in left), within=30, what="the workers to end")
