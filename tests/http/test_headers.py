"""What pages of ours may do."""

import pytest

from symposia.http.headers import policy
from tests.support.reception import Site


def rules(told: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (rule.split() for rule in told.split("; "))}


def test_a_page_may_reach_its_own_site_and_show_known_players() -> None:
    told = rules(policy("venue.test:8000", ("media.example.org",)))
    assert told["default-src"] == ["'self'"]
    assert told["connect-src"] == [
        "'self'",
        "ws://venue.test:8000",
        "wss://venue.test:8000",
        "https://media.example.org",
    ]
    assert {"https://www.youtube-nocookie.com", "https://player.vimeo.com"} < set(told["frame-src"])
    assert "script-src" not in told
    assert told["object-src"] == ["'none'"]


def test_a_page_may_reach_livekit_at_its_host() -> None:
    told = rules(policy("venue.test", (), "wss://livekit.example.org:7443/behind"))
    assert set(told["connect-src"]) - {"'self'", "ws://venue.test", "wss://venue.test"} == {
        "wss://livekit.example.org:7443",
        "https://livekit.example.org:7443",
    }


@pytest.mark.parametrize("host", ["x; script-src *", "x y", "", "x\r\ny", "x,y"])
def test_a_forged_host_says_nothing(host: str) -> None:
    assert rules(policy(host))["connect-src"] == ["'self'"]


async def test_every_answer_is_guarded(site: Site) -> None:
    site.conference(media_hosts=["media.example.org"])
    browser = await site.browser()
    for path in ("/", "/room/keynote", "/api/front", "/nothing/here"):
        headers = (await browser.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=(self)" in headers["permissions-policy"]
        assert "default-src" in headers["content-security-policy"]
    page = await browser.get("/")
    if page.headers["content-type"].startswith("text/html"):
        assert "https://media.example.org" in rules(page.headers["content-security-policy"])["frame-src"]
