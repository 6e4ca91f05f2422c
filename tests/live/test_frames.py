"""The last metre, over real sockets: both kinds of line keep one promise, on both event loops.

The stories marked `ready` also pin what `ReadyFrameProtocol` relies on inside uvicorn: when an update of it
breaks one of them, `protocol_or_fallback` has to notice as well.
"""

import asyncio

import pytest
from structlog.testing import capture_logs
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from symposia.live import frames
from symposia.live.frames import ReadyFrameProtocol, SendTextLine, line_of, payloads, text_frame
from tests.live.frame_venue import CLOSE, KIB, Hasty, Venue, story
from tests.support.waiting import eventually


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 70 * KIB])
def test_a_frame_is_what_the_protocol_asks_for(size: int) -> None:
    payload = bytes(index % 128 for index in range(size))
    frame = text_frame(payload)
    assert frame[0] == 0x81
    assert frame.endswith(payload)
    assert len(frame) - size == (2 if size < 126 else 4 if size < 65536 else 10)
    assert list(payloads(frame + text_frame(b"next"))) == [payload, b"next"]


@story()
async def test_a_pushed_frame_arrives_byte_for_byte(venue: Venue) -> None:
    client, visit = await venue.plain(256 * KIB)
    with client:
        for size in (0, 1, 125, 126, 65535, 65536, 70 * KIB):
            frame = text_frame(("é" * size).encode()[:size] if size % 2 == 0 else b"x" * size)
            assert visit.line.push(frame)
            assert await client.read(len(frame)) == frame
        assert visit.line.unsent() == 0


@story()
async def test_what_is_pushed_is_text_to_any_client_and_keeps_its_order(venue: Venue) -> None:
    client, visit = await venue.reader()
    texts = [f"{number} grüße 👋 " + "x" * (number * 700) for number in range(100)]
    for first, second in zip(texts[::2], texts[1::2], strict=True):
        assert visit.line.push(text_frame(first.encode()) + text_frame(second.encode()))
    assert [await client.recv() for _ in texts] == texts
    await client.close()


@story("ready")
async def test_pushes_and_ordinary_sends_keep_their_order(venue: Venue) -> None:
    client, visit = await venue.reader()
    for number in range(0, 300, 3):
        assert visit.line.push(text_frame(str(number).encode()))
        await visit.websocket.send_text(str(number + 1))
        assert visit.line.push(text_frame(str(number + 2).encode()))
    assert [await client.recv() for _ in range(300)] == [str(number) for number in range(300)]
    await client.close()


@story()
async def test_pings_are_answered_between_pushes(venue: Venue) -> None:
    client, visit = await venue.reader()
    pongs = []
    for number in range(50):
        assert visit.line.push(text_frame(b"%d" % number))
        pongs.append(await client.ping())
    assert [await client.recv() for _ in range(50)] == [str(number) for number in range(50)]
    await asyncio.gather(*pongs)
    await client.close()


@story()
async def test_before_it_is_accepted_a_line_takes_nothing(venue: Venue) -> None:
    venue.accepts = False
    url = f"ws://127.0.0.1:{venue.port}/"
    connecting = asyncio.create_task(asyncio.wait_for(connect(url, proxy=None, compression=None), 10))
    visit = await venue.visits.get()
    assert visit.line.closed
    assert not visit.line.push(text_frame(b"too early"))
    await visit.websocket.accept()
    assert visit.line.push(text_frame(b"in time"))
    client = await connecting
    assert await client.recv() == "in time"
    await client.close()


@story()
async def test_a_refused_connection_takes_nothing(venue: Venue) -> None:
    venue.accepts = False
    connecting = asyncio.create_task(asyncio.wait_for(connect(f"ws://127.0.0.1:{venue.port}/", proxy=None), 10))
    visit = await venue.visits.get()
    await visit.websocket.close()
    assert not visit.line.push(text_frame(b"nobody"))
    with pytest.raises(InvalidStatus, match="403"):
        await connecting


@story()
async def test_after_the_goodbye_nothing_more_is_sent(venue: Venue) -> None:
    client, visit = await venue.plain(256 * KIB)
    with client:
        assert visit.line.push(text_frame(b"last"))
        visit.line.close(4401, "signed out")
        assert visit.line.closed
        assert not visit.line.push(text_frame(b"never"))
        expected = text_frame(b"last") + bytes((CLOSE, 12)) + (4401).to_bytes(2) + b"signed out"
        assert await client.read(len(expected)) == expected
        await client.say_goodbye()
        assert await client.read() == b""
        await visit.over.wait()
        assert visit.code == 4401


@story()
async def test_closing_while_others_push_ends_with_the_goodbye(venue: Venue) -> None:
    client, visit = await venue.plain(256 * KIB)
    taken = 0

    async def push() -> None:
        nonlocal taken
        while visit.line.push(text_frame(b"x" * 500)):
            taken += 1
            await asyncio.sleep(0)

    with client:
        reading = asyncio.create_task(client.read())
        pushing = [asyncio.create_task(push()) for _ in range(5)]
        await eventually(lambda: taken > 100)
        await visit.websocket.close(1012)
        await asyncio.gather(*pushing)
        await client.say_goodbye()
        got = await reading
        assert got.endswith(bytes((CLOSE, 2)) + (1012).to_bytes(2))
        sent = list(payloads(got[:-4]))
        assert set(sent) == {b"x" * 500}
        assert len(sent) <= taken


@story()
async def test_who_left_is_gone(venue: Venue) -> None:
    client, visit = await venue.reader()
    assert visit.line.push(text_frame(b"hello"))
    await client.close()
    await visit.over.wait()
    assert visit.line.closed
    assert not visit.line.push(text_frame(b"anybody?"))
    visit.line.close(1000)
    visit.line.abort()


@story()
async def test_a_slow_reader_costs_memory_only_and_can_be_caught_up(venue: Venue) -> None:
    client, visit = await venue.plain()
    drained = asyncio.Event()
    visit.line.on_drained = drained.set
    frame = text_frame(b"x" * (20 * KIB))
    pushed = 0
    with client:
        while visit.line.unsent() <= 256 * KIB:
            assert visit.line.push(frame)
            pushed += 1
            await asyncio.sleep(0)
        assert not drained.is_set()
        assert await client.read(pushed * len(frame)) == frame * pushed
        await drained.wait()
        assert visit.line.unsent() <= frames.LOW
        assert visit.line.push(text_frame(b"the difference"))
        assert await client.read(16) == text_frame(b"the difference")


@story("ready")
async def test_the_kernel_hides_little_of_a_stalled_reader(venue: Venue) -> None:
    client, visit = await venue.plain()
    frame = text_frame(b"x" * KIB)
    pushed = 0
    with client:
        while visit.line.unsent() <= 64 * KIB:
            assert visit.line.push(frame)
            pushed += len(frame)
            await asyncio.sleep(0)
        assert pushed - visit.line.unsent() < 512 * KIB


@story()
async def test_a_line_far_beyond_reason_is_given_up(venue: Venue) -> None:
    client, visit = await venue.plain()
    frame = text_frame(b"x" * (1024 * KIB))
    with client:
        taken = 0
        while visit.line.push(frame):
            taken += 1
            assert taken < 20
        assert visit.line.closed
        assert taken * len(frame) < frames.MOST_UNSENT + 2 * len(frame)


@story("ready")
async def test_an_aborted_line_is_gone_at_once(venue: Venue) -> None:
    client, visit = await venue.plain()
    with client:
        visit.line.push(text_frame(b"x" * (1024 * KIB)))
        visit.line.abort()
        assert not visit.line.push(text_frame(b"never"))
        await visit.over.wait()
        await eventually(lambda: not venue.server.server_state.connections)


@story("send_text")
async def test_an_aborted_line_of_the_other_kind_says_why(venue: Venue) -> None:
    client, visit = await venue.reader()
    visit.line.push(text_frame(b"lost"))
    visit.line.abort()
    assert visit.line.unsent() == 0
    with pytest.raises(ConnectionClosed, match="1013"):
        await client.recv()


@story("ready", ws_ping_interval=0.05, ws_ping_timeout=0.05)
async def test_a_stalled_reader_is_dropped_after_its_keepalive(venue: Venue) -> None:
    client, visit = await venue.plain()
    with client:
        visit.line.push(text_frame(b"x" * (1024 * KIB)))
        await visit.over.wait()
        assert visit.line.closed


@story("ready")
async def test_a_goodbye_does_not_wait_for_a_stalled_reader(venue: Venue) -> None:
    client, visit = await venue.plain()
    with client:
        visit.line.push(text_frame(b"x" * (1024 * KIB)))
        visit.line.close(1013)
        await visit.over.wait()
        await eventually(lambda: not venue.server.server_state.connections)


@story("ready")
async def test_a_goodbye_ends_a_connection_whose_handler_is_busy(venue: Venue) -> None:
    venue.listens = False
    client, visit = await venue.plain()
    with client:
        visit.line.close(1013)
        await eventually(lambda: not venue.server.server_state.connections)
        visit.over.set()


@story("ready")
async def test_a_goodbye_is_answered_though_nobody_reads_what_was_sent_before(venue: Venue) -> None:
    venue.listens = False
    client, visit = await venue.plain()
    assert isinstance(visit.line, Hasty)
    with client:
        await client.say("unheard")
        await eventually(lambda: visit.line.read_paused)  # type: ignore[attr-defined]
        visit.line.patience = 60.0
        visit.line.close(1000)
        await client.say_goodbye()
        await eventually(lambda: not venue.server.server_state.connections, within=5)
        visit.over.set()


@story("ready")
async def test_a_stalled_reader_does_not_hold_up_the_end_of_the_server(venue: Venue) -> None:
    client, visit = await venue.plain()
    with client:
        visit.line.push(text_frame(b"x" * (1024 * KIB)))
        venue.server.should_exit = True
        await asyncio.wait_for(asyncio.shield(venue.serving), 10)
        assert visit.over.is_set()


@story()
async def test_a_message_over_64_kib_closes_with_1009(venue: Venue) -> None:
    client, visit = await venue.reader()
    with pytest.raises(ConnectionClosed, match="1009"):
        await asyncio.gather(client.send("x" * (65 * KIB)), client.recv())
    await visit.over.wait()
    assert not visit.line.push(text_frame(b"never"))


@story()
async def test_each_server_gets_its_kind_of_line(venue: Venue) -> None:
    client, visit = await venue.reader()
    assert type(visit.line) is (Hasty if venue.protocol is Hasty else SendTextLine)
    assert line_of(visit.websocket) is visit.line or isinstance(visit.line, SendTextLine)
    await client.close()


def test_this_uvicorn_is_one_that_ready_frames_were_made_for() -> None:
    assert frames.missing_names(WebSocketsSansIOProtocol) == frozenset()
    assert frames.protocol_or_fallback() is ReadyFrameProtocol


def test_another_uvicorn_gets_its_own_protocol_and_a_line_in_the_log() -> None:
    class Changed(asyncio.Protocol):
        def handle_connect(self) -> None:
            self.scope = self.queue = None

    with capture_logs() as logs:
        assert frames.protocol_or_fallback(Changed) == "websockets-sansio"
    assert [entry["log_level"] for entry in logs] == ["warning"]
    assert {"close_sent", "run_asgi"} <= set(logs[0]["missing"])
    assert not {"scope", "queue", "handle_connect"} & set(logs[0]["missing"])
