"""The bus carries ready bytes between processes. It may lose a message (the heads heal that), never invent one."""

from collections.abc import Callable
from typing import Protocol

Receive = Callable[[bytes], None]
"""Called on the event loop with what was published on a channel."""


class Bus(Protocol):
    """Publish and subscribe by channel. Every call returns at once; none raises because the other side is away."""

    @property
    def up(self) -> bool:
        """Whether messages travel, as far as it is known: a server that stands still is noticed after seconds."""

    def publish(self, channel: str, data: bytes) -> None:
        """Hand `data` to all who subscribed to `channel`, in every process, this one included."""

    def subscribe(self, channel: str, receive: Receive) -> None:
        """Have `receive` called for `channel`. One receiver a channel and process."""

    def unsubscribe(self, channel: str) -> None: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...
