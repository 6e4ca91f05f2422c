"""Whom the people of the demonstration would like to meet, and how they take part in its rounds."""

from functools import cache

from symposia.demo.cast import CAST
from symposia.demo.chance import Chance
from symposia.demo.model import DemoPerson
from symposia.demo.people import demo_people

_SEED = 20210415
_WISHING, _RETURNED = 30, 20
"""So many of a hundred people wish for somebody; and so many of a hundred wishes are returned."""
_TEXT_ONLY, _THREE = 8, 12


def takes_part(number: int) -> tuple[bool, bool]:
    """Whether the person of this number takes part in writing only, and whether they like to be three.

    Those as whom one signs in with one click are the first, and have said neither.
    """
    if number < len(CAST):
        return False, False
    chance = Chance(_SEED + number)
    return chance.percent(_TEXT_ONLY), chance.percent(_THREE)


@cache
def demo_wishes() -> tuple[tuple[str, str], ...]:
    """(who, whom) by e-mail address: up to four people each, mostly of the own field."""
    chance, everyone = Chance(_SEED), demo_people()
    wishes: dict[tuple[str, str], None] = {}
    for person in everyone:
        if not chance.percent(_WISHING):
            continue
        near = [other for other in everyone if other.field == person.field]
        for other in _some(chance, near if chance.percent(75) else everyone, person):
            wishes[person.email, other.email] = None
            if chance.percent(_RETURNED):
                wishes[other.email, person.email] = None
    return tuple(sorted(wishes))


def _some(chance: Chance, people: list[DemoPerson], without: DemoPerson) -> list[DemoPerson]:
    drawn = (chance.one(people) for _ in range(chance.between(1, 4)))
    return [person for person in drawn if person is not without]
