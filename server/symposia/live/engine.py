"""What the engine itself can be asked: to follow topics, and for the time."""

from pydantic import Field

from symposia.kernel.access import Right
from symposia.kernel.context import ACCESS_TOPIC, Reading
from symposia.kernel.feature import Family, Feature, anywhere
from symposia.kernel.wire import Answer, Command, Query, iso
from symposia.live.presence import HERE, Face, PlaceView

engine = Feature("engine")
engine.views.extend((PlaceView, Face))
engine.opens(Family(HERE, live=True))(anywhere)
engine.opens(Family(ACCESS_TOPIC, need=Right.SYSTEM))(anywhere)


class Followed(Answer):
    """The head of the topic at the moment of following."""

    epoch: str
    seq: int


class FollowTopic(Command, name="topic.follow", answers=Followed):
    """Follow a topic: its map comes now, its changes from now on. `have` is the `[epoch, seq]` of the copy one has."""

    topic: str = Field(max_length=120)
    have: tuple[str, int] | None = Field(default=None, strict=False)


class UnfollowTopic(Command, name="topic.unfollow"):
    """Hear of a topic no longer."""

    topic: str = Field(max_length=120)


SOCKET_ONLY: tuple[type[Command], ...] = (FollowTopic, UnfollowTopic)
"""Commands of a connection; over HTTP a topic's map is fetched instead."""


class Now(Answer):
    """The conference's clock, ISO 8601."""

    now: str


class ReadClock(Query, name="clock.read", answers=Now):
    """The conference's clock, by which countdowns are set."""


@engine.on(ReadClock)
def read_clock(ctx: Reading[None], _do: ReadClock) -> Now:
    return Now(now=iso(ctx.now))
