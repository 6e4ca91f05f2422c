"""Whatever is sent as a signal: it reaches the one it is meant for, or an error is answered; and nothing breaks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from symposia.features.calls.wire import LONGEST_SDP, MOST_CANDIDATES
from symposia.kernel.errors import SymposiaError
from tests.support.calling import Caller, comes
from tests.support.lines import MemorySocket
from tests.support.venue import VenueForTests, open_venue
from tests.support.waiting import eventually

REFUSALS = {"invalid", "not_found", "malformed"}
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(["", "\x00", "\ud800", "\u2028", "v=0", "x" * 501, "x" * (LONGEST_SDP + 1), "../..", "room:forum"]),
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)
CANDIDATE = st.fixed_dictionaries(
    {"candidate": st.text(max_size=40) | JUNK},
    optional={
        "sdp_mid": st.just("0") | JUNK,
        "sdp_m_line_index": st.integers(0, 100) | JUNK,
        "username_fragment": st.just("abcd") | JUNK,
        "more": JUNK,
    },
)
DESCRIPTION = st.fixed_dictionaries(
    {}, optional={"type": st.sampled_from(["offer", "answer", "rollback"]) | JUNK, "sdp": TEXTS | JUNK, "more": JUNK}
)
MEANT = st.fixed_dictionaries(
    {},
    optional={
        "description": st.just({"type": "offer", "sdp": "v=0"}) | DESCRIPTION | JUNK,
        "candidates": st.lists(CANDIDATE, max_size=MOST_CANDIDATES + 2) | JUNK,
    },
)
"""What is said: as it should be, nearly so, or not at all."""
CHANGED = st.dictionaries(st.sampled_from(["place", "peer", "to", "link", "description", "more"]), JUNK, max_size=2)
LEFT_OUT = st.sets(st.sampled_from(["place", "peer", "to", "link"]), max_size=1)


async def outcome(socket: MemorySocket, fields: dict[str, Any]) -> str:
    """`ok`, or the code of the error. What is malformed is answered without the reference that it came with."""
    stray = len(socket.stray)
    asked = asyncio.ensure_future(socket.ask("call.signal", **fields))
    await eventually(lambda: asked.done() or len(socket.stray) > stray, what=f"an answer to {fields}")
    if not asked.done():
        asked.cancel()
        return str(socket.stray[-1]["error"]["code"])
    error = asked.exception()
    if error is None:
        return "ok"
    assert isinstance(error, SymposiaError)
    return error.code


@pytest.fixture(scope="module")
def callers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Caller]]:
    """Three people in a call."""
    venue = open_venue(tmp_path_factory.mktemp("venue"))
    yield [comes(person, "room:forum") for person in venue.attendees("ann", "bob", "cem", room="forum")]
    venue.close()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(meant=MEANT, changed=CHANGED, left_out=LEFT_OUT)
@example(meant={}, changed={}, left_out=set())
def test_a_signal_is_passed_on_or_refused(
    callers: list[Caller], meant: dict[str, Any], changed: dict[str, Any], left_out: set[str]
) -> None:
    ann, bob, cem = callers
    right = {"place": "room:forum", "peer": ann.peer, "to": bob.peer, "link": bob.peer}
    fields = {name: value for name, value in {**right, **meant, **changed}.items() if name not in left_out}
    before = len(bob.heard)
    result = ann.person.venue.run(outcome(ann.person.socket, fields))
    if result == "ok":
        assert len(bob.heard) == before + 1
        said = bob.heard[-1]
        assert (said["sender"], said["to"], said["id"]) == (ann.peer, bob.peer, "room:forum")
        assert said.get("description") == fields.get("description")
        assert len(said.get("candidates", [])) == len(fields.get("candidates", []))
    else:
        assert result in REFUSALS
        assert fields != right
        assert len(bob.heard) == before
    assert not ann.person.socket.line.closed
    assert ann.heard == cem.heard == []
    assert list(cem.members) == ["ann", "bob", "cem"]


def test_a_signal_that_is_no_json_object_is_malformed(venue: VenueForTests) -> None:
    ann, bob = (comes(person, "room:forum") for person in venue.attendees("ann", "bob", room="forum"))
    whole = json.dumps({"ref": 1, "do": "call.signal", "place": "room:forum", "peer": ann.peer, "to": bob.peer})
    broken = [whole[:cut] for cut in range(0, len(whole) - 1, 7)] + [f"[{whole}]", whole.replace("1", "NaN", 1)]
    for raw in broken:
        ann.person.socket.send(raw)
    assert ann.person.does("clock.read"), "the connection is open"
    assert {frame["error"]["code"] for frame in ann.person.socket.stray} == {"malformed"}
    assert len(ann.person.socket.stray) == len(broken)
    assert bob.heard == []
