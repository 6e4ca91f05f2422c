"""Pairing: how good, how fast, how fair; on a synthetic crowd, on the demonstration conference, and for 10,000 people.

How much is short of the optimum is that of the worst of eight rounds, each against the best there is after the rounds
before it (a blossom algorithm on all edges), in plain affinity: what fairness costs counts against us. Attainment is
the sum of a person's affinities over the rounds ÷ the sum of their so many best affinities with people they may meet.
Times are CPU of this process, with the pool built and the prices of the round before.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import process_time

from symposia.demo.people import demo_people
from symposia.features.networking.pairing import (
    Pair,
    Pairing,
    Profile,
    Scores,
    attainment,
    idf_of,
    pair,
    pair_of,
    patched,
    scores_of,
)
from symposia.features.networking.pairing.company import Company
from tests.bench.figures import Bench, Figure, percentile
from tests.support.exactly import best_sum
from tests.support.population import population

ROUNDS, PEOPLE, WAITING, THOUSANDS = 8, 600, 120, 10_000
OFTEN = 9


def measure(bench: Bench) -> Iterator[Figure]:
    synthetic = population(PEOPLE)
    yield from _crowd("synthetic", synthetic)
    yield from _crowd("demonstration", demonstration())
    yield _waiting(synthetic)
    yield _patching(synthetic)
    yield from _thousands()


def demonstration() -> tuple[Profile, ...]:
    """The people of the demonstration conference, as the pairing knows them."""
    return tuple(
        Profile(
            person.email,
            institution=person.institution,
            city=person.city,
            topics=person.topics,
            seeks=person.seeks,
            offers=person.offers,
            role=person.role,
            seniority=person.seniority,
            languages=person.languages,
            field=person.field,
            intents=person.intents,  # type: ignore[arg-type]
        )
        for person in demo_people()
    )


@dataclass
class Evening:
    """Rounds one after the other, all of them present, and what came of it."""

    scores: Scores
    apart: set[Pair]
    got: dict[str, float] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    last: Pairing = field(default_factory=Pairing)

    def play(self, shortfall: dict[str, float]) -> float:
        """One round; what its pairs are worth."""
        began = process_time()
        self.last = pair(self.scores.people, self.scores, self.apart, shortfall=shortfall, warm=self.last.prices)
        self.seconds.append(process_time() - began)
        sum = 0.0
        for a, b in self.last.pairs:
            fit = self.scores(a, b)
            sum += fit
            for person in (a, b):
                self.got[person] = self.got.get(person, 0.0) + fit
        self.apart.update(self.last.pairs)
        return sum


def _crowd(name: str, profiles: Sequence[Profile]) -> Iterator[Figure]:
    scores, apart = _given(profiles)
    began = process_time()
    assert scores.pool.complete
    built = process_time() - began
    edges = Company(scores.people, scores, apart).edges
    evening, shares, shortfall = Evening(scores, apart), [], {}
    for number in range(ROUNDS):
        best = best_sum(scores, apart)
        shares.append(evening.play(shortfall) / best)
        most = dict(zip(scores.people, edges.best(number + 1).tolist(), strict=True))
        shortfall = {person: 1 - share for person, share in attainment(evening.got, most).items()}
    reached = [1 - short for short in shortfall.values()]
    what = f"pairing {len(profiles)} ({name})"
    yield Figure(f"{what}, worst of {ROUNDS} rounds, short of the optimum", 100 * (1 - min(shares)), "%", 0.02)
    yield Figure(f"{what}, median round", statistics.median(evening.seconds) * 1000, "ms", 50.0)
    yield Figure(
        f"{what}, attainment, 5th percentile",
        percentile(reached, 0.05),
        "",
        0.92,
        at_least=True,
        detail={"mean": statistics.mean(reached), "least": min(reached)},
    )
    yield Figure(f"{what}, pool built", built, "s", 0.5)


def _waiting(profiles: Sequence[Profile]) -> Figure:
    """Those who wait are matched with each other; scores are new every time, as in a command."""
    seconds = []
    for number in range(OFTEN):
        scores, apart = _given(profiles)
        waiting = scores.people[number::5][:WAITING]
        began = process_time()
        pair(waiting, scores, apart, thirds=False)
        seconds.append(process_time() - began)
    return Figure(f"pairing {WAITING} who wait, of {len(profiles)}", statistics.median(seconds) * 1000, "ms", 20.0)


def _patching(profiles: Sequence[Profile]) -> Figure:
    """At the beginning of a round three have gone and two have come."""
    seconds = []
    scores, apart = _given(profiles)
    before = pair(scores.people[2:], scores, apart)
    for number in range(OFTEN):
        scores, apart = _given(profiles)
        began = process_time()
        patched(before, [*scores.people[:9], *scores.people[12 + number :]], scores, apart)
        seconds.append(process_time() - began)
    return Figure("a prepared round brought up to date", statistics.median(seconds) * 1000, "ms", 20.0)


def _thousands() -> Iterator[Figure]:
    """In a process of its own, for its memory."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.thousands", str(THOUSANDS)], check=True, capture_output=True, text=True
    )
    told = json.loads(done.stdout)
    what = f"pairing {THOUSANDS:,}"
    yield Figure(f"{what}, worst round, short of a proved bound", 100 * (1 - min(told["shares"])), "%", 0.1)
    yield Figure(f"{what}, slowest round", max(told["seconds"]), "s", 5.0)
    yield Figure(f"{what}, pool built", told["pool_s"], "s", 15.0)
    yield Figure(f"{what}, peak memory", told["peak_mib"] / 1024, "GiB", 1.5)


def _given(profiles: Sequence[Profile]) -> tuple[Scores, set[Pair]]:
    return scores_of(profiles, idf_of(profiles)), {pair_of(who.id, other) for who in profiles for other in who.blocked}
