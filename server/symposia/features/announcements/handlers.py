"""What can be done in the lobby."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from symposia.features.announcements.tables import Announcement
from symposia.features.announcements.wire import AnnouncementView, PostAnnouncement, RemoveAnnouncement
from symposia.features.people.wire import Who
from symposia.kernel.access import Right
from symposia.kernel.context import Context
from symposia.kernel.errors import IdTaken
from symposia.kernel.feature import Family, Feature, anywhere

SHOWN = 20
"""The newest announcements are in the lobby's map."""
LOBBY = Family("lobby")
announcements = Feature("announcements")
announcements.opens(LOBBY)(anywhere)


@announcements.shows(LOBBY, AnnouncementView)
def newest(db: Session, _key: str = "") -> Iterable[AnnouncementView]:
    order = (col(Announcement.at).desc(), col(Announcement.id).desc())
    kept = select(Announcement).where(col(Announcement.removed).is_(False))
    found = db.exec(kept.order_by(*order).limit(SHOWN)).all()
    return [_view(row) for row in reversed(found)]


@announcements.on(PostAnnouncement, need=Right.ORGANISE)
def post(ctx: Context[None], do: PostAnnouncement) -> None:
    """Tell everybody something."""
    known = ctx.find(Announcement, do.id)
    if known is not None:
        if known.by_id != ctx.actor.id:
            raise IdTaken()
        return
    before = list(newest(ctx.db))
    ctx.db.add(Announcement(id=do.id, text=do.text, at=ctx.now, by_id=ctx.actor.id, by_name=ctx.actor.name))
    _tell(ctx, before)


@announcements.on(RemoveAnnouncement, need=Right.ORGANISE)
def remove(ctx: Context[None], do: RemoveAnnouncement) -> None:
    """Take an announcement away."""
    known = ctx.get(Announcement, do.id)
    before = list(newest(ctx.db))
    known.removed = True
    ctx.db.add(known)
    _tell(ctx, before)


def _tell(ctx: Context[None], before: list[AnnouncementView]) -> None:
    """Bring the lobby up to date: with a new one the oldest falls out, with one less an older one comes back."""
    ctx.db.flush()
    after = list(newest(ctx.db))
    topic = LOBBY.name()
    for gone in before:
        if gone not in after:
            ctx.drop(topic, gone.kind, gone.id)
    for view in after:
        if view not in before:
            ctx.put(topic, view)


def _view(row: Announcement) -> AnnouncementView:
    return AnnouncementView(id=row.id, text=row.text, at=row.at, by=Who(id=row.by_id, name=row.by_name))
