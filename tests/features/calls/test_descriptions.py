"""What a media server is told of what browsers send: all of what real ones write, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.calls.janus.descriptions import answer_for_server, known_candidates, offer_for_server
from symposia.features.calls.wire import Candidate
from symposia.kernel.errors import Invalid
from tests.support.offers import OFFER

AUDIO = OFFER[OFFER.index("m=audio") : OFFER.index("m=video")]
VIDEO = OFFER[OFFER.index("m=video") :]
LINES = OFFER.splitlines()
LEFT_OUT = ("o=", "a=extmap-allow-mixed", "a=msid-semantic:", "a=rtcp:")
"""What a media server has no use for."""
HOST = "candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host generation 0 ufrag HI7D network-cost 999"
RELAYED = "candidate:5 1 udp 41885439 2001:db8::3 60000 typ relay raddr 203.0.113.9 rport 50002"
NAMELESS = "candidate:2 1 tcp 2113937151 0b3c-11.local 9 typ host tcptype active"


def test_what_a_browser_offers_goes_through() -> None:
    told = offer_for_server(OFFER).splitlines()
    missing = [line for line in LINES if line not in told and not line.startswith(LEFT_OUT)]
    assert missing == []
    assert offer_for_server("".join(f"{line}\r\n" for line in told)).splitlines() == told


def test_fewer_sections_will_do() -> None:
    assert offer_for_server(OFFER[: OFFER.index("m=video")]).count("m=") == 1


def test_an_answer_may_have_many_sections_and_give_some_up() -> None:
    given_up = "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:9\r\na=inactive\r\n"
    told = answer_for_server(OFFER.replace("m=audio", "m=video") + given_up)
    assert told.count("m=video") == len(re.findall("^m=", OFFER, re.MULTILINE)) + 1


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "hello",
        "v=0\r\n",
        OFFER.replace("v=0", "v=1"),
        OFFER.replace("a=fingerprint", "a=finger"),
        OFFER.replace("a=ice-pwd:v/EzyJos8M88zoLyKpYM1lkX", "a=ice-pwd:short"),
        OFFER.replace("a=mid:0", "a=mid:zero"),
        OFFER.replace("a=mid:2", "a=mid:1"),
        OFFER.replace("m=audio", "m=video"),
        OFFER.replace("m=video", "m=application"),
        OFFER.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP"),
        OFFER.replace("SAVPF 111", "SAVPF 300"),
        OFFER + VIDEO.replace("a=mid:2", "a=mid:3"),
        VIDEO + AUDIO,
    ],
)
def test_what_is_no_offer_does_not_get_as_far_as_the_server(sdp: str) -> None:
    with pytest.raises(Invalid) as refusal:
        offer_for_server(sdp)
    assert refusal.value.field == "sdp"


@pytest.mark.parametrize(
    "line",
    [
        "a=extmap:99999999999999999999 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=extmap:-1 urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=extmap:١ urn:ietf:params:rtp-hdrext:sdes:mid",
        "a=rtcp-fb:4294967296 transport-cc",
        "a=ssrc:4294967296 cname:x",
        "a=simulcast:send h;m;l;xl",
        "a=simulcast:send ",
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x",
        "a=candidate:1 1 udp 99999999999 1.2.3.4 99999999 typ host",
        "b=AS:99999999999999999999",
        "a=fmtp:96 %s%n",
        "a=x-unknown",
        "\x01\x02",
        "k=clear:x",
    ],
)
def test_a_line_that_browsers_do_not_write_is_left_out(line: str) -> None:
    told = offer_for_server(OFFER.replace("a=rtcp-mux", f"a=rtcp-mux\r\n{line}", 1))
    assert told == offer_for_server(OFFER)


def test_what_may_be_there_once_is_there_once() -> None:
    told = offer_for_server(OFFER.replace("a=mid:0", "a=mid:0\r\na=setup:passive\r\na=mid:7", 1))
    assert "a=setup:passive" not in told
    assert "a=mid:7" not in told


@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.text(max_size=30)), max_size=8))
def test_whatever_is_said_what_goes_through_is_known_and_goes_through_again(changes: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for place, text in changes:
        lines[place] = lines[place][: len(text)] + text
    try:
        told = offer_for_server("\r\n".join(lines) + "\r\n")
    except Invalid:
        return
    assert told.isascii()
    assert "\x00" not in told
    assert offer_for_server(told) == told


def test_only_candidates_that_browsers_write_are_told() -> None:
    right = [Candidate(candidate=each) for each in (HOST, RELAYED, NAMELESS, "")]
    wrong = [
        Candidate(candidate=each)
        for each in (
            "candidate:",
            "candidate:1 1 udp x 1.2.3.4 5 typ host",
            HOST.replace(" host", " ghost"),
            "%n",
            "a=b",
        )
    ]
    assert list(known_candidates([*wrong, *right])) == right
