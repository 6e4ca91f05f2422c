"""What a server costs: the CPU time of its process tree in nanoseconds; and which CPU somebody runs on."""

import contextlib
import os
import time
from collections.abc import Iterator

import psutil

SERVER_CPU, LOAD_CPU = 0, 1


class CpuMeter:
    """CPU time (ns, user and system) of a process, its threads and its descendants, ended ones included.

    Read often enough to have seen a short-lived descendant; threads are never missed.
    """

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._seen: dict[int, int] = {}

    def spent(self) -> int:
        """ns since the processes began."""
        for process in (self._root, *self._root.children(recursive=True)):
            with contextlib.suppress(OSError):  # ended meanwhile: its last reading stays
                self._seen[process.pid] = time.clock_gettime_ns(_process_clock(process.pid))
        return sum(self._seen.values())


class Others:
    """How many CPUs everybody else on this machine keeps busy: times are not to be trusted when it is many."""

    def __init__(self) -> None:
        self._began, self._busy, self._mine = time.monotonic(), _busy(), _mine()

    def cpus(self) -> float:
        """On average, since it was made."""
        busy, mine = _busy() - self._busy, _mine() - self._mine
        return max(0.0, (busy - mine) / (time.monotonic() - self._began))


def _busy() -> float:
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)


def _mine() -> float:
    """CPU seconds of this process, of the children it had, and of those it has."""
    spent = sum(os.times()[:4])
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            spent += sum(child.cpu_times()[:4])
    return spent


def _process_clock(pid: int) -> int:
    """The clock that counts all threads of a process (Linux, clock_getcpuclockid(3): CPUCLOCK_SCHED)."""
    return (~pid << 3) | 2


@contextlib.contextmanager
def pinned(cpu: int) -> Iterator[None]:
    """What is started in here stays on one CPU, where there is more than one."""
    before = os.sched_getaffinity(0)
    if cpu in before and len(before) > 1:
        os.sched_setaffinity(0, {cpu})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
