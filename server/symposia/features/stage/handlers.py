"""What moderators can do with a room's stage."""

from collections.abc import Iterable

from sqlmodel import Session

from symposia.features.programme.tables import Conference
from symposia.features.rooms.places import ROOM, InRoom, note
from symposia.features.rooms.tables import Room
from symposia.features.stage.rules import Embed, embed_of, embeds_possible, stream_of, streams_possible
from symposia.features.stage.tables import Stage
from symposia.features.stage.wire import SetStage, StageView
from symposia.kernel.access import Right
from symposia.kernel.errors import Invalid
from symposia.kernel.feature import Feature

stage = Feature("stage")


@stage.shows(ROOM, StageView)
def on_stage(db: Session, slug: str) -> Iterable[StageView]:
    return [_view(db.get(Stage, slug) or Stage(room_id=slug))] if db.get(Room, slug) else []


@stage.on(SetStage, need=Right.MODERATE)
def set_stage(ctx: InRoom, do: SetStage) -> None:
    """Change what is on the stage."""
    slug = ctx.place.room.id
    embed, url = _shown(ctx, do)
    row = ctx.find(Stage, slug) or Stage(room_id=slug)
    old = _view(row)
    row.mode, row.title = do.mode, do.title
    row.provider, row.url = (embed.provider, embed.url) if embed else (None, url)
    if _view(row) == old:
        return
    ctx.db.add(row)
    ctx.put(ROOM.name(slug), _view(row))
    note(ctx, "stage.set", detail=f"{row.mode} {row.url or ''}".strip())


def _shown(ctx: InRoom, do: SetStage) -> tuple[Embed | None, str | None]:
    """What the pasted address stands for, as an embed or as the address of a stream. Invalid when for neither."""
    if do.mode == "holding":
        return None, None
    conference = ctx.find(Conference, 1)
    hosts = conference.media_hosts if conference else []
    if do.mode == "embed":
        embed = embed_of(do.url, hosts)
        if embed is None:
            raise Invalid(embeds_possible(hosts), field="url")
        return embed, None
    url = stream_of(do.url, hosts)
    if url is None:
        raise Invalid(streams_possible(hosts), field="url")
    return None, url


def _view(row: Stage) -> StageView:
    return StageView.model_validate(
        {
            "id": row.room_id,
            "mode": row.mode,
            "provider": row.provider,
            "url": row.url,
            "title": row.title or None,
        }
    )
