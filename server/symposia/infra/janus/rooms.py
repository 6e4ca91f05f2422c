"""Rooms on one instance of Janus (its plugin VideoRoom): people publish feeds in them, and subscribe to each other's.

A room is made when the first feed comes. Whoever knows its keys may make it anew, so a room that was lost with its
instance needs nobody to remember it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from symposia.infra.janus.line import OVER, Handle, Hear, JanusLine, JanusRefused

PLUGIN = "janus.plugin.videoroom"
NO_ROOM, ROOM_EXISTS, NO_FEED = 426, 427, 428
MICROPHONE = "0"
"""The name (mid) of the section of an offer in which somebody speaks: the plugin mutes by it."""
_TITLE = re.compile(r"^s=[^\r\n]*", re.MULTILINE)
What = Literal["microphone", "camera", "screen"]


@dataclass(frozen=True, slots=True)
class RoomKeys:
    """A room's name, what its owner and what its guests must know. None of it is ever told to a browser."""

    name: str
    secret: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stream:
    """What comes in the section `mid` of an offer: whose, and what it shows."""

    mid: str
    feed: str
    what: What


@dataclass(frozen=True, slots=True)
class Offer:
    """What is received after it has been answered; no `sdp` when nothing has to be agreed on."""

    sdp: str | None
    streams: tuple[Stream, ...]


@dataclass(frozen=True, slots=True)
class RoomTerms:
    """How rooms are made here."""

    admin_key: str = field(default="", repr=False)
    bitrate: int = 1_500_000
    """The most that one video may take (bit/s)."""
    record_dir: str = ""
    """A folder on the instance's machine. Empty: nothing is recorded."""


class JanusRooms:
    def __init__(self, line: JanusLine, terms: RoomTerms) -> None:
        self.line, self._terms = line, terms
        self._desk: Handle | None = None
        self._desk_of = 0

    async def publish(self, keys: RoomKeys, publishers: int, feed: str, sdp: str, hear: Hear) -> tuple[Handle, str]:
        """Publish what `sdp` offers as `feed`: the handle that it hangs on, and the answer.

        Others can subscribe to the feed from when `hear` is told that it is up.
        """
        body = {"request": "join", "ptype": "publisher", "id": feed, "room": keys.name, "pin": keys.pin}
        handle = await self.line.attach(PLUGIN, hear)
        try:
            try:
                await handle.ask(body)
            except JanusRefused as error:
                if error.code != NO_ROOM:
                    raise
                await self._make(keys, publishers)
                await handle.ask(body)
            _, answer = await handle.ask({"request": "publish"}, {"type": "offer", "sdp": sdp})
            if answer is None:
                raise JanusRefused(0, "an offer without an answer")
        except BaseException:
            await handle.detach()
            raise
        return handle, _nameless(answer)

    async def subscribe(self, keys: RoomKeys, feeds: Collection[str], hear: Hear) -> tuple[Handle, Offer] | None:
        """Receive `feeds`, or those of them that there are; None when there are none."""
        handle = await self.line.attach(PLUGIN, hear)
        try:
            told = await self._join(handle, keys, feeds)
        except BaseException:
            await handle.detach()
            raise
        if told is None:
            await handle.detach()
            return None
        return handle, told

    async def update(self, handle: Handle, keys: RoomKeys, now: Sequence[Stream], feeds: Collection[str]) -> Offer:
        """Receive `feeds` (those that there are) from now on, where it was `now` so far."""
        known = {stream.feed for stream in now}
        fresh = await self._existing(keys, [feed for feed in feeds if feed not in known])
        over = [stream.mid for stream in now if stream.feed not in feeds]
        if not fresh and not over:
            return Offer(None, tuple(now))
        body: dict[str, Any] = {"request": "update"}
        if fresh:
            body["subscribe"] = [{"feed": feed} for feed in fresh]
        if over:
            body["unsubscribe"] = [{"sub_mid": mid} for mid in over]
        data, sdp = await handle.ask(body)
        return Offer(sdp and _nameless(sdp), streams_of(data["streams"]) if "streams" in data else tuple(now))

    async def start(self, handle: Handle, sdp: str) -> None:
        """Answer the offer."""
        await handle.ask({"request": "start"}, {"type": "answer", "sdp": sdp})

    async def kick(self, keys: RoomKeys, feed: str) -> None:
        """End a feed, whoever holds its handle. One that is not there (any more) is no trouble."""
        try:
            await self._at_desk({"request": "kick", "room": keys.name, "secret": keys.secret, "id": feed})
        except JanusRefused as error:
            if error.code not in {NO_ROOM, NO_FEED}:
                raise

    async def mute(self, keys: RoomKeys, feed: str, muted: bool) -> None:
        """Let nobody hear a feed any more, or let them again."""
        body = {"request": "moderate", "room": keys.name, "secret": keys.secret, "id": feed, "mid": MICROPHONE}
        try:
            await self._at_desk(body | {"mute": muted})
        except JanusRefused as error:
            if error.code not in {NO_ROOM, NO_FEED}:
                raise

    async def destroy(self, keys: RoomKeys) -> None:
        """End a room with all that is in it."""
        try:
            await self._at_desk({"request": "destroy", "room": keys.name, "secret": keys.secret})
        except JanusRefused as error:
            if error.code != NO_ROOM:
                raise

    async def exists(self, name: str) -> bool:
        return bool((await self._at_desk({"request": "exists", "room": name})).get("exists"))

    # ---- the rest

    async def _make(self, keys: RoomKeys, publishers: int) -> None:
        body: dict[str, Any] = {
            "request": "create",
            "room": keys.name,
            "secret": keys.secret,
            "pin": keys.pin,
            "permanent": False,
            "is_private": True,
            "publishers": publishers,
            "bitrate": self._terms.bitrate,
            "bitrate_cap": True,
            "audiocodec": "opus",
            "videocodec": "vp8",
            "lock_record": True,
        }
        if self._terms.admin_key:
            body["admin_key"] = self._terms.admin_key
        if self._terms.record_dir:
            body |= {"record": True, "rec_dir": self._terms.record_dir}
        try:
            await self._at_desk(body)
        except JanusRefused as error:
            if error.code != ROOM_EXISTS:
                raise

    async def _join(self, handle: Handle, keys: RoomKeys, feeds: Collection[str]) -> Offer | None:
        found = await self._existing(keys, feeds)
        if not found:
            return None
        body: dict[str, Any] = {"request": "join", "ptype": "subscriber", "room": keys.name, "pin": keys.pin}
        # Without `autoupdate`: what changes is asked for, so that no offer comes that nobody waits for.
        body |= {"streams": [{"feed": feed} for feed in found], "autoupdate": False}
        data, sdp = await handle.ask(body)
        return Offer(sdp and _nameless(sdp), streams_of(data.get("streams", ())))

    async def _existing(self, keys: RoomKeys, feeds: Collection[str]) -> list[str]:
        """Those of `feeds` that there are: one that is not would have all others refused."""
        if not feeds:
            return []
        there = await self._published(keys)
        return [feed for feed in dict.fromkeys(feeds) if feed in there]

    async def _published(self, keys: RoomKeys) -> set[str]:
        body = {"request": "listparticipants", "room": keys.name, "secret": keys.secret}
        try:
            people = (await self._at_desk(body)).get("participants", ())
        except JanusRefused as error:
            if error.code != NO_ROOM:
                raise
            return set()
        return {person["id"] for person in people if person.get("publisher")}

    async def _at_desk(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask what is about rooms, not about our own part in one."""
        if self._desk is None or self._desk_of != self.line.sessions:
            self._desk = await self.line.attach(PLUGIN, self._at_desk_heard)
            self._desk_of = self.line.sessions
        data, _ = await self._desk.ask(body)
        return data

    def _at_desk_heard(self, what: str) -> None:
        if what == OVER:
            self._desk = None


def streams_of(told: Sequence[dict[str, Any]]) -> tuple[Stream, ...]:
    """What an offer has, as Janus tells it. Of a feed's videos the first is the camera, the second the screen."""
    found, videos = [], dict[str, int]()
    for stream in sorted(told, key=lambda stream: (str(stream.get("feed_id")), _order(stream))):
        feed, kind = stream.get("feed_id"), stream.get("type")
        if feed is None or kind not in {"audio", "video"} or not stream.get("active", True):
            continue
        what: What = "microphone"
        if kind == "video":
            videos[feed] = videos.get(feed, 0) + 1
            what = "camera" if videos[feed] == 1 else "screen"
        found.append(Stream(str(stream["mid"]), feed, what))
    return tuple(found)


def _nameless(sdp: str) -> str:
    """The description without the room's name, which is Janus's title for it."""
    return _TITLE.sub("s=-", sdp)


def _order(stream: dict[str, Any]) -> tuple[int, str]:
    mid = str(stream.get("feed_mid", ""))
    return len(mid), mid
