"""Whatever gets lost, late or twice on the way: in the end every copy is the map that SQL has."""

from __future__ import annotations

import asyncio
import json

import pytest

from symposia.infra.bus.memory import Wires
from symposia.kernel.errors import NotFound
from symposia.kernel.ids import new_id
from symposia.kernel.topics import Encoded
from symposia.live import hub as hub_module
from symposia.live.frames import text_frame
from symposia.live.hub import SLOW_BYTES
from symposia.live.stream import RING_STEPS
from tests.live.hubs import ROOM, Books, Reader, hubs, note
from tests.support.waiting import eventually


async def same(books: Books, *readers: Reader) -> None:
    """Wait until all have what SQL has."""
    await eventually(
        lambda: all(reader.texts() == books.texts() for reader in readers),
        what=f"{[reader.texts() for reader in readers]} == {books.texts()}",
    )
    assert {reader.head() for reader in readers} == {books.heads.get(ROOM, 0)}


async def test_a_change_reaches_the_followers_in_every_process() -> None:
    books = Books()
    async with hubs(2, books) as (here, there):
        ann, bob = Reader(here), Reader(there)
        await ann.follow()
        await bob.follow()
        here.publish(books.commit(here.process, ROOM, note("1", "one")))
        there.publish(books.commit(there.process, ROOM, note("2", "two")))
        here.publish(books.commit(here.process, ROOM, note("1", "uno"), drop=(("note", "2"),)))
        await same(books, ann, bob)
        assert ann.copies.holes == bob.copies.holes == 0
        assert books.loads == 2


async def test_many_changes_in_one_tick_are_one_frame() -> None:
    books = Books()
    async with hubs(1, books, tick=0.05) as (hub,):
        ann = Reader(hub)
        await ann.follow()
        frames = ann.line.frames
        for number in range(100):
            hub.publish(books.commit(hub.process, ROOM, note("count", str(number)), note(str(number), "x")))
        await same(books, ann)
        # All of them were there before the loop had its first turn.
        assert ann.line.frames - frames == 1
        for number in range(100):
            hub.publish(books.commit(hub.process, ROOM, note("count", f"again {number}")))
            await asyncio.sleep(0)
        await same(books, ann)
        assert ann.line.frames - frames <= 3


async def test_one_who_comes_late_gets_the_map_without_a_query() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann, bob = Reader(hub), Reader(hub)
        await ann.follow()
        hub.publish(books.commit(hub.process, ROOM, note("1", "one")))
        await bob.follow()
        await same(books, ann, bob)
        assert books.loads == 1
        assert bob.copies.changes == 0


async def test_one_who_comes_back_gets_the_difference_or_nothing_or_all() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann = Reader(hub)
        await ann.follow()
        hub.publish(books.commit(hub.process, ROOM, note("1", "one"), note("2", "two")))
        await same(books, ann)
        hub.unfollow(ann, ROOM)
        assert await ann.follow(have=(books.epoch, 1)) is None
        hub.unfollow(ann, ROOM)
        hub.publish(books.commit(hub.process, ROOM, note("3", "three"), drop=(("note", "1"),)))
        missed = await ann.follow(have=(books.epoch, 1))
        assert missed is not None
        told = json.loads(missed)
        assert (told["prev"], told["seq"], told["drop"]) == (1, 2, [["note", "1"]])
        assert [view["id"] for view in told["put"]] == ["3"]
        await same(books, ann)
        for have in ((new_id(), 2), (books.epoch, 99), (books.epoch, -1)):
            whole = await ann.follow(have=have)
            assert whole is not None
            assert "map" in json.loads(whole)


async def test_what_is_too_long_ago_is_the_whole_map() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann, bob = Reader(hub), Reader(hub)
        await ann.follow()
        for number in range(RING_STEPS + 1):
            hub.publish(books.commit(hub.process, ROOM, note("n", str(number))))
        whole = await bob.follow(have=(books.epoch, 0))
        known = await bob.follow(have=(books.epoch, 1))
        assert whole is not None
        assert known is not None
        assert "map" in json.loads(whole)
        assert json.loads(known)["prev"] == 1
        assert [view["text"] for view in json.loads(known)["put"]] == [str(RING_STEPS)]
        await same(books, ann, bob)


async def test_a_hole_is_healed_from_sql() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann = Reader(hub)
        await ann.follow()
        books.commit("another", ROOM, note("lost", "on the way"))
        hub._receive(packed(books.commit("another", ROOM, note("2", "two"))))
        await same(books, ann)
        assert ann.copies.holes == 0


async def test_changes_in_any_order_arrive_in_theirs_without_sql() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann = Reader(hub)
        await ann.follow()
        one, two, three = (books.commit("another", ROOM, note("n", text)) for text in ("one", "two", "three"))
        for change in (three, two, two, one, three, one):
            hub._receive(packed(change))
        await same(books, ann)
        assert books.loads == 1


async def test_many_that_came_too_early_are_healed_by_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "EARLY_S", 0.01)
    books = Books()
    async with hubs(1, books) as (hub,):
        ann = Reader(hub)
        await ann.follow()
        books.commit("another", ROOM, note("lost", "on the way"))
        for number in range(20):
            hub._receive(packed(books.commit("another", ROOM, note(str(number), "early"))))
        await same(books, ann)
        assert books.loads == 2


async def test_while_the_bus_is_cut_the_heads_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "HEADS_S", 0.02)
    books, wires = Books(), Wires()
    async with hubs(2, books, wires) as (here, there):
        ann, bob = Reader(here), Reader(there)
        await ann.follow()
        await bob.follow()
        wires.cut = True
        here.publish(books.commit(here.process, ROOM, note("1", "one")))
        there.publish(books.commit(there.process, ROOM, note("2", "two")))
        await same(books, ann, bob)
        wires.cut = False
        here.publish(books.commit(here.process, ROOM, note("3", "three")))
        await same(books, ann, bob)
        assert ann.copies.holes == bob.copies.holes == 0


async def test_the_last_message_that_the_bus_lost_is_found_by_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "HEADS_S", 0.02)
    books = Books()
    async with hubs(1, books) as (hub,):
        ann = Reader(hub)
        await ann.follow()
        books.commit("another", ROOM, note("lost", "on the way"))
        await same(books, ann)


async def test_the_watch_goes_on_when_sql_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "HEADS_S", 0.01)
    books, failed = Books(), asyncio.Event()
    real = books.read_heads

    async def broken(_: list[str]) -> dict[str, int]:
        failed.set()
        raise RuntimeError("an error that nobody foresaw")

    async with hubs(1, books) as (hub,):
        ann = Reader(hub)
        await ann.follow()
        monkeypatch.setattr(hub, "_heads", broken)
        books.commit("another", ROOM, note("1", "one"))
        await failed.wait()
        monkeypatch.setattr(hub, "_heads", real)
        await same(books, ann)


async def test_another_epoch_begins_everything_anew() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann = Reader(hub)
        await ann.follow()
        for text in ("one", "two", "three"):
            hub.publish(books.commit(hub.process, ROOM, note(text, text)))
        await same(books, ann)
        # A backup was brought back: an older state, and a new epoch.
        books.epoch, books.heads, books.maps = new_id(), {}, {}
        hub._receive(packed(books.commit("another", ROOM, note("after", "the backup"))))
        await same(books, ann)
        assert ann.copies.heads[ROOM] == (books.epoch, 1)


async def test_a_slow_reader_is_skipped_and_gets_the_difference() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann, slow = Reader(hub), Reader(hub)
        await ann.follow()
        await slow.follow()
        slow.line.stuck = True
        slow.line.push(text_frame(json.dumps({"topic": "filler", "say": ["x" * SLOW_BYTES]}).encode()))
        waiting = len(slow.line.held)
        for number in range(10):
            hub.publish(books.commit(hub.process, ROOM, note("n", str(number)), note(str(number), "x")))
            await same(books, ann)
        assert len(slow.line.held) == waiting
        slow.line.drain()
        await same(books, slow)
        assert slow.copies.changes == 1
        hub.publish(books.commit(hub.process, ROOM, note("n", "and on")))
        await same(books, ann, slow)


async def test_who_stays_behind_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "HEADS_S", 0.01)
    monkeypatch.setattr(hub_module, "BEHIND_S", 0.03)
    books = Books()
    async with hubs(1, books) as (hub,):
        slow = Reader(hub)
        await slow.follow()
        slow.line.stuck = True
        slow.line.push(text_frame(json.dumps({"topic": "filler", "say": ["x" * SLOW_BYTES]}).encode()))
        hub.publish(books.commit(hub.process, ROOM, note("1", "one")))
        await eventually(lambda: slow.line.ended)
        assert slow.line.ended == (1013, "too slow")


async def test_what_is_only_said_is_heard_once_and_kept_nowhere() -> None:
    books = Books()
    async with hubs(2, books) as (here, there):
        ann, bob = Reader(here), Reader(there)
        await ann.follow()
        await bob.follow()
        claps = Encoded(ROOM, "", 0, 0, {}, (), (b'{"kind":"claps","id":"1"}',), here.process)
        here.publish(claps)
        await eventually(lambda: bob.copies.said.get(ROOM))
        assert ann.copies.said == bob.copies.said == {ROOM: [{"kind": "claps", "id": "1"}]}
        assert ann.head() == 0


async def test_a_change_while_the_map_is_loaded_is_not_lost() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann, loading, go = Reader(hub), asyncio.Event(), asyncio.Event()
        real = hub._load

        async def slowly(topic: str):  # type: ignore[no-untyped-def]  # as Hub wants it
            snapshot = await real(topic)
            loading.set()
            await go.wait()
            return snapshot

        hub._load = slowly
        following = asyncio.create_task(ann.follow())
        await loading.wait()
        hub._receive(packed(books.commit("another", ROOM, note("1", "one"))))
        # What is only said meanwhile must not take the place of it.
        hub._receive(packed(Encoded(ROOM, "", 0, 0, {}, (), (b'{"kind":"claps","id":"1"}',), "another")))
        go.set()
        await following
        await same(books, ann)


async def test_a_topic_that_cannot_be_read_is_refused_and_asked_for_again_later() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        books.away = True
        ann = Reader(hub)
        with pytest.raises(NotFound):
            await ann.follow()
        books.away = False
        await ann.follow()
        await same(books, ann)


async def test_nobody_is_told_of_what_they_left() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann, bob = Reader(hub), Reader(hub)
        await ann.follow()
        await bob.follow()
        hub.unfollow(bob, ROOM)
        frames = bob.line.frames
        hub.publish(books.commit(hub.process, ROOM, note("1", "one")))
        await same(books, ann)
        assert bob.line.frames == frames


async def test_a_topic_that_nobody_follows_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "HEADS_S", 0.01)
    monkeypatch.setattr(hub_module, "IDLE_S", 0.02)
    books = Books()
    async with hubs(1, books) as (hub,):
        ann = Reader(hub)
        await ann.follow()
        hub.unfollow(ann, ROOM)
        await eventually(lambda: hub.topics == 0)
        hub.publish(books.commit(hub.process, ROOM, note("1", "one")))
        await ann.follow()
        await same(books, ann)


async def test_live_topics_need_no_sql() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        ann = Reader(hub)
        await ann.follow("here")
        key, view = note("1", "one")
        hub.show("here", {key: view}, ())
        await eventually(lambda: ann.texts("here") == {"1": "one"})
        hub.show("here", {}, (key,))
        await eventually(lambda: ann.texts("here") == {})
        assert books.loads == 0


async def test_whoever_watches_hears_of_each_change_and_of_a_gap() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        heard: list[int | None] = []
        await hub.watch(ROOM, lambda change: heard.append(change.seq if change else None))
        hub.publish(books.commit(hub.process, ROOM, note("1", "one")))
        books.commit("another", ROOM, note("2", "lost"))
        hub._receive(packed(books.commit("another", ROOM, note("3", "three"))))
        await eventually(lambda: None in heard)
        assert heard[0] == 1


def packed(change: Encoded) -> bytes:
    return hub_module.pack(change)


async def test_a_line_that_breaks_is_dropped_and_the_others_are_told() -> None:
    books = Books()
    async with hubs(1, books) as (hub,):
        broken, ann = Reader(hub), Reader(hub)
        await broken.follow()
        await ann.follow()

        def push(_frame: bytes) -> bool:
            raise RuntimeError("unable to perform operation; the handler is closed")

        broken.line.push = push  # type: ignore[method-assign]
        for text in ("one", "two"):
            hub.publish(books.commit(hub.process, ROOM, note("a", text)))
        await eventually(lambda: ann.texts() == books.texts())
        assert broken.line.closed
