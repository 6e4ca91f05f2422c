"""Hundreds of people in rounds of networking, over the real wire from one event loop: a connection each, and no more
work than what they are told gives rise to.

A guest does what the page does: follows their own topic and the session's, comes to each meeting they are called to,
sends again what was not answered, and comes back with back-off and jitter when the line breaks.
"""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from symposia.features.people.actors import hashed
from symposia.features.people.tables import ApiToken, Person
from symposia.features.programme.tables import ProgrammeSession
from symposia.kernel.ids import new_id
from tests.support.copies import Copies, Key, View
from tests.support.running import Badge, Conference
from tests.support.waiting import TooLate
from tests.support.websocket import WebSocket, handshake

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
"""The page's back-off: anything up to the first, which doubles with every failure."""
AT_ONCE = 32
"""So many come in at the same time."""
TOPICS = [f"topic {number}" for number in range(40)]


def crowd_of(conference: Conference, count: int, seed: int = 1) -> list[Badge]:
    """So many registered people with interests, and a token for each."""
    chance = random.Random(seed)
    badges = [Badge(new_id(), f"person {number}", secrets.token_urlsafe(24)) for number in range(count)]

    def work(db: Session) -> None:
        now = datetime.now(UTC)
        for number, badge in enumerate(badges):
            person = Person(
                id=badge.id,
                email=f"{number}@example.org",
                name=badge.name.title(),
                affiliation=f"Institute {number % 18}",
                topics=chance.sample(TOPICS, 4),
                seeks=chance.sample(TOPICS, 2),
                offers=chance.sample(TOPICS, 2),
                languages=["en"],
                roles=["attendee"],
                confirmed=True,
                registered_at=now,
            )
            db.add(person)
        db.flush()
        for badge in badges:
            db.add(ApiToken(id=new_id(), person_id=badge.id, token_hash=hashed(badge.token), made_at=now))

    conference.database.write_now(work)
    return badges


def networking_session(conference: Conference, starts_in: timedelta = timedelta(hours=1)) -> str:
    """A networking session of an hour; its rounds begin by themselves then, unless a moderator begins them."""
    conference.room("forum")
    return conference.database.write_now(lambda db: session_in(db, "forum", starts_in))


def session_in(db: Session, room: str, starts_in: timedelta) -> str:
    """The same in a room that is there."""
    id, starts = new_id(), datetime.now(UTC) + starts_in
    row = ProgrammeSession(
        id=id,
        title="Speed networking",
        type="networking",
        room_id=room,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
    )
    db.add(row)
    return id


@lru_cache(maxsize=256)
def _read(payload: bytes) -> dict[str, Any]:
    """What is said to all is read once. Nobody changes what comes out of here."""
    frame: dict[str, Any] = json.loads(payload)
    return frame


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody's page showed of their part from a moment (seconds since 1970) on."""

    at: float
    seat: View
    meeting: View | None
    """The open meeting that they are called to."""


@dataclass(eq=False)
class Guest:
    """Somebody at a browser. `shows_up`: whether they come to the meetings they are called to."""

    badge: Badge
    session: str
    ports: list[int]
    chance: random.Random
    shows_up: bool = True
    sights: list[Sight] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    came_back: int = 0
    copies: Copies = field(default_factory=Copies)
    on_rounds: Callable[[View], None] = lambda _view: None
    """Called with the session's view whenever it has become another one."""
    here: asyncio.Event = field(default_factory=asyncio.Event)
    """They are in, and see what they follow."""
    _line: _GuestLine | None = None
    _waiting: dict[int, bytes] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _refs: int = 0
    _turn: int = 0
    _tries: int = 0
    _gone: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def maps(self) -> dict[str, dict[Key, View]]:
        return self.copies.maps

    @property
    def own(self) -> str:
        return f"person:{self.badge.id}"

    @property
    def place(self) -> str:
        return f"networking:{self.session}"

    @property
    def seat(self) -> View | None:
        return self.maps.get(self.own, {}).get(("seat", self.session))

    @property
    def called(self) -> bool:
        """Whether they are called to a meeting."""
        return bool(self.sights) and self.sights[-1].meeting is not None

    @property
    def answered(self) -> bool:
        """Whether everything that they asked for has been answered."""
        return not self._waiting

    # ---- coming and going

    async def come(self) -> None:
        """Try to open a line once; if that fails, again later."""
        port = self.ports[self._turn % len(self.ports)]
        line = _GuestLine(self, handshake(port, self.badge.token))
        try:
            await asyncio.get_running_loop().create_connection(lambda: line, "127.0.0.1", port)
        except OSError:
            self._later()

    def go(self) -> None:
        self._gone = True
        for task in self._tasks:
            task.cancel()
        if self._line is not None:
            self._line.close()

    def opened(self, line: _GuestLine) -> None:
        self.came_back += bool(self.sights)
        self._line, self._tries = line, 0
        for topic in (self.place, self.own):
            have = {"have": list(self.copies.heads[topic])} if topic in self.copies.heads else {}
            line.say(json.dumps({"ref": f"follow {topic}", "do": "topic.follow", "topic": topic, **have}).encode())
        for request in self._waiting.values():
            line.say(request)

    def lost(self) -> None:
        self._line = None
        self._later()

    def _later(self) -> None:
        if self._gone:
            return
        bound = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**self._tries)
        self._tries, self._turn = self._tries + 1, self._turn + 1
        asyncio.get_running_loop().call_later(self.chance.random() * bound, self._again)

    def _again(self) -> None:
        if not self._gone:
            task = asyncio.ensure_future(self.come())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    # ---- what they ask for

    def ask(self, do: str, **fields: object) -> None:
        self._refs += 1
        request = json.dumps({"ref": self._refs, "do": do, "networking": self.session, **fields}).encode()
        self._waiting[self._refs] = request
        if self._line is not None:
            self._line.say(request)

    def be_ready(self, ready: bool = True) -> None:
        self.ask("networking.ready", ready=ready)

    def enter(self) -> None:
        """Come to the meeting that they are called to, if they are; once."""
        meeting = self.sights[-1].meeting if self.sights else None
        if meeting and meeting["status"] != "closed" and meeting["id"] not in self._asked:
            self._asked.add(meeting["id"])
            self.ask("meeting.enter", meeting=meeting["id"])

    # ---- what they are told

    def take(self, payload: bytes) -> None:
        frame = _read(payload)
        if "ref" in frame:
            self._waiting.pop(frame["ref"], None)
            if "error" in frame:
                self.refusals.append(frame["error"])
            return
        topic = frame["topic"]
        before = self.maps.get(topic, {}).get(("networking", self.session))
        self.copies.take(frame)
        assert not self.copies.holes, f"a hole in {topic}"
        if len(self.maps) == 2:
            self.here.set()
        if topic == self.own:
            self._look()
        elif (after := self.maps[topic].get(("networking", self.session))) and after != before:
            self.on_rounds(after)

    def _look(self) -> None:
        """See what is new, and come to a new meeting at once, as the page does."""
        seat = self.seat
        if seat is None:
            return
        meeting = self.maps[self.own].get(("meeting", seat.get("meeting", "")))
        if not self.sights or (self.sights[-1].seat, self.sights[-1].meeting) != (seat, meeting):
            self.sights.append(Sight(time.time(), seat, meeting))
        if self.shows_up:
            self.enter()


class _GuestLine(WebSocket):
    def __init__(self, guest: Guest, handshake: bytes) -> None:
        super().__init__(handshake)
        self._guest = guest

    def opened(self) -> None:
        self._guest.opened(self)

    def received(self, payload: bytes) -> None:
        self._guest.take(payload)

    def lost(self) -> None:
        self._guest.lost()


class Attendance:
    """Everybody of a crowd at the servers; every other one prefers the other server."""

    def __init__(self, session: str, badges: Iterable[Badge], ports: Sequence[int], seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.guests = [
            Guest(badge, session, [*ports[number % len(ports) :], *ports[: number % len(ports)]], self.chance)
            for number, badge in enumerate(badges)
        ]
        self.phases: dict[tuple[str, int], View] = {}
        """Phase and round → the session as it was when somebody saw it first."""
        self._awaited: dict[tuple[str, int], asyncio.Event] = defaultdict(asyncio.Event)
        for guest in self.guests:
            guest.on_rounds = self._saw_rounds

    async def __aenter__(self) -> Attendance:
        turn = asyncio.Semaphore(AT_ONCE)

        async def come(guest: Guest) -> None:
            async with turn:
                await guest.come()
                await asyncio.wait_for(guest.here.wait(), 60)

        await asyncio.gather(*map(come, self.guests))
        return self

    async def __aexit__(self, *_: object) -> None:
        for guest in self.guests:
            guest.go()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0)  # the lines say that they close

    def be_ready(self, guests: Sequence[Guest], within: float) -> None:
        """They are ready, one after the other within so many seconds."""
        for number, guest in enumerate(guests):
            asyncio.get_running_loop().call_later(within * number / len(guests), guest.be_ready)

    async def reaches(self, phase: str, round: int, within: float) -> None:
        """Until somebody is shown this phase."""
        try:
            async with asyncio.timeout(within):
                await self._awaited[phase, round].wait()
        except TimeoutError:
            raise TooLate(f"not within {within:g} s: {phase} of round {round}; {list(self.phases)}") from None

    def _saw_rounds(self, view: View) -> None:
        at = view["phase"], view["round"]
        if at not in self.phases:
            self.phases[at] = view
            self._awaited[at].set()

    # ---- what came of it

    def started(self, round: int, reveal_s: int) -> float:
        """When a round began (seconds since 1970, by the server)."""
        view = self.phases["reveal", round]
        return datetime.fromisoformat(view["deadline"]).timestamp() - reveal_s

    def delays(self, round: int, reveal_s: int) -> list[float]:
        """Seconds from the start of a round to the sight of one's meeting, or of being told that one waits, and why:
        of everybody who was ready at the start. Infinite for those who saw neither."""
        began = self.started(round, reveal_s)
        return sorted(
            next((sight.at - began for sight in guest.sights if _is_told(sight, round, began)), float("inf"))
            for guest in self.guests
            if _ready_at(guest, began)
        )


def _ready_at(guest: Guest, moment: float) -> bool:
    before = [sight for sight in guest.sights if sight.at < moment]
    return bool(before) and bool(before[-1].seat["ready"])


def _is_told(sight: Sight, round: int, began: float) -> bool:
    if sight.meeting is not None and sight.seat["state"] == "meeting":
        return bool(sight.meeting["round"] == round)
    since = datetime.fromisoformat(sight.seat["since"]).timestamp()
    return sight.seat["state"] == "waiting" and "why" in sight.seat and since >= began - 0.001
