"""A pairing that was made a while ago, brought up to date."""

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

import numpy as np

from symposia.features.networking.pairing.arrays import FORBIDDEN, NOBODY, Ints
from symposia.features.networking.pairing.company import LEVEL, NEVER, Company
from symposia.features.networking.pairing.one_round import Pairing, pair, told
from symposia.features.networking.pairing.profiles import Pair, pair_of
from symposia.features.networking.pairing.scores import Scores
from symposia.features.networking.pairing.trios import Seated, not_first, seat
from symposia.kernel.wire import PersonId

MANY = 0.15
"""When more than this share of those present has to be matched anew, everybody is."""


def patched(
    prepared: Pairing,
    present: Iterable[PersonId],
    scores: Scores,
    apart: Collection[Pair],
    *,
    trios: Mapping[PersonId, int] = NEVER,
    sat_out: Mapping[PersonId, int] = NEVER,
    shortfall: Mapping[PersonId, float] = LEVEL,
    rounds_left: int = 1,
) -> Pairing:
    """`prepared`, for those who are `present` now: it promises what `pair` does, but for the best sum.

    Pairs that still hold stay. Who came, or whose partner went, is matched with others like that; for an odd one a
    third's place is found. Where that leaves somebody, or many have to be matched, everybody is matched anew.
    """
    here = frozenset(present)
    unlike = frozenset(pair_of(*two) for two in apart)

    def holds(members: tuple[PersonId, ...]) -> bool:
        return here.issuperset(members) and all(
            pair_of(a, b) not in unlike and scores.allowed(a, b) for a, b in combinations(members, 2)
        )

    kept = tuple(filter(holds, prepared.pairs))
    free = here.difference(*kept)
    if free == {*prepared.left}.union(*prepared.trios) and all(map(holds, prepared.trios)):
        return Pairing(kept, prepared.trios, prepared.left, prepared.prices)
    if len(free) <= MANY * len(here):
        company = Company(tuple(sorted(here)), scores, unlike, trios, sat_out, shortfall)
        among = pair(free, scores, unlike, trios=trios, sat_out=sat_out, shortfall=shortfall, thirds=False)
        if found := _with_a_third(company, (*kept, *among.pairs), among.left):
            return found
    then = prepared.prices
    return pair(
        here, scores, unlike, trios=trios, sat_out=sat_out, shortfall=shortfall, warm=then, rounds_left=rounds_left
    )


def _with_a_third(company: Company, pairs: tuple[Pair, ...], left: tuple[PersonId, ...]) -> Pairing | None:
    """These pairs, and the one who is left as a third; None where somebody would remain."""
    if len(left) > 1:
        return None
    number = {person: row for row, person in enumerate(company.people)}
    partners = np.full(len(number), NOBODY, dtype=np.int64)
    for a, b in pairs:
        partners[number[a]], partners[number[b]] = number[b], number[a]
    if not left:
        return told(company, partners, {})
    alone = number[left[0]]
    for third, then in (_relieved(company, partners, alone), (alone, partners)):
        seated: Seated = {}
        then = seat(company, then, seated, third)
        if seated:
            return told(company, then, seated)
    return None


def _relieved(company: Company, partners: Ints, alone: int) -> tuple[int, Ints]:
    """(who is alone, everybody's partner) with somebody alone whose turn it is more, if they give up their place."""
    owed, burden = company.turns.owed, company.turns.burden
    row = company.row(alone)
    able = np.flatnonzero((partners >= 0) & (np.where(partners >= 0, row[partners], FORBIDDEN) >= 0))
    able = able[not_first(company, partners)[able]]
    order = np.lexsort((able, -row[partners[able]], burden[able], owed[able]))
    if not len(order) or (owed[able[order[0]]], burden[able[order[0]]]) >= (owed[alone], burden[alone]):
        return alone, partners
    freed = int(able[order[0]])
    host, then = int(partners[freed]), partners.copy()
    then[alone], then[host], then[freed] = host, alone, NOBODY
    return freed, then
