"""What networking understands and shows: the session, and one's own part in it."""

from typing import Annotated, Literal

from pydantic import Field

from symposia.features.networking import rounds
from symposia.features.networking.pairing import Intent
from symposia.features.people.wire import Who
from symposia.kernel.wire import Command, Id, Many, Moment, PersonId, View, Wire

Seconds = Annotated[int, Field(ge=5, le=3600)]
PhaseName = Literal["draft", "open", "reveal", "meeting", "wrapup", "break", "ended"]
SeatState = Literal["away", "ready", "waiting", "meeting"]
WhyTold = Literal["odd", "late", "no_show", "left", "lost", "moved", "removed"]
_USUAL = rounds.Plan()


class Plan(Wire):
    """How the rounds go: how many, and how long each part of one lasts."""

    rounds: int = Field(default=_USUAL.rounds, ge=1, le=20)
    reveal_s: Seconds = _USUAL.reveal_s
    meeting_s: Seconds = _USUAL.meeting_s
    wrapup_s: Seconds = _USUAL.wrapup_s
    break_s: Seconds = _USUAL.break_s


class NetworkingView(View):
    """A networking session as it stands; `id` is the programme session's.

    `deadline` ends the phase; in a pause it stands still and `paused_ms` is what remains. In `open` it is when the
    first round begins by itself. `ready` counts those who want to meet people, whether in a meeting or not.
    """

    kind: Literal["networking"] = "networking"
    phase: PhaseName
    round: int
    rounds: int
    deadline: Moment | None = None
    paused_ms: int | None = None
    ready: int
    meetings: int
    waiting: int
    plan: Plan


class BroadcastView(View):
    """What a moderator tells everybody in a networking session; the newest one is kept."""

    kind: Literal["broadcast"] = "broadcast"
    text: str
    at: Moment
    by: Who


class SeatView(View):
    """How I take part in a networking session; `id` is the session's.

    Waiting, `why` is: `odd` (everybody else has somebody), `late` (I came into a running round), `no_show` (my partner
    did not come), `left` (they went), `lost` (their connection is gone), `moved` (a moderator finds me somebody else).
    Away, `no_show` says that it was I who did not come, `lost` that my connection was gone, `removed` that a moderator
    has taken me out.
    """

    kind: Literal["seat"] = "seat"
    ready: bool
    state: SeatState
    since: Moment
    why: WhyTold | None = None
    meeting: Id | None = None


class SetupView(View):
    """How I take part in rounds, everywhere; `id` is mine. `text_only`: without camera and microphone. `three`: I like
    to meet two people at once."""

    kind: Literal["setup"] = "setup"
    intents: Many[Intent]
    text_only: bool
    three: bool


class NetworkingCommand(Command):
    """A command that happens in a networking session, named by the id of its programme session."""

    networking: Id

    @property
    def where(self) -> str:
        return f"networking:{self.networking}"


class BeReady(NetworkingCommand, name="networking.ready"):
    """Want to meet people from now on, or not any more: a meeting one is in is left then.

    It needs a connection: who has had none for 15 s does not take part any more, and is not waited for.
    """

    ready: bool


class SetUpNetworking(Command, name="networking.set_up"):
    """Say how one takes part in rounds, everywhere."""

    intents: Annotated[Many[Intent], Field(max_length=5)] = ()
    text_only: bool = False
    three: bool = False


class AdvanceNetworking(NetworkingCommand, name="networking.advance"):
    """Do what is due by now: the timer's own."""


class PrepareRound(NetworkingCommand, name="networking.prepare"):
    """Think about the next round in good time: the timer's own."""

    round: int


class LoseParticipant(NetworkingCommand, name="networking.lose"):
    """Somebody has had no connection for too long: nobody shall wait for them."""

    person: PersonId
