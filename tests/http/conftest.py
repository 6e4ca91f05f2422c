"""What the tests of endpoints can ask for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from symposia.app import create
from symposia.settings import Settings
from tests.support.reception import TICKET_KEY, Site, prepared


@pytest.fixture
async def open_site(tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """Opens sites; the settings can be chosen."""
    async with AsyncExitStack() as stack:

        async def opened(**settings: Any) -> Site:
            chosen = Settings(dir=tmp_path, **{"ticket_key": SecretStr(TICKET_KEY), **settings})
            await asyncio.to_thread(prepared, chosen)
            app = create(chosen)
            await stack.enter_async_context(app.router.lifespan_context(app))
            return Site(app, stack)

        yield opened


@pytest.fixture
async def site(open_site: Callable[..., Any]) -> Site:
    """A demonstration with nobody in it yet."""
    opened: Site = await open_site()
    return opened
