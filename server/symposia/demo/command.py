"""`symposia demo`: the demonstration conference in a folder, served, alone or with simulated attendees."""

import argparse
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from symposia.demo.bots import mint_tokens, wander
from symposia.demo.clock import jumps, moment, offset
from symposia.demo.people import CAST
from symposia.demo.programme import TIME_ZONE
from symposia.demo.rewind import rewind
from symposia.demo.seed import programme_times, seed, seeded
from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference
from symposia.features.rooms.tables import Room
from symposia.infra.migrate import lacking
from symposia.kernel.errors import Conflict
from symposia.server import serve
from symposia.settings import Settings, read_settings
from symposia.upkeep import prepared

MOST_BOTS = 400


def run(given: argparse.Namespace) -> None:
    settings = read_settings(dir=given.dir, host=given.host, port=given.port, workers=given.workers)
    with prepared(settings) as database:
        if lacking(database):
            raise Conflict(f"{settings.dir} was made by another version. Remove it, or name another folder with --dir.")
        database.write_now(lambda db: None if seeded(db) else seed(db))
        if given.list:
            print(json.dumps(database.read_now(listed), ensure_ascii=False, indent=1))  # noqa: T201
            return
        now = database.write_now(lambda db: set_clock(db, given.at))
        tokens = database.write_now(lambda db: mint_tokens(db, min(max(given.bots, 0), MOST_BOTS)))
    welcome(settings, now, len(tokens))
    with company(settings.base_url, tokens):
        serve(settings)


@contextmanager
def company(base_url: str, tokens: list[tuple[str, str]]) -> Iterator[None]:
    """Simulated attendees in a process of their own, as long as this goes on."""
    if not tokens:
        yield
        return
    bots = get_context("spawn").Process(target=wander, args=(base_url, tokens, os.getpid()), daemon=True)
    # Ctrl-C is ours, from their first moment on; we end them.
    heeded = signal.signal(signal.SIGINT, signal.SIG_IGN)
    bots.start()
    signal.signal(signal.SIGINT, heeded)
    try:
        yield
    finally:
        bots.terminate()
        bots.join()


def listed(db: Session) -> dict[str, list[dict[str, object]]]:
    """Everybody with their roles and all rooms, for scripts that try the demonstration."""
    people = db.exec(select(Person).order_by(Person.email)).all()
    cast = list(CAST.values())
    people = sorted(people, key=lambda person: cast.index(person.email) if person.email in cast else len(cast))
    rooms = db.exec(select(Room)).all()
    return {
        "people": [{"email": person.email, "name": person.name, "roles": person.roles} for person in people],
        "rooms": [{"slug": room.id, "title": room.title} for room in sorted(rooms, key=lambda room: room.order)],
    }


def set_clock(db: Session, at: str | None) -> datetime:
    """Move the conference's clock as it should be, and what goes with it; returns what it shows now."""
    conference = db.get(Conference, 1)
    if conference is None or not conference.demo:
        raise Conflict("This folder holds a real conference, not the demonstration: use `symposia serve`.")
    real = datetime.now(UTC)
    kept = timedelta(seconds=conference.clock_offset_s) if conference.clock_offset_s else None
    moved = offset(real, kept, moment(at) if at else None, programme_times(db))
    conference.clock_offset_s = moved.total_seconds()
    db.add(conference)
    if jumps(kept, moved):
        rewind(db, real + moved)
    return real + moved


def welcome(settings: Settings, now: datetime, bots: int) -> None:
    """Say where it is and who can sign in how."""
    wide = min(shutil.get_terminal_size().columns, 100)
    local = now.astimezone(ZoneInfo(TIME_ZONE))
    lines = [
        "─" * wide,
        f"The demonstration conference is open: {settings.base_url}",
        f"Its clock shows {local:%A, %d %B %Y, %H:%M} ({TIME_ZONE}); --at moves it.",
        "Sign in with one click on the first page, or with these addresses (mails land in /outbox):",
        *(f"  {role:<10} {email}" for role, email in CAST.items()),
        f"{bots} simulated attendees are coming in." if bots else 'Lonely? Add people: make demo ARGS="--bots 40"',
        "─" * wide,
    ]
    print("\n".join(lines), file=sys.stderr, flush=True)  # noqa: T201
