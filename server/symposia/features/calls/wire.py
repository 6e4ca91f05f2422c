"""What calls understand and show. A call is named by the topic of the place that it belongs to."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from symposia.features.rooms.wire import RoomCommand
from symposia.kernel.wire import Answer, Command, Id, Many, Moment, PersonId, Query, View, Wire

EngineName = Literal["peers", "janus", "livekit"]
LONGEST_SDP = 30_000
MOST_CANDIDATES = 32
PlaceName = Annotated[str, Field(pattern=r"^[a-z]+:[a-z0-9-]{1,60}$")]
"""The topic of a place, such as `meeting:0193…` or `room:keynote`."""
Sdp = Annotated[str, Field(min_length=1, max_length=LONGEST_SDP)]


class CallView(View):
    """The call as a whole; `id` is the place's topic. The topic is `<place>/call`.

    Media is built anew by everybody when `generation` has become another: the engine was changed, or a media server
    was lost. Up to `cameras` people may send; more may listen. While it is `down`, no media server can carry it:
    it goes on by itself as soon as one can. When it is `recorded`, what is said and shown is kept.
    """

    kind: Literal["call"] = "call"
    engine: EngineName
    generation: int
    cameras: int
    down: bool | None = None
    recorded: bool | None = None


class MemberView(View):
    """Somebody in the call; `id` is the person's.

    `peer` is this stay of theirs, another after each `call.join`; signals go to it. Of two members, the one with the
    higher `order` came later and makes the first offer. `audio`, `video` and `screen` say what they send now; who
    `listens` sends nothing. `feed` names their stream on a media server.
    """

    kind: Literal["member"] = "member"
    peer: Id
    order: int
    name: str
    picture: str | None = None
    badge: str | None = None
    listens: bool
    audio: bool
    video: bool
    screen: bool
    feed: str | None = None


class Candidate(Wire):
    """A network address to try (RTCIceCandidateInit); an empty `candidate` says that there are no more."""

    candidate: Annotated[str, Field(max_length=500)]
    sdp_mid: Annotated[str, Field(max_length=40)] | None = None
    sdp_m_line_index: Annotated[int, Field(ge=0, le=100)] | None = None
    username_fragment: Annotated[str, Field(max_length=256)] | None = None


class Description(Wire):
    """A session description (RTCSessionDescriptionInit)."""

    type: Literal["offer", "answer"]
    sdp: Sdp


class SignalView(View):
    """Said to one person in `person:<id>`: what the stay `sender` tells the stay `to`; `id` is the call's place."""

    kind: Literal["signal"] = "signal"
    sender: Id
    to: Id
    link: Id
    description: Description | None = None
    candidates: Many[Candidate] = ()


class CallNoticeView(View):
    """Said to one person in `person:<id>`: a moderator has muted them, or sent them out; `id` is the call's place."""

    kind: Literal["call_notice"] = "call_notice"
    what: Literal["muted", "removed"]


class RoomCallView(View):
    """In the topic of a room while its call is open; `id` is the room's slug. `people` are in it."""

    kind: Literal["room_call"] = "room_call"
    people: int


class OpenRoomCall(RoomCommand, name="call.open"):
    """Let people of this room talk with each other, or end that for everybody."""

    open: bool


class CallCommand(Command):
    """A command in the call of a place. Who may be at the place may be in its call."""

    place: PlaceName

    @property
    def where(self) -> str | None:
        return f"{self.place}/call"


class IceServer(Wire):
    """Where a browser finds out its own address, or has its media relayed (RTCIceServer)."""

    urls: Many[str]
    username: str | None = None
    credential: str | None = None


class IceServers(Answer):
    """What to build connections with. Credentials hold until `until`; with `relay_only` only relays may be used."""

    servers: Many[IceServer]
    relay_only: bool
    until: Moment | None = None


class JoinCall(CallCommand, name="call.join", answers=IceServers):
    """Come into the call, or come anew. `peer` is a UUID that the sender makes for this stay: sent again, nothing
    happens. Another stay of the same person ends. Who `listens` sends nothing, and comes in when all cameras are
    taken, too.
    """

    peer: Id
    listens: bool = False


class LeaveCall(CallCommand, name="call.leave"):
    """End a stay in the call."""

    peer: Id


class SendMedia(CallCommand, name="call.media"):
    """Say what I send from now on. Who comes with `listens` may change that with it as long as cameras are left."""

    peer: Id
    audio: bool
    video: bool
    screen: bool = False


class SignalPeer(CallCommand, name="call.signal"):
    """Tell another member of the call how to reach me. `peer` is my stay, `to` theirs; `link` names the connection
    that is being built between the two, so that nothing of an older one is taken for it.
    """

    bursts: ClassVar[bool] = True
    peer: Id
    to: Id
    link: Id
    description: Description | None = None
    candidates: Annotated[Many[Candidate], Field(max_length=MOST_CANDIDATES)] = ()

    @property
    def where(self) -> str | None:
        return None  # it changes nothing, so nothing has to wait for it


class ReadIceServers(CallCommand, Query, name="call.servers", answers=IceServers):
    """What to build connections with, anew: credentials hold for minutes only."""


class SetUp(IceServers):
    """The same, and how many people calls go up to without a media server; `larger` says whether there is one."""

    peers: int
    larger: bool


class CheckServers(Query, name="call.check", answers=SetUp):
    """What connections will be built with, for those who try their set-up before the day. They can join the call of
    their own topic, `person:<id>`, too: it is carried as a larger call would be.
    """


class MuteMember(CallCommand, name="call.mute"):
    """Mute somebody. They can unmute themselves."""

    person: PersonId


class RemoveMember(CallCommand, name="call.remove"):
    """Send somebody out of the call, or let them in again."""

    person: PersonId
    removed: bool


class VacateSeat(CallCommand, name="call.vacate"):
    """Somebody's stay is over because they are gone: the system's own."""

    person: PersonId
    peer: Id
