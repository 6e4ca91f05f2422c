"""Why two people were put together: told from the same data as their affinity."""

from dataclasses import dataclass
from typing import Literal

from symposia.features.networking.pairing.affinity import DEFAULT, seeks_method_of
from symposia.features.networking.pairing.matching import Matching
from symposia.features.networking.pairing.profiles import INTENTS, Idf, Profile

TOLD_TOPICS = 3
"""So many shared topics are named as a reason; more would be a list, not a reason."""

ReasonKind = Literal[
    "wish_mutual",
    "shared_topics",
    "seek_offer",
    "offer_seek",
    "intent_fit",
    "shared_intent",
    "roles",
    "institutions",
    "languages",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two people were put together, told to the first of them; the browser makes the sentence.

    - `wish_mutual`: each had asked to meet the other. A wish of one alone is never told.
    - `shared_topics`: `terms` are the topics of both, the rarest first, at most three.
    - `seek_offer`: `terms` are what I look for and the other offers; `offer_seek` the reverse.
    - `intent_fit`: what one hopes for, the other has. `mine` and `theirs` are the intents: `job` and `hiring` or the
      reverse; or `method` and nothing: I look for a method, and the other works on methods; or the reverse.
      `terms` are the intents named.
    - `shared_intent`: `terms` are the intents of both.
    - `roles`: `mine` and `theirs` are `domain` and `method` or the reverse.
    - `institutions`: `mine` and `theirs` are the two places, by city where both are known and differ.
    - `languages`: `terms` are the languages of both.
    """

    kind: ReasonKind
    terms: tuple[str, ...] = ()
    mine: str = ""
    theirs: str = ""


def reasons(a: Profile, b: Profile, idf: Idf, matching: Matching = DEFAULT) -> list[Reason]:
    """What to tell `a` about having been put together with `b`, the strongest first; may be empty.

    What the organiser has given no weight (`matching`) is no reason. Of intents, one reason at most.
    """
    found: list[Reason] = []
    if b.id in a.wishes and a.id in b.wishes:
        found.append(Reason("wish_mutual"))
    if matching.weights.topics and (shared := set(a.topics) & set(b.topics)):
        rarest = sorted(shared, key=lambda topic: (-idf.weight(topic), topic))
        found.append(Reason("shared_topics", tuple(rarest[:TOLD_TOPICS])))
    if matching.weights.complement:
        found += _complements(a, b)
    if matching.weights.distance and a.institution and b.institution and a.institution != b.institution:
        mine, theirs = a.institution, b.institution
        if a.city and b.city and a.city != b.city:
            mine, theirs = a.city, b.city
        found.append(Reason("institutions", mine=mine, theirs=theirs))
    if spoken := _both(a.languages, b.languages):
        found.append(Reason("languages", spoken))
    return found


def _complements(a: Profile, b: Profile) -> list[Reason]:
    found = []
    if hit := _both(a.seeks, b.offers):
        found.append(Reason("seek_offer", hit))
    if hit := _both(a.offers, b.seeks):
        found.append(Reason("offer_seek", hit))
    if intent := _intent(a, b):
        found.append(intent)
    if a.role and b.role and a.role != b.role:
        found.append(Reason("roles", mine=a.role, theirs=b.role))
    return found


def _intent(a: Profile, b: Profile) -> Reason | None:
    """The strongest thing to say about what the two hope for."""
    ways = [("job", "hiring"), ("hiring", "job")]
    # When it fits both ways, both people are told the same of it.
    for mine, theirs in ways if a.id < b.id else reversed(ways):
        if mine in a.intents and theirs in b.intents:
            return Reason("intent_fit", (mine, theirs), mine, theirs)
    shared = tuple(intent for intent in INTENTS if intent in a.intents and intent in b.intents)
    if "collaborators" in shared:
        return Reason("shared_intent", shared)
    if seeks_method_of(a, b) != seeks_method_of(b, a):
        mine, theirs = ("method", "") if seeks_method_of(a, b) else ("", "method")
        return Reason("intent_fit", ("method",), mine, theirs)
    return Reason("shared_intent", shared) if shared else None


def _both(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(term for term in dict.fromkeys(mine) if term in theirs)
