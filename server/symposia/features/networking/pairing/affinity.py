"""How well two people fit.

    A = L · (0.45·T + 0.25·C + 0.15·D + 0.05·S + 0.10) + wish + list          in [0, 4]

- T the idf-weighted cosine of their topics (the conference's mean where a profile is empty).
- C half of (the share of what one seeks that the other offers, and the reverse), 0.5 more for domain × method, and
  for intents 0.5 more for job × hiring, 0.25 for two who look for collaborators, 0.25 for one who looks for a method
  × one who works on methods; at most 1.
- D 1 for different institutions, 0.5 where one is unknown. S whether their seniority is within one level (`mixed`:
  half the difference). L 1 with a common language or where one's languages are unknown, else 0.3.
- wish 0.5 when one has it, 1 when both have; list 2 for two on the organiser's list of those who must meet.

The weights are the organiser's (`Weights`). The formula is this project's own; its parts and first weights were
tried on a synthetic conference of 600 (docs/adr/010-pairing.md).
"""

from symposia.features.networking.pairing.matching import Levels, Matching
from symposia.features.networking.pairing.profiles import Idf, Profile, length, pair_of

NO_COMMON_LANGUAGE = 0.3
ONE_WISH, MUTUAL_WISH = 0.5, 1.0
MUST_MEET = 2.0
DIFFERENT_ROLES = 0.5
JOB_AND_HIRING = 0.5
BOTH_COLLABORATORS = 0.25
METHOD_AND_METHODS = 0.25
UNKNOWN_PLACE = 0.5

DEFAULT = Matching()


def affinity(a: Profile, b: Profile, idf: Idf, matching: Matching = DEFAULT) -> float:
    """How well `a` and `b` fit: symmetric, within [0, 4]. Whether they may meet is not asked here."""
    topics, complement, distance, seniority, base = matching.weights.shares
    fit = (
        topics * _alike(a, b, idf)
        + complement * _complement(a, b)
        + distance * _distance(a, b)
        + seniority * level_fit(abs(a.seniority - b.seniority), matching.levels)
        + base
    )
    unknown = not a.languages or not b.languages
    understood = unknown or not set(a.languages).isdisjoint(b.languages)
    wishes = (b.id in a.wishes) + (a.id in b.wishes)
    listed = MUST_MEET if pair_of(a.id, b.id) in matching.must_meet else 0.0
    return (1.0 if understood else NO_COMMON_LANGUAGE) * fit + (0.0, ONE_WISH, MUTUAL_WISH)[wishes] + listed


def level_fit(apart: int, levels: Levels) -> float:
    """S for two who are so many levels of seniority apart."""
    return min(apart, 2) / 2 if levels == "mixed" else float(apart <= 1)


def _alike(a: Profile, b: Profile, idf: Idf) -> float:
    mine = {topic for topic in a.topics if idf.weight(topic)}
    theirs = {topic for topic in b.topics if idf.weight(topic)}
    if not mine or not theirs:
        return idf.mean_cosine
    shared = sum(idf.weight(topic) ** 2 for topic in sorted(mine & theirs))
    return shared / (length(mine, idf.weights) * length(theirs, idf.weights))


def _complement(a: Profile, b: Profile) -> float:
    met = (_share(a.seeks, b.offers) + _share(b.seeks, a.offers)) / 2
    met += DIFFERENT_ROLES * bool(a.role and b.role and a.role != b.role)
    met += JOB_AND_HIRING * (_has(a, b, "job", "hiring") or _has(b, a, "job", "hiring"))
    met += BOTH_COLLABORATORS * _has(a, b, "collaborators", "collaborators")
    met += METHOD_AND_METHODS * (seeks_method_of(a, b) or seeks_method_of(b, a))
    return min(1.0, met)


def seeks_method_of(a: Profile, b: Profile) -> bool:
    """Whether `a` hopes for a method, and `b` is somebody who works on methods."""
    return "method" in a.intents and b.role == "method"


def _has(a: Profile, b: Profile, mine: str, theirs: str) -> bool:
    return mine in a.intents and theirs in b.intents


def _distance(a: Profile, b: Profile) -> float:
    if not a.institution or not b.institution:
        return UNKNOWN_PLACE
    return float(a.institution != b.institution)


def _share(sought: tuple[str, ...], offered: tuple[str, ...]) -> float:
    return len(set(sought) & set(offered)) / len(set(sought)) if sought else 0.0
