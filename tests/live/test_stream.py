"""However a history is cut into pieces, it leads to the same map."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from symposia.kernel.topics import Encoded, Key, Snapshot, apply, difference
from symposia.live import stream as stream_module
from symposia.live.codec import pack, unpack
from symposia.live.stream import Step, Stream, merge

KEYS: st.SearchStrategy[Key] = st.tuples(st.sampled_from(["message", "door"]), st.sampled_from("abcd"))
VIEWS = st.binary(max_size=6)
MAPS = st.dictionaries(KEYS, VIEWS, max_size=6)
EDITS = st.tuples(MAPS, st.lists(KEYS, max_size=3, unique=True))


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Steps one after another. What is dropped and put in one step is put, as the dispatcher seals it."""
    steps = []
    for seq, (put, drop) in enumerate(draw(st.lists(EDITS, max_size=12))):
        steps.append(Step(seq, seq + 1, put, tuple(key for key in drop if key not in put)))
    return steps


def after(start: dict[Key, bytes], steps: list[Step]) -> dict[Key, bytes]:
    views = dict(start)
    for step in steps:
        apply(views, step.put, step.drop)
    return views


@given(MAPS, histories(), st.data())
def test_steps_merged_in_any_pieces_lead_to_the_same_map(
    start: dict[Key, bytes], steps: list[Step], data: st.DataObject
) -> None:
    pieces: list[Step] = []
    at = 0
    while at < len(steps):
        size = data.draw(st.integers(1, len(steps) - at))
        piece = merge(steps[at : at + size])
        assert piece is not None
        assert (piece.prev, piece.seq) == (steps[at].prev, steps[at + size - 1].seq)
        assert not set(piece.put) & set(piece.drop)
        pieces.append(piece)
        at += size
    assert after(start, pieces) == after(start, steps)


@given(MAPS, MAPS)
def test_the_difference_turns_one_map_into_the_other(old: dict[Key, bytes], new: dict[Key, bytes]) -> None:
    put, drop = difference(old, new)
    views = dict(old)
    apply(views, put, drop)
    assert views == new
    assert difference(new, views) == ({}, ())
    assert all(old.get(key) != view for key, view in put.items())


@given(MAPS, histories())
def test_whoever_knows_any_state_is_brought_up_to_date(start: dict[Key, bytes], steps: list[Step]) -> None:
    stream = Stream("room:keynote")
    stream.reset(Snapshot("epoch", 0, start))
    for step in steps:
        stream.take(step)
    assert stream.views == after(start, steps)
    for seq in range(len(steps) + 1):
        known = after(start, steps[:seq])
        missing = stream.since(seq)
        assert missing is not None
        assert (missing.prev, missing.seq) == (seq, len(steps))
        apply(known, missing.put, missing.drop)
        assert known == stream.views
    assert stream.since(len(steps) + 1) is None
    assert stream.since(-1) is None


@given(st.lists(st.integers(0, 5), max_size=60))
def test_the_ring_holds_a_bounded_history(sizes: list[int]) -> None:
    kept_steps, kept_bytes = stream_module.RING_STEPS, stream_module.RING_BYTES
    stream_module.RING_STEPS, stream_module.RING_BYTES = 8, 1000
    try:
        stream = Stream("room:keynote")
        for seq, size in enumerate(sizes):
            stream.take(Step(seq, seq + 1, {("note", "1"): b"x" * 60 * size}, ()))
            assert len(stream.ring) <= 8
            assert stream.ring_bytes <= 1000 or len(stream.ring) == 1
            assert stream.ring_bytes == sum(step.size for step in stream.ring)
            assert stream.ring[-1].seq == stream.seq
    finally:
        stream_module.RING_STEPS, stream_module.RING_BYTES = kept_steps, kept_bytes


@given(MAPS, st.lists(KEYS, max_size=3), st.lists(VIEWS, max_size=3), st.integers(0, 2**60), st.text(max_size=9))
def test_what_is_packed_for_the_bus_comes_out_as_it_was(
    put: dict[Key, bytes], drop: list[Key], says: list[bytes], seq: int, origin: str
) -> None:
    change = Encoded("room:keynote", "epoch", seq, seq + 1, put, tuple(drop), tuple(says), origin)
    assert unpack(pack(change)) == change


def test_nothing_merged_is_nothing() -> None:
    assert merge([]) is None


def test_one_step_is_itself() -> None:
    step = Step(3, 4, {("note", "1"): b"{}"}, ())
    assert merge([step]) is step
