"""The servers that other tests rely on do what their names say."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from symposia.features.calls.rules import ice_servers
from symposia.kernel.media import Media
from tests.support import namespace, processes
from tests.support.janus_server import JanusServer
from tests.support.namespace import BESIDE, Namespace
from tests.support.postgres_server import PostgresServer
from tests.support.redis_server import RedisServer
from tests.support.turn_server import TurnServer
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


def test_a_network_of_its_own_has_no_way_out(network: Namespace) -> None:
    shown = json.loads(network.run("ip", "-json", "addr").stdout)
    addresses = {it["local"] for link in shown for it in link["addr_info"] if it["family"] == "inet"}
    assert addresses == {"127.0.0.1", BESIDE}
    assert network.run("ip", "route").stdout == ""
    assert network.run("false").returncode == 1


def test_a_network_that_may_not_be_made_says_what_to_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespace, "SET_UP", "echo 'Operation not permitted' >&2; exit 1 # {ip} {beside} {made}")
    with pytest.raises(AssertionError, match=r"(?s)Operation not permitted.*SYS_ADMIN"), Namespace():
        pass


def test_what_listens_in_a_network_is_reached_there_only(network: Namespace) -> None:
    with JanusServer(network) as janus:
        assert network.reaches(janus.port)
        assert not processes.accepts(janus.port)
        janus.kill()
        assert not network.reaches(janus.port)
        janus.start()
        assert network.reaches(janus.port)


def test_turn_serves_those_with_credentials_that_hold(network: Namespace) -> None:
    now = datetime.now(UTC)
    with TurnServer(network) as turn:
        right = Media(turn=turn.urls, turn_secret=turn.secret)
        wrong = Media(turn=turn.urls, turn_secret="another")
        for media, at in ((right, now - timedelta(minutes=11)), (wrong, now)):
            (server,) = ice_servers(media, "ann", "room:forum", at)
            assert not turn.relays(server.username, server.credential, "udp")
            assert not turn.relays(server.username, server.credential, "tcp")
        (server,) = ice_servers(right, "ann", "room:forum", now)
        assert turn.relays(server.username, server.credential, "udp")


class TalkWithJanus:
    """One session with the plugin for rooms."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.given: dict[str, Any] = {}

    def asks(self, **fields: Any) -> dict[str, Any]:
        self.line.send(json.dumps({"transaction": "asked", **self.given, **fields}))
        while True:
            told: dict[str, Any] = json.loads(self.line.recv(timeout=10))
            if told.get("transaction") == "asked" and told["janus"] != "ack":
                return told

    def begins(self, api_secret: str) -> None:
        self.given["apisecret"] = api_secret
        self.given["session_id"] = self.asks(janus="create")["data"]["id"]
        self.given["handle_id"] = self.asks(janus="attach", plugin="janus.plugin.videoroom")["data"]["id"]

    def about_rooms(self, **body: Any) -> dict[str, Any]:
        data: dict[str, Any] = self.asks(janus="message", body=body)["plugindata"]["data"]
        return data


@contextmanager
def talk_with(janus: JanusServer) -> Iterator[TalkWithJanus]:
    with connect(janus.url, subprotocols=[Subprotocol("janus-protocol")]) as line:
        yield TalkWithJanus(line)


def test_janus_asks_for_its_secrets_and_forgets_its_rooms_when_killed() -> None:
    with JanusServer() as janus:
        with talk_with(janus) as talk:
            for secret in ({}, {"apisecret": "another"}):
                assert talk.asks(janus="create", **secret)["error"]["code"] == 403
            talk.begins(janus.api_secret)
            wanted = {"request": "create", "room": "forum"}
            assert "error" in talk.about_rooms(**wanted, admin_key="another")
            assert talk.about_rooms(**wanted, admin_key=janus.admin_key)["videoroom"] == "created"
            assert talk.about_rooms(request="exists", room="forum")["exists"] is True
        janus.kill()
        janus.start()
        with talk_with(janus) as talk:
            talk.begins(janus.api_secret)
            assert talk.about_rooms(request="exists", room="forum")["exists"] is False
