"""What chat understands and shows."""

from typing import Annotated, Literal

from pydantic import Field

from symposia.features.people.wire import Who
from symposia.features.rooms.wire import RoomCommand
from symposia.kernel.wire import Answer, Id, Many, Moment, PersonId, Query, Text, View, Wire

LONGEST = 2000
"""The most characters of a message."""


class Author(Wire):
    """Who wrote a message, as they were shown when it was last changed."""

    id: PersonId
    name: str
    picture: str | None = None
    badge: str | None = None


class MessageView(View):
    """A message. `seq` orders the messages of a room; a removed one keeps its place and loses its text.

    The map has the newest ones only. When an older one is changed, it is said.
    """

    kind: Literal["message"] = "message"
    seq: int
    author: Author
    text: str
    at: Moment
    mentions: Many[Who] = ()
    edited: Moment | None = None
    removed: Literal["author", "moderator"] | None = None


class Posted(Answer):
    """The message is in the room's order at `message_seq`."""

    id: Id
    message_seq: int


class Earlier(Answer):
    """Older messages, oldest first; `more` when there are still older ones."""

    messages: Many[MessageView]
    more: bool


class PostMessage(RoomCommand, name="chat.post", answers=Posted):
    """Say something in the room. `id` is a UUID that the sender makes: sent again, it is still one message.

    The text may hold emphasis, code and links in Markdown, and mentions as `@[Name](person id)`.
    """

    id: Id
    text: Annotated[str, Text(LONGEST, least=1)]


class EditMessage(RoomCommand, name="chat.edit"):
    """Change the text of one's own message."""

    message: Id
    text: Annotated[str, Text(LONGEST, least=1)]


class RemoveMessage(RoomCommand, name="chat.remove"):
    """Take back one's own message; moderators take away any."""

    message: Id


class CloseChat(RoomCommand, name="chat.close"):
    """Close the chat of the room for all but moderators, or open it again."""

    open: bool


class EarlierMessages(RoomCommand, Query, name="chat.earlier", answers=Earlier):
    """The messages before the one at `before`."""

    before: int = Field(ge=0, le=2**53)
    limit: int = Field(default=50, ge=1, le=100)
