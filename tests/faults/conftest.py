"""A conference of several processes on Redis and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.redis_server import RedisServer
from tests.support.running import Conference


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A Redis that the test may stop."""
    with RedisServer() as server:
        yield server


@pytest.fixture
def conference(tmp_path: Path, postgres_url: str, own_redis: RedisServer) -> Iterator[Conference]:
    made = Conference(tmp_path / "conference", postgres_url, own_redis.url)
    yield made
    made.close()
