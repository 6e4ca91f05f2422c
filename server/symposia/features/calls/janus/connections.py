"""The connections of one stay with a media server, as the process knows them by which they were built."""

import asyncio
from dataclasses import dataclass, field

from symposia.features.calls.errands import Seated
from symposia.infra.janus.line import Handle
from symposia.infra.janus.rooms import Offer, Stream
from symposia.kernel.wire import Id


@dataclass(frozen=True, slots=True)
class Publishing:
    """The connection on which somebody sends."""

    link: Id
    offer: str
    answer: str
    feed: Id
    handle: Handle


@dataclass(slots=True)
class Receiving:
    """The connection on which somebody receives all others; `pending` is an offer that waits for its answer."""

    link: Id
    handle: Handle
    streams: tuple[Stream, ...]
    pending: Offer | None
    answered: str | None = None

    def take(self, offer: Offer) -> None:
        self.streams = offer.streams
        if offer.sdp is not None:
            self.pending = offer


@dataclass(slots=True)
class Connections:
    """A member's, of one stay. With the lock held, one thing happens to it at a time."""

    who: Seated
    publishing: Publishing | None = None
    receiving: Receiving | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def handle_of(self, link: Id) -> Handle | None:
        """The handle of the connection `link`."""
        return next((each.handle for each in (self.publishing, self.receiving) if each and each.link == link), None)

    def handles(self) -> list[Handle]:
        return [each.handle for each in (self.publishing, self.receiving) if each]
