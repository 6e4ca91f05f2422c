"""Who is where, in all processes. No rows: a process that is gone takes its people with it.

Every process tells the others what changed here, and every 2 s the number of that state. Who finds that it missed
something asks for the whole. A process that was not heard for 7 s is gone, unless it is our bus that is silent.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from symposia.infra.bus import Bus
from symposia.kernel.access import Actor
from symposia.kernel.feature import VENUE
from symposia.kernel.ids import new_id
from symposia.kernel.topics import Key
from symposia.kernel.wire import View
from symposia.live import metrics
from symposia.live.codec import dump
from symposia.live.hub import Hub

log = structlog.get_logger()
CHANNEL = "presence"
HERE = "here"
TICK_S, BEAT_S, LEASE_S, GRACE_S = 0.5, 2.0, 7.0, 5.0
FACES = 5


class Face(View):
    """A person as the others at the place see them."""

    kind: str = "attendee"
    name: str
    affiliation: str = ""
    picture: str | None = None
    badge: str | None = None
    since: int
    """When they came, in seconds since 1970 of real time: for the order only."""


class PlaceView(View):
    """How many are at a place, and the five who came last."""

    kind: str = "place"
    count: int
    faces: tuple[Face, ...] = ()


@dataclass(slots=True)
class Crowd:
    """The people of one process: place → person → face; `version` counts its changes."""

    version: int = 0
    heard: float = 0.0
    places: dict[str, dict[str, Face]] = field(default_factory=dict)


class Presence:
    """Arrivals and departures of this process's connections, and what the other processes tell of theirs."""

    def __init__(
        self,
        hub: Hub,
        bus: Bus,
        *,
        process: str,
        clock: Callable[[], float] = time.monotonic,
        grace: float = GRACE_S,
        quiet: Callable[[str], bool] = lambda _place: False,
    ) -> None:
        self._hub, self._bus, self._process, self._clock, self._grace = hub, bus, process, clock, grace
        self._quiet = quiet
        self._mine = Crowd()
        self._others: dict[str, Crowd] = {}
        self._held: dict[tuple[str, str], int] = {}
        self._leaving: dict[tuple[str, str], float] = {}
        self._news: dict[tuple[str, str], Face | None] = {}
        self._dirty: dict[str, set[str]] = {}
        self._alone_since: float | None = None
        self._beat_at = 0.0
        self._boot = new_id()
        self._began = clock()

    async def start(self) -> None:
        self._bus.subscribe(CHANNEL, self._receive)
        self._tell({"hello": True})

    # ---- what happens here

    def arrive(self, actor: Actor, place: str) -> None:
        """One more connection of `actor` is at `place`."""
        key = (place, actor.id)
        self._held[key] = self._held.get(key, 0) + 1
        self._leaving.pop(key, None)
        known = self._mine.places.get(place, {}).get(actor.id)
        since = known.since if known else int(time.time())
        face = Face(
            id=actor.id,
            name=actor.name,
            affiliation=actor.affiliation,
            picture=actor.picture,
            badge=actor.badge_in(place.removeprefix("room:")),
            since=since,
        )
        if face != known:
            self._set(key, face)

    def leave(self, person: str, place: str) -> None:
        """One connection less; the last one is missed after a grace, for those who only reload."""
        key = (place, person)
        self._held[key] = self._held.get(key, 1) - 1
        if self._held[key] <= 0:
            del self._held[key]
            self._leaving[key] = self._clock() + self._grace

    def _set(self, key: tuple[str, str], face: Face | None) -> None:
        place, person = key
        people = self._mine.places.setdefault(place, {})
        if face is None:
            people.pop(person, None)
        else:
            people[person] = face
        self._news[key] = face
        self._dirty.setdefault(place, set()).add(person)

    # ---- every half second

    async def run(self) -> None:
        """Tell what changed, here and to the others, until cancelled."""
        while True:
            try:
                self.tick()
            except Exception:
                # Whatever it was: without this loop everybody seems to be gone after a while.
                log.exception("presence.broken")
            await asyncio.sleep(TICK_S)

    def tick(self) -> None:
        now = self._clock()
        for key in [key for key, due in self._leaving.items() if due <= now]:
            del self._leaving[key]
            self._set(key, None)
        if self._news:
            self._mine.version += 1
            news = [[*key, face and face.model_dump(mode="json")] for key, face in self._news.items()]
            self._tell({"news": news})
            self._news.clear()
        elif now - self._beat_at >= BEAT_S:
            self._tell({})
        self._drop_the_lost(now)
        self._show()

    def _drop_the_lost(self, now: float) -> None:
        if not self._bus.up:
            self._alone_since = now
            return
        # After a silence of the bus itself the others get a whole lease to be heard again.
        heard_since = self._alone_since or 0.0
        for process, crowd in list(self._others.items()):
            if now - max(crowd.heard, heard_since) > LEASE_S:
                self._forget(process)

    def _forget(self, process: str) -> None:
        for place, people in self._others.pop(process).places.items():
            self._dirty.setdefault(place, set()).update(people)

    def _show(self) -> None:
        places: dict[Key, bytes] = {}
        for place, people in self._dirty.items():
            if self._quiet(place):
                continue
            everyone = self.at(place)
            newest = sorted(everyone.values(), key=lambda face: (-face.since, face.id))[:FACES]
            view = PlaceView(id=place, count=len(everyone), faces=tuple(newest))
            places[view.key] = view.encoded()
            if place == VENUE:
                metrics.people.set(len(everyone))
                continue
            put = {("attendee", person): everyone[person].encoded() for person in people if person in everyone}
            drop = tuple(("attendee", person) for person in people if person not in everyone)
            self._hub.show(f"{place}/people", put, drop)
        if places:
            self._hub.show(HERE, places, ())
        self._dirty.clear()

    def settled(self, seconds: float) -> bool:
        """Whether what is known of all processes has been whole for so long."""
        return self._bus.up and self._clock() - max(self._began, self._alone_since or 0.0) >= seconds

    def at(self, place: str) -> dict[str, Face]:
        """Everybody at `place`, in all processes."""
        everyone: dict[str, Face] = {}
        for crowd in (*self._others.values(), self._mine):
            everyone.update(crowd.places.get(place, {}))
        return everyone

    # ---- between processes

    def _tell(self, news: dict[str, object]) -> None:
        self._beat_at = self._clock()
        told = {"from": self._boot, "version": self._mine.version, **news}
        self._bus.publish(CHANNEL, dump(told))

    def _receive(self, data: bytes) -> None:
        told = json.loads(data)
        sender = told["from"]
        if sender == self._boot:
            return
        if told.get("hello") or told.get("ask") == self._boot:
            self._tell_all()
        if "hello" in told or ("ask" in told and sender not in self._others):
            return
        crowd = self._others.setdefault(sender, Crowd(version=-1))
        crowd.heard = self._clock()
        self._take(sender, crowd, told)

    def _take(self, sender: str, crowd: Crowd, told: dict[str, object]) -> None:
        version = int(str(told["version"]))
        everything = told.get("all")
        if isinstance(everything, list):
            self._forget(sender)
            crowd = self._others[sender] = Crowd(version, self._clock())
            self._enter(crowd, everything)
        elif isinstance(news := told.get("news"), list) and version == crowd.version + 1:
            crowd.version = version
            self._enter(crowd, news)
        elif version != crowd.version:
            self._tell({"ask": sender})

    def _enter(self, crowd: Crowd, news: list[list[object]]) -> None:
        for place, person, face in news:
            people = crowd.places.setdefault(str(place), {})
            if face is None:
                people.pop(str(person), None)
            else:
                people[str(person)] = Face.model_validate(face)
            self._dirty.setdefault(str(place), set()).add(str(person))

    def _tell_all(self) -> None:
        everyone = [
            [place, person, face.model_dump(mode="json")]
            for place, people in self._mine.places.items()
            for person, face in people.items()
        ]
        self._tell({"all": everyone})
