"""What is counted while rounds go on: who did not come, who was lost, and how long people were without a partner."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from symposia.features.networking import rules
from symposia.features.networking.rules import Floor
from symposia.features.networking.tables import RoundRecord
from symposia.kernel.context import Context
from symposia.kernel.wire import PersonId

MOST_WAITS = 2000
"""So many waits of a round are kept; the median of more would not be another one."""


@dataclass(slots=True)
class Counts:
    no_shows: int = 0
    lost: int = 0
    waits: list[float] = field(default_factory=list)


class Records:
    """Takes note of decisions, one after the other; written when the ledger is closed."""

    def __init__(self, floor: Floor) -> None:
        self._since = {who.person: who.waiting_since for who in floor.people.values() if who.waiting_since}
        self._ending: list[tuple[int, datetime]] = []
        self._counts: dict[int, Counts] = defaultdict(Counts)

    def note(self, decision: rules.Decision, number: int) -> None:
        """`number` is the round that is running."""
        match decision:
            case rules.Wait(person, since, _):
                self._since[person] = since
            case rules.Form(_, _, members, at):
                self._matched(members, number, at)
            case rules.AddThird(_, person, at):
                self._matched((person,), number, at)
            case rules.Rest(person):
                # The round is over with the turn that follows.
                if person in self._since:
                    self._ending.append((number, self._since.pop(person)))
            case rules.Turn(state) if state.since:
                for round, begun in self._ending:
                    self._waited(round, begun, state.since)
                self._ending.clear()
            case rules.Shift(by):
                self._since = {person: since + by for person, since in self._since.items()}
            case rules.StandDown(person, why):
                self._since.pop(person, None)
                self._counts[number].no_shows += why == "no_show"
                self._counts[number].lost += why == "lost"

    def _matched(self, members: tuple[PersonId, ...], number: int, at: datetime) -> None:
        for person in members:
            if person in self._since:
                self._waited(number, self._since.pop(person), at)

    def _waited(self, number: int, since: datetime, until: datetime) -> None:
        self._counts[number].waits.append(max(0.0, round((until - since).total_seconds(), 1)))

    def write(self, ctx: Context[Any], networking: str) -> bool:
        """Add what was counted to the rows; whether there was anything."""
        new = {number: counts for number, counts in self._counts.items() if counts != Counts()}
        for number, counts in new.items():
            row = ctx.find(RoundRecord, (networking, number))
            if row is None:
                row = RoundRecord(networking_id=networking, round=number)
                ctx.db.add(row)
            row.no_shows += counts.no_shows
            row.lost += counts.lost
            row.waits = [*row.waits, *counts.waits][:MOST_WAITS]
        return bool(new)
