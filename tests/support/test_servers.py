"""The servers that other tests rely on do what their names say."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.support import processes
from tests.support.postgres_server import PostgresServer
from tests.support.redis_server import RedisServer
from tests.support.waiting import TooLate, wait_until


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_an_empty_redis(redis_url: str, turn: int) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys() == []
        client.set("key", turn)
        assert client.get("key") == str(turn).encode()


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_an_empty_database(postgres_url: str, turn: int) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE once (turn int)")
        connection.execute("INSERT INTO once VALUES (%s)", [turn])
        assert connection.execute("SELECT turn FROM once").fetchall() == [(turn,)]


def test_redis_can_be_paused_killed_and_started_again(own_redis: RedisServer) -> None:
    with redis.Redis.from_url(own_redis.url, socket_timeout=0.2, retry=None) as client:
        assert client.ping()
        own_redis.pause()
        with pytest.raises(redis.TimeoutError):
            client.ping()
        own_redis.resume()
        own_redis.kill()
        with pytest.raises(redis.ConnectionError):
            client.ping()
        own_redis.start()
        assert client.ping()


def test_postgres_keeps_its_data_through_a_crash() -> None:
    with PostgresServer() as server:
        url = server.fresh()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (word text)")
        server.pause()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url, connect_timeout=2)
        server.resume()
        server.kill()
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_what_a_test_leaves_behind_is_found_without_its_parent(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    orphan = f"(echo $(exec sh -c 'echo $PPID') > {note}; exec sleep 600) </dev/null >/dev/null 2>&1 &"
    subprocess.run(["setsid", "sh", "-c", orphan], check=True)
    pid = int(wait_until(lambda: note.exists() and note.read_text().strip()))
    found = [process for process in processes.of_this_run() if process.pid == pid]
    assert [line.split(":")[0] for line in processes.end_all(found, grace=0.1)] == [str(pid)]
    assert pid not in [process.pid for process in processes.of_this_run()]


def test_a_condition_that_never_comes_true_is_too_late() -> None:
    with pytest.raises(TooLate, match="not within"):
        wait_until(lambda: False, within=0.02)
