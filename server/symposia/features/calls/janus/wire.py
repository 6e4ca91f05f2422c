"""What is asked in calls on a media server. Its own talk stays behind ours: browsers never see its rooms' secrets.

A member has two connections with the server there: one on which they publish, one on which they receive all others.
`link` is a UUID that the browser makes for each connection that it builds; the same one again means the same
connection, so a request that is sent again does no harm.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from symposia.features.calls.wire import MOST_CANDIDATES, CallCommand, Candidate, Sdp
from symposia.kernel.wire import Answer, Command, Id, Many, PersonId, Wire

MOST_FEEDS = 50
LONGEST_OFFER = 200_000
"""An offer has three sections for each member that is received."""
Generation = Annotated[int, Field(ge=1, le=2**31 - 1)]
ServerName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class Published(Answer):
    """The media server's answer. Others can receive it as soon as the member shows `feed`."""

    sdp: str
    feed: Id


class ReceivedStream(Wire):
    """What comes in the section `mid` of an offer: whose `feed`, and what it shows."""

    mid: str
    feed: Id
    what: Literal["microphone", "camera", "screen"]


class Offered(Answer):
    """What the media server offers to send. Without `sdp` nothing has to be agreed on, all is as it was.

    `fresh` says that this is the first offer of a connection: whatever the browser had is no more. It is answered
    with `call.accept`; until then the same offer comes again, whatever is asked for, so ask once more after that.
    """

    sdp: str | None = None
    fresh: bool = False
    streams: Many[ReceivedStream] = ()


class OnServer(CallCommand):
    """A command of a member about their own connection with the media server; `peer` is their stay."""

    peer: Id
    link: Id

    @property
    def where(self) -> str | None:
        return None  # it changes nothing here, so nothing has to wait for it


class PublishMedia(OnServer, name="call.publish", answers=Published):
    """Send to the media server what I send. The offer has up to three sections: first the microphone (mid `0`), then
    the camera, then the screen; what I do not send yet is there without a track. `call.media` says what I do send.
    """

    sdp: Sdp


class SubscribeFeeds(OnServer, name="call.subscribe", answers=Offered):
    """Receive these feeds of the call and no others. Feeds that are not there (any more) are left out."""

    feeds: Annotated[Many[Id], Field(max_length=MOST_FEEDS)]


class AcceptOffer(OnServer, name="call.accept"):
    """Answer the offer that came of `call.subscribe`."""

    sdp: Annotated[str, Field(min_length=1, max_length=LONGEST_OFFER)]


class TrickleCandidates(OnServer, name="call.trickle"):
    """Tell the media server how to reach me; `link` says for which of the two connections."""

    bursts: ClassVar[bool] = True
    candidates: Annotated[Many[Candidate], Field(min_length=1, max_length=MOST_CANDIDATES)]


class ChangeFeed(CallCommand, name="call.feed"):
    """A member's feed can be received now, or no longer: the system's own."""

    person: PersonId
    peer: Id
    generation: Generation
    feed: Id
    up: bool


class RenewCall(CallCommand, name="call.renew"):
    """The media of this generation are lost: the call gets another, on a server that is up. The system's own."""

    generation: Generation


class ReportServer(Command, name="call.server"):
    """A media server is up, or is not: the system's own."""

    server: ServerName
    up: bool
