"""Rights that shrink reach open connections, over real sockets, in every process, within 2 s."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from symposia.features.programme.tables import Conference as ConferenceRow
from tests.support.running import Badge, Conference, Served
from tests.support.venue import START

WITHIN_S = 2.0
"""What is promised."""


@pytest.fixture(params=["one process", "two processes"])
def conference(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Conference]:
    several = request.param == "two processes"
    urls = [request.getfixturevalue(name) for name in ("postgres_url", "redis_url")] if several else []
    made = Conference(tmp_path / "conference", *urls)
    day = START.date()
    row = ConferenceRow(id=1, title="A conference", demo=True, first_day=day, last_day=day)
    made.database.write_now(lambda db: db.merge(row))
    try:
        made.serve()
        if several:
            made.serve()
        yield made
    finally:
        made.close()


@asynccontextmanager
async def browser(served: Served, who: Badge) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which `who` has signed in."""
    async with httpx.AsyncClient(base_url=served.url) as client:
        answer = await client.post("/api/sign-in/demo", json={"email": f"{who.name}@example.org"})
        assert answer.status_code == 200, answer.text
        yield client


def live(served: Served, client: httpx.AsyncClient) -> Any:
    cookie = f"symposia={client.cookies['symposia']}"
    return connect(f"{served.url.replace('http', 'ws')}/live", additional_headers={"Cookie": cookie}, compression=None)


def by_token(served: Served, badge: Badge) -> Any:
    headers = {"Authorization": f"Bearer {badge.token}"}
    return connect(f"{served.url.replace('http', 'ws')}/live", additional_headers=headers, compression=None)


async def does(client: httpx.AsyncClient, command: str, **fields: Any) -> Any:
    answer = await client.post(f"/api/do/{command}", json=fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["ok"]


async def closed_with(line: ClientConnection) -> int | None:
    """The code with which the server closes this connection, soon."""

    async def read() -> None:
        while True:
            await line.recv()

    try:
        await asyncio.wait_for(read(), WITHIN_S)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None
    raise AssertionError("recv() does not return")


async def test_a_sign_in_that_ends_takes_its_connections_along(conference: Conference) -> None:
    ann, here, there = conference.person("ann"), conference.running[0], conference.running[-1]
    async with browser(here, ann) as first, browser(there, ann) as second, live(there, second) as line:
        mine = (await does(first, "signins.mine"))["signins"]
        (other,) = [sign_in["id"] for sign_in in mine if not sign_in["here"]]
        async with live(here, first) as kept:
            await does(first, "signin.end", id=other)
            assert await closed_with(line) == 4401
            await kept.send(json.dumps({"ref": 1, "do": "clock.read"}))
            assert "ok" in json.loads(await kept.recv())
        with pytest.raises(InvalidStatus) as refused:
            async with live(there, second):
                pass
        assert refused.value.response.status_code == 401


async def test_signing_out_closes_other_tabs(conference: Conference) -> None:
    ann, served = conference.person("ann"), conference.running[-1]
    async with browser(conference.running[0], ann) as client, live(served, client) as line:
        await client.post("/api/sign-out")
        assert await closed_with(line) == 4401


async def test_a_ban_closes_browsers_and_programs(conference: Conference) -> None:
    ann, olga = conference.person("ann"), conference.person("olga", "organiser")
    here, there = conference.running[0], conference.running[-1]
    async with browser(here, olga) as office, browser(there, ann) as hers:
        async with live(there, hers) as line, by_token(here, ann) as program:
            await does(office, "people.ban", person=ann.id, banned=True)
            assert list(await asyncio.gather(closed_with(line), closed_with(program))) == [4403, 4403]
        with pytest.raises(InvalidStatus) as refused:
            async with live(there, hers):
                pass
        assert refused.value.response.status_code == 403


async def test_signed_out_everywhere_is_everywhere(conference: Conference) -> None:
    ann, olga = conference.person("ann"), conference.person("olga", "organiser")
    here, there = conference.running[0], conference.running[-1]
    async with (
        browser(here, olga) as office,
        browser(there, ann) as hers,
        live(there, hers) as line,
        by_token(there, ann) as program,
    ):
        await does(office, "people.sign_out", person=ann.id)
        assert list(await asyncio.gather(closed_with(line), closed_with(program))) == [4401, 4401]


async def test_a_lost_role_closes_the_staffs_topic_only(conference: Conference) -> None:
    mo, olga = conference.person("mo", "moderator:forum"), conference.person("olga", "organiser")
    conference.room("forum")
    here, there = conference.running[0], conference.running[-1]
    async with browser(here, olga) as office, by_token(there, mo) as line:
        await line.send(json.dumps({"ref": 1, "do": "topic.follow", "topic": "room:forum/staff"}))
        assert "ok" in json.loads(await line.recv())
        await line.recv()
        await does(office, "people.set_roles", person=mo.id, roles=["attendee"])
        told = json.loads(await asyncio.wait_for(line.recv(), WITHIN_S))
        assert (told["topic"], told["closed"]["code"]) == ("room:forum/staff", "not_allowed")
