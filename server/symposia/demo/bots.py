"""Simulated attendees: they sign in over the real wire, wander between rooms, chat, and network."""

import asyncio
import json
import os
import random
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session, col, delete, select
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from symposia.demo.chatter import lines_for
from symposia.demo.people import CAST
from symposia.features.people.actors import hashed
from symposia.features.people.tables import ApiToken, Person
from symposia.kernel.ids import new_id

Json = dict[str, Any]
_ARRIVE_S = 0.25
"""Between two arrivals, so that a newcomer sees people coming in."""


def mint_tokens(db: Session, number: int) -> list[tuple[str, str]]:
    """`(person, token)` for `number` attendees of the demonstration; the tokens of earlier starts end."""
    people = db.exec(
        select(Person).where(col(Person.email).not_in(CAST.values())).order_by(Person.email).limit(600)
    ).all()
    chosen = random.Random(number).sample(people, min(number, len(people)))
    db.exec(delete(ApiToken).where(col(ApiToken.person_id).in_([person.id for person in people])))
    tokens = [(person.id, secrets.token_urlsafe(32)) for person in chosen]
    for person, token in tokens:
        db.add(ApiToken(id=new_id(), person_id=person, token_hash=hashed(token), made_at=datetime.now(UTC)))
    return tokens


def wander(base_url: str, tokens: list[tuple[str, str]], server: int) -> None:
    """Run the attendees until the process `server`, which has started this one, is gone: the entry of their process."""
    asyncio.run(_everybody(base_url.replace("http", "ws", 1) + "/live", tokens, server))


async def _everybody(url: str, tokens: list[tuple[str, str]], parent: int) -> None:
    # However many they are, a room hears somebody every ten seconds or so: a chat that nobody can read is no company.
    talkative = min(0.035, 0.3 / max(1, len(tokens)))

    async def one(number: int, person: str, token: str) -> None:
        await asyncio.sleep(1 + number * _ARRIVE_S)
        while os.getppid() == parent:
            with suppress(OSError, ConnectionClosed, InvalidHandshake):
                async with connect(url, additional_headers={"Authorization": f"Bearer {token}"}) as line:
                    await Bot(line, person, random.Random(number), talkative).live()
            await asyncio.sleep(2 + number % 5)

    await asyncio.gather(*(one(number, *who) for number, who in enumerate(tokens)))


@dataclass
class Bot:
    """One attendee on one connection. It keeps the maps that it needs, as a browser would."""

    line: ClientConnection
    person: str
    chance: random.Random
    talkative: float
    """How likely they are to say something in a room, whenever they do something."""
    maps: dict[str, dict[tuple[str, str], Json]] = field(default_factory=dict)
    place: str = ""
    offset: timedelta = timedelta()
    said_in: set[str] = field(default_factory=set)
    _refs: Iterator[int] = field(default_factory=lambda: count(1))

    async def live(self) -> None:
        reading = asyncio.ensure_future(self._read())
        try:
            await self.send("topic.follow", topic="programme")
            await self.send("topic.follow", topic=f"person:{self.person}")
            await self.send("clock.read")
            while not reading.done():
                await asyncio.sleep(self.chance.uniform(1.5, 4))
                await self.act()
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def act(self) -> None:
        """Something that an attendee does in a moment."""
        session = self.session()
        place = self.where_to_go(session)
        if place and place != self.place:
            if self.place:
                await self.send("topic.unfollow", topic=self.place)
                self.maps.pop(self.place, None)
            await self.send("topic.follow", topic=place)
            self.place = place
        elif self.place.startswith("networking:"):
            await self.network()
        elif self.place.startswith("room:") and self.chance.random() < self.talkative:
            await self.chat(session)

    async def chat(self, session: Json | None) -> None:
        lines = lines_for(session["type"] if session else None, language=session["language"] if session else "en")
        fresh = [line for line in lines if line not in self.said_in]
        if fresh:
            text = self.chance.choice(fresh)
            self.said_in.add(text)
            await self.send("chat.post", room=self.place.removeprefix("room:"), id=new_id(), text=text)

    async def network(self) -> None:
        """Be ready, enter meetings, say hello, and swap contacts now and then."""
        networking = self.place.removeprefix("networking:")
        mine = self.maps.get(f"person:{self.person}", {})
        seat = mine.get(("seat", networking), {})
        rounds = self.maps.get(self.place, {}).get(("networking", networking), {})
        if rounds.get("phase") == "ended":
            return
        if not seat.get("ready"):
            await self.send("networking.ready", networking=networking, ready=True)
            return
        meeting = next(
            (v for (kind, _), v in mine.items() if kind == "meeting" and v["status"] in ("reveal", "open")),
            None,
        )
        if meeting is None:
            return
        where = {"networking": networking, "meeting": meeting["id"]}
        if meeting["id"] not in self.said_in:
            self.said_in.add(meeting["id"])
            await self.send("meeting.enter", **where)
        elif meeting["status"] == "reveal":
            return
        elif self.chance.random() < 0.3:
            text = self.chance.choice(lines_for("networking"))
            await self.send("meeting.post", **where, id=new_id(), text=text)
        elif self.chance.random() < 0.2:
            for partner in meeting["partners"]:
                met = mine.get(("encounter", partner["id"]))
                if met is not None and not met["asked"]:
                    await self.send("contact.swap", person=partner["id"], yes=True)

    # ---- where things are on

    def session(self) -> Json | None:
        """The session that is on in the room where this attendee is."""
        return next((s for s in self._on() if f"room:{s['room']}" == self.place), None)

    def where_to_go(self, session: Json | None) -> str | None:
        """Stay where something is on, mostly; else go where something is."""
        networking = [s for s in self._on() if s["type"] == "networking"]
        if networking and not self.place.startswith("networking:") and self.chance.random() < 0.6:
            return f"networking:{networking[0]['id']}"
        if self.place.startswith("networking:") and networking:
            return None
        if session is not None and self.chance.random() < 0.97:
            return None
        rooms = [f"room:{s['room']}" for s in self._on() if s["type"] != "networking"]
        weights = [4 if s["type"] in ("opening", "keynote") else 1 for s in self._on() if s["type"] != "networking"]
        if not rooms:
            return None if self.place else "room:lounge"
        return self.chance.choices(rooms, weights)[0]

    def _on(self) -> list[Json]:
        now = datetime.now(UTC) + self.offset
        views = self.maps.get("programme", {}).values()
        return [
            view
            for view in views
            if view["kind"] == "session"
            and not view.get("cancelled")
            and _time(view["starts"]) - timedelta(minutes=10) <= now < _time(view["ends"])
        ]

    # ---- the wire

    async def send(self, do: str, **fields: object) -> None:
        await self.line.send(json.dumps({"ref": next(self._refs), "do": do, **fields}))

    async def _read(self) -> None:
        async for raw in self.line:
            frame = json.loads(raw)
            if "now" in frame.get("ok", {}):
                self.offset = _time(frame["ok"]["now"]) - datetime.now(UTC)
            elif "topic" in frame and "say" not in frame:
                self._keep(frame)

    def _keep(self, frame: Json) -> None:
        if "map" in frame:
            self.maps[frame["topic"]] = {(view["kind"], view["id"]): view for view in frame["map"]}
            return
        kept = self.maps.setdefault(frame["topic"], {})
        for kind, id in frame.get("drop", ()):
            kept.pop((kind, id), None)
        kept.update({(view["kind"], view["id"]): view for view in frame.get("put", ())})


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
