"""How well two people fit, and what to tell them about it.

    A = L · (0.45·T + 0.25·C + 0.15·D + 0.05·S + 0.10) + wish          in [0.03, 2]

T is the idf-weighted cosine of their topics (the conference's mean where a profile is empty), C what one
seeks and the other offers, D whether they come from different institutions, S whether their seniority is
within one level, L whether they share a language; the wish counts 0.5 when one has it and 1 when both have.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from symposia.kernel.wire import PersonId

TOPICS, COMPLEMENT, DISTANCE, SENIORITY, BASE = 0.45, 0.25, 0.15, 0.05, 0.10
"""The weights of the formula; they add up to 1."""
NO_COMMON_LANGUAGE = 0.3
ONE_WISH, MUTUAL_WISH = 0.5, 1.0
DIFFERENT_ROLES = 0.5
TOLD_TOPICS = 3
"""So many shared topics are named as a reason; more would be a list, not a reason."""

Table = NDArray[np.float64]
Role = Literal["domain", "method"]
ReasonKind = Literal["wish_mutual", "shared_topics", "seek_offer", "offer_seek", "roles", "institutions", "languages"]


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
    languages: tuple[str, ...] = ()
    wishes: frozenset[PersonId] = frozenset()
    blocked: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True)
class Idf:
    """How rare each topic is among the people of a conference, and how alike two of them are on average."""

    weights: Mapping[str, float]
    mean_cosine: float

    def weight(self, topic: str) -> float:
        """The rarer, the heavier; 0 for a topic that nobody had when the weights were made."""
        return self.weights.get(topic, 0.0)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two people were put together, told to the first of them; the browser makes the sentence.

    - `wish_mutual`: each had asked to meet the other. A wish of one alone is never told.
    - `shared_topics`: `terms` are the topics of both, the rarest first, at most three.
    - `seek_offer`: `terms` are what I look for and the other offers; `offer_seek` the reverse.
    - `roles`: `mine` and `theirs` are `domain` and `method` or the reverse.
    - `institutions`: `mine` and `theirs` are the two places, by city where both are known and differ.
    - `languages`: `terms` are the languages of both.
    """

    kind: ReasonKind
    terms: tuple[str, ...] = ()
    mine: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """The affinities of everybody with everybody: row and column `index[person]` of a symmetric table."""

    index: Mapping[PersonId, int]
    table: Table

    def __call__(self, a: PersonId, b: PersonId) -> float:
        return float(self.table[self.index[a], self.index[b]])

    def among(self, people: Sequence[PersonId]) -> Table:
        """The table of these people only, in their order."""
        rows = [self.index[person] for person in people]
        return self.table[np.ix_(rows, rows)]


def idf_of(profiles: Collection[Profile]) -> Idf:
    """Each topic weighs ln((1 + n) / (1 + people who have it)) + 1 (smoothed idf, as in scikit-learn)."""
    having = Counter(topic for profile in profiles for topic in set(profile.topics))
    weights = {topic: log((1 + len(profiles)) / (1 + having[topic])) + 1 for topic in sorted(having)}
    # The mean over all pairs without looking at them: |sum of the unit vectors|² = n + 2 · sum of cosines.
    total = dict.fromkeys(weights, 0.0)
    told = [set(profile.topics) for profile in profiles if profile.topics]
    for topics in told:
        for topic in sorted(topics):
            total[topic] += weights[topic] / _length(topics, weights)
    pairs = len(told) * (len(told) - 1)
    mean = (sum(value * value for value in total.values()) - len(told)) / pairs if pairs else 0.0
    return Idf(weights, mean)


def affinity(a: Profile, b: Profile, idf: Idf) -> float:
    """How well `a` and `b` fit: symmetric, within [0.03, 2]. Whether they may meet is not asked here."""
    base = (
        TOPICS * _alike(a, b, idf)
        + COMPLEMENT * _complement(a, b)
        + DISTANCE * _distance(a, b)
        + SENIORITY * (abs(a.seniority - b.seniority) <= 1)
        + BASE
    )
    unknown = not a.languages or not b.languages
    understood = unknown or not set(a.languages).isdisjoint(b.languages)
    wishes = (b.id in a.wishes) + (a.id in b.wishes)
    return (1.0 if understood else NO_COMMON_LANGUAGE) * base + (0.0, ONE_WISH, MUTUAL_WISH)[wishes]


def reasons(a: Profile, b: Profile, idf: Idf) -> list[Reason]:
    """What to tell `a` about having been put together with `b`, the strongest first; may be empty."""
    found: list[Reason] = []
    if b.id in a.wishes and a.id in b.wishes:
        found.append(Reason("wish_mutual"))
    if shared := set(a.topics) & set(b.topics):
        rarest = sorted(shared, key=lambda topic: (-idf.weight(topic), topic))
        found.append(Reason("shared_topics", tuple(rarest[:TOLD_TOPICS])))
    if hit := _both(a.seeks, b.offers):
        found.append(Reason("seek_offer", hit))
    if hit := _both(a.offers, b.seeks):
        found.append(Reason("offer_seek", hit))
    if a.role and b.role and a.role != b.role:
        found.append(Reason("roles", mine=a.role, theirs=b.role))
    if a.institution and b.institution and a.institution != b.institution:
        mine, theirs = a.institution, b.institution
        if a.city and b.city and a.city != b.city:
            mine, theirs = a.city, b.city
        found.append(Reason("institutions", mine=mine, theirs=theirs))
    if spoken := _both(a.languages, b.languages):
        found.append(Reason("languages", spoken))
    return found


def scores_of(profiles: Sequence[Profile], idf: Idf) -> Scores:
    """`affinity` of every two of `profiles`, at once (600 people: some 30 ms)."""
    base = TOPICS * _topic_table(profiles, idf) + COMPLEMENT * _complement_table(profiles) + BASE
    house = _codes([p.institution or None for p in profiles])
    base += DISTANCE * np.where(_known(house), _unlike(house), 0.5)
    level = np.array([p.seniority for p in profiles], dtype=np.int64)
    base += SENIORITY * (np.abs(level[:, None] - level[None, :]) <= 1)
    tongues = _marks([p.languages for p in profiles], _equal([p.languages for p in profiles]))
    mute = tongues.sum(axis=1) == 0
    understood = (tongues @ tongues.T > 0) | mute[:, None] | mute[None, :]
    base *= np.where(understood, 1.0, NO_COMMON_LANGUAGE)

    index = {profile.id: row for row, profile in enumerate(profiles)}
    wish = np.zeros_like(base)
    for row, profile in enumerate(profiles):
        wish[row, [index[other] for other in profile.wishes if other in index]] = ONE_WISH
    return Scores(index, base + wish + wish.T)


def _topic_table(profiles: Sequence[Profile], idf: Idf) -> Table:
    topics = _unit(_marks([p.topics for p in profiles], idf.weights), norm=2)
    table: Table = topics @ topics.T
    silent = topics.sum(axis=1) == 0
    table[silent, :] = table[:, silent] = idf.mean_cosine
    return table


def _complement_table(profiles: Sequence[Profile]) -> Table:
    terms = _equal([(*p.seeks, *p.offers) for p in profiles])
    seeks = _unit(_marks([p.seeks for p in profiles], terms), norm=1)
    hits = seeks @ _marks([p.offers for p in profiles], terms).T
    role = _codes([p.role for p in profiles])
    table: Table = (hits + hits.T) / 2 + DIFFERENT_ROLES * (_unlike(role) & _known(role))
    return np.minimum(table, 1.0)


def _alike(a: Profile, b: Profile, idf: Idf) -> float:
    mine = {topic for topic in a.topics if idf.weight(topic)}
    theirs = {topic for topic in b.topics if idf.weight(topic)}
    if not mine or not theirs:
        return idf.mean_cosine
    shared = sum(idf.weight(topic) ** 2 for topic in sorted(mine & theirs))
    return shared / (_length(mine, idf.weights) * _length(theirs, idf.weights))


def _complement(a: Profile, b: Profile) -> float:
    met = (_share(a.seeks, b.offers) + _share(b.seeks, a.offers)) / 2
    return min(1.0, met + DIFFERENT_ROLES * bool(a.role and b.role and a.role != b.role))


def _distance(a: Profile, b: Profile) -> float:
    if not a.institution or not b.institution:
        return 0.5
    return float(a.institution != b.institution)


def _length(topics: Collection[str], weights: Mapping[str, float]) -> float:
    return sqrt(sum(weights[topic] ** 2 for topic in sorted(topics)))


def _share(sought: tuple[str, ...], offered: tuple[str, ...]) -> float:
    return len(set(sought) & set(offered)) / len(set(sought)) if sought else 0.0


def _both(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(term for term in dict.fromkeys(mine) if term in theirs)


def _equal(lists: Sequence[tuple[str, ...]]) -> dict[str, float]:
    """Every term that occurs, with the weight 1."""
    return dict.fromkeys((term for terms in lists for term in terms), 1.0)


def _marks(lists: Sequence[tuple[str, ...]], weights: Mapping[str, float]) -> Table:
    """A row a person, a column a term of `weights`: the term's weight where the person has it."""
    column = {term: number for number, term in enumerate(weights)}
    marks = np.zeros((len(lists), len(column)))
    for row, terms in enumerate(lists):
        for term in terms:
            if term in column:
                marks[row, column[term]] = weights[term]
    return marks


def _unit(marks: Table, norm: int) -> Table:
    """`marks` with every row that is not empty brought to length 1."""
    lengths = np.linalg.norm(marks, ord=norm, axis=1, keepdims=True)
    return marks / np.where(lengths > 0, lengths, 1.0)


def _codes(names: Sequence[str | None]) -> NDArray[np.int64]:
    """A number a name, -1 for none."""
    codes = {name: code for code, name in enumerate(dict.fromkeys(filter(None, names)))}
    return np.array([codes[name] if name else -1 for name in names], dtype=np.int64)


def _unlike(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.not_equal.outer(codes, codes)


def _known(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.logical_and.outer(codes >= 0, codes >= 0)
