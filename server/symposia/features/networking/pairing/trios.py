"""Who is a third, and where: for whoever has no partner, a pair is found that makes a trio with them."""

from collections import deque
from collections.abc import Iterator

import numpy as np

from symposia.features.networking.pairing.arrays import FORBIDDEN, NOBODY, Flags, Ints, Reals
from symposia.features.networking.pairing.company import Company
from symposia.features.networking.pairing.exact import best_partners

Seated = dict[int, int]
"""A third → the one of the two hosts who has the smaller number."""


def with_thirds(company: Company, partners: Ints) -> tuple[Ints, Seated]:
    """Everybody's partner, and the thirds: as many as can be of those whom `partners` leaves without one."""
    owed = company.turns.owed
    lonely = sorted(np.flatnonzero(partners == NOBODY).tolist(), key=lambda i: (-owed[i], i))
    seated: Seated = {}
    if len(lonely) == 1 and company.small:
        partners = _fresh_hosts(company, partners, lonely[0])
    for alone in lonely:
        partners = seat(company, partners, seated, alone)
    return partners, seated


def seat(company: Company, partners: Ints, seated: Seated, alone: int) -> Ints:
    """Seat `alone` as a third, or somebody whose place they can take; entered in `seated`.

    The hosts are two who were in the fewest trios and sat out least, then those who like three, then the best fit.
    `partners` as it is when nobody can be seated.
    """
    for third, then in _exchanges(company, partners, seated, alone):
        row = company.row(third)
        one, other = free_pairs(then, seated)
        able = (row[one] >= 0) & (row[other] >= 0)
        if able.any():
            one, other = one[able], other[able]
            had, likes = _claims(company), company.turns.burden == 0
            order = np.lexsort((one, -(row[one] + row[other]), -(likes[one] * 1 + likes[other]), had[one] + had[other]))
            seated[third] = int(one[order[0]])
            return then
    return partners


def free_pairs(partners: Ints, seated: Seated) -> tuple[Ints, Ints]:
    """The pairs that are no hosts: the smaller numbers, and their partners."""
    free = partners > np.arange(len(partners))
    free[list(seated.values())] = False
    one = np.flatnonzero(free)
    return one, partners[one]


def _claims(company: Company) -> Ints:
    """How often each was in a trio or sat out: who has the fewest is asked first to be in a trio."""
    trios = np.array([company.trios.get(person, 0) for person in company.people], dtype=np.int64)
    return trios + company.turns.owed


def _fresh_hosts(company: Company, partners: Ints, alone: int) -> Ints:
    """The matching with the two as hosts for `alone` whose turn it is the most, if the others still match.

    A large crowd has such a pair anyway; in a small one the others are matched anew around it.
    """
    table, had = company.table, _claims(company)
    free = not_first(company, partners)
    able = (table >= 0) & (table[alone] >= 0)[:, None] & (table[alone] >= 0)[None, :]
    able &= (free[:, None] & free[None, :]) | (partners[:, None] == np.arange(len(partners))[None, :])
    if not able.any():
        return partners
    joint = had[:, None] + had[None, :]
    fewest = int(joint[able].min())
    one, other = free_pairs(partners, {})
    if (able[one, other] & (joint[one, other] == fewest)).any():
        return partners
    fit = np.where(able & (joint == fewest), table + table[alone][:, None] + table[alone][None, :], FORBIDDEN)
    a, b = divmod(int(fit.argmax()), len(partners))
    rest = np.setdiff1d(np.arange(len(partners)), [alone, a, b])
    matched = best_partners(table[np.ix_(rest, rest)], first_flags(company)[np.ix_(rest, rest)], company.turns.of(rest))
    if (matched == NOBODY).any():
        return partners
    then = partners.copy()
    then[a], then[b] = b, a
    then[rest] = rest[matched]
    return then


def first_flags(company: Company) -> Flags:
    """The pairs who are to come first, as a table."""
    flags = np.zeros((len(company.people),) * 2, dtype=np.bool_)
    one, other = company.first.T
    flags[one, other] = flags[other, one] = True
    return flags


def not_first(company: Company, partners: Ints) -> Flags:
    """Who is not in a pair that is to come first."""
    free = np.ones(len(partners), dtype=np.bool_)
    one, other = company.first[partners[company.first[:, 0]] == company.first[:, 1]].T
    free[one] = free[other] = False
    return free


def _exchanges(company: Company, partners: Ints, seated: Seated, alone: int) -> Iterator[tuple[int, Ints]]:
    """(who is alone, everybody's partner): first as it is, then with others alone instead, nearest first.

    An alternating tree: who is alone takes the partner of another, who is then alone. Pairs that are to come first
    are taken apart last of all.
    """
    yield alone, partners
    free = not_first(company, partners)
    for breakable in (free, np.ones_like(free)):
        seen = {alone, *seated, *seated.values(), *partners[list(seated.values())].tolist()}
        queue = deque([(alone, partners)])
        while queue:
            out, now = queue.popleft()
            for taken in _by_fit(company.row(out), breakable):
                freed = int(now[taken])
                if freed < 0 or taken in seen:
                    continue
                seen |= {taken, freed}
                then = now.copy()
                then[out], then[taken], then[freed] = taken, out, NOBODY
                yield freed, then
                queue.append((freed, then))
        if free.all():
            return


def _by_fit(row: Reals, breakable: Flags) -> list[int]:
    able = np.flatnonzero((row >= 0) & breakable)
    found: list[int] = able[np.argsort(-row[able], kind="stable")].tolist()
    return found
