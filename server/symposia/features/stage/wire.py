"""What the stage understands and shows."""

from typing import Annotated, Literal

from symposia.features.rooms.wire import RoomCommand
from symposia.kernel.wire import Line, View

Mode = Literal["holding", "stream", "embed"]
Provider = Literal["youtube", "vimeo", "media-ccc", "bbb-recording"]


class StageView(View):
    """What is on the stage of a room; `id` is the room's. `holding`: the slide of the room.

    `stream`: `url` is an HLS playlist (.m3u8) or an .mp4. `embed`: `url` is a page of `provider` for a frame, to be
    loaded only after the person has agreed to that provider.
    """

    kind: Literal["stage"] = "stage"
    mode: Mode
    provider: Provider | None = None
    url: str | None = None
    title: str | None = None


class SetStage(RoomCommand, name="stage.set"):
    """Change what is on the stage. For `embed`, `url` may be the address of the page where the video is watched."""

    mode: Mode
    url: Annotated[str, Line(2000)] = ""
    title: Annotated[str, Line(200)] = ""
