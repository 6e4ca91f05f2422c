"""What moderators do with people and rules: move and remove somebody, tell everybody something, say who is matched."""

from sqlmodel import Session, col, select

from symposia.features.networking import rules
from symposia.features.networking.desk_wire import (
    HandleReport,
    MatchBy,
    Matching,
    MatchingView,
    MoveParticipant,
    RemoveParticipant,
    TellEverybody,
)
from symposia.features.networking.errors import RoundsOver
from symposia.features.networking.ledger import opened
from symposia.features.networking.rules import Phase
from symposia.features.networking.tables import Broadcast, MeetingReport, Networking, Participant
from symposia.features.networking.topics import NETWORKING, STAFF, InNetworking, row_of
from symposia.features.networking.views import broadcast_view, health_view, matching_view, report_view
from symposia.features.networking.wire import LoseParticipant
from symposia.features.people.tables import Person
from symposia.features.people.wire import Who
from symposia.features.rooms.places import note
from symposia.kernel.errors import IdTaken, NotFound
from symposia.kernel.wire import PersonId

REPORTS_SHOWN = 100


def match_by(ctx: InNetworking, do: MatchBy) -> None:
    """Say by which rules people are matched."""
    row = row_of(ctx)
    if row.phase == Phase.ENDED:
        raise RoundsOver()
    wanted = {name: getattr(do, name) for name in Matching.model_fields}
    view = MatchingView(id=row.id, names=_names(ctx, do), **wanted)
    if view != matching_view(row):
        row.matching = view.model_dump(mode="json", exclude={"id"})
        ctx.put(STAFF.name(row.id), view)
        note(ctx, "networking.match_by")


def _names(ctx: InNetworking, do: MatchBy) -> tuple[Who, ...]:
    """Who is in the lists, by the names that they have now."""
    listed = {id for must in do.must_meet for id in (must.person, *must.others)}
    named = select(Person.id, Person.name).where(col(Person.id).in_(listed)).order_by(col(Person.id))
    names = tuple(Who(id=id, name=name) for id, name in ctx.db.exec(named)) if listed else ()
    if len(names) != len(listed):
        raise NotFound("Somebody in your lists is not registered (any more).")
    return names


def remove(ctx: InNetworking, do: RemoveParticipant) -> None:
    """Take somebody out of the rounds."""
    row, who = _participant(ctx, do.person)
    ledger = opened(ctx, row, who.person_id)
    if ledger.floor.of(who.person_id).ready:
        ledger.take(rules.stand_down(ledger.floor, ledger.plan, who.person_id, "removed", ctx.now))
        note(ctx, "networking.remove", ctx.get(Person, who.person_id))
    ledger.close()


def lose(ctx: InNetworking, do: LoseParticipant) -> None:
    """Nobody waits any longer for somebody whose connection is gone."""
    row, who = _participant(ctx, do.person)
    ledger = opened(ctx, row, who.person_id)
    ledger.take(rules.stand_down(ledger.floor, ledger.plan, who.person_id, "lost", ctx.now))
    ledger.close()


def move(ctx: InNetworking, do: MoveParticipant) -> None:
    """Move somebody into another meeting, or to those who wait."""
    row, who = _participant(ctx, do.person)
    ledger = opened(ctx, row)
    if ledger.floor.of(who.person_id).meeting == do.out_of:
        ledger.take(rules.move(ledger.floor, ledger.terms(), who.person_id, do.meeting, ctx.now))
        note(ctx, "networking.move", ctx.get(Person, who.person_id))
    ledger.close()


def tell(ctx: InNetworking, do: TellEverybody) -> None:
    """Tell everybody something."""
    known = ctx.find(Broadcast, do.id)
    if known is not None:
        if known.by_id != ctx.actor.id or known.networking_id != do.networking:
            raise IdTaken()
        return
    topic, row = NETWORKING.name(do.networking), row_of(ctx)
    before = newest(ctx.db, row)
    said = Broadcast(
        id=do.id, networking_id=row.id, text=do.text, by_id=ctx.actor.id, by_name=ctx.actor.name, at=ctx.now
    )
    ctx.db.add(said)
    if before is not None:
        ctx.drop(topic, "broadcast", before.id)
    ctx.put(topic, broadcast_view(said))
    note(ctx, "networking.tell", detail=do.text)


def handle_report(ctx: InNetworking, do: HandleReport) -> None:
    """Keep who has seen to a report."""
    report = ctx.get(MeetingReport, do.report, networking_id=do.networking)
    if do.handled == (report.handled_at is not None):
        return
    report.handled_at, report.handled_by = (ctx.now, ctx.actor.name) if do.handled else (None, None)
    ctx.db.flush()
    topic = STAFF.name(do.networking)
    if report in newest_reports(ctx.db, do.networking):
        ctx.put(topic, report_view(report))
    ctx.put(topic, health_view(ctx.db, row_of(ctx)))


def newest_reports(db: Session, networking: str, after: int = 0) -> list[MeetingReport]:
    """So many as moderators are shown, the newest first; `after` so many."""
    reports = select(MeetingReport).where(MeetingReport.networking_id == networking)
    latest = reports.order_by(col(MeetingReport.at).desc(), col(MeetingReport.id).desc())
    return list(db.exec(latest.offset(after).limit(REPORTS_SHOWN)))


def newest(db: Session, row: Networking) -> Broadcast | None:
    """What everybody was told last."""
    said = select(Broadcast).where(Broadcast.networking_id == row.id)
    return db.exec(said.order_by(col(Broadcast.at).desc(), col(Broadcast.id).desc()).limit(1)).first()


def _participant(ctx: InNetworking, person: PersonId) -> tuple[Networking, Participant]:
    """The session and somebody in it."""
    row = row_of(ctx)
    return row, ctx.get(Participant, (row.id, person))
