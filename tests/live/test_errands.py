"""Errands: what happens outside, after the commit and never before, and what of it the one who asked is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from pydantic import Field
from sqlmodel import Session
from structlog.testing import capture_logs

from symposia.infra.database import Database
from symposia.kernel.access import Actor
from symposia.kernel.clock import FakeClock
from symposia.kernel.context import Context
from symposia.kernel.errands import Errand
from symposia.kernel.errors import Closed, MediaDown
from symposia.kernel.feature import Catalogue, Family, Feature, anywhere
from symposia.kernel.topics import Encoded
from symposia.kernel.wire import Answer, Command, View
from symposia.live import heads
from symposia.live.dispatcher import Dispatcher
from symposia.live.errands import Errands
from tests.support.venue import START
from tests.support.waiting import eventually

things = Feature("things")
things.opens(Family("board"))(anywhere)


class Thing(View):
    kind: str = "thing"


class Weighed(Answer):
    grams: int


class Weigh(Command, name="thing.weigh", answers=Weighed):
    """Put a thing on the board and have it weighed; `bad` ones are refused."""

    id: str = Field(max_length=60)
    bad: bool = False


class Polish(Command, name="thing.polish"):
    """Have things polished afterwards; `bad` ones are refused when that has been said already."""

    ids: tuple[str, ...] = Field((), strict=False)
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Scale(Errand):
    id: str


@dataclass(frozen=True, slots=True)
class Cloth(Errand):
    id: str


@things.on(Weigh)
def weigh(ctx: Context[None], do: Weigh) -> Scale:
    ctx.put("board", Thing(id=do.id))
    if do.bad:
        raise Closed()
    return Scale(do.id)


@things.on(Polish)
def polish(ctx: Context[None], do: Polish) -> None:
    for id in do.ids:
        ctx.afterwards(Cloth(id))
    if do.bad:
        raise Closed()


@dataclass
class Workshop:
    """Where the errands go. It notes how many changes had been published when one came."""

    published: list[Encoded] = field(default_factory=list)
    came: list[tuple[str, int]] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def scale(self, errand: Scale) -> Weighed:
        self.came.append((errand.id, len(self.published)))
        if errand.id == "too heavy":
            raise MediaDown()
        return Weighed(grams=len(errand.id))

    async def cloth(self, errand: Cloth) -> None:
        await self.open.wait()
        self.came.append((errand.id, len(self.published)))
        if errand.id == "rough":
            raise MediaDown()
        if errand.id == "odd":
            raise ZeroDivisionError


@dataclass
class Desk:
    dispatcher: Dispatcher
    workshop: Workshop
    errands: Errands


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    database = Database(sqlite_url)
    workshop = Workshop()
    errands = Errands({Scale: workshop.scale, Cloth: workshop.cloth})
    dispatcher = Dispatcher(
        Catalogue((things,)),
        database,
        FakeClock(START),
        known,
        workshop.published.append,
        process="here",
        store=database.write_now(heads.store),
        errands=errands,
    )
    yield Desk(dispatcher, workshop, errands)
    await errands.stop()
    database.close()


def known(_db: Session, id: str) -> Actor:
    return Actor(id=id, name=id, roles=frozenset({"attendee"}))


async def test_the_answer_comes_of_the_errand_after_the_change_was_published(desk: Desk) -> None:
    done = await desk.dispatcher.ask("ann", "thing.weigh", {"id": "a stone"})
    assert done.ok == Weighed(grams=7)
    assert done.seq == {"board": 1}
    assert desk.workshop.came == [("a stone", 1)]


async def test_what_an_errand_refuses_reaches_the_one_who_asked_and_the_change_stays(desk: Desk) -> None:
    with pytest.raises(MediaDown):
        await desk.dispatcher.ask("ann", "thing.weigh", {"id": "too heavy"})
    assert len(desk.workshop.published) == 1


async def test_who_is_refused_sends_nobody_anywhere(desk: Desk) -> None:
    for command, fields in (("thing.weigh", {"id": "a stone"}), ("thing.polish", {"ids": ["a stone"]})):
        with pytest.raises(Closed):
            await desk.dispatcher.ask("ann", command, {**fields, "bad": True})
    desk.workshop.open.set()
    await desk.dispatcher.ask("ann", "thing.polish", {"ids": ["a shoe"]})
    await eventually(lambda: desk.workshop.came == [("a shoe", 0)])


async def test_nobody_waits_for_what_is_left_for_afterwards(desk: Desk) -> None:
    await desk.dispatcher.ask("ann", "thing.polish", {"ids": ["one", "two"]})
    assert desk.workshop.came == []
    desk.workshop.open.set()
    await eventually(lambda: [id for id, _ in desk.workshop.came] == ["one", "two"])


async def test_one_that_fails_keeps_no_other_from_being_run(desk: Desk) -> None:
    desk.workshop.open.set()
    with capture_logs() as logs:
        await desk.dispatcher.ask("ann", "thing.polish", {"ids": ["rough", "odd", "fine"]})
        await eventually(lambda: len(desk.workshop.came) == 3)
    told = [(entry["event"], entry["errand"]) for entry in logs if "errand" in entry]
    assert told == [("errand.failed", "Cloth"), ("errand.broken", "Cloth")]


async def test_in_the_end_nobody_waits_any_longer(desk: Desk) -> None:
    await desk.dispatcher.ask("ann", "thing.polish", {"ids": ["one"]})
    await desk.errands.stop()
    desk.workshop.open.set()
    assert desk.workshop.came == []
