"""What a program that knows the wire alone meets at the real socket: every frame is answered, whatever is in it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from symposia.server import MOST_FRAME_BYTES
from tests.support.running import Badge, Conference, Served

ROOM = "keynote"


@pytest.fixture
def conference(tmp_path: Path) -> Iterator[Conference]:
    made = Conference(tmp_path / "conference")
    made.room(ROOM)
    yield made
    made.close()


def line(served: Served, badge: Badge | None = None, **headers: str) -> Any:
    told = {"Authorization": f"Bearer {badge.token}"} if badge else {}
    url = f"{served.url.replace('http', 'ws')}/live"
    return connect(url, additional_headers=told | headers, compression=None)


async def answer(connection: ClientConnection, frame: str | bytes) -> dict[str, Any]:
    await connection.send(frame)
    told: dict[str, Any] = json.loads(await connection.recv())
    return told


async def refused(served: Served, badge: Badge | None = None, **headers: str) -> tuple[int, str]:
    """Status and code of a refusal before the upgrade."""
    with pytest.raises(InvalidStatus) as told:
        async with line(served, badge, **headers):
            pass
    response = told.value.response
    return response.status_code, json.loads(bytes(response.body))["error"]["code"]


async def test_who_may_not_come_is_refused_before_the_upgrade(conference: Conference) -> None:
    ann, served = conference.person("ann"), conference.serve()
    assert await refused(served) == (401, "not_signed_in")
    assert await refused(served, Badge("", "nobody", "made up")) == (401, "not_signed_in")
    assert await refused(served, ann, Origin="https://evil.example") == (403, "foreign_origin")
    async with line(served, ann, Origin=served.url) as own:
        assert "ok" in await answer(own, '{"ref":1,"do":"clock.read"}')


async def test_whatever_is_in_a_frame_it_is_answered_and_the_connection_stays(conference: Conference) -> None:
    ann, served = conference.person("ann"), conference.serve()
    async with line(served, ann) as connection:
        deep, binary = "[" * 60 + "]" * 60, b'{"ref":1,"do":"clock.read"}'
        for frame in ("{", '{"x":NaN}', '{"x":"\\ud800"}', deep, binary, b"\xff"):
            assert (await answer(connection, frame))["error"]["code"] == "malformed"
        assert (await answer(connection, '{"ref":2,"do":"no.such"}'))["error"]["code"] == "unknown_command"
        as_long_as_may_be = '{"ref":3,"do":"clock.read"' + " " * MOST_FRAME_BYTES
        assert "ok" in await answer(connection, as_long_as_may_be[: MOST_FRAME_BYTES - 1] + "}")
        with pytest.raises(ConnectionClosed) as closed:
            await answer(connection, " " * (MOST_FRAME_BYTES + 1))
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
