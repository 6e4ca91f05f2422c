"""The matching of a large crowd, second half: from an assignment on the double cover to pairs.

Circles of an even number of people are halved into pairs. A circle of an odd number leaves somebody over; around all
of those the nearest part of the crowd is matched anew, exactly, along the edges that miss their prices by little: an
optimal matching has hardly any others.
"""

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from symposia.features.networking.pairing.arrays import NOBODY, Flags, Ints, Reals
from symposia.features.networking.pairing.edges import Edges
from symposia.features.networking.pairing.exact import STEPS, heaviest

REACH = (0.01, 0.03, 0.08, 0.2, 0.5, 3.0, 1e9)
"""By how much the edges that are looked at may miss their prices: more and more, until nobody is left over."""
NARROW = 0.1
"""From this reach on there are so many edges that only the nearest of each person are looked at."""
NEAREST = 24
AROUND = 1_200
"""At most about so many people are matched anew."""
GROWTH = 3
"""So many times those in reach of those in reach are added."""


def halved(asks: Ints, edges: Edges) -> tuple[Ints, Ints]:
    """Everybody's partner as far as it is clear, and who has to be looked at again: odd circles, and who has nobody."""
    partners = np.full(len(asks), NOBODY, dtype=np.int64)
    everybody = np.arange(len(asks))
    mutual = (asks[asks] == everybody) & (asks != everybody)
    partners[mutual] = asks[mutual]
    open_to: list[int] = np.flatnonzero(asks == everybody).tolist()
    for circle in _circles(asks):
        worth = edges.worth[edges.find(circle, np.roll(circle, -1))]
        if len(circle) % 2:
            open_to += circle.tolist()
            sums = [np.roll(worth, -out)[1:-1:2].sum() for out in range(len(circle))]
            row = np.roll(circle, -int(np.argmax(sums)))[1:]
        else:
            row = circle if worth[0::2].sum() >= worth[1::2].sum() else np.roll(circle, -1)
        partners[row[0::2]], partners[row[1::2]] = row[1::2], row[0::2]
    return partners, np.array(sorted(open_to), dtype=np.int64)


def _circles(asks: Ints) -> Iterator[Ints]:
    """Three and more who ask one another in a circle."""
    seen = asks[asks] == np.arange(len(asks))
    for start in np.flatnonzero(~seen).tolist():
        if seen[start]:
            continue
        circle, at = [start], int(asks[start])
        while at != start:
            circle.append(at)
            at = int(asks[at])
        seen[circle] = True
        yield np.array(circle, dtype=np.int64)


def mended(partners: Ints, open_to: Ints, edges: Edges, slack: Reals, spare: int) -> Ints:
    """`partners` with those of `open_to` matched too, and never fewer pairs or a lower sum than before.

    `slack` is by how much each edge misses its prices. It is done when at most `spare` people are without a partner.
    """
    for reach in REACH:
        if not len(open_to):
            break
        near = np.flatnonzero(slack <= reach)
        if reach > NARROW:
            near = _nearest(edges, near, slack)
        partners, left = _rematched(partners, open_to, edges, near)
        if len(left) <= spare:
            break
        open_to = left
    return partners


def _nearest(edges: Edges, near: Ints, slack: Reals) -> Ints:
    """Of these edges the `NEAREST` of each person."""
    owner = np.concatenate([edges.a[near], edges.b[near]])
    order = np.lexsort((np.tile(slack[near], 2), owner))
    ranks = np.arange(len(order)) - np.searchsorted(owner[order], np.arange(edges.size))[owner[order]]
    nearest: Ints = near[np.unique(order[ranks < NEAREST] % max(1, len(near)))]
    return nearest


def _rematched(partners: Ints, open_to: Ints, edges: Edges, near: Ints) -> tuple[Ints, Ints]:
    """The part of the crowd around `open_to` matched anew along the edges `near`; and who of it is left over."""
    inside = _around(partners, open_to, edges.a[near], edges.b[near])
    paired = np.flatnonzero(inside & (partners > np.arange(len(partners))))
    used = np.union1d(near[inside[edges.a[near]] & inside[edges.b[near]]], edges.find(paired, partners[paired]))
    a, b, weight = edges.a[used], edges.b[used], np.rint(edges.worth[used] * STEPS * 100).astype(np.int64)
    links = sp.csr_matrix((np.ones(len(a), np.int8), (a, b)), shape=(edges.size, edges.size))
    _, part_of = connected_components(links, directed=False)
    partners, left = partners.copy(), []
    by_part = np.argsort(part_of[a], kind="stable")
    for part in np.unique(part_of[open_to]).tolist():
        first, last = np.searchsorted(part_of[a][by_part], [part, part + 1])
        chosen = by_part[first:last]
        members = np.union1d(np.union1d(a[chosen], b[chosen]), open_to[part_of[open_to] == part])
        row_a, row_b = np.searchsorted(members, a[chosen]), np.searchsorted(members, b[chosen])
        triples = zip(row_a.tolist(), row_b.tolist(), weight[chosen].tolist(), strict=True)
        found = heaviest(len(members), list(triples))
        partners[members] = np.where(found >= 0, members[found], NOBODY)
        left += members[found < 0].tolist()
    return partners, np.array(sorted(left), dtype=np.int64)


def _around(partners: Ints, open_to: Ints, a: Ints, b: Ints) -> Flags:
    """Flags of those in reach of `open_to` along the edges (a, b) and the present pairs."""
    inside = np.zeros(len(partners), dtype=np.bool_)
    inside[open_to] = True
    for _ in range(GROWTH):
        inside[partners[inside & (partners >= 0)]] = True
        room = AROUND - int(inside.sum())
        edge_leads_out = inside[a] != inside[b]
        added = np.unique(np.concatenate([a[edge_leads_out], b[edge_leads_out]]))
        added = added[~inside[added]][: max(0, room // 2)]
        if not len(added):
            break
        inside[added] = True
    inside[partners[inside & (partners >= 0)]] = True
    return inside
