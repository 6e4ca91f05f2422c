"""What moderators see and do: the desk of a networking session, its rules, and what came of it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from symposia.features.networking import pairing
from symposia.features.networking.wire import NetworkingCommand, Plan, SeatState
from symposia.features.people.wire import Who
from symposia.kernel.wire import Answer, Id, Many, Moment, PersonId, Query, Text, View, Wire

Weight = Annotated[float, Field(ge=0, le=1)]
_USUAL = pairing.Weights()


class Weights(Wire):
    """What counts how much in whom people are matched with; only the proportions matter.

    Common topics; that one offers what the other looks for; another institution; a similar level (or a different one,
    see `levels`); and what everybody has in common anyway.
    """

    topics: Weight = _USUAL.topics
    complement: Weight = _USUAL.complement
    distance: Weight = _USUAL.distance
    seniority: Weight = _USUAL.seniority
    base: Weight = _USUAL.base

    @model_validator(mode="after")
    def _something_counts(self) -> Self:
        if not any((self.topics, self.complement, self.distance, self.seniority, self.base)):
            raise PydanticCustomError("weights", "at least one weight above 0 is expected")
        return self


class MustMeet(Wire):
    """Somebody who is to meet each of the `others`, before anybody else."""

    person: PersonId
    others: Annotated[Many[PersonId], Field(min_length=1, max_length=50)]


class Matching(Wire):
    """The organisers' rules of whom people are matched with.

    Without `same_institution` people of one institution never meet. `levels`: `close` slightly prefers people of a
    similar level, `mixed` juniors with seniors. With `same_field` only people of one field meet; who has not said
    theirs may meet anybody.
    """

    weights: Weights = Weights()
    same_institution: bool = True
    levels: Literal["close", "mixed"] = "close"
    same_field: bool = False
    must_meet: Annotated[Many[MustMeet], Field(max_length=200)] = ()


class MatchingView(View, Matching):
    """For the moderators: by which rules people are matched; `id` is the session's. `names` are those of the people in
    the lists."""

    kind: Literal["matching"] = "matching"
    names: Many[Who] = ()


class ParticipantView(View):
    """For the moderators: somebody in the session, and since when they are in this state; `id` is the person's.

    `meeting` is the open meeting that they are in: those who name the same one are together.
    """

    kind: Literal["participant"] = "participant"
    name: str
    affiliation: str
    state: SeatState
    since: Moment
    meeting: Id | None = None


class HealthView(View):
    """For the moderators: how the rounds go; `id` is the session's.

    `no_shows` did not come in the running (or last) round, `lost` had no connection any more. `waited_s` is the median
    of how long those waited in it who were without a partner at some time; None when nobody was. `sat_out`, `reports`
    (to which nobody has seen yet) and `swaps` (pairs who swapped contacts) are of the whole session.
    """

    kind: Literal["health"] = "health"
    no_shows: int
    lost: int
    waited_s: float | None = None
    sat_out: int
    reports: int
    swaps: int


class ReportView(View):
    """For the moderators: what somebody says about a meeting; `about` are the others in it. `handled_by` is the name
    of the moderator who has seen to it, at `handled_at`."""

    kind: Literal["report"] = "report"
    at: Moment
    by: Who
    about: Many[Who]
    text: str
    handled_at: Moment | None = None
    handled_by: str | None = None


class StartRounds(NetworkingCommand, name="networking.start"):
    """Begin the first round now."""


class PauseRounds(NetworkingCommand, name="networking.pause"):
    """Stop the clock of the rounds, or let it run on."""

    paused: bool


class DeadlineCommand(NetworkingCommand):
    """A command about the running phase. `deadline` is the one that was shown to who asks: when there is another by
    now, as after a resend, nothing happens.
    """

    deadline: Moment | None = None


class ExtendPhase(DeadlineCommand, name="networking.extend"):
    """Give the running phase so many seconds more."""

    seconds: int = Field(ge=1, le=3600)


class SkipPhase(DeadlineCommand, name="networking.skip"):
    """End the running phase now and go over to the next."""


class EndRounds(NetworkingCommand, name="networking.end"):
    """End the networking session, for good."""


class PlanRounds(NetworkingCommand, Plan, name="networking.plan"):
    """Say how the rounds go. A running phase keeps its deadline."""


class MatchBy(NetworkingCommand, Matching, name="networking.match_by"):
    """Say by which rules people are matched from the next round on."""


class RemoveParticipant(NetworkingCommand, name="networking.remove"):
    """Take somebody out of the rounds; they may be ready again later."""

    person: Id


class MoveParticipant(NetworkingCommand, name="networking.move"):
    """Move somebody into another meeting of two, or, without one, to those who wait.

    `out_of` is the meeting that they were shown in, if any: when they are somewhere else by now, as after a resend,
    nothing happens.
    """

    person: Id
    out_of: Id | None = None
    meeting: Id | None = None


class TellEverybody(NetworkingCommand, name="networking.tell"):
    """Tell everybody in the session something. `id` is a UUID that the sender makes."""

    id: Id
    text: Annotated[str, Text(500, least=1)]


class HandleReport(NetworkingCommand, name="networking.handle_report"):
    """Say that somebody has seen to a report, or (not `handled`) that there is still something to do."""

    report: Id
    handled: bool


class Round(Wire):
    """Who met in a round; a person is in two meetings of it when the first ended early."""

    present: Many[PersonId]
    pairs: Many[Many[PersonId]]
    trios: Many[Many[PersonId]]
    sat_out: Many[PersonId]


class Rounds(Answer):
    """The rounds so far, the first first."""

    rounds: Many[Round]


class ReadPairs(NetworkingCommand, Query, name="networking.pairs", answers=Rounds):
    """Who really met whom, in every round."""


class RoundResult(Wire):
    """A round in numbers. `waited_s`: the median wait of those who were without a partner at some time."""

    round: int
    present: int
    pairs: int
    trios: int
    sat_out: int
    no_shows: int
    waited_s: float | None = None


class Results(Answer):
    """What came of a networking session, without a single name.

    `encounters[n]` people met `n` others. `contacts` pairs swapped contacts. `ratings`: how often 1, 2 and 3 were
    given; all zero while fewer than five people have said. `ties[i][k]`: how many pairs of people of `centres[i]` and
    `centres[k]` met; the twenty centres with the most, and "" for all others.
    """

    people: int
    meetings: int
    contacts: int
    rounds: Many[RoundResult]
    encounters: Many[int]
    ratings: Many[int]
    centres: Many[str]
    ties: Many[Many[int]]


class ReadResults(NetworkingCommand, Query, name="networking.results", answers=Results):
    """What came of the session: meetings, ties between centres, who was left alone how often."""
