"""Runs errands after the commit: at once for who waits for the answer, or in the background."""

import asyncio
from collections.abc import Sequence

import structlog

from symposia.kernel.errands import Errand, Runners
from symposia.kernel.errors import SymposiaError
from symposia.kernel.wire import Answer, Nothing

log = structlog.get_logger()


class Errands:
    def __init__(self, runners: Runners | None = None) -> None:
        self._runners = dict(runners or {})
        self._going: set[asyncio.Task[None]] = set()

    async def run(self, errand: Errand) -> Answer:
        """Run it; raises the SymposiaError that the person who asked shall see."""
        return await self._runners[type(errand)](errand) or Nothing()

    def leave(self, errands: Sequence[Errand]) -> None:
        """Have these run one after another, while everything else goes on."""
        if errands:
            task = asyncio.ensure_future(self._run_all(errands))
            self._going.add(task)
            task.add_done_callback(self._going.discard)

    async def stop(self) -> None:
        """Nobody waits any longer for what is still under way."""
        for task in self._going:
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)

    async def _run_all(self, errands: Sequence[Errand]) -> None:
        for errand in errands:
            try:
                await self.run(errand)
            except SymposiaError as error:
                log.warning("errand.failed", errand=type(errand).__name__, error=error.code)
            except Exception:
                # A mistake of ours in one must not keep the others from being run.
                log.exception("errand.broken", errand=type(errand).__name__)
