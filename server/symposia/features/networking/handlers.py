"""What people can do in a networking session and in a meeting; and the list of everything that this feature does."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from symposia.features.calls.places import calls_at
from symposia.features.networking import desk, encounters, results, rules, steering, wishes
from symposia.features.networking.contact_wire import LONGEST as LONGEST_NOTE
from symposia.features.networking.contact_wire import (
    MOST_WISHES,
    ContactView,
    EncounterView,
    NoteEncounter,
    SwapContacts,
    WishToMeet,
    WishView,
)
from symposia.features.networking.desk_wire import (
    EndRounds,
    ExtendPhase,
    HandleReport,
    HealthView,
    MatchBy,
    Matching,
    MatchingView,
    MoveParticipant,
    ParticipantView,
    PauseRounds,
    PlanRounds,
    ReadPairs,
    ReadResults,
    RemoveParticipant,
    ReportView,
    SkipPhase,
    StartRounds,
    TellEverybody,
)
from symposia.features.networking.errors import ReadyElsewhere
from symposia.features.networking.ledger import Ledger, opened
from symposia.features.networking.meeting_wire import (
    LONGEST,
    AskMoreTime,
    EnterMeeting,
    LeaveMeeting,
    MeetingCommand,
    MeetingView,
    RateMeeting,
    Remark,
    RemarkView,
    ReportMeeting,
)
from symposia.features.networking.parting import let_go, part
from symposia.features.networking.rules import Phase
from symposia.features.networking.tables import (
    Meeting,
    MeetingRemark,
    MeetingReport,
    MeetingSeat,
    Networking,
    Participant,
)
from symposia.features.networking.topics import (
    MEETING,
    NETWORKING,
    ROSTER,
    STAFF,
    InNetworking,
    NetworkingPlace,
    meeting_call,
    meeting_place,
    networking_place,
    row_of,
)
from symposia.features.networking.views import (
    broadcast_view,
    health_view,
    matching_view,
    meeting_view,
    networking_view,
    participant_view,
    remark_view,
    report_view,
    seat_view,
)
from symposia.features.networking.wire import (
    AdvanceNetworking,
    BeReady,
    BroadcastView,
    LoseParticipant,
    NetworkingCommand,
    NetworkingView,
    PrepareRound,
    SeatView,
    SetUpNetworking,
    SetupView,
)
from symposia.features.people.acquaintance import acquaintances
from symposia.features.people.blocking import on_block
from symposia.features.people.leaving import on_leaving
from symposia.features.people.tables import Person
from symposia.features.people.topics import PERSON, topic_of
from symposia.features.programme.busy import engagements
from symposia.features.programme.tables import ProgrammeSession
from symposia.features.rooms.places import note
from symposia.kernel.access import Actor, Right
from symposia.kernel.errors import Closed, IdTaken, NotFound
from symposia.kernel.feature import VENUE, Feature, Stay
from symposia.kernel.window import Window
from symposia.kernel.wire import View

REMARKS = Window(MeetingRemark, "meeting_id", 200)
LOBBY_S = 60
"""When the session has begun already, the first round begins so long after the first person is ready."""
networking = Feature("networking")
networking.tells(MOST_WISHES=MOST_WISHES, USUAL_MATCHING=Matching(), REMARK_LONGEST=LONGEST, NOTE_LONGEST=LONGEST_NOTE)
networking.opens(NETWORKING)(networking_place)
networking.opens(ROSTER)(networking_place)
networking.opens(STAFF)(networking_place)
networking.opens(MEETING)(meeting_place)
calls_at(MEETING, meeting_call)
networking.on(StartRounds, need=Right.MODERATE)(steering.start)
networking.on(PauseRounds, need=Right.MODERATE)(steering.pause)
networking.on(ExtendPhase, need=Right.MODERATE)(steering.extend)
networking.on(SkipPhase, need=Right.MODERATE)(steering.skip)
networking.on(EndRounds, need=Right.MODERATE)(steering.end)
networking.on(PlanRounds, need=Right.MODERATE)(steering.plan)
networking.on(MatchBy, need=Right.MODERATE)(desk.match_by)
networking.on(RemoveParticipant, need=Right.MODERATE)(desk.remove)
networking.on(MoveParticipant, need=Right.MODERATE)(desk.move)
networking.on(TellEverybody, need=Right.MODERATE)(desk.tell)
networking.on(HandleReport, need=Right.MODERATE)(desk.handle_report)
networking.on(ReadPairs, need=Right.MODERATE)(results.pairs)
networking.on(ReadResults, need=Right.MODERATE)(results.results)
networking.on(AdvanceNetworking, need=Right.SYSTEM)(steering.advance)
networking.on(PrepareRound, need=Right.SYSTEM)(steering.prepare)
networking.on(LoseParticipant, need=Right.SYSTEM)(desk.lose)
networking.on(SetUpNetworking)(wishes.set_up)
networking.on(WishToMeet)(wishes.wish)
networking.on(SwapContacts)(encounters.swap)
networking.on(NoteEncounter)(encounters.note)
networking.shows(PERSON, EncounterView, ContactView)(encounters.encounters_of)
networking.shows(PERSON, SetupView)(wishes.setup_of)
networking.shows(PERSON, WishView)(wishes.wishes_of)
on_block.append(part)
on_block.append(wishes.unwish)
acquaintances.append(encounters.have_met)
engagements.append(encounters.taking_part)
on_leaving.append(let_go)


@networking.enters(NetworkingCommand)
def enter_networking(db: Session, actor: Actor, do: NetworkingCommand) -> NetworkingPlace:
    return networking_place(db, actor, do.networking)


@networking.shows(NETWORKING, NetworkingView, BroadcastView)
def the_session(db: Session, id: str) -> Iterable[View]:
    """The session, and what everybody was told last."""
    if row := _row_or_blank(db, id):
        yield networking_view(db, row)
        if told := desk.newest(db, row):
            yield broadcast_view(told)


@networking.shows(STAFF, ParticipantView, ReportView, HealthView, MatchingView)
def for_staff(db: Session, id: str) -> Iterable[View]:
    """How it goes, by which rules, everybody who was ever ready, and the newest reports."""
    if row := _row_or_blank(db, id):
        yield health_view(db, row)
        yield matching_view(row)
    mine = select(Participant).where(Participant.networking_id == id).order_by(col(Participant.person_id))
    yield from map(participant_view, db.exec(mine))
    yield from map(report_view, desk.newest_reports(db, id))


@networking.shows(PERSON, SeatView, MeetingView)
def my_part(db: Session, person: str) -> Iterable[View]:
    """In every networking session where I was ever ready: my seat, and the meeting I am in or was in last."""
    mine = select(Participant).where(Participant.person_id == person).order_by(col(Participant.networking_id))
    for row in db.exec(mine):
        yield seat_view(row)
        session, meeting = db.get(Networking, row.networking_id), row.shown_id and db.get(Meeting, row.shown_id)
        if session and meeting:
            yield meeting_view(person, session, meeting, seats_of(db, meeting.id))


@networking.shows(MEETING, RemarkView)
def remarks(db: Session, meeting: str) -> Iterable[View]:
    return map(remark_view, REMARKS.newest(db, meeting))


@networking.stays
def taking_part(db: Session) -> Iterable[Stay]:
    """Whoever is ready has a browser that is connected, or is not waited for."""
    ready = select(Participant.networking_id, Participant.person_id).where(col(Participant.ready).is_(True))
    return [Stay(VENUE, person, LoseParticipant(networking=id, person=person)) for id, person in db.exec(ready)]


@networking.on(BeReady)
def be_ready(ctx: InNetworking, do: BeReady) -> None:
    """Want to meet people, or not any more."""
    row, me = row_of(ctx), ctx.actor.id
    if do.ready:
        _may_be_ready(ctx)
    ledger = opened(ctx, row, me)
    if not do.ready:
        ledger.take(rules.unready(ledger.floor, ledger.plan, me, ctx.now))
    else:
        if ledger.floor.state.phase is Phase.DRAFT:
            ledger.turn(rules.open_room(ledger.floor.state, ctx.now, _first_round(ctx)))
        ledger.join(me, ctx.actor.name, ctx.actor.affiliation)
        ledger.take(rules.ready(ledger.floor, ledger.plan, me, ctx.now))
    ledger.close()


@networking.on(EnterMeeting)
def enter(ctx: InNetworking, do: EnterMeeting) -> None:
    """Come to the meeting I am called to."""
    ledger = _in_meeting(ctx, do)
    ledger.take(rules.enter(ledger.floor, ctx.actor.id))
    ledger.close()


@networking.on(LeaveMeeting)
def leave(ctx: InNetworking, do: LeaveMeeting) -> None:
    """Leave the meeting."""
    _my_seat(ctx, do)
    ledger = opened(ctx, row_of(ctx), ctx.actor.id)
    if ledger.floor.of(ctx.actor.id).meeting == do.meeting:
        ledger.take(rules.leave(ledger.floor, ledger.plan, ctx.actor.id, ctx.now))
    ledger.close()


@networking.on(AskMoreTime)
def ask_more(ctx: InNetworking, do: AskMoreTime) -> None:
    """Ask for one more minute."""
    ledger = _in_meeting(ctx, do)
    ledger.take(rules.ask_more(ledger.floor, ledger.plan, ctx.actor.id, ctx.now))
    ledger.close()


@networking.on(Remark, need=Right.SPEAK)
def say(ctx: InNetworking, do: Remark) -> None:
    """Say something in the meeting."""
    seat, topic = _my_seat(ctx, do), MEETING.name(do.meeting)
    known = ctx.find(MeetingRemark, do.id)
    if known is not None:
        if known.author_id != ctx.actor.id or known.meeting_id != do.meeting:
            raise IdTaken()
        return
    if seat.gone or ctx.get(Meeting, do.meeting).closed_at is not None:
        raise Closed("This meeting is over.")
    last = ctx.db.exec(select(func.max(MeetingRemark.seq)).where(MeetingRemark.meeting_id == do.meeting)).one()
    remark = MeetingRemark(
        id=do.id,
        meeting_id=do.meeting,
        author_id=ctx.actor.id,
        seq=(last or 0) + 1,
        text=do.text,
        author_name=ctx.actor.name,
        author_picture=ctx.actor.picture,
        at=ctx.now,
    )
    gone = REMARKS.pushed_out(ctx.db, do.meeting)
    if gone is not None:
        ctx.drop(topic, "remark", gone)
    ctx.db.add(remark)
    ctx.put(topic, remark_view(remark))


@networking.on(RateMeeting)
def rate(ctx: InNetworking, do: RateMeeting) -> None:
    """Say how the meeting was."""
    seat = _my_seat(ctx, do)
    if seat.rating != do.rating:
        seat.rating = do.rating
        mine = ctx.find(Participant, (do.networking, ctx.actor.id))
        if mine is not None and mine.shown_id == do.meeting:
            meeting = ctx.get(Meeting, do.meeting)
            seen = meeting_view(ctx.actor.id, row_of(ctx), meeting, seats_of(ctx.db, meeting.id))
            ctx.put(topic_of(ctx.actor.id), seen)


@networking.on(ReportMeeting)
def report(ctx: InNetworking, do: ReportMeeting) -> None:
    """Tell the moderators about the meeting."""
    _my_seat(ctx, do)
    known = ctx.find(MeetingReport, do.id)
    if known is not None:
        if known.by_id != ctx.actor.id:
            raise IdTaken()
        return
    others = [seat for seat in seats_of(ctx.db, do.meeting) if seat.person_id != ctx.actor.id]
    row = MeetingReport(
        id=do.id,
        networking_id=do.networking,
        meeting_id=do.meeting,
        by_id=ctx.actor.id,
        by_name=ctx.actor.name,
        about=[[seat.person_id, seat.card["name"]] for seat in others],
        text=do.text,
        at=ctx.now,
    )
    ctx.db.add(row)
    ctx.db.flush()
    staff = STAFF.name(do.networking)
    ctx.put(staff, report_view(row))
    for seat in others:
        note(ctx, "networking.report", ctx.get(Person, seat.person_id))
    for older in desk.newest_reports(ctx.db, do.networking, after=desk.REPORTS_SHOWN):
        ctx.drop(staff, "report", older.id)
    ctx.put(staff, health_view(ctx.db, row_of(ctx)))


def seats_of(db: Session, meeting: str) -> list[MeetingSeat]:
    seats = select(MeetingSeat).where(MeetingSeat.meeting_id == meeting)
    return list(db.exec(seats.order_by(col(MeetingSeat.place))))


def _row_or_blank(db: Session, id: str) -> Networking | None:
    """The session's row, or how it looks before there is one."""
    row = db.get(Networking, id)
    if row is None:
        session = db.get(ProgrammeSession, id)
        row = Networking(id=id) if session and session.type == "networking" else None
    return row


def _may_be_ready(ctx: InNetworking) -> None:
    if ctx.place.session.cancelled:
        raise Closed("This session has been cancelled.")
    elsewhere = select(ProgrammeSession.title).join(
        Participant, col(Participant.networking_id) == col(ProgrammeSession.id)
    )
    ready = elsewhere.where(Participant.person_id == ctx.actor.id, col(Participant.ready).is_(True))
    title = ctx.db.exec(ready.where(Participant.networking_id != ctx.place.session.id)).first()
    if title is not None:
        raise ReadyElsewhere(f"You are taking part in “{title}”. Please leave its rounds first.")


def _first_round(ctx: InNetworking) -> datetime | None:
    """When the rounds begin by themselves; None when the session is over: then a moderator must begin them."""
    session = ctx.place.session
    if session.starts_at > ctx.now:
        return session.starts_at
    return ctx.now + timedelta(seconds=LOBBY_S) if ctx.now < session.ends_at else None


def _my_seat(ctx: InNetworking, do: MeetingCommand) -> MeetingSeat:
    """My seat in the meeting, which may be over; who has none does not get to know of it."""
    ctx.get(Meeting, do.meeting, networking_id=do.networking)
    return ctx.get(MeetingSeat, (do.meeting, ctx.actor.id))


def _in_meeting(ctx: InNetworking, do: MeetingCommand) -> Ledger:
    """The ledger around the meeting that I am in."""
    ledger = opened(ctx, row_of(ctx), ctx.actor.id)
    if ledger.floor.of(ctx.actor.id).meeting != do.meeting:
        raise NotFound("This meeting is over.")
    return ledger
