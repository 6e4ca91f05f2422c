"""What calls ask of media servers, once what led to it is committed."""

from dataclasses import dataclass

from symposia.features.calls.janus.wire import AcceptOffer, PublishMedia, SubscribeFeeds, TrickleCandidates
from symposia.infra.janus.rooms import RoomKeys
from symposia.kernel.errands import Errand
from symposia.kernel.wire import Id, PersonId


@dataclass(frozen=True, slots=True)
class Seated:
    """A stay in a call on a media server, as it is now."""

    server: str
    keys: RoomKeys
    place: str
    generation: int
    person: PersonId
    peer: Id
    cameras: int
    feed: Id | None
    """What others receive from it, if anything."""


@dataclass(frozen=True, slots=True)
class Publish(Errand):
    who: Seated
    do: PublishMedia


@dataclass(frozen=True, slots=True)
class Subscribe(Errand):
    """`feeds`: those asked for that are others' in this call."""

    who: Seated
    do: SubscribeFeeds
    feeds: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Accept(Errand):
    who: Seated
    do: AcceptOffer


@dataclass(frozen=True, slots=True)
class Trickle(Errand):
    who: Seated
    do: TrickleCandidates


@dataclass(frozen=True, slots=True)
class EndStay(Errand):
    """Whoever had this stay neither sends nor receives any longer."""

    who: Seated


@dataclass(frozen=True, slots=True)
class MuteFeed(Errand):
    """Nobody hears this feed any more, whatever its browser sends; or they do again."""

    server: str
    keys: RoomKeys
    feed: Id
    muted: bool


@dataclass(frozen=True, slots=True)
class CloseRoom(Errand):
    """Nobody is in this call any more."""

    server: str
    keys: RoomKeys
