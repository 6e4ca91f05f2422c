"""From the rows of networking to what people see of them."""

from collections.abc import Sequence
from statistics import median

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from symposia.features.networking.contact_wire import ContactView, EncounterView
from symposia.features.networking.desk_wire import (
    HealthView,
    MatchingView,
    ParticipantView,
    ReportView,
)
from symposia.features.networking.meeting_wire import MeetingView, RemarkAuthor, RemarkView, Wants
from symposia.features.networking.rounds import remaining
from symposia.features.networking.rows import Window, plan_of, state_of, window
from symposia.features.networking.tables import (
    Broadcast,
    Encounter,
    Meeting,
    MeetingRemark,
    MeetingReport,
    MeetingSeat,
    Networking,
    NetworkingSetup,
    Participant,
    RoundRecord,
    SatOut,
)
from symposia.features.networking.wire import (
    BroadcastView,
    NetworkingView,
    Plan,
    SeatState,
    SeatView,
    SetupView,
)
from symposia.features.people.wire import Who

CLOSED: tuple[str, None, None] = ("closed", None, None)


def told(why: str | None) -> str | None:
    """Why something ended, as people hear it: nobody hears of a block."""
    return "left" if why == "blocked" else why


def networking_view(db: Session, row: Networking) -> NetworkingView:
    """The session with its numbers, which are counted anew."""
    people = select(
        func.count(case((col(Participant.ready), 1))),
        func.count(col(Participant.waiting_since)),
    ).where(Participant.networking_id == row.id)
    ready, waiting = db.exec(people).one()
    meetings = select(func.count(col(Meeting.id))).where(
        Meeting.networking_id == row.id, col(Meeting.closed_at).is_(None)
    )
    state, plan = state_of(row), plan_of(row)
    left = remaining(state, state.paused_at) if state.paused_at else None
    return NetworkingView.model_validate(
        {
            "id": row.id,
            "phase": row.phase,
            "round": row.round,
            "rounds": row.rounds,
            "deadline": row.deadline,
            "paused_ms": None if left is None else round(left.total_seconds() * 1000),
            "ready": ready,
            "meetings": db.exec(meetings).one(),
            "waiting": waiting,
            "plan": Plan.model_validate({name: getattr(plan, name) for name in Plan.model_fields}),
        }
    )


def state_in(row: Participant) -> SeatState:
    if row.meeting_id:
        return "meeting"
    if row.waiting_since:
        return "waiting"
    return "ready" if row.ready else "away"


def participant_view(row: Participant) -> ParticipantView:
    return ParticipantView(
        id=row.person_id,
        name=row.name,
        affiliation=row.affiliation,
        state=state_in(row),
        since=row.waiting_since or row.since,
        meeting=row.meeting_id,
    )


def setup_view(row: NetworkingSetup) -> SetupView:
    return SetupView.model_validate(
        {"id": row.person_id, "intents": row.intents, "text_only": row.text_only, "three": row.three}
    )


def broadcast_view(row: Broadcast) -> BroadcastView:
    return BroadcastView(id=row.id, text=row.text, at=row.at, by=Who(id=row.by_id, name=row.by_name))


def health_view(db: Session, row: Networking) -> HealthView:
    """How the rounds go, counted anew."""

    sat_out = select(func.count()).select_from(SatOut).where(SatOut.networking_id == row.id)
    reports = select(func.count(col(MeetingReport.id))).where(
        MeetingReport.networking_id == row.id, col(MeetingReport.handled_at).is_(None)
    )
    record = db.get(RoundRecord, (row.id, row.round))
    swapped = select(func.count(col(Encounter.email))).where(Encounter.networking_id == row.id)
    return HealthView(
        id=row.id,
        no_shows=record.no_shows if record else 0,
        lost=record.lost if record else 0,
        waited_s=waited(record),
        sat_out=db.exec(sat_out).one(),
        reports=db.exec(reports).one(),
        swaps=db.exec(swapped).one() // 2,
    )


def waited(record: RoundRecord | None) -> float | None:
    """The median wait (s) of those who were without a partner at some time in the round."""
    return round(median(record.waits), 1) if record and record.waits else None


def matching_view(row: Networking) -> MatchingView:
    return MatchingView.model_validate({**row.matching, "id": row.id})


def seat_view(row: Participant) -> SeatView:
    return SeatView.model_validate(
        {
            "id": row.networking_id,
            "ready": row.ready,
            "state": state_in(row),
            "since": row.waiting_since or row.since,
            "why": told(row.why),
            "meeting": row.meeting_id,
        }
    )


def meeting_view(person: str, networking: Networking, row: Meeting, seats: Sequence[MeetingSeat]) -> MeetingView:
    """The meeting as `person` sees it, who is or was in it; `seats` are all its seats in their order."""
    mine = next(seat for seat in seats if seat.person_id == person)
    there = [seat for seat in seats if not seat.gone]
    others = [seat for seat in there if seat is not mine]
    over = mine.gone or row.closed_at is not None
    stands: Window | tuple[str, None, None] = CLOSED
    if not over:
        stands = window(state_of(networking), plan_of(networking), row.until)
    status, opens, ends = stands
    shown = {seat.person_id for seat in others}
    return MeetingView.model_validate(
        {
            "id": row.id,
            "networking": row.networking_id,
            "round": row.round,
            "partners": [seat.card for seat in others],
            "reasons": [reason for reason in mine.reasons if reason["person"] in shown],
            "status": status,
            "opens": opens,
            "ends": ends,
            "paused": not over and networking.paused_at is not None,
            "here": [seat.person_id for seat in there if seat.entered],
            "more": [seat.person_id for seat in there if seat.more and not over],
            "writes": [seat.person_id for seat in there if seat.writes],
            "intents": [
                Wants.model_validate({"person": s.person_id, "intents": s.intents}) for s in others if s.intents
            ],
            "why": ("left" if mine.gone else told(row.why)) if over else None,
            "rating": mine.rating,
        }
    )


def remark_view(row: MeetingRemark) -> RemarkView:
    author = RemarkAuthor(id=row.author_id, name=row.author_name, picture=row.author_picture)
    return RemarkView(id=row.id, seq=row.seq, author=author, text=row.text, at=row.at)


def report_view(row: MeetingReport) -> ReportView:
    about = tuple(Who(id=id, name=name) for id, name in row.about)
    return ReportView(
        id=row.id,
        at=row.at,
        by=Who(id=row.by_id, name=row.by_name),
        about=about,
        text=row.text,
        handled_at=row.handled_at,
        handled_by=row.handled_by,
    )


def encounter_view(row: Encounter) -> EncounterView:
    return EncounterView(
        id=row.other_id,
        name=row.name,
        affiliation=row.affiliation,
        picture=row.picture,
        met_at=row.met_at,
        networking=row.networking_id,
        round=row.round,
        note=row.note,
        contact=row.email is not None,
        asked=row.asked,
    )


def contact_view(row: Encounter) -> ContactView:
    """The contact of somebody who wanted to swap, too."""
    return ContactView(
        id=row.other_id,
        name=row.name,
        affiliation=row.affiliation,
        email=row.email or "",
        picture=row.picture,
        met_at=row.met_at,
    )
