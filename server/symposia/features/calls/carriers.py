"""Who carries the media of calls that do not go from browser to browser. Each engine on a server has its carrier."""

from typing import Any, Protocol

from symposia.features.calls.tables import Call, CallSeat
from symposia.kernel.context import Context


class Carrier(Protocol):
    """Is told what becomes of calls that it carries, and leaves errands so that the server knows, too."""

    def stay_is_over(self, ctx: Context[Any], call: Call, seat: CallSeat) -> None:
        """`seat` is given up; whoever had it neither sends nor receives any longer."""

    def is_muted(self, ctx: Context[Any], call: Call, seat: CallSeat) -> None:
        """A moderator has muted `seat`, or it has been unmuted since: `seat.muted`."""

    def is_empty(self, ctx: Context[Any], call: Call) -> None:
        """Nobody is in the call any more; it still has the generation that is over now."""


CARRIERS: dict[str, Carrier] = {}
"""By the engine's name. A call from browser to browser has none: nobody has to be told."""


def end_media(ctx: Context[Any], call: Call | None, seat: CallSeat) -> None:
    """The stay is over, on the media server too."""
    if call is not None and call.engine in CARRIERS:
        CARRIERS[call.engine].stay_is_over(ctx, call, seat)


def silence(ctx: Context[Any], call: Call | None, seat: CallSeat) -> None:
    """Have the media server see to it that `seat` is muted, or is not any longer."""
    if call is not None and call.engine in CARRIERS:
        CARRIERS[call.engine].is_muted(ctx, call, seat)


def close_room(ctx: Context[Any], call: Call) -> None:
    """Nobody is in the call any more."""
    if call.engine in CARRIERS:
        CARRIERS[call.engine].is_empty(ctx, call)
