"""Nearly everybody meets nearly everybody: the rounds of a round-robin tournament.

With few people and many rounds, taking the best pairs first leaves over people who have met all the others who are
still free. The circle method (Kirkman 1847) has one place stand still and the others move on around it: an even number
of n people meet in n - 1 rounds without a gap. An odd number has no circle here: the odd one becomes a third, which
uses up two later meetings.
"""

import numpy as np

from symposia.features.networking.pairing.arrays import Ints
from symposia.features.networking.pairing.company import Company
from symposia.features.networking.pairing.pool import WHOLE

SLACK = 3
"""It is used when there are more rounds than people less so many."""


def circle_rounds(people: int) -> Ints:
    """The rounds in which `people`, an even number, all meet once: a row a round, everybody's partner."""
    turn, place = np.arange(people - 1)[:, None], np.arange(people - 1)[None, :]
    around: Ints = (2 * turn - place) % (people - 1)
    # Who would meet themselves meets the one who stands still: the last.
    around[turn == place] = people - 1
    return np.hstack([around, turn])


def circle_round(company: Company, rounds_left: int) -> Ints | None:
    """The partners of the best round of the circle that is still free of pairs who may not meet.

    None where there is no need for it (somebody has more than enough people left to meet for `rounds_left` rounds, this
    one included), and where there is no circle: with an odd number, or when fewer than `rounds_left` of its rounds are
    free although there were as many as that.
    """
    people = len(company.people)
    if people % 2 or people > WHOLE or rounds_left < 2 or rounds_left <= company.to_meet.max() + 1 - SLACK:
        return None
    rounds = circle_rounds(people)
    worth = company.table[np.arange(people), rounds]
    free = np.flatnonzero((worth >= 0).all(axis=1))
    if not len(free) or len(free) < min(rounds_left, company.to_meet.min()):
        return None
    best: Ints = rounds[free[np.argmax(worth[free].sum(axis=1))]]
    return best
