"""A crowd drawn by chance that looks like a conference of many centres.

Six fields, 25 methods that all of them use, 25 subjects each; some 40 institutions of very different sizes, half of
whose people work in the institution's field; one in twenty tells nothing of themselves, three in ten say whom they
would like to meet, and two pairs of a hundred are kept apart (half of them within groups of an institution).
"""

from collections import defaultdict
from dataclasses import replace
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from symposia.features.networking.pairing import Pair, Profile, pair_of

FIELDS = ("matter", "energy", "earth", "health", "space", "information")
SHARES = np.array([0.18, 0.16, 0.20, 0.26, 0.08, 0.12])
METHODS, SUBJECTS = 25, 25
LANGUAGES = ("de", "fr", "es", "it", "zh", "pt", "hi", "ru", "tr")
KEPT_APART, WISHING, SILENT = 0.02, 0.30, 0.05


def falling(count: int, steepness: float) -> NDArray[np.float64]:
    """Shares that fall as 1 / rank ** steepness (Zipf)."""
    shares = 1.0 / np.arange(1, count + 1) ** steepness
    return shares / shares.sum()


@cache
def population(people: int, seed: int = 0) -> tuple[Profile, ...]:
    """So many people, the same in every run; whom they block stands in both profiles."""
    chance = np.random.default_rng(seed)
    houses = round(40 * max(1.0, people / 600) ** 0.5)
    house = chance.choice(houses, people, p=falling(houses, 0.9))
    field = chance.choice(len(FIELDS), people, p=SHARES)
    at_home = chance.random(people) < 0.5
    field[at_home] = chance.choice(len(FIELDS), houses, p=SHARES)[house[at_home]]
    taste = np.exp(chance.normal(0, 0.8, (len(FIELDS), METHODS))) * falling(METHODS, 1.0)
    taste /= taste.sum(axis=1, keepdims=True)
    crowd = [_person(chance, n, FIELDS[field[n]], f"house {house[n]:03}", taste[field[n]]) for n in range(people)]
    apart = _apart(chance, crowd)
    wishes = _wishes(chance, crowd, field)
    others: dict[str, set[str]] = defaultdict(set)
    for a, b in apart:
        others[a].add(b)
        others[b].add(a)
    return tuple(
        replace(who, blocked=frozenset(others[who.id]), wishes=frozenset(wishes[who.id] - others[who.id]))
        for who in crowd
    )


def _person(chance: np.random.Generator, number: int, field: str, house: str, taste: NDArray[np.float64]) -> Profile:
    expert = chance.random() < 0.4
    languages = ["en"] * (chance.random() < 0.95)
    if chance.random() < 0.6:
        languages.append(LANGUAGES[chance.choice(len(LANGUAGES), p=falling(len(LANGUAGES), 1.1))])
    who = Profile(
        f"p{number:05}",
        institution="" if chance.random() < 0.03 else house,
        field=field,
        role="method" if expert else "domain",
        seniority=int(chance.choice(3, p=(0.5, 0.3, 0.2))),
        languages=tuple(languages) if chance.random() < 0.9 else (),
    )
    if chance.random() < SILENT:
        return who
    methods = chance.choice(METHODS, int(chance.integers(3, 8) if expert else chance.integers(1, 4)), p=taste)
    home = field if chance.random() < 0.85 else str(chance.choice(FIELDS))
    subjects = chance.choice(
        SUBJECTS, int(chance.integers(0, 3) if expert else chance.integers(2, 6)), p=falling(SUBJECTS, 0.9)
    )
    sought = chance.choice(METHODS, int(chance.integers(0, 2) if expert else chance.integers(0, 4)), p=taste)
    known = sorted({f"method {m}" for m in methods})
    topics = (*known, *sorted({f"{field if chance.random() < 0.8 else home} {s}" for s in subjects}))
    seeks = tuple(sorted({f"method {m}" for m in sought} - set(known)))
    return replace(who, topics=topics, offers=tuple(known), seeks=seeks)


def _apart(chance: np.random.Generator, crowd: list[Profile]) -> set[Pair]:
    most = int(KEPT_APART * len(crowd) * (len(crowd) - 1) / 2)
    groups: dict[str, list[str]] = defaultdict(list)
    size = {house: sum(who.institution == house for who in crowd) for house in {who.institution for who in crowd}}
    for who in crowd:
        groups[f"{who.institution}/{chance.integers(0, size[who.institution] // 6 + 1)}"].append(who.id)
    near = [pair_of(a, b) for group in groups.values() for a, b in combinations(group, 2)]
    apart = set(near[: most // 2])
    while len(apart) < most:
        one, other = chance.integers(0, len(crowd), (2, most))
        for a, b in zip(one.tolist(), other.tolist(), strict=True):
            if a != b and len(apart) < most:
                apart.add(pair_of(crowd[a].id, crowd[b].id))
    return apart


def _wishes(chance: np.random.Generator, crowd: list[Profile], field: NDArray[np.int64]) -> dict[str, set[str]]:
    """People wish for the well-known and the senior of their own field more often; every fifth wish is returned."""
    known = falling(len(crowd), 0.5)[chance.permutation(len(crowd))] * np.array([1 + who.seniority for who in crowd])
    wishes: dict[str, set[str]] = defaultdict(set)
    for number in np.flatnonzero(chance.random(len(crowd)) < WISHING).tolist():
        drawn = known * np.where(field == field[number], 3.0, 1.0)
        drawn[number] = 0
        most = min(int(chance.integers(1, 6)), len(crowd) - 1)
        for other in chance.choice(len(crowd), most, replace=False, p=drawn / drawn.sum()).tolist():
            wishes[crowd[number].id].add(crowd[other].id)
            if chance.random() < 0.2:
                wishes[crowd[other].id].add(crowd[number].id)
    return wishes
