"""Who may what. The one place where permission is decided; commands and topics only name the right they need."""

from dataclasses import dataclass, field
from enum import StrEnum

from symposia.kernel.errors import Banned, NotAllowed, NotSignedIn, Removed, Silenced, SymposiaError

ROLES = ("attendee", "speaker", "presenter", "moderator", "jury", "organiser")
PUBLIC_ROLES = ("organiser", "moderator", "speaker", "presenter")


class Right(StrEnum):
    """What a command or a topic can ask for."""

    BE_HERE = "be_here"
    """Be in the conference or at a place, read, and act on one's own things."""
    SPEAK = "speak"
    """Say something that others at the place see."""
    MODERATE = "moderate"
    """Control the place: a moderator of this room, of all rooms, or an organiser."""
    ORGANISE = "organise"
    """Change the conference itself."""
    SYSTEM = "system"
    """Only timers, the command line and the server's own endpoints."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, as loaded for this one request. `roles` holds e.g. `moderator` or `moderator:forum`."""

    id: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    affiliation: str = ""
    picture: str | None = None
    banned: bool = False
    system: bool = False
    sign_in: str | None = None

    def moderates(self, slug: str | None) -> bool:
        return bool(self.roles & {"organiser", "moderator"}) or (slug is not None and f"moderator:{slug}" in self.roles)

    @property
    def organises(self) -> bool:
        return "organiser" in self.roles

    def badge_in(self, slug: str | None) -> str | None:
        """The role that is shown beside the name in this room (None: anywhere)."""
        if slug is not None and f"moderator:{slug}" in self.roles and not self.organises:
            return "moderator"
        return next((role for role in ("organiser", "moderator", "speaker") if role in self.roles), None)


SYSTEM = Actor(id="00000000-0000-7000-8000-000000000000", name="Symposia", system=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands at a place."""

    silenced: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command happens or a topic belongs. Features extend it with what they loaded."""

    topic: str
    slug: str | None = None
    """The room whose moderators have a say here."""
    standing: Standing = field(default_factory=Standing)


def refusal(actor: Actor, need: Right, place: Place | None = None) -> SymposiaError | None:
    """Why `actor` may not use the right `need` at `place` (None: anywhere); None means that they may."""
    if actor.system:
        return None
    if need is Right.SYSTEM:
        return NotAllowed()
    if not actor.id:
        return NotSignedIn()
    if actor.banned:
        return Banned()
    slug = place.slug if place else None
    if need is Right.ORGANISE:
        return None if actor.organises else NotAllowed("Only organisers may do this.")
    if actor.moderates(slug):
        return None
    if need is Right.MODERATE:
        return NotAllowed("Only moderators of this room may do this.")
    if place and place.standing.removed:
        return Removed()
    if need is Right.SPEAK and place and place.standing.silenced:
        return Silenced()
    return None


def check(actor: Actor, need: Right, place: Place | None = None) -> None:
    """Raise the refusal, if there is one."""
    error = refusal(actor, need, place)
    if error is not None:
        raise error
