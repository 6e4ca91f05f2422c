"""Signing in over HTTP: what cookies and answers look like, and what they do not give away."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from sqlmodel import select
from starlette.requests import Request
from structlog.testing import capture_logs

from symposia.features.people.tables import Person, SignIn
from symposia.http.forms import LETTERS, _tell_of_the_proxy, client_of
from symposia.live import gateway
from tests.support.lines import MemorySocket
from tests.support.reception import TICKET_KEY, Site
from tests.support.waiting import eventually

ANN = "ann@example.org"
ASK, CODE, LINK = "/api/sign-in/request", "/api/sign-in/code", "/api/sign-in/link"
TICKET, DEMO, OUT = "/api/sign-in/ticket", "/api/sign-in/demo", "/api/sign-out"


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


def signed(**other: Any) -> str:
    claims = {"email": ANN, "name": "Ann", "exp": int(time.time()) + 60, "jti": "t-1", **other}
    return jwt.encode(claims, TICKET_KEY, "HS256")


async def test_by_code_from_the_mail(site: Site) -> None:
    ann = site.register("ann")
    browser = await site.browser()
    assert (await browser.post(ASK, json={"email": " ANN@example.org", "language": "de"})).json() == {"sent": True}
    code, _ = await site.mail_to(ANN)
    answer = await browser.post(CODE, json={"email": ANN, "code": code})
    assert answer.json() == {"person": {"id": ann, "name": "Ann"}}
    assert (await browser.get("/api/front")).json()["me"] == {"id": ann, "name": "Ann"}


async def test_by_link_from_the_mail_in_another_browser(site: Site) -> None:
    site.register("ann")
    await (await site.browser()).post(ASK, json={"email": ANN})
    _, token = await site.mail_to(ANN)
    other = await site.browser("192.0.2.2")
    assert (await other.post(LINK, json={"token": token})).status_code == 200
    assert code_of(await other.post(LINK, json={"token": token})) == "code_expired"


async def test_by_registering(site: Site) -> None:
    browser = await site.browser()
    told = {"email": ANN, "name": "Ann Lund", "affiliation": "AWI", "topics": ["ice"], "language": "en"}
    assert (await browser.post("/api/register", json=told)).json() == {"sent": True}
    code, _ = await site.mail_to(ANN)
    assert (await browser.post(CODE, json={"email": ANN, "code": code})).json()["person"]["name"] == "Ann Lund"


async def test_by_ticket_once(site: Site) -> None:
    browser = await site.browser()
    assert (await browser.post(TICKET, json={"ticket": signed()})).json()["person"]["name"] == "Ann"
    assert code_of(await browser.post(TICKET, json={"ticket": signed()})) == "ticket_used"
    old = signed(jti="t-2", exp=int(time.time()) - 60)
    assert code_of(await browser.post(TICKET, json={"ticket": old})) == "ticket_expired"
    assert code_of(await browser.post(TICKET, json={"ticket": signed(jti="t-3")[:-3]})) == "ticket_invalid"


async def test_known_and_unknown_addresses_are_answered_the_same(site: Site) -> None:
    site.register("ann")
    browser = await site.browser()
    for email in (ANN, "nobody@example.org"):
        asked = await browser.post(ASK, json={"email": email})
        registered = await browser.post("/api/register", json={"email": email, "name": "X"})
        wrong = await browser.post(CODE, json={"email": email, "code": "no code"})
        assert (asked.status_code, asked.json()) == (200, {"sent": True})
        assert (registered.status_code, registered.json()) == (200, {"sent": True})
        assert (wrong.status_code, code_of(wrong)) == (403, "code_wrong")


@pytest.mark.parametrize(
    ("settings", "base", "secure"),
    [
        ({}, "http://venue.test", False),
        ({}, "https://venue.test", True),
        ({"public_url": "https://venue.test"}, "http://venue.test", True),
    ],
)
async def test_the_cookie_is_for_this_site_and_no_script(
    open_site: Callable[..., Any], settings: dict[str, str], base: str, secure: bool
) -> None:
    site: Site = await open_site(**settings)
    site.register("ann")
    browser = await site.browser(base=base)
    flags = (await browser.post(DEMO, json={"email": ANN})).headers["set-cookie"].lower().split("; ")
    assert {"httponly", "samesite=lax", "path=/", "max-age=2592000"} <= set(flags)
    assert ("secure" in flags) is secure
    assert len(flags[0]) > 43


async def test_another_sign_in_ends_the_one_before_in_this_browser(site: Site) -> None:
    browser = await site.signed_in("ann")
    first = browser.cookies["symposia"]
    await browser.post(DEMO, json={"email": ANN})
    assert browser.cookies["symposia"] != first
    stolen = await site.browser()
    stolen.cookies.set("symposia", first)
    assert (await stolen.get("/api/front")).json()["me"] is None
    assert (await browser.get("/api/front")).json()["me"] is not None


async def test_signing_out_ends_the_sign_in_itself(site: Site) -> None:
    browser = await site.signed_in("ann")
    kept = browser.cookies["symposia"]
    assert (await browser.post(OUT)).json() == {}
    assert "symposia" not in browser.cookies
    browser.cookies.set("symposia", kept)
    assert code_of(await browser.post("/api/do/signins.mine", json={})) == "not_signed_in"
    assert (await browser.post(OUT)).json() == {}


async def test_where_one_is_signed_in(site: Site) -> None:
    here = await site.signed_in("ann")
    there = await site.browser()
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    await there.post(DEMO, json={"email": ANN}, headers={"user-agent": agent})
    mine = (await here.post("/api/do/signins.mine", json={})).json()["ok"]["signins"]
    assert [(sign_in["device"], sign_in["here"]) for sign_in in mine] == [("Firefox on Linux", False), ("", True)]
    await here.post("/api/do/signin.end", json={"id": mine[0]["id"]})
    assert (await there.get("/api/front")).json()["me"] is None
    assert len((await here.post("/api/do/signins.mine", json={})).json()["ok"]["signins"]) == 1


async def test_only_a_demonstration_opens_with_one_click(site: Site) -> None:
    site.register("ann")
    browser = await site.browser()
    site.conference(demo=False)
    assert code_of(await browser.post(DEMO, json={"email": ANN})) == "not_allowed"
    assert "demo_people" not in (await browser.get("/api/front")).json()


@pytest.mark.parametrize("path", [ASK, CODE, LINK, TICKET, DEMO, OUT, "/api/register"])
async def test_another_sites_page_gets_nowhere(site: Site, path: str) -> None:
    browser = await site.browser()
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = await browser.post(path, json={"email": ANN}, headers=headers)
        assert (answer.status_code, code_of(answer)) == (403, "foreign_origin")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (ASK, {"email": "no address"}, "invalid"),
        (ASK, {"email": ANN, "language": "fr"}, "invalid"),
        (ASK, {"email": ANN, "more": 1}, "invalid"),
        (CODE, {"email": ANN}, "invalid"),
        ("/api/register", {"email": ANN, "name": " "}, "invalid"),
        (LINK, {"token": 7}, "invalid"),
        (LINK, [], "malformed"),
    ],
)
async def test_what_cannot_be_read_is_refused(site: Site, path: str, body: Any, code: str) -> None:
    assert code_of(await (await site.browser()).post(path, json=body)) == code


async def test_one_client_address_is_slowed(site: Site) -> None:
    browser, other = await site.browser("2001:db8::1"), await site.browser("2001:db8:1::1")
    for number in range(LETTERS):
        assert (await browser.post(ASK, json={"email": f"p{number}@example.org"})).status_code == 200
    same_network = await site.browser("2001:db8::2")
    refused = await same_network.post(ASK, json={"email": ANN})
    assert (refused.status_code, code_of(refused)) == (429, "too_fast")
    assert int(refused.headers["retry-after"]) > 0
    assert (await other.post(ASK, json={"email": ANN})).status_code == 200


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", str(0x20010DB8 << 32)),
        ("2001:db8::2", str(0x20010DB8 << 32)),
        ("a socket", "a socket"),
    ],
)
def test_a_client_is_an_address_or_a_network_of_ipv6(address: str, client: str) -> None:
    assert client_of(Request({"type": "http", "client": (address, 4711), "headers": []})) == client


@pytest.mark.parametrize(("forwarded", "told"), [(None, 0), ("192.0.2.1", 0), ("203.0.113.9, 198.51.100.7", 1)])
def test_an_operator_is_told_once_of_a_proxy_that_is_not_trusted(forwarded: str | None, told: int) -> None:
    _tell_of_the_proxy.cache_clear()
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    with capture_logs() as logged:
        for _ in range(2):
            client_of(Request({"type": "http", "client": ("192.0.2.1", 4711), "headers": headers}))
    assert [entry["event"] for entry in logged] == ["proxy.not_trusted"] * told


async def test_when_a_browser_was_last_here_is_kept_roughly(site: Site) -> None:
    browser = await site.signed_in("ann")

    def an_hour_ago(db: Any) -> Any:
        row = db.exec(select(SignIn)).one()
        row.seen_at = row.seen_at.replace(year=2020)
        return row.id

    id = site.venue.database.write_now(an_hour_ago)
    await browser.get("/api/front")
    assert site.venue.database.read_now(lambda db: db.get(SignIn, id).seen_at.year) > 2020  # type: ignore[union-attr]


async def test_a_sign_in_that_runs_out_takes_its_connections_along(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    venue, browsers = site.venue, [await site.signed_in(name) for name in ("ann", "bob", "cem")]
    lines = [MemorySocket("") for _ in range(4)]
    for line, browser in zip(lines, [*browsers, browsers[0]], strict=True):
        line.cookies["symposia"] = browser.cookies["symposia"]
    serving = [asyncio.create_task(venue.gateway.serve(line)) for line in lines]  # type: ignore[arg-type]
    for line in lines:
        assert await line.ask("clock.read")

    def run_out(db: Any) -> None:
        ann = db.exec(select(Person).where(Person.email == ANN)).one()
        db.exec(select(SignIn).where(SignIn.person_id == ann.id)).one().until = venue.clock.real()

    venue.database.write_now(run_out)
    looks: list[set[str]] = []
    ended = venue.door.ended

    async def look(sign_ins: set[str]) -> Any:
        looks.append(sign_ins)
        if len(looks) == 1:
            raise ZeroDivisionError
        return await ended(sign_ins)

    monkeypatch.setattr(venue.door, "ended", look)
    monkeypatch.setattr(gateway, "LOOK_S", 0.01)
    looking = asyncio.create_task(venue.gateway.run())
    await eventually(lambda: lines[0].line.closed and lines[3].line.closed)
    looking.cancel()
    assert [line.line.ended for line in lines] == [(4401, "signed out"), None, None, (4401, "signed out")]
    assert [len(look) for look in looks[:2]] == [3, 3], "one look for all, also after one that failed"
    for line in lines:
        line.hang_up()
    await asyncio.gather(*serving)


async def test_programs_do_not_run_out(site: Site) -> None:
    await site.signed_in("ann")
    id = site.venue.database.read_now(lambda db: db.exec(select(SignIn.id)).one())
    assert await site.venue.door.ended([]) == set()
    assert await site.venue.door.ended(["token:1"]) == set()
    assert await site.venue.door.ended(["token:1", id, "never there"]) == {"never there"}


async def test_the_front_says_who_can_be_tried(site: Site) -> None:
    site.register("olga", "attendee", "organiser")
    site.register("sam", "attendee", "speaker")
    site.register("ann", registered_at=site.venue.clock.real())
    told = (await (await site.browser()).get("/api/front")).json()
    assert told["conference"]["title"] == "Helmholtz AI"
    assert [(person["role"], person["name"]) for person in told["demo_people"]] == [
        ("organiser", "Olga"),
        ("speaker", "Sam"),
        ("attendee", "Ann"),
    ]


async def test_the_outbox_is_for_organisers_of_a_demonstration(site: Site) -> None:
    olga, ann = await site.signed_in("olga", "organiser"), await site.signed_in("ann")
    await ann.post(ASK, json={"email": ANN})
    await site.mail_to(ANN)
    letters = (await olga.get("/api/outbox")).json()["letters"]
    assert [letter["to"] for letter in letters] == [ANN]
    assert code_of(await ann.get("/api/outbox")) == "not_allowed"
    site.conference(demo=False)
    assert code_of(await olga.get("/api/outbox")) == "not_found"


async def test_who_is_banned_is_out_and_can_only_leave(site: Site) -> None:
    olga, ann = await site.signed_in("olga", "organiser"), await site.signed_in("ann")
    id = (await ann.get("/api/front")).json()["me"]["id"]
    await olga.post("/api/do/people.ban", json={"person": id, "banned": True})
    assert code_of(await ann.post("/api/do/signins.mine", json={})) == "banned"
    assert (await ann.get("/api/front")).json()["me"] is None
    assert code_of(await ann.post(DEMO, json={"email": ANN})) == "banned"
    assert (await ann.post(OUT)).json() == {}


async def test_who_has_just_been_busy_can_sign_out(site: Site) -> None:
    browser = await site.signed_in("ann")
    while (await browser.post("/api/do/notice.read_all")).status_code == 200:
        pass
    assert (await browser.post(OUT)).status_code == 200
    with site.venue.database.read_now(lambda db: db) as db:
        assert [row.ended for row in db.exec(select(SignIn))] == [True]
