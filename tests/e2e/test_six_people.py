"""Six people with cameras through three rounds: one comes late, one leaves in the middle, and somebody never shows up.

Server and browsers are in a network of their own: none of the media leaves it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.e2e.calling import DEVICES, FEW_FRAMES, MOVES, browser_in, names_of
from tests.e2e.conftest import Visit
from tests.e2e.countdown import reloads_in_time
from tests.e2e.demonstration import BEFORE_NETWORKING, Demonstration
from tests.e2e.pages import NETWORKING
from tests.e2e.people import MODERATOR, Visitor
from tests.support.namespace import Namespace

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]
ADDRESS = f"/networking/{NETWORKING}"
PLAN = {"rounds": 3, "reveal_s": 15, "meeting_s": 240, "wrapup_s": 120, "break_s": 120}
"""Long phases: the moderator goes on when everything has been looked at. Who does not come is awaited for 15 s."""
SOON_MS, NO_SHOW_MS, THIRD_MS = 20_000, 45_000, 30_000


@dataclass(frozen=True)
class Words:
    """What is on the pages in a language."""

    locale: str
    ready: str
    is_ready: str
    not_now: str
    camera: str
    leave: str
    matched: re.Pattern[str]
    meets: str
    waits: re.Pattern[str]
    over: re.Pattern[str]
    picture: str


ENGLISH = Words(
    locale="en-GB",
    ready="I am ready",
    is_ready="You are ready",
    not_now="Not this round",
    camera="Talk with camera",
    leave="Leave",
    matched=re.compile("^You meet "),
    meets="Meeting: ",
    waits=re.compile("^We are looking for"),
    over=re.compile("^That was your meeting with"),
    picture="Video of ",
)
GERMAN = Words(
    locale="de-DE",
    ready="Ich bin bereit",
    is_ready="Sie sind bereit",
    not_now="Diese Runde nicht",
    camera="Mit Kamera sprechen",
    leave="Gehen",
    matched=re.compile("^Sie treffen "),
    meets="Treffen: ",
    waits=re.compile("^Wir suchen"),
    over=re.compile("^Das war Ihr Treffen mit"),
    picture="Bild von ",
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(network: Namespace) -> AsyncIterator[Browser]:
    async with browser_in(network, FEW_FRAMES) as launched:
        yield launched


@pytest.fixture(scope="module")
def people(seeded: Path) -> dict[str, str]:
    """The names of seven, by their addresses."""
    return names_of(seeded, 7)


@pytest.fixture
def demonstration(seeded: Path, tmp_path: Path, network: Namespace) -> Iterator[Demonstration]:
    made = Demonstration(tmp_path / "conference", seeded, BEFORE_NETWORKING, network=network)
    made.start()
    yield made
    made.stop()


@dataclass
class Guest:
    visitor: Visitor
    name: str
    words: Words
    met: set[str] = field(default_factory=set)
    """Whom they really met, by name."""

    @property
    def title(self) -> Locator:
        return self.visitor.heading()

    async def titled(self) -> str:
        return " ".join((await self.title.inner_text()).split())

    async def is_ready(self) -> None:
        await self.visitor.goes(ADDRESS)
        await self.visitor.button(self.words.ready).click()
        await expect(self.visitor.button(self.words.is_ready)).to_be_visible()

    async def is_matched(self) -> set[str]:
        """The partners' names, as they are revealed."""
        await expect(self.title).to_have_text(self.words.matched, timeout=SOON_MS)
        return names_in(self.words.matched.sub("", await self.titled()))

    async def is_in_meeting(self, within_ms: int = SOON_MS) -> set[str]:
        """The partners' names, in the meeting."""
        await expect(self.title).to_have_text(re.compile("^" + self.words.meets), timeout=within_ms)
        return names_in((await self.titled()).removeprefix(self.words.meets))

    async def waits(self, within_ms: int) -> None:
        await expect(self.title).to_have_text(self.words.waits, timeout=within_ms)

    async def switches_on(self) -> None:
        await self.visitor.button(self.words.camera).click()

    async def sees_move(self, other: Guest) -> None:
        """Some frames of the other are decoded, from now on."""
        label = self.words.picture + other.name
        await self.visitor.page.wait_for_function(MOVES, arg=[label, 5], timeout=SOON_MS, polling=100)

    async def leaves(self) -> None:
        await self.visitor.button(self.words.leave, exact=True).click()
        dialog = self.visitor.page.get_by_role("dialog")
        await dialog.get_by_role("button", name=self.words.leave, exact=True).click()


def names_in(text: str) -> set[str]:
    """The names of a list such as `A`, `A and B` or `A und B`."""
    return set(re.split(r" and | und |, ", text.strip()))


@dataclass
class Evening:
    mo: Visitor
    six: dict[str, Guest]
    ghost: Visitor
    ghost_name: str

    async def goes_on(self, to: str) -> None:
        """The moderator ends the running phase; returns when the next one has begun."""
        view = await self.rounds()
        await self.mo.does("networking.skip", networking=NETWORKING, deadline=view["deadline"])
        assert (await self.rounds())["phase"] == to

    async def rounds(self) -> dict[str, str]:
        answer = await self.mo.context.request.get(f"{self.mo.url}/api/topics/networking:{NETWORKING}")
        return next(dict(view) for view in (await answer.json())["map"] if view["kind"] == "networking")

    async def are_matched(self, guests: Iterable[Guest]) -> dict[str, set[str]]:
        """Everybody's partners. Each is the partner of theirs, and nobody has met them before."""
        guests = list(guests)
        found = dict(
            zip((g.name for g in guests), await asyncio.gather(*(g.is_matched() for g in guests)), strict=True)
        )
        for guest in guests:
            partners = found[guest.name]
            assert partners
            assert guest.name not in partners
            assert not partners & guest.met, "nobody meets the same person twice"
            assert all(guest.name in found[partner] for partner in partners if partner in found)
        return found

    async def see_each_other(self, groups: Iterable[set[str]]) -> None:
        """Pictures move both ways in every group; with that they have met."""
        pairs = [(self.six[one], self.six[other]) for group in groups for one, other in combinations(sorted(group), 2)]
        both_ways = [*pairs, *((other, one) for one, other in pairs)]
        await asyncio.gather(*(one.sees_move(other) for one, other in both_ways))
        for one, other in both_ways:
            one.met.add(other.name)


def groups_of(partners: dict[str, set[str]]) -> set[frozenset[str]]:
    return {frozenset({name} | others) for name, others in partners.items()}


def whom_to_spare(guests: Sequence[Guest]) -> Guest:
    """Somebody without whom the other five can be a pair and a trio of people who have not met."""

    def strangers(*names: Guest) -> bool:
        return all(one.name not in other.met for one, other in combinations(names, 2))

    for spare in guests:
        five = [guest for guest in guests if guest is not spare]
        for trio in combinations(five, 3):
            if strangers(*trio) and strangers(*(guest for guest in five if guest not in trio)):
                return spare
    raise AssertionError("whoever rests, the others have met")


async def comes_together(visit: Visit, people: dict[str, str]) -> Evening:
    """Six people, one of them German, about to come; and a seventh, who has the programme open."""
    mo = await visit(MODERATOR)
    await mo.does("networking.plan", networking=NETWORKING, **PLAN)
    *addresses, absent = people
    six = {}
    for number, email in enumerate(addresses):
        words = GERMAN if number == 1 else ENGLISH
        visitor = await visit(email, permissions=DEVICES, locale=words.locale)
        six[people[email]] = Guest(visitor, people[email], words)
    ghost = await visit(absent)
    await ghost.goes("/programme")
    return Evening(mo, six, ghost, people[absent])


async def test_three_rounds(visit: Visit, people: dict[str, str]) -> None:
    evening = await comes_together(visit, people)
    *five, late = evening.six.values()
    for guest in five:
        await guest.is_ready()
    await reloads_in_time(five[0].visitor)
    await evening.ghost.does("networking.ready", networking=NETWORKING, ready=True)
    await evening.mo.does("networking.start", networking=NETWORKING)

    alone = await first_reveal(evening, five)
    await late.visitor.goes(ADDRESS)
    await alone.waits(NO_SHOW_MS)
    await late.visitor.button(late.words.ready).click()
    assert await late.is_in_meeting() == {alone.name}
    assert await alone.is_in_meeting() == {late.name}
    for guest in (late, alone):
        await guest.switches_on()
    await evening.see_each_other([{late.name, alone.name}])
    await one_leaves(evening, next(guest for guest in five if guest is not alone))
    await wraps_up(evening)

    second = await evening.are_matched(evening.six.values())
    assert sorted(map(len, groups_of(second))) == [2, 2, 2]
    await evening.goes_on("meeting")
    for guest in evening.six.values():
        assert await guest.is_in_meeting() == second[guest.name]
    await evening.see_each_other(map(set, groups_of(second)))
    await evening.goes_on("wrapup")
    spare = whom_to_spare(list(evening.six.values()))
    await evening.goes_on("break")
    await spare.visitor.button(spare.words.not_now).click()
    await expect(spare.visitor.button(spare.words.ready)).to_be_visible()
    await evening.goes_on("reveal")

    third = await evening.are_matched(guest for guest in evening.six.values() if guest is not spare)
    assert sorted(map(len, groups_of(third))) == [2, 3]
    await evening.goes_on("meeting")
    await evening.see_each_other(map(set, groups_of(third)))
    await exported(evening)


async def first_reveal(evening: Evening, five: Sequence[Guest]) -> Guest:
    """Everybody learns whom they meet, and those whose partner comes talk; returns whose partner does not come."""
    first = await evening.are_matched(five)
    assert all(len(partners) == 1 for partners in first.values())
    await reloads_in_time(five[0].visitor)
    alone = next(guest for guest in five if first[guest.name] == {evening.ghost_name})
    talking = [guest for guest in five if guest is not alone]
    for guest in talking:
        assert await guest.is_in_meeting(NO_SHOW_MS) == first[guest.name]
        await guest.switches_on()
    await evening.see_each_other({name} | first[name] for name in (guest.name for guest in talking))
    return alone


async def one_leaves(evening: Evening, leaver: Guest) -> None:
    """Who is left alone by it soon becomes the third somewhere else; a reload changes nothing."""
    (partner,) = [evening.six[name] for name in await leaver.is_in_meeting()]
    await leaver.leaves()
    await partner.waits(SOON_MS)
    others = await partner.is_in_meeting(THIRD_MS)
    assert len(others) == 2
    assert not others & partner.met
    await evening.see_each_other([others | {partner.name}])
    await reloads_in_time(partner.visitor)
    assert await partner.is_in_meeting() == others
    await evening.see_each_other([others | {partner.name}])


async def wraps_up(evening: Evening) -> None:
    """To the second round, with a reload in each phase."""
    one = next(iter(evening.six.values()))
    await evening.goes_on("wrapup")
    for guest in evening.six.values():
        await expect(guest.title).to_have_text(guest.words.over)
    await reloads_in_time(one.visitor)
    await evening.goes_on("break")
    await reloads_in_time(one.visitor)
    await evening.goes_on("reveal")


async def exported(evening: Evening) -> None:
    """What organisers get says the same: nobody met twice, and nobody in two places."""
    answer = await evening.mo.context.request.post(
        f"{evening.mo.url}/api/do/networking.pairs",
        data={"networking": NETWORKING},
        headers={"origin": evening.mo.url},
    )
    rounds = (await answer.json())["ok"]["rounds"]
    assert len(rounds) == 3
    met = [
        two
        for round in rounds
        for group in (*round["pairs"], *round["trios"])
        for two in combinations(sorted(group), 2)
    ]
    assert len(met) == len(set(met)) == sum(len(guest.met) for guest in evening.six.values()) / 2
