"""How a call's media flows, who may send, what credentials hold for, and what a signal gives away."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symposia.features.calls import rules
from symposia.features.calls.rules import Turnout
from symposia.features.calls.wire import Candidate, Description
from symposia.kernel.errors import CallFull
from symposia.kernel.media import Media

NOW = datetime(2021, 4, 14, 8, 24, tzinfo=UTC)
SMALL, LARGE = Media(peers=3), Media(peers=3, cameras=12, servers=("one",))
TURN = Media(turn=("turn:turn.example.org:3478?transport=udp",), turn_secret="shared")
HOST = "candidate:1 1 udp 2113937151 192.168.1.7 50000 typ host generation 0"
NAMELESS = "candidate:2 1 udp 2113937151 0b3c-11.local 50001 typ host"
REFLEXIVE = "candidate:3 1 udp 1677729535 203.0.113.9 50002 typ srflx raddr 192.168.1.7 rport 50000"
SEEN = "candidate:4 1 tcp 1518280447 203.0.113.9 9 typ prflx raddr 192.168.1.7 rport 50000 tcptype active"
RELAYED = "candidate:5 1 udp 41885439 198.51.100.3 60000 typ relay raddr 203.0.113.9 rport 50002 generation 0"
NOT_RELAYED = (HOST, NAMELESS, REFLEXIVE, SEEN, "candidate:6 1 udp 1 192.168.1.7 5", "192.168.1.7")
PRIVATE = re.compile(r"192\.168\.1\.7|203\.0\.113\.9|0b3c-11|2001:db8::7")


# ---- engines and cameras


@pytest.mark.parametrize(("people", "engine"), [(1, "peers"), (3, "peers"), (4, "janus"), (40, "janus")])
def test_a_call_grows_onto_a_media_server(people: int, engine: str) -> None:
    assert rules.engine_for("peers", Turnout(people, 1), LARGE) == engine


def test_a_call_that_has_grown_stays_there_when_people_leave() -> None:
    assert rules.engine_for("janus", Turnout(2, 2), LARGE) == "janus"


def test_without_a_media_server_a_call_stays_small() -> None:
    assert rules.engine_for("peers", Turnout(3, 3), SMALL) == "peers"
    with pytest.raises(CallFull, match="3 people"):
        rules.engine_for("peers", Turnout(4, 1), SMALL)


@given(
    people=st.integers(1, 200),
    senders=st.integers(0, 200),
    peers=st.integers(1, 4),
    most=st.integers(2, 50),
    servers=st.sampled_from([(), ("one",), ("one", "two")]),
)
def test_nobody_comes_into_more_than_the_operator_allows(
    people: int, senders: int, peers: int, most: int, servers: tuple[str, ...]
) -> None:
    media, turnout = Media(peers=peers, cameras=most, servers=servers), Turnout(people, min(people, senders))
    try:
        engine = rules.engine_for("peers", turnout, media)
        rules.check_senders(turnout, media)
    except CallFull:
        assert turnout.senders > rules.cameras(media) or (people > peers and not servers)
    else:
        assert (engine == "peers") == (people <= peers)
        assert turnout.senders <= (most if servers else peers)


def test_who_only_listens_takes_no_camera() -> None:
    rules.check_senders(Turnout(100, 12), LARGE)
    with pytest.raises(CallFull, match="to listen"):
        rules.check_senders(Turnout(13, 13), LARGE)


# ---- credentials


def opened(media: Media, person: str = "ann", place: str = "room:forum", now: datetime = NOW) -> tuple[int, str]:
    """What the TURN server learns from the credentials: their end, and a name. Worked out anew from RFC 2104."""
    (server,) = rules.ice_servers(media, person, place, now)
    assert server.username is not None
    assert server.credential is not None
    key = media.turn_secret.encode().ljust(64, b"\0")
    inner = hashlib.sha1(bytes(byte ^ 0x36 for byte in key) + server.username.encode()).digest()
    outer = hashlib.sha1(bytes(byte ^ 0x5C for byte in key) + inner).digest()
    assert base64.b64decode(server.credential, validate=True) == outer
    until, name = server.username.split(":")
    return int(until), name


def test_turn_credentials_are_those_that_coturn_works_out() -> None:
    until, _ = opened(TURN)
    assert timedelta() < datetime.fromtimestamp(until, UTC) - NOW <= timedelta(minutes=10)
    assert rules.credentials_end(TURN, NOW) == datetime.fromtimestamp(until, UTC)


def test_the_credentials_are_bound_to_a_person_and_a_call_and_name_neither() -> None:
    names = {opened(TURN, person, place)[1] for person in ("ann", "bob") for place in ("room:a", "room:b")}
    assert len(names) == 4
    assert opened(TURN, "ann", "room:a")[1] == opened(TURN, "ann", "room:a", NOW + timedelta(hours=1))[1]
    assert not any(re.search("ann|bob|room", name) for name in names)
    other = replace(TURN, turn_secret="another")
    assert opened(other)[1] != opened(TURN)[1], "nor can it be told from other conferences"


@given(person=st.uuids().map(str), secret=st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=60))
def test_the_credentials_hold_whatever_the_secret(person: str, secret: str) -> None:
    media = replace(TURN, turn_secret=secret)
    until, name = opened(media, person)
    assert until == int(NOW.timestamp()) + rules.CREDENTIALS_S
    expected = hmac.digest(secret.encode(), f"{until}:{name}".encode(), "sha1")
    (server,) = rules.ice_servers(media, person, "room:forum", NOW)
    assert server.credential == base64.b64encode(expected).decode()


def test_without_turn_there_are_no_credentials() -> None:
    assert rules.ice_servers(Media(), "ann", "room:a", NOW) == ()
    assert rules.credentials_end(Media(), NOW) is None
    (stun,) = rules.ice_servers(Media(stun=("stun:turn.example.org",)), "ann", "room:a", NOW)
    assert (stun.urls, stun.username, stun.credential) == (("stun:turn.example.org",), None, None)


# ---- what a signal gives away


@pytest.mark.parametrize(
    ("candidate", "kind"),
    [
        (HOST, "host"),
        (REFLEXIVE, "srflx"),
        (SEEN, "prflx"),
        (RELAYED, "relay"),
        (f"{HOST} typ relay", "host"),
        ("typ relay", "relay"),
        ("candidate:1 1 udp 1 10.0.0.1 5", ""),
        ("prototyp relay", ""),
        ("x typ other", ""),
        ("typ", ""),
        ("", ""),
    ],
)
def test_what_kind_of_address_a_candidate_is(candidate: str, kind: str) -> None:
    assert rules.kind_of(candidate) == kind


def test_only_relayed_candidates_and_the_last_word_are_passed_on() -> None:
    candidates = [Candidate(candidate=text, sdp_mid="0") for text in (*NOT_RELAYED, RELAYED, "")]
    kept = rules.only_relayed(candidates)
    assert [rules.kind_of(it.candidate) for it in kept] == ["relay", ""]
    assert "198.51.100.3 60000" in kept[0].candidate
    assert [it.sdp_mid for it in kept] == ["0", "0"]
    assert not PRIVATE.search("".join(it.candidate for it in kept))


LINES = st.sampled_from(
    [
        "m=audio 50000 UDP/TLS/RTP/SAVPF 111",
        "m=video 9 UDP/TLS/RTP/SAVPF 96",
        "c=IN IP4 192.168.1.7",
        "c=IN IP6 2001:db8::7",
        "c=IN IP4 203.0.113.9/127",
        "a=rtcp:50001 IN IP4 203.0.113.9",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=mid:0",
        "a=sendrecv",
        "a=end-of-candidates",
        *(f"a={candidate}" for candidate in (*NOT_RELAYED[:4], RELAYED)),
    ]
)


@given(lines=st.lists(LINES), end=st.sampled_from(["\r\n", "\n"]), type=st.sampled_from(["offer", "answer"]))
def test_a_description_gives_no_address_away(lines: list[str], end: str, type: str) -> None:
    text = "".join(f"{line}{end}" for line in ("v=0", "o=- 1 1 IN IP4 127.0.0.1", *lines))
    told = rules.without_addresses(Description.model_validate({"type": type, "sdp": text}))
    assert told.type == type
    assert not PRIVATE.search(told.sdp)
    assert told.sdp.count("198.51.100.3") == lines.count(f"a={RELAYED}")
    # All the rest is there, in its order and with its ends of lines.
    untouched = re.compile("v=|m=|a=mid|a=sendrecv|a=end-of|a=rtcp:9 ")
    kept, given_ = told.sdp.split(end), text.split(end)
    assert [it for it in kept if untouched.match(it)] == [it for it in given_ if untouched.match(it)]
    assert kept.count("c=IN IP4 0.0.0.0") + kept.count("c=IN IP4 0.0.0.0/127") == sum("c=" in it for it in lines)


def test_who_tries_their_setup_is_carried_as_a_larger_call_would_be() -> None:
    alone = Turnout(1, 1)
    assert rules.engine_for("peers", alone, LARGE, trial=True) == "janus"
    assert rules.engine_for("peers", alone, SMALL, trial=True) == "peers"


def test_an_operator_reads_what_calls_lack() -> None:
    turn, server = Media().missing
    assert "turn_urls" in turn
    assert "janus_urls" in server
    assert "3 people" in server
    assert Media(turn=("turn:turn.example.org",), servers=("east",)).missing == ()
