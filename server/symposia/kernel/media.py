"""What calls can count on here: how media may flow, as the operator has set it up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Media:
    """The engines and servers that there are. Addresses are as browsers are told them (RFC 7064, RFC 7065)."""

    peers: int = 3
    """Up to how many people a call goes from browser to browser (1 to 4)."""
    cameras: int = 12
    """How many people of a larger call may send; the others listen."""
    relay_only: bool = False
    """Media only ever goes through TURN, so that nobody learns anybody's network address."""
    stun: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()
    turn_secret: str = ""
    """Shared with the TURN server; what browsers get is made from it and holds for minutes."""
    servers: tuple[str, ...] = ()
    """The names of the media servers that can carry larger calls; none: calls stay small."""
    records: bool = False
    """What those carry is kept."""
    livekit: bool = False
    """LiveKit carries larger calls, whatever `servers` there are."""

    @property
    def grows(self) -> bool:
        """Whether calls can be larger than what goes from browser to browser."""
        return self.livekit or bool(self.servers)

    @property
    def missing(self) -> tuple[str, ...]:
        """What calls on the open internet would need beside what there is, in sentences for the operator."""
        found = []
        if not self.turn:
            found.append("no TURN server (`turn_urls`): calls reach people on other networks only if those let them")
        if not self.grows:
            found.append(f"no media server (`janus_urls`): {self.peers} people fit in a call")
        return tuple(found)
