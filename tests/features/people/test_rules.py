"""Devices, codes and letters: pure functions."""

import pytest

from symposia.features.people.letters import sign_in_letter, unknown_letter
from symposia.features.people.rules import code_hash, device_of

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (f"{MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (f"{MOZILLA} (Windows NT 10.0) AppleWebKit/537 Chrome/140 Safari/537 Edg/140", "Edge on Windows"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        (f"{MOZILLA} (Linux; Android 15) AppleWebKit/537 Chrome/140 Mobile Safari/537", "Chrome on Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_has_a_name_for_people(agent: str, device: str) -> None:
    assert device_of(agent) == device


def test_a_code_is_kept_for_its_conference_and_address_only() -> None:
    kept = code_hash(b"secret", "ann@example.org", "123456")
    others = [(b"other", "ann@example.org", "123456"), (b"secret", "bob@example.org", "123456")]
    assert kept not in {code_hash(*other) for other in others}


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_title_cannot_break_a_letter(language: str) -> None:
    for subject, text in (
        sign_in_letter(language, "{link} & {x}", "https://x.test", "123456", "t"),
        unknown_letter(language, "{link} & {x}", "https://x.test"),
    ):
        assert "{link} & {x}" in subject
        assert "{link} & {x}" in text
