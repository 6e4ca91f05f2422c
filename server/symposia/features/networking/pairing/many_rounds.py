"""All rounds of a session planned at once, as they would be if everybody came and stayed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

from symposia.features.networking.pairing.affinity import DEFAULT
from symposia.features.networking.pairing.company import Company
from symposia.features.networking.pairing.fairness import attainment
from symposia.features.networking.pairing.matching import Matching
from symposia.features.networking.pairing.one_round import Pairing, Prices, pair
from symposia.features.networking.pairing.profiles import Pair, Profile, Trio, idf_of, pair_of
from symposia.features.networking.pairing.scores import Scores, scores_of
from symposia.kernel.wire import PersonId


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """Everybody present, once each, in a pair, in a trio or sitting out. All sorted."""

    present: tuple[PersonId, ...]
    pairs: tuple[Pair, ...]
    trios: tuple[Trio, ...]
    sat_out: tuple[PersonId, ...]


def plan_rounds(
    profiles: Sequence[Profile], rounds: int, *, matching: Matching = DEFAULT, seed: int = 0
) -> tuple[PlannedRound, ...]:
    """`rounds` rounds in which all of `profiles` take part, and no two meet twice or have blocked one another.

    Each round is the best there is after those before it (looking ahead gains less than 0.4 % over the whole event),
    but for what fairness asks: people who got less than they could have count a little more in the rounds after.
    `seed` decides between what is equally good. The order of `profiles` does not matter.
    """
    # Ties fall by the order of ids: under others, given by chance, they fall otherwise.
    ids = sorted(profile.id for profile in profiles)
    Random(seed).shuffle(ids)
    alias = {person: f"{number:08}" for number, person in enumerate(ids)}
    known = [_renamed(profile, alias) for profile in profiles]
    pairs = frozenset((alias[a], alias[b]) for a, b in matching.must_meet if a in alias and b in alias)
    scores = scores_of(known, idf_of(known), replace(matching, must_meet=pairs))
    plan = _Plan(scores, {pair_of(p.id, other) for p in known for other in p.blocked}, rounds)
    return tuple(_named(plan.next_round(rounds - number), ids) for number in range(rounds))


class _Plan:
    """What happened in the rounds so far."""

    def __init__(self, scores: Scores, apart: set[Pair], rounds: int) -> None:
        self._scores, self._apart = scores, apart
        self._trios: dict[PersonId, int] = {}
        self._sat_out: dict[PersonId, int] = {}
        self._got: dict[PersonId, float] = {}
        self._prices: Prices = {}
        edges = Company(scores.people, scores, apart).edges
        self._best = [edges.best(number).tolist() for number in range(rounds)]
        """By how many rounds have been: what each could have got at most."""

    def next_round(self, rounds_left: int) -> Pairing:
        pairing = pair(
            self._scores.people,
            self._scores,
            self._apart,
            trios=self._trios,
            sat_out=self._sat_out,
            shortfall=self._shortfall(rounds_left),
            warm=self._prices,
            rounds_left=rounds_left,
        )
        self._note(pairing)
        return pairing

    def _note(self, pairing: Pairing) -> None:
        self._prices = pairing.prices
        for person in pairing.left:
            self._sat_out[person] = self._sat_out.get(person, 0) + 1
        for trio in pairing.trios:
            for person in trio:
                self._trios[person] = self._trios.get(person, 0) + 1
        for members in (*pairing.pairs, *pairing.trios):
            for a, b in combinations(members, 2):
                self._apart.add(pair_of(a, b))
                for person in (a, b):
                    self._got[person] = self._got.get(person, 0.0) + self._scores(a, b) / (len(members) - 1)

    def _shortfall(self, rounds_left: int) -> dict[PersonId, float]:
        best = dict(zip(self._scores.people, self._best[len(self._best) - rounds_left], strict=True))
        return {person: 1 - share for person, share in attainment(self._got, best).items()}


def _renamed(profile: Profile, alias: dict[PersonId, PersonId]) -> Profile:
    """The profile under other ids; wishes and blocks of people who are not there are gone."""

    def those(people: Iterable[PersonId]) -> frozenset[PersonId]:
        return frozenset(alias[person] for person in people if person in alias)

    return replace(profile, id=alias[profile.id], wishes=those(profile.wishes), blocked=those(profile.blocked))


def _named(pairing: Pairing, ids: Sequence[PersonId]) -> PlannedRound:
    def named(people: Iterable[PersonId]) -> tuple[PersonId, ...]:
        return tuple(sorted(ids[int(person)] for person in people))

    return PlannedRound(
        present=tuple(sorted(ids)),
        pairs=tuple(sorted((a, b) for a, b in map(named, pairing.pairs))),
        trios=tuple(sorted((a, b, c) for a, b, c in map(named, pairing.trios))),
        sat_out=named(pairing.left),
    )
