"""When the demonstration's clock jumps, rounds of networking that were running begin anew."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from symposia.demo.clock import begins_anew
from symposia.features.networking.rows import keep_state
from symposia.features.networking.rules import RoundState
from symposia.features.networking.tables import (
    Encounter,
    Meeting,
    MeetingRemark,
    MeetingReport,
    MeetingSeat,
    Networking,
    Participant,
    SatOut,
)
from symposia.kernel.tables import TimerRow
from symposia.upkeep import renew_epoch


def rewind(db: Session, now: datetime) -> None:
    """The clock has jumped to `now`: forget the rounds that were not over by then, and what was said in them.

    Whom people have met by `now` they keep. No server runs meanwhile; browsers that come back fetch everything.
    """
    forgotten = [row for row in db.exec(select(Networking)).all() if begins_anew(row.phase, row.since, now)]
    for row in forgotten:
        _forget(db, row.id, now)
        keep_state(row, RoundState())
        row.pooled_at = row.due_at = None
        db.add(row)
    if forgotten:
        renew_epoch(db)


def _forget(db: Session, id: str, now: datetime) -> None:
    meetings = select(Meeting.id).where(Meeting.networking_id == id)
    for part in (MeetingRemark, MeetingSeat):
        db.execute(delete(part).where(col(part.meeting_id).in_(meetings)))
    for rows in (MeetingReport, Meeting, SatOut, Participant):
        db.execute(delete(rows).where(col(rows.networking_id) == id))
    db.execute(delete(Encounter).where(col(Encounter.networking_id) == id, col(Encounter.met_at) > now))
    db.execute(delete(TimerRow).where(col(TimerRow.key) == f"networking:{id}"))
