"""Nearly everybody meets nearly everybody: the rounds of a round-robin tournament.

With few people and many rounds, taking the best pairs first leaves over people who have met all the others who are
still free. The circle method (Kirkman 1847) has one place stand still and the others move on around it: n people meet
in n - 1 rounds without a gap; an odd number in n rounds, in each of which another one rests.
"""

import numpy as np

from symposia.features.networking.pairing.arrays import NOBODY, Ints
from symposia.features.networking.pairing.company import Company

SLACK = 3
"""It is used when there are more rounds to come than people to meet for somebody, less two."""
MOST_PEOPLE = 60


def circle_rounds(people: int) -> list[Ints]:
    """The rounds in which `people` all meet once, as everybody's partner; `NOBODY` for who rests."""
    places = people + people % 2
    rounds = []
    for turn in range(places - 1):
        around = [(turn + step) % (places - 1) for step in range(places - 1)]
        # The place that stands still is the last: with an odd number it is nobody.
        pairs = [(around[0], places - 1), *zip(around[1 : places // 2], around[: places // 2 - 1 : -1], strict=True)]
        partners = np.full(people, NOBODY, dtype=np.int64)
        for a, b in pairs:
            if max(a, b) < people:
                partners[a], partners[b] = b, a
        rounds.append(partners)
    return rounds


def circle_round(company: Company, rounds_left: int) -> Ints | None:
    """The partners of the best round of the circle that is still free of pairs who may not meet.

    None where there is no need for it (whoever has the fewest people left to meet has more than enough for
    `rounds_left` rounds, this one included), and where the circle is broken: fewer than `rounds_left` of its rounds
    are free although there were as many as that. Who rests is one who sat out the least.
    """
    people = len(company.people)
    if people > MOST_PEOPLE or rounds_left < 2:
        return None
    able = company.table >= 0
    to_meet = int(able.sum(axis=1).min())
    if rounds_left <= to_meet + 1 - SLACK:
        return None
    everybody, rounds = np.arange(people), circle_rounds(people)
    rests = [partners == NOBODY for partners in rounds]
    free = [n for n, partners in enumerate(rounds) if (able[everybody, partners] | rests[n]).all()]
    if not free or len(free) < min(rounds_left, to_meet + people % 2):
        return None

    def rank(number: int) -> tuple[int, float, int]:
        met = ~rests[number]
        gain = float(company.table[everybody[met], rounds[number][met]].sum())
        return int(company.turns.owed[rests[number]].sum()), -gain, number

    return rounds[min(free, key=rank)]
