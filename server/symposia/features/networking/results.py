"""What came of a networking session: who really met whom, and the same in numbers."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations

from sqlmodel import Session, col, select

from symposia.features.networking.desk_wire import ReadPairs, ReadResults, Results, Round, RoundResult, Rounds
from symposia.features.networking.pairing import Pair, pair_of
from symposia.features.networking.tables import (
    Encounter,
    Meeting,
    MeetingSeat,
    Networking,
    Participant,
    RoundRecord,
    SatOut,
)
from symposia.features.networking.topics import LookingAtNetworking
from symposia.features.networking.views import waited
from symposia.kernel.wire import Id, PersonId

CENTRES_SHOWN = 20
FEWEST_RATINGS = 5
"""With fewer, one could guess who said what."""


def pairs(ctx: LookingAtNetworking, do: ReadPairs) -> Rounds:
    """Who really met whom: meetings to which two or three came."""
    return Rounds(rounds=rounds_of(ctx.db, ctx.place.row) if ctx.place.row else ())


def results(ctx: LookingAtNetworking, do: ReadResults) -> Results:
    """The session in numbers, without a name."""
    row = ctx.place.row
    if row is None:
        empty: tuple[int, ...] = ()
        return Results(
            people=0, meetings=0, contacts=0, rounds=(), encounters=empty, ratings=(0, 0, 0), centres=(), ties=()
        )
    rounds = rounds_of(ctx.db, row)
    took_part = select(Participant).where(Participant.networking_id == row.id, Participant.joined > 0)
    people = {who.person_id: who.affiliation for who in ctx.db.exec(took_part)}
    groups = [group for round in rounds for group in (*round.pairs, *round.trios)]
    met = Counter(person for group in groups for two in combinations(group, 2) for person in two)
    known = Counter(met[person] for person in people)
    swapped = select(Encounter.email).where(Encounter.networking_id == row.id, col(Encounter.email).is_not(None))
    centres, ties = _ties(people, groups)
    return Results(
        people=len(people),
        meetings=len(groups),
        contacts=len(ctx.db.exec(swapped).all()) // 2,
        rounds=tuple(_in_numbers(ctx.db, row.id, number, round) for number, round in enumerate(rounds, 1)),
        encounters=tuple(known[count] for count in range(max(known, default=-1) + 1)),
        ratings=_ratings(ctx.db, row.id),
        centres=centres,
        ties=ties,
    )


def rounds_of(db: Session, row: Networking) -> tuple[Round, ...]:
    met = _met(db, row)
    sat_out: dict[int, list[PersonId]] = defaultdict(list)
    for out in db.exec(select(SatOut).where(SatOut.networking_id == row.id)):
        sat_out[out.round].append(out.person_id)
    return tuple(_round(met[n], sat_out[n]) for n in range(1, row.round + 1))


def _met(db: Session, networking: Networking) -> dict[int, list[tuple[PersonId, ...]]]:
    """Those who met in each meeting, by round: every two who met once."""
    there: dict[tuple[int, Id], list[MeetingSeat]] = defaultdict(list)
    came = select(Meeting.round, MeetingSeat).join(MeetingSeat, col(MeetingSeat.meeting_id) == col(Meeting.id))
    came = came.where(Meeting.networking_id == networking.id, col(MeetingSeat.entered).is_(True))
    for number, seat in db.exec(came.order_by(col(Meeting.id), col(MeetingSeat.place))):
        there[number, seat.meeting_id].append(seat)
    met: dict[int, list[tuple[PersonId, ...]]] = defaultdict(list)
    pairs = select(Encounter.person_id, Encounter.other_id).where(Encounter.networking_id == networking.id)
    together = set(db.exec(pairs.where(col(Encounter.person_id) < col(Encounter.other_id))))
    for (number, _), seats in there.items():
        # Those who were there to the end come first.
        seats.sort(key=lambda seat: (seat.gone, seat.person_id))
        met[number] += _groups([seat.person_id for seat in seats], together)
    return met


def _groups(people: list[PersonId], together: set[Pair]) -> list[tuple[PersonId, ...]]:
    """Who of a meeting met: all in one group, as a rule. Where one went before another came, the two did not meet."""
    pairs = {pair_of(*two) for two in combinations(people, 2)} & together
    found: list[tuple[PersonId, ...]] = []
    for three in combinations(people, 3):
        inside = {pair_of(*two) for two in combinations(three, 2)}
        if inside <= pairs:
            found.append(tuple(sorted(three)))
            pairs -= inside
    return found + sorted(pairs)


def _round(met: list[tuple[PersonId, ...]], sat_out: list[PersonId]) -> Round:
    return Round(
        present=tuple(sorted({person for members in met for person in members} | set(sat_out))),
        pairs=tuple(sorted(members for members in met if len(members) == 2)),
        trios=tuple(sorted(members for members in met if len(members) == 3)),
        sat_out=tuple(sorted(sat_out)),
    )


def _in_numbers(db: Session, networking: Id, number: int, round: Round) -> RoundResult:
    record = db.get(RoundRecord, (networking, number))
    return RoundResult(
        round=number,
        present=len(round.present),
        pairs=len(round.pairs),
        trios=len(round.trios),
        sat_out=len(round.sat_out),
        no_shows=record.no_shows if record else 0,
        waited_s=waited(record),
    )


def _ratings(db: Session, networking: Id) -> tuple[int, int, int]:
    given = select(MeetingSeat.person_id, MeetingSeat.rating).join(
        Meeting, col(Meeting.id) == col(MeetingSeat.meeting_id)
    )
    found = db.exec(given.where(Meeting.networking_id == networking, col(MeetingSeat.rating).is_not(None))).all()
    if len({person for person, _ in found}) < FEWEST_RATINGS:
        return 0, 0, 0
    counts = Counter(rating for _, rating in found)
    return counts[1], counts[2], counts[3]


def _ties(
    people: dict[PersonId, str], groups: Iterable[tuple[PersonId, ...]]
) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """The centres with the most people, the rest as "", and how many pairs of each two of them met."""
    sizes = Counter(centre for centre in people.values() if centre)
    largest = [centre for centre, _ in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))][:CENTRES_SHOWN]
    others = any(centre not in largest for centre in people.values())
    centres = (*largest, "") if others else tuple(largest)
    place = {centre: number for number, centre in enumerate(centres)}
    ties = [[0] * len(centres) for _ in centres]
    for group in groups:
        for one, other in combinations(group, 2):
            a, b = sorted(place.get(people.get(person, ""), len(centres) - 1) for person in (one, other))
            ties[a][b] += 1
            if a != b:
                ties[b][a] += 1
    return centres, tuple(map(tuple, ties))
