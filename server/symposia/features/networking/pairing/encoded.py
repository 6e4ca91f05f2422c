"""Profiles as arrays, so that the affinities of thousands of pairs are counted at once.

Says of every two what `affinity` and `Matching.allows` say, within 1e-6.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from symposia.features.networking.pairing.affinity import (
    BOTH_COLLABORATORS,
    DIFFERENT_ROLES,
    JOB_AND_HIRING,
    METHOD_AND_METHODS,
    MUST_MEET,
    NO_COMMON_LANGUAGE,
    ONE_WISH,
    UNKNOWN_PLACE,
)
from symposia.features.networking.pairing.arrays import FORBIDDEN, Flags, Ints
from symposia.features.networking.pairing.matching import Matching
from symposia.features.networking.pairing.profiles import Idf, Pair, Profile
from symposia.kernel.wire import PersonId

_Block = NDArray[np.float32]
_WORD = 63
"""Languages in one number."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """People as arrays, a row a person. Codes are numbers for names, -1 for unknown; the tables are sparse."""

    matching: Matching
    mean_cosine: float
    topics: sp.csr_matrix
    """Rows of length 1 (Euclidean)."""
    silent: Flags
    """Who has no topics."""
    seeks: sp.csr_matrix
    """Rows that add up to 1."""
    offers: sp.csr_matrix
    roles: Ints
    institutions: Ints
    fields: Ints
    levels: NDArray[np.int8]
    languages: Ints
    """A row a person, a bit a language."""
    intents: Mapping[str, Flags]
    extra: sp.csr_matrix
    """What wishes and the organiser's list add, for pairs."""

    def block(self, rows: slice, columns: slice = slice(None)) -> _Block:
        """The affinities of the people of `rows` with those of `columns`; `FORBIDDEN` where a rule keeps them apart.

        Somebody with themselves is as with anybody else.
        """
        topics, complement, distance, seniority, base = self.matching.weights.shares
        worth = _product(self.topics[rows], self.topics[columns])
        worth[self.silent[rows], :] = self.mean_cosine
        worth[:, self.silent[columns]] = self.mean_cosine
        worth *= np.float32(topics)
        worth += np.float32(complement) * self._complement(rows, columns)
        here, there = self.institutions[rows, None], self.institutions[None, columns]
        unknown = (here < 0) | (there < 0)
        worth += np.float32(distance) * np.where(unknown, np.float32(UNKNOWN_PLACE), here != there)
        worth += self._level_fit(rows, columns) * np.float32(seniority)
        worth += np.float32(base)
        worth *= np.where(self._understood(rows, columns), np.float32(1), np.float32(NO_COMMON_LANGUAGE))
        extra = self.extra[rows][:, columns].tocoo()
        worth[extra.row, extra.col] += extra.data
        if not self.matching.same_institution or self.matching.same_field:
            worth[self._barred(rows, columns)] = FORBIDDEN
        return worth

    def _level_fit(self, rows: slice, columns: slice) -> _Block:
        apart = np.abs(self.levels[rows, None] - self.levels[None, columns])
        fit: _Block = (apart / np.float32(2) if self.matching.levels == "mixed" else apart <= 1).astype(np.float32)
        return fit

    def _complement(self, rows: slice, columns: slice) -> _Block:
        met = _product(self.seeks[rows], self.offers[columns])
        met += _product(self.offers[rows], self.seeks[columns])
        met *= np.float32(0.5)
        here, there = self.roles[rows, None], self.roles[None, columns]
        met += np.float32(DIFFERENT_ROLES) * ((here != there) & (here >= 0) & (there >= 0))
        methods = self.roles == 1
        for gain, mine, theirs in (
            (JOB_AND_HIRING, self.intents["job"], self.intents["hiring"]),
            (BOTH_COLLABORATORS, self.intents["collaborators"], self.intents["collaborators"]),
            (METHOD_AND_METHODS, self.intents["method"], methods),
        ):
            if mine.any() and theirs.any():
                fits = mine[rows, None] & theirs[None, columns] | theirs[rows, None] & mine[None, columns]
                met += np.float32(gain) * fits
        return np.minimum(met, np.float32(1.0))

    def _understood(self, rows: slice, columns: slice) -> Flags:
        mute = (self.languages == 0).all(axis=1)
        understood: Flags = mute[rows, None] | mute[None, columns]
        for word in range(self.languages.shape[1]):
            understood |= (self.languages[rows, word, None] & self.languages[None, columns, word]) != 0
        return understood

    def _barred(self, rows: slice, columns: slice) -> Flags:
        barred = np.zeros((len(self.levels[rows]), len(self.levels[columns])), dtype=np.bool_)
        if not self.matching.same_institution:
            here, there = self.institutions[rows, None], self.institutions[None, columns]
            barred |= (here == there) & (here >= 0)
        if self.matching.same_field:
            here, there = self.fields[rows, None], self.fields[None, columns]
            barred |= (here != there) & (here >= 0) & (there >= 0)
        return barred


def encoded(profiles: Sequence[Profile], idf: Idf, matching: Matching) -> Encoded:
    """`profiles` as arrays, in their order."""
    known = [tuple(topic for topic in dict.fromkeys(p.topics) if idf.weight(topic)) for p in profiles]
    terms = _columns([*(p.seeks for p in profiles), *(p.offers for p in profiles)])
    return Encoded(
        matching=matching,
        mean_cosine=idf.mean_cosine,
        topics=_unit(_marks(known, _columns(known), idf.weights), norm=2),
        silent=np.array([not topics for topics in known], dtype=np.bool_),
        seeks=_unit(_marks([p.seeks for p in profiles], terms), norm=1),
        offers=_marks([p.offers for p in profiles], terms),
        roles=np.array([("domain", "method").index(p.role) if p.role else -1 for p in profiles], dtype=np.int64),
        institutions=_codes([p.institution for p in profiles]),
        fields=_codes([p.field for p in profiles]),
        levels=np.array([p.seniority for p in profiles], dtype=np.int8),
        languages=_bits([p.languages for p in profiles]),
        intents={
            intent: np.array([intent in p.intents for p in profiles], dtype=np.bool_)
            for intent in ("job", "hiring", "collaborators", "method")
        },
        extra=_extra(profiles, matching.must_meet),
    )


def _extra(profiles: Sequence[Profile], must_meet: Iterable[Pair]) -> sp.csr_matrix:
    row = {profile.id: number for number, profile in enumerate(profiles)}
    wished = [(row[p.id], row[other]) for p in profiles for other in p.wishes if other in row]
    listed = [(row[a], row[b]) for a, b in must_meet if a in row and b in row]
    wishes = _pairs(wished, len(profiles)) * np.float32(ONE_WISH)
    on_list = _pairs([*listed, *((b, a) for a, b in listed)], len(profiles)) * np.float32(MUST_MEET)
    return (wishes + wishes.T + on_list).tocsr()


def _pairs(pairs: Sequence[tuple[int, int]], people: int) -> sp.csr_matrix:
    places = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    ones = np.ones(len(places), np.float32)
    return sp.csr_matrix((ones, (places[:, 0], places[:, 1])), shape=(people, people))


def _product(rows: sp.csr_matrix, columns: sp.csr_matrix) -> _Block:
    found: _Block = (rows @ columns.T).toarray()
    return found


def _columns(lists: Iterable[tuple[str, ...]]) -> dict[str, int]:
    return {term: number for number, term in enumerate(dict.fromkeys(term for terms in lists for term in terms))}


def _marks(
    lists: Sequence[tuple[str, ...]], columns: Mapping[str, int], weights: Mapping[str, float] | None = None
) -> sp.csr_matrix:
    """A row a person, a column a term: the term's weight (1 without `weights`) where the person has it."""
    unique = [tuple(dict.fromkeys(terms)) for terms in lists]
    flat = [term for terms in unique for term in terms]
    data = np.array([weights[term] if weights else 1.0 for term in flat], dtype=np.float32)
    ends = np.cumsum([0, *map(len, unique)])
    places = np.array([columns[term] for term in flat], dtype=np.int64)
    return sp.csr_matrix((data, places, ends), shape=(len(lists), max(1, len(columns))))


def _unit(marks: sp.csr_matrix, norm: int) -> sp.csr_matrix:
    """`marks` with every row that is not empty brought to length 1."""
    powers = marks.power(norm).sum(axis=1)
    lengths = np.asarray(powers).ravel().astype(np.float64) ** (1 / norm)
    factors = np.where(lengths > 0, 1 / np.where(lengths > 0, lengths, 1.0), 0.0)
    return (sp.diags(factors.astype(np.float32)) @ marks).tocsr()


def _codes(names: Sequence[str]) -> Ints:
    codes = {name: code for code, name in enumerate(dict.fromkeys(filter(None, names)))}
    return np.array([codes[name] if name else -1 for name in names], dtype=np.int64)


def _bits(lists: Sequence[tuple[PersonId, ...]]) -> Ints:
    columns = _columns(lists)
    bits = np.zeros((len(lists), 1 + len(columns) // _WORD), dtype=np.int64)
    for row, terms in enumerate(lists):
        for term in terms:
            bits[row, columns[term] // _WORD] |= 1 << columns[term] % _WORD
    return bits
