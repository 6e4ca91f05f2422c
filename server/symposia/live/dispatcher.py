"""The one road in: decode, find the handler, load actor and place, may they?, transaction, answer, publish."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from pydantic import ValidationError
from sqlmodel import Session

from symposia.infra.database import Database
from symposia.kernel.access import SYSTEM, Actor, Right, check
from symposia.kernel.clock import Clock
from symposia.kernel.context import ACCESS_TOPIC, Context, Reading
from symposia.kernel.errors import Invalid, NotSignedIn, SymposiaError, UnknownCommand
from symposia.kernel.feature import Catalogue, Handler
from symposia.kernel.topics import Encoded
from symposia.kernel.wire import Answer, Command, Nothing, Query
from symposia.live import heads, metrics
from symposia.live.heads import Store
from symposia.live.limits import Limit

log = structlog.get_logger()
COMMANDS, QUERIES, PER_S = 30, 60, 10.0
SLOW_S = 0.5
"""What takes longer is noted in the log."""
LoadActor = Callable[[Session, str], Actor | None]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a command: the answer, and the heads from which on the change is in a copy."""

    ok: Answer = field(default_factory=Nothing)
    seq: Mapping[str, int] = field(default_factory=dict)


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
    ) -> None:
        self.catalogue = catalogue
        self._database, self._clock, self._load_actor, self._publish = database, clock, load_actor, publish
        self._process, self._store = process, store
        self._commands, self._queries = Limit(COMMANDS, PER_S), Limit(QUERIES, PER_S)

    async def ask(
        self, person: str, name: str, fields: Mapping[str, Any], sign_in: str | None = None, *, counted: bool = True
    ) -> Done:
        """Carry out the command `name` for `person`. Raises the SymposiaError that the person shall see.

        `counted` off: it may be asked for however much was asked before.
        """
        began = time.perf_counter()
        result = "broken"
        try:
            handler = self._handler(name)
            limit = self._queries if issubclass(handler.command, Query) else self._commands
            if counted:
                limit.spend(person)
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

    async def obey(self, do: Command, before: Callable[[Session], bool] | None = None) -> Done:
        """Carry out a command of the system itself. `before` runs first in the transaction; False ends it."""
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
        done, changes = await self._database.write(lambda db: self._carry_out(db, handler, do, who(db), before))
        for change in changes:
            self._publish(change)
        return done

    def _answer(self, db: Session, handler: Handler, do: Command, actor: Actor) -> Done:
        place = self.catalogue.enter(db, actor, do)
        check(actor, handler.need, place)
        reading = Reading(db=db, actor=actor, now=self._clock.now(), place=place, secret=self._store.secret)
        return Done(handler.decide(reading, do) or Nothing())

    def _carry_out(
        self,
        db: Session,
        handler: Handler,
        do: Command,
        actor: Actor,
        before: Callable[[Session], bool] | None,
    ) -> tuple[Done, list[Encoded]]:
        if before is not None and not before(db):
            return Done(), []
        # Holding the place's head makes commands of one place run one after another, on PostgreSQL too.
        head = heads.hold(db, do.where) if do.where else 0
        place = self.catalogue.enter(db, actor, do)
        check(actor, handler.need, place)
        context: Context[Any] = Context(
            db=db,
            actor=actor,
            now=self._clock.now(),
            place=place,
            secret=self._store.secret,
            real_now=self._clock.real(),
            seq=head + 1,
        )
        answer = handler.decide(context, do) or Nothing()
        db.flush()
        changes = heads.seal(db, context.changes, self._store.epoch, self._process)
        return Done(answer, _told(actor, do, head, changes)), changes


def decode(command: type[Command], fields: Mapping[str, Any]) -> Command:
    """The command that `fields` stand for, or Invalid with the field that is wrong."""
    try:
        return command.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{where or command.called}: {first['msg']}", field=where or None) from None


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
