"""What people told of themselves, and how rare their topics are."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import log, sqrt
from typing import Literal, get_args

from symposia.kernel.wire import PersonId

Role = Literal["domain", "method"]
Intent = Literal["collaborators", "method", "job", "hiring", "people"]
"""What somebody hopes for: a collaboration, a method, a job, somebody to hire, to get to know people."""
INTENTS: tuple[Intent, ...] = get_args(Intent)

Pair = tuple[PersonId, PersonId]
Trio = tuple[PersonId, PersonId, PersonId]


def pair_of(a: PersonId, b: PersonId) -> Pair:
    """The two in the one order in which pairs are kept."""
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody told us about themselves, as far as it matters for whom to meet."""

    id: PersonId
    name: str = ""
    institution: str = ""
    city: str | None = None
    topics: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    role: Role | None = None
    seniority: int = 1
    """0 junior, 1 in between or unknown, 2 senior."""
    languages: tuple[str, ...] = ()
    wishes: frozenset[PersonId] = frozenset()
    """Whom they would like to meet."""
    blocked: frozenset[PersonId] = frozenset()
    """Whom they never want to meet; holds in both directions. Read by `plan_rounds`, not by the affinity."""
    field: str = ""
    """The field of research or track; empty: none."""
    intents: tuple[Intent, ...] = ()
    likes_three: bool = False
    """Whether they would rather be in a trio than in a pair."""


@dataclass(frozen=True, slots=True)
class Idf:
    """How rare each topic is among the people of a conference, and how alike two of them are on average."""

    weights: Mapping[str, float]
    mean_cosine: float

    def weight(self, topic: str) -> float:
        """The rarer, the heavier; 0 for a topic that nobody had when the weights were made."""
        return self.weights.get(topic, 0.0)


def idf_of(profiles: Collection[Profile]) -> Idf:
    """Each topic weighs ln((1 + n) / (1 + people who have it)) + 1 (smoothed idf, as in scikit-learn)."""
    having = Counter(topic for profile in profiles for topic in set(profile.topics))
    weights = {topic: log((1 + len(profiles)) / (1 + having[topic])) + 1 for topic in sorted(having)}
    # The mean over all pairs without looking at them: |sum of the unit vectors|² = n + 2 · sum of cosines.
    total = dict.fromkeys(weights, 0.0)
    told = sorted(sorted(set(profile.topics)) for profile in profiles if profile.topics)
    for topics in told:
        norm = length(topics, weights)
        for topic in topics:
            total[topic] += weights[topic] / norm
    pairs = len(told) * (len(told) - 1)
    mean = (sum(value * value for value in total.values()) - len(told)) / pairs if pairs else 0.0
    return Idf(weights, max(0.0, mean))


def length(topics: Collection[str], weights: Mapping[str, float]) -> float:
    """The Euclidean length of the vector that has the weight of each topic."""
    return sqrt(sum(weights[topic] ** 2 for topic in sorted(topics)))
