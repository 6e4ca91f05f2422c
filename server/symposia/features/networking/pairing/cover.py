"""The matching of a large crowd, first half: an assignment on the double cover, with its prices.

Everybody is there twice, once asking and once asked, and everybody who asks is assigned somebody to ask (a bipartite
matching, solved by scipy with the Jonker-Volgenant algorithm for sparse matrices). Where two ask each other they are
a pair; the rest are circles, which `repair` makes into pairs. The dual solution says what a meeting with each person
is worth, their *price*: two whose prices add up to more than their worth are not the best for each other. With that

- only the promising edges are looked at first, and those that the prices show to be missing are added (pricing);
- the sum of the prices bounds what any matching can reach, so that every result can be judged;
- the prices of one round are a good first guess for the next (`warm`): it is solved several times faster.

Source: Balinski 1965 (a fractional matching is a matching on the double cover, in halves); Jonker and Volgenant 1987.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from symposia.features.networking.pairing.arrays import NOBODY, Flags, Ints, Reals
from symposia.features.networking.pairing.edges import Edges
from symposia.features.networking.pairing.exact import STEPS

LEFT_OUT = -1_000_000.0
"""What leaving somebody out is worth: no sum of affinities makes up for it."""
LEFT_OUT_AGAIN = -1_000.0
"""And so much less for every time that they were left out before."""
_LIFT = 10**11
"""Added to every weight, in steps: the solver takes no zeros, and all edges count one."""
BY_NEED, BY_WORTH = 8, 4
"""So many of the first edges of each person's two lists are looked at in the first try."""
CLOSE = 0.004
"""With warm prices, so are the edges that miss their prices by less."""
ADDED = 6
"""So many missing edges are added for each person from try to try."""
TRIES = 5
TOLERANCE = 1.5 / STEPS
STILL, SWEEPS = 1e-7, 400


@dataclass(frozen=True, slots=True)
class Cover:
    """An assignment: whom everybody asks (themselves: nobody), the prices, and who rests for an odd number."""

    asks: Ints
    prices: Reals
    resting: int
    """Whoever is left out so that the others are an even number, or `NOBODY`."""

    def slack(self, edges: Edges) -> Reals:
        """By how much each edge misses its prices; negative only by rounding, or where a try was the last."""
        slack: Reals = self.prices[edges.a] + self.prices[edges.b] - edges.worth
        return slack


def cover_of(edges: Edges, owed: Ints, may_rest: Flags, warm: Reals | None = None) -> Cover:
    """The best assignment of everybody by `edges`.

    With an odd number somebody of `may_rest` is left out, for whose absence the others lose the least. `owed` is how
    often each was left out before. Nobody else is left out unless the edges leave no choice.
    """
    size, resting = edges.size, NOBODY
    prices: Reals = np.zeros(size) if warm is None else warm
    alone: Reals = LEFT_OUT + LEFT_OUT_AGAIN * owed.astype(np.float64)
    usable = np.ones(len(edges.a), dtype=np.bool_)
    looked = edges.first(edges.by_need, BY_NEED) | edges.first(edges.by_worth, BY_WORTH)
    if warm is not None:
        looked |= prices[edges.a] + prices[edges.b] - edges.worth < CLOSE
    for attempt in range(TRIES):
        asks, prices = _assigned(edges, looked, alone, prices)
        if size % 2 and resting < 0:
            resting = int(np.flatnonzero(may_rest)[np.argmin(prices[may_rest])])
            usable = (edges.a != resting) & (edges.b != resting)
            looked &= usable
            prices[resting] = alone[resting] = 0.0
            continue
        missing = usable & ~looked & (prices[edges.a] + prices[edges.b] - edges.worth < -TOLERANCE)
        if attempt == TRIES - 1 or not missing.any():
            break
        looked[_worst(edges, np.flatnonzero(missing), prices)] = True
    return Cover(asks, prices, resting)


def _assigned(edges: Edges, looked: Flags, alone: Reals, prices: Reals) -> tuple[Ints, Reals]:
    """Whom everybody asks, and the new prices; `prices` only make it faster."""
    a, b, everybody = edges.a[looked], edges.b[looked], np.arange(edges.size)
    surplus = np.rint((edges.worth[looked] - prices[a] - prices[b]) * STEPS)
    asking, asked = np.concatenate([a, b, everybody]), np.concatenate([b, a, everybody])
    steps = np.concatenate([surplus, surplus, np.rint((alone - 2 * prices) * STEPS)])
    weights = sp.csr_matrix((steps + _LIFT, (asking, asked)), shape=(edges.size, edges.size))
    asks = min_weight_full_bipartite_matching(weights, maximize=True)[1].astype(np.int64)
    return asks, prices + _duals(asks, asking, asked, steps / STEPS)


def _duals(asks: Ints, asking: Ints, asked: Ints, worth: Reals) -> Reals:
    """The price of each person, half from asking and half from being asked.

    The lengths of longest paths from asker to asker (Bellman-Ford on all at once): with `u` for those who ask and `v`
    for those who are asked, u + v equals the worth of what is assigned and is at least that of everything else.
    """
    size = len(asks)
    asker = np.empty(size, dtype=np.int64)
    asker[asks] = np.arange(size)
    own = np.empty(size)
    assigned = asked == asks[asking]
    own[asking[assigned]] = worth[assigned]
    order = np.argsort(asking, kind="stable")
    rival = asker[asked][order]
    gain = (worth - own[asker[asked]])[order]
    starts = np.searchsorted(asking[order], np.arange(size))
    u = np.zeros(size)
    for _ in range(SWEEPS):
        raised = np.maximum(u, np.maximum.reduceat(gain + u[rival], starts))
        still = float(np.max(raised - u)) < STILL
        u = raised
        if still:
            break
    v = np.empty(size)
    v[asks] = own - u
    return (u + v) / 2


def _worst(edges: Edges, missing: Ints, prices: Reals) -> Ints:
    """Of the missing edges those that miss their prices the most, a few for each person."""
    owner = np.concatenate([edges.a[missing], edges.b[missing]])
    surplus = edges.worth[missing] - prices[edges.a[missing]] - prices[edges.b[missing]]
    order = np.lexsort((-np.concatenate([surplus, surplus]), owner))
    ranks = np.arange(len(order)) - np.searchsorted(owner[order], np.arange(edges.size))[owner[order]]
    worst: Ints = missing[np.unique(order[ranks < ADDED] % len(missing))]
    return worst
