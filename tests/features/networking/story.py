"""A networking session as a test tells it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import numpy as np
from numpy.typing import NDArray

from symposia.features.networking import rules
from symposia.features.networking.pairing.arrays import FORBIDDEN
from symposia.features.networking.rules import Decision, Floor, Outcome, Pair, Pairing, Plan, Scores, Terms

NOON = datetime(2021, 4, 14, 12, tzinfo=UTC)
PEOPLE = ("ann", "bob", "cem", "dee", "eva", "fay", "gus", "hal", "ida")
PLAN = Plan(rounds=3, reveal_s=5, meeting_s=120, wrapup_s=20, break_s=30)


class Neighbours(Scores):
    """Everybody fits, neighbours in the list a little better."""

    def __init__(self, people: Iterable[str] = PEOPLE) -> None:
        self.rows = {name: row for row, name in enumerate(people)}

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(sorted(self.rows))

    def __call__(self, a: str, b: str) -> float:
        return 1 - abs(self.rows[a] - self.rows[b]) / 100

    def among(self, people: Sequence[str]) -> NDArray[np.float64]:
        rows = np.array([self.rows[name] for name in people])
        table: NDArray[np.float64] = 1 - np.abs(np.subtract.outer(rows, rows)) / 100.0
        np.fill_diagonal(table, FORBIDDEN)
        return table


class Story:
    """A networking session as a test tells it. In place of rows and timers: a floor and a clock."""

    def __init__(self, plan: Plan = PLAN) -> None:
        self.plan, self.now, self.floor = plan, NOON, Floor()
        self.scores: Scores = Neighbours()
        self.met: set[Pair] = set()
        self.blocked: set[Pair] = set()
        self.prepared: dict[int, Pairing] = {}
        self.told: list[Decision] = []
        self.numbers = count(1)

    def terms(self) -> Terms:
        names = self.numbers
        apart = self.met | self.blocked
        return Terms(self.plan, self.scores, apart, lambda: f"m{next(names):03}", self.prepared.get)

    def think_ahead(self) -> None:
        """Who would meet whom if the next round began now is kept for when it begins."""
        self.prepared[self.floor.state.round + 1] = rules.next_round(self.floor, self.terms())

    def take(self, outcome: Outcome) -> tuple[Decision, ...]:
        self.floor = outcome.floor
        self.told += outcome.decisions
        for decision in outcome.decisions:
            if isinstance(decision, rules.Enter):
                self.met |= set(decision.met)
        return outcome.decisions

    def wait(self, seconds: float) -> tuple[Decision, ...]:
        self.now += timedelta(seconds=seconds)
        return self.take(rules.advance(self.floor, self.terms(), self.now))

    def moderate(self, act: Callable[..., rules.RoundState], *given: object) -> tuple[Decision, ...]:
        state = act(self.floor.state, *given, self.now)
        return self.take(rules.turn(self.floor, self.terms(), state, self.now))

    def ready(self, *people: str) -> None:
        for person in people:
            self.take(rules.ready(self.floor, self.plan, person, self.now))

    def start(self, *people: str) -> None:
        self.moderate(rules.open_room)
        self.ready(*people)
        self.moderate(rules.start, self.plan)

    def enter(self, *people: str) -> None:
        for person in people:
            self.take(rules.enter(self.floor, person))

    def block(self, person: str, other: str) -> None:
        self.blocked.add(rules.pair_of(person, other))
        self.take(rules.block(self.floor, self.plan, person, other, self.now))

    def partners(self, person: str) -> set[str]:
        meeting = self.floor.meeting_of(person)
        return set(meeting.members) - {person} if meeting else set()

    def waits(self, person: str) -> bool:
        return self.floor.of(person).waiting_since is not None
