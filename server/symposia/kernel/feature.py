"""A feature brings commands, topics and what it shows in them. The catalogue is all features together."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel import Session

from symposia.kernel.access import Actor, Place, Right
from symposia.kernel.errands import Errand
from symposia.kernel.errors import NotFound
from symposia.kernel.wire import Answer, Command, Query, View, Wire

Decide = Callable[[Any, Any], Answer | Errand | None]
"""`(context, command) -> answer`, or the errand that it comes of; None stands for an answer without content."""
Open = Callable[[Session, Actor, str], Place]
"""`(db, actor, key) -> place`: the place of a topic, NotFound when there is none that this actor may know of."""
Enter = Callable[[Session, Actor, Any], Place]
Show = Callable[[Session, str], Iterable[View]]
"""`(db, key) -> views`: what a feature shows in the topic of this key."""
F = TypeVar("F", bound=Callable[..., Any])
VENUE = "venue"
"""The conference as a place: whoever has a connection is there. Nobody can follow it."""


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of topic: `room:{}` stands for `room:keynote` with the key `keynote`.

    `place` says that who follows it is counted as being there, `quiet` that others are not shown who is; `live` that
    processes keep the topic, not SQL.
    """

    pattern: str
    need: Right = Right.BE_HERE
    place: bool = False
    quiet: bool = False
    live: bool = False

    def name(self, key: str = "") -> str:
        return self.pattern.replace("{}", key)

    def key(self, topic: str) -> str | None:
        """The key of `topic` if it belongs to this family."""
        match = re.fullmatch(re.escape(self.pattern).replace(r"\{\}", "([a-z0-9-]+)"), topic)
        return (match.group(1) if match.groups() else "") if match else None


@dataclass(frozen=True, slots=True)
class Stay:
    """A row that says that `person` is at the place of `topic`, or anywhere here (`VENUE`). `over` ends it, should they
    have gone unseen."""

    topic: str
    person: str
    over: Command


Stays = Callable[[Session], Iterable[Stay]]


@dataclass(frozen=True, slots=True)
class Handler:
    command: type[Command]
    need: Right
    decide: Decide


def anywhere(_db: Session, _actor: Actor, _key: str) -> Place:
    """For topics that belong to no place: everybody signed in finds them."""
    return Place(topic="")


@dataclass(slots=True)
class Feature:
    """One folder of `features/`. See `docs/howto/add-a-feature.md`."""

    name: str
    handlers: dict[str, Handler] = field(default_factory=dict)
    families: dict[Family, Open] = field(default_factory=dict)
    shown: list[tuple[Family, Show]] = field(default_factory=list)
    entrances: dict[type[Command], Enter] = field(default_factory=dict)
    views: list[type[View]] = field(default_factory=list)
    seen: dict[Family, list[type[View]]] = field(default_factory=dict)
    staying: list[Stays] = field(default_factory=list)
    told: dict[str, int | Wire] = field(default_factory=dict)

    def on(self, command: type[Command], need: Right = Right.BE_HERE) -> Callable[[F], F]:
        """The decorated function carries out `command` for those who have the right `need` at its place."""

        def keep(decide: F) -> F:
            if not command.called or command.called in self.handlers:
                raise ValueError(f"{command.__name__} needs a name that nothing else has")
            self.handlers[command.called] = Handler(command, need, decide)
            return decide

        return keep

    def opens(self, family: Family) -> Callable[[F], F]:
        """The decorated function finds the place of a topic of `family`."""

        def keep(find: F) -> F:
            self.families[family] = find
            return find

        return keep

    def shows(self, family: Family, *views: type[View]) -> Callable[[F], F]:
        """The decorated function reads the views of these kinds that this feature shows in topics of `family`."""

        def keep(show: F) -> F:
            self.shown.append((family, show))
            self.views.extend(view for view in views if view not in self.views)
            self.seen.setdefault(family, []).extend(views)
            return show

        return keep

    def stays(self, find: Stays) -> Stays:
        """The decorated function reads who has a stay: rows that shall not outlive the people's being there."""
        self.staying.append(find)
        return find

    def tells(self, **values: int | Wire) -> None:
        """What pages are to go by as well: `wire.ts` has these values under these names."""
        self.told |= values

    def enters(self, command: type[Command]) -> Callable[[F], F]:
        """The decorated function loads the place of `command` and of all commands that derive from it."""

        def keep(enter: F) -> F:
            self.entrances[command] = enter
            return enter

        return keep


class Catalogue:
    """Everything that can be asked and followed. Built once, at the start."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self.features = tuple(features)
        self.handlers = {name: handler for feature in features for name, handler in feature.handlers.items()}
        self.families = {family: find for feature in features for family, find in feature.families.items()}
        self.views: list[type[View]] = []
        for feature in features:
            self.views.extend(view for view in feature.views if view not in self.views)
        self._shown: dict[Family, list[Show]] = {}
        for feature in features:
            for family, show in feature.shown:
                self._shown.setdefault(family, []).append(show)
        self._entrances = {command: enter for feature in features for command, enter in feature.entrances.items()}
        if len(self.handlers) != sum(len(feature.handlers) for feature in features):
            raise ValueError("two features claim the same command")

    def enter(self, db: Session, actor: Actor, do: Command) -> Place | None:
        """The place where `do` happens; None when it happens nowhere in particular."""
        enter = self.entrance(type(do))
        return enter(db, actor, do) if enter is not None else None

    def entrance(self, command: type[Command]) -> Enter | None:
        """What loads the place of `command`; None when it happens nowhere in particular."""
        return next((self._entrances[base] for base in command.__mro__ if base in self._entrances), None)

    def seen(self, family: Family) -> list[type[View]]:
        """The kinds of views that features show in topics of `family`."""
        return [view for feature in self.features for view in feature.seen.get(family, ())]

    def family(self, topic: str) -> tuple[Family, str]:
        """The family of a topic and its key there; NotFound when no family has such topics."""
        for family in self.families:
            key = family.key(topic)
            if key is not None:
                return family, key
        raise NotFound("There is no topic of this name.")

    def open(self, db: Session, actor: Actor, topic: str) -> tuple[Family, Place]:
        family, key = self.family(topic)
        return family, self.families[family](db, actor, key)

    def is_open(self, topic: str) -> bool:
        """Whether everybody who is here may follow `topic`, wherever they are."""
        family, _ = self.family(topic)
        return self.families[family] is anywhere and family.need is Right.BE_HERE and not family.place

    def read(self, db: Session, topic: str) -> list[View]:
        """The whole map of a durable topic, fresh from SQL."""
        family, key = self.family(topic)
        return [view for show in self._shown.get(family, ()) for view in show(db, key)]

    def stays(self, db: Session) -> list[Stay]:
        return [stay for feature in self.features for find in feature.staying for stay in find(db)]

    def told(self) -> dict[str, int | Wire]:
        """What pages go by as well, by name."""
        return {name: value for feature in self.features for name, value in feature.told.items()}

    def queries(self) -> list[str]:
        return [name for name, handler in self.handlers.items() if issubclass(handler.command, Query)]
