"""Stays end when their people have gone without a word, and not a moment before."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from symposia.features.calls.tables import Call, CallSeat
from symposia.features.calls.wire import VacateSeat
from symposia.kernel.errors import NotFound
from symposia.live.absences import PATIENCE_S, SETTLED_S
from symposia.live.dispatcher import Done
from symposia.live.presence import GRACE_S, LEASE_S
from tests.support.calling import Caller, comes
from tests.support.venue import START, VenueForTests
from tests.support.waiting import eventually
from tests.support.watched import Watched

FORUM, CALL = "room:forum", "room:forum/call"


def in_call(venue: VenueForTests, *names: str, place: str = FORUM) -> list[Caller]:
    return [comes(person, place) for person in venue.attendees(*names, room="forum")]


@pytest.fixture
def watched(venue: VenueForTests) -> Watched:
    """Long after the start."""
    made = Watched(venue)
    made.now += SETTLED_S
    return made


def test_who_has_gone_without_a_word_is_let_go(venue: VenueForTests, watched: Watched) -> None:
    ann, bob = in_call(venue, "ann", "bob")
    watched.arrives(ann.id, CALL)
    watched.arrives(bob.id, CALL)
    watched.goes_on(60)
    assert list(ann.members) == ["ann", "bob"], "who is there stays"
    watched.goes(bob.id, CALL)
    watched.goes_on(GRACE_S + PATIENCE_S - 1)
    assert list(ann.members) == ["ann", "bob"]
    watched.goes_on(1)
    assert list(ann.members) == ["ann"]


def test_who_comes_back_in_time_was_never_missed(venue: VenueForTests, watched: Watched) -> None:
    (ann,) = in_call(venue, "ann")
    for _ in range(3):
        watched.goes_on(PATIENCE_S - 1)
        watched.arrives(ann.id, CALL)
        watched.goes_on(2)
        watched.goes(ann.id, CALL)
        watched.goes_on(GRACE_S - 1)
    assert list(ann.members) == ["ann"]
    watched.goes_on(1 + PATIENCE_S)
    assert ann.members == {}


def test_a_stay_that_began_anew_is_missed_anew(venue: VenueForTests, watched: Watched) -> None:
    (ann,) = in_call(venue, "ann")
    watched.goes_on(PATIENCE_S - 1)
    Caller(ann.person, FORUM, venue.id()).joins()
    watched.goes_on(PATIENCE_S)
    assert list(ann.members) == ["ann"]
    watched.goes_on(1)
    assert ann.members == {}


def test_somebody_at_another_place_is_missed_here(venue: VenueForTests, watched: Watched) -> None:
    venue.room("annex")
    (ann,) = in_call(venue, "ann")
    there = comes(ann.person, "room:annex")
    watched.arrives(there.id, "room:annex/call")
    watched.goes_on(PATIENCE_S + 1)
    assert ann.members == {}
    assert list(there.members) == ["ann"]


def test_after_a_start_people_get_time_to_be_found(venue: VenueForTests) -> None:
    watched = Watched(venue)
    ann, _ = in_call(venue, "ann", "bob")
    watched.goes_on(SETTLED_S - 1)
    watched.arrives(ann.id, CALL)
    watched.goes_on(PATIENCE_S)
    assert list(ann.members) == ["ann", "bob"]
    watched.goes_on(1)
    assert list(ann.members) == ["ann"]


def test_while_the_bus_is_away_nobody_is_missed(venue: VenueForTests, watched: Watched) -> None:
    other = watched.one_more_process()
    ann, bob = in_call(venue, "ann", "bob")
    watched.arrives(ann.id, CALL)
    watched.arrives(bob.id, CALL, other)
    watched.goes_on(60)
    watched.wires.cut = True
    watched.goes_on(60)
    watched.wires.cut = False
    watched.goes_on(SETTLED_S - 1, still=other)
    assert list(ann.members) == ["ann", "bob"]
    watched.goes_on(1 + PATIENCE_S, still=other)
    assert list(ann.members) == ["ann"], "of the other process nothing was heard again"


def test_who_is_in_another_process_is_there_until_it_is_gone(venue: VenueForTests, watched: Watched) -> None:
    other = watched.one_more_process()
    ann, bob = in_call(venue, "ann", "bob")
    watched.arrives(ann.id, CALL)
    watched.arrives(bob.id, CALL, other)
    watched.goes_on(30)
    assert list(ann.members) == ["ann", "bob"]
    watched.goes_on(LEASE_S + PATIENCE_S + 1, still=other)
    assert list(ann.members) == ["ann"]


def test_a_stay_at_a_place_that_is_no_more_ends(venue: VenueForTests, watched: Watched) -> None:
    (ann,) = venue.attendees("ann")
    nowhere = f"meeting:{venue.id()}"
    row = CallSeat(place=nowhere, person_id=ann.id, peer=venue.id(), order=1, name="Ann", since=START)
    venue.seed(lambda db: db.add(Call(place=nowhere, cameras=3)))
    venue.seed(lambda db: db.add(row))
    watched.goes_on(PATIENCE_S + 1)
    assert venue.rows(lambda db: db.get(CallSeat, (nowhere, ann.id))) is None


def test_one_that_cannot_be_ended_holds_up_nobody(
    venue: VenueForTests, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = in_call(venue, "ann", "bob")
    obey = venue.real.dispatcher.obey

    async def refuses_ann(do: VacateSeat) -> Done:
        if do.person == ann.id:
            raise NotFound()
        return await obey(do)

    monkeypatch.setattr(venue.real.dispatcher, "obey", refuses_ann)
    with capture_logs() as logs:
        watched.goes_on(PATIENCE_S + 1)
    assert list(ann.members) == ["ann"]
    assert bob.members == ann.members
    assert [(line["event"], line["topic"], line["error"]) for line in logs] == [
        ("absences.not_ended", f"{FORUM}/call", "not_found")
    ]


def test_whatever_breaks_is_not_the_end_of_looking(
    venue: VenueForTests, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("symposia.live.absences.LOOK_S", 0)
    (ann,) = in_call(venue, "ann")
    watched.goes_on(PATIENCE_S)
    watched.now += 1
    at, broken = watched.presence.at, iter([True])

    def breaks_once(place: str) -> object:
        if next(broken, False):
            raise ZeroDivisionError
        return at(place)

    monkeypatch.setattr(watched.presence, "at", breaks_once)

    async def until_gone() -> None:
        going = asyncio.create_task(watched.absences.run())
        await eventually(lambda: not ann.person.socket.copies.maps[f"{FORUM}/call"].get(("member", ann.id)))
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)

    with capture_logs() as logs:
        venue.run(until_gone())
    assert [line["event"] for line in logs] == ["absences.broken"]
