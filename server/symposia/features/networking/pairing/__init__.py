"""Who meets whom: how well people fit, the best overall matching of a round, and the reasons they are told. All pure.

From the bottom up: `profiles` (what is known of people), `matching` (what the organiser wants), `affinity` (how well
two fit; `encoded`: all at once), `reasons`, `pool` (the edges that a large crowd's matching looks at), `scores` (a
whole crowd), `exact`, `cover` and `repair` (the matching), `trios`, `circle`, `fairness`, and `one_round`, `patch`,
`many_rounds` (what others call). The decision and its figures: docs/adr/010-pairing.md.
"""

from symposia.features.networking.pairing.affinity import affinity
from symposia.features.networking.pairing.fairness import attainment, best_sums
from symposia.features.networking.pairing.many_rounds import PlannedRound, plan_rounds
from symposia.features.networking.pairing.matching import Levels, Matching, Weights
from symposia.features.networking.pairing.one_round import Pairing, Prices, pair
from symposia.features.networking.pairing.patch import patched
from symposia.features.networking.pairing.profiles import Idf, Intent, Pair, Profile, Role, Trio, idf_of, pair_of
from symposia.features.networking.pairing.reasons import Reason, ReasonKind, reasons
from symposia.features.networking.pairing.scores import ProfileScores, Scores, scores_of

__all__ = [
    "Idf",
    "Intent",
    "Levels",
    "Matching",
    "Pair",
    "Pairing",
    "PlannedRound",
    "Prices",
    "Profile",
    "ProfileScores",
    "Reason",
    "ReasonKind",
    "Role",
    "Scores",
    "Trio",
    "Weights",
    "affinity",
    "attainment",
    "best_sums",
    "idf_of",
    "pair",
    "pair_of",
    "patched",
    "plan_rounds",
    "reasons",
    "scores_of",
]
