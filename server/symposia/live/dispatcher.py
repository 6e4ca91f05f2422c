"""The one road in: decode, find the handler, load actor and place, may they?, transaction, answer, publish."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from pydantic import ValidationError
from sqlmodel import Session

from symposia.infra.database import Database
from symposia.kernel.access import SYSTEM, Actor, Right, check
from symposia.kernel.clock import Clock
from symposia.kernel.context import ACCESS_TOPIC, Context, Reading
from symposia.kernel.errands import Errand
from symposia.kernel.errors import NotSignedIn, SymposiaError, UnknownCommand
from symposia.kernel.feature import Catalogue, Handler
from symposia.kernel.media import Media
from symposia.kernel.topics import Encoded
from symposia.kernel.wire import Answer, Command, Nothing, Query, invalid
from symposia.live import heads, metrics
from symposia.live.errands import Errands
from symposia.live.heads import Store
from symposia.live.limits import Limit

log = structlog.get_logger()
COMMANDS, QUERIES, BURSTS, PER_S = 30, 60, 400, 10.0
SLOW_S = 0.5
"""What takes longer is noted in the log."""
LoadActor = Callable[[Session, str], Actor | None]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command: the answer, and the heads from which on the change is in a copy."""

    ok: Answer = field(default_factory=Nothing)
    seq: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a transaction has led to: `errand` still makes the answer, `afterwards` nobody waits for."""

    done: Done
    changes: list[Encoded] = field(default_factory=list)
    errand: Errand | None = None
    afterwards: list[Errand] = field(default_factory=list)


class Dispatcher:
    def __init__(
        self,
        catalogue: Catalogue,
        database: Database,
        clock: Clock,
        load_actor: LoadActor,
        publish: Callable[[Encoded], None],
        *,
        process: str,
        store: Store,
        media: Media = Media(),  # noqa: B008  # frozen
        errands: Errands | None = None,
    ) -> None:
        self.catalogue, self._errands = catalogue, errands or Errands()
        self._database, self._clock, self._load_actor, self._publish = database, clock, load_actor, publish
        self._process, self._store, self._media = process, store, media
        self._commands, self._queries, self._bursts = (Limit(most, PER_S) for most in (COMMANDS, QUERIES, BURSTS))

    async def ask(
        self, person: str, name: str, fields: Mapping[str, Any], sign_in: str | None = None, *, counted: bool = True
    ) -> Done:
        """Carry out the command `name` for `person`. Raises the SymposiaError that the person shall see.

        `counted` off: it may be asked for however much was asked before.
        """
        began = time.perf_counter()
        result = "broken"
        try:
            if counted:
                self.count(person, name)
            handler = self._handler(name)
            do = decode(handler.command, fields)
            done = await self._run(handler, do, lambda db: self._person(db, person, sign_in))
            result = "ok"
            return done
        except SymposiaError as error:
            result = error.code
            raise
        finally:
            took = time.perf_counter() - began
            metrics.command_seconds.observe(took)
            if took > SLOW_S:
                log.warning("command.slow", command=name, seconds=round(took, 2), result=result)
            metrics.commands.labels(name if name in self.catalogue.handlers else "unknown", result).inc()

    def count(self, person: str, name: str = "") -> None:
        """Count a request of `person`, as a command if nobody knows it. TooFast when there are too many."""
        handler = self.catalogue.handlers.get(name)
        self._limit_of(handler.command if handler else Command).spend(person)

    async def obey(self, do: Command, before: Callable[[Session], bool] | None = None) -> Done:
        """Carry out a command of the system itself. `before` runs first at its place; False ends it."""
        return await self._run(self._handler(do.called), do, lambda _db: SYSTEM, before)

    async def look(self, who: Actor, topic: str) -> tuple[Actor, bool]:
        """Check that `who` may follow `topic`; returns them as they are now, and whether it counts as a place.

        Who may be here at all is asked of the database for topics that belong to a place only: a connection that
        may not be here any more is ended by itself.
        """
        if self.catalogue.is_open(topic):
            check(who, Right.BE_HERE)
            return who, False

        def work(db: Session) -> tuple[Actor, bool]:
            actor = self._person(db, who.id, who.sign_in)
            family, place = self.catalogue.open(db, actor, topic)
            check(actor, family.need, place)
            return actor, family.place

        return await self._database.read(work)

    def _limit_of(self, command: type[Command]) -> Limit:
        if command.bursts:
            return self._bursts
        return self._queries if issubclass(command, Query) else self._commands

    def _handler(self, name: str) -> Handler:
        handler = self.catalogue.handlers.get(name)
        if handler is None:
            raise UnknownCommand()
        return handler

    def _person(self, db: Session, person: str, sign_in: str | None) -> Actor:
        actor = self._load_actor(db, person)
        if actor is None:
            raise NotSignedIn()
        return actor if sign_in is None else _with_sign_in(actor, sign_in)

    async def _run(
        self,
        handler: Handler,
        do: Command,
        who: Callable[[Session], Actor],
        before: Callable[[Session], bool] | None = None,
    ) -> Done:
        if isinstance(do, Query):
            return await self._database.read(lambda db: self._answer(db, handler, do, who(db)))
        outcome = await self._database.write(lambda db: self._carry_out(db, handler, do, who(db), before))
        for change in outcome.changes:
            self._publish(change)
        self._errands.leave(outcome.afterwards)
        if outcome.errand is None:
            return outcome.done
        return replace(outcome.done, ok=await self._errands.run(outcome.errand))

    def _answer(self, db: Session, handler: Handler, do: Command, actor: Actor) -> Done:
        place = self.catalogue.enter(db, actor, do)
        check(actor, handler.need, place)
        reading = Reading(
            db=db,
            actor=actor,
            now=self._clock.now(),
            place=place,
            secret=self._store.secret,
            media=self._media,
            real_now=self._clock.real(),
        )
        answer = handler.decide(reading, do) or Nothing()
        assert isinstance(answer, Answer), "a query has nothing done"
        return Done(answer)

    def _carry_out(
        self,
        db: Session,
        handler: Handler,
        do: Command,
        actor: Actor,
        before: Callable[[Session], bool] | None,
    ) -> _Outcome:
        # Holding the place's head makes commands of one place run one after another, on PostgreSQL too. It comes
        # first: whoever holds other rows and waits for a head makes those wait who hold the head and need the rows.
        head = heads.hold(db, do.where) if do.where else 0
        if before is not None and not before(db):
            return _Outcome(Done())
        place = self.catalogue.enter(db, actor, do)
        check(actor, handler.need, place)
        context: Context[Any] = Context(
            db=db,
            actor=actor,
            now=self._clock.now(),
            place=place,
            secret=self._store.secret,
            media=self._media,
            real_now=self._clock.real(),
            seq=head + 1,
        )
        came = handler.decide(context, do) or Nothing()
        db.flush()
        changes = heads.seal(db, context.changes, self._store.epoch, self._process)
        answer, errand = (Nothing(), came) if isinstance(came, Errand) else (came, None)
        return _Outcome(Done(answer, _told(actor, do, head, changes)), changes, errand, context.errands)


def decode(command: type[Command], fields: Mapping[str, Any]) -> Command:
    """The command that `fields` stand for, or Invalid with the field that is wrong."""
    try:
        return command.model_validate(fields)
    except ValidationError as error:
        raise invalid(error, command.called) from None


def _with_sign_in(actor: Actor, sign_in: str) -> Actor:
    return Actor(actor.id, actor.name, actor.roles, actor.affiliation, actor.picture, actor.banned, False, sign_in)


def _told(actor: Actor, do: Command, head: int, changes: list[Encoded]) -> dict[str, int]:
    """The heads that concern the one who asked; what happened in other people's own topics is not told."""
    seq = {do.where: head} if do.where else {}
    for change in changes:
        private = change.topic.startswith("person:") and change.topic != f"person:{actor.id}"
        if change.seq and not private and change.topic != ACCESS_TOPIC and not change.topic.endswith("/staff"):
            seq[change.topic] = change.seq
    return seq
