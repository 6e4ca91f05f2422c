"""Nothing that another site's page sends does anything, whatever it calls itself."""

import pytest

from tests.support.reception import Site

FOREIGN = [
    "null",
    "",
    "http://",
    "http://[",
    "http://evil.example",
    "http://venue.test.evil.example",
    "http://venue.test@evil.example",
    "http://ann@venue.test",
    "http://venue.test:81",
    "file://venue.test",
    "venue.test",
]
CHANGES = [
    ("POST", "/api/do/notice.read_all"),
    ("POST", "/api/sign-in/request"),
    ("POST", "/api/sign-in/code"),
    ("POST", "/api/sign-in/link"),
    ("POST", "/api/sign-in/ticket"),
    ("POST", "/api/sign-in/demo"),
    ("POST", "/api/sign-out"),
    ("POST", "/api/register"),
    ("POST", "/api/pictures"),
    ("DELETE", "/api/pictures"),
]


@pytest.mark.parametrize("headers", [*({"origin": name} for name in FOREIGN), {"sec-fetch-site": "same-site"}])
async def test_a_foreign_page_changes_nothing(site: Site, headers: dict[str, str]) -> None:
    browser = await site.signed_in("ann")
    for method, path in CHANGES:
        answer = await browser.request(method, path, headers=headers, json={"email": "ann@example.org"})
        assert (path, answer.status_code) == (path, 403)
        assert answer.json()["error"]["code"] == "foreign_origin"
    assert (await browser.get("/api/front")).json()["me"]


async def test_our_own_pages_do(site: Site) -> None:
    browser = await site.signed_in("ann")
    for scheme in ("http", "https"):
        answer = await browser.post("/api/do/notice.read_all", headers={"origin": f"{scheme}://venue.test"})
        assert answer.status_code == 200
