"""What the lobby understands and shows."""

from typing import Annotated, Literal

from symposia.features.people.wire import Who
from symposia.kernel.wire import Command, Id, Moment, Text, View


class AnnouncementView(View):
    """Something that the organisers tell everybody."""

    kind: Literal["announcement"] = "announcement"
    text: str
    at: Moment
    by: Who


class LobbyCommand(Command):
    """A command that happens in the lobby."""

    @property
    def where(self) -> str:
        return "lobby"


class PostAnnouncement(LobbyCommand, name="announcement.post"):
    """Tell everybody something. `id` is a UUID that the sender makes: sent again, it is still one announcement."""

    id: Id
    text: Annotated[str, Text(1000, least=1)]


class RemoveAnnouncement(LobbyCommand, name="announcement.remove"):
    """Take an announcement away."""

    id: Id
