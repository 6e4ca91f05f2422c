"""What a handler is given: the transaction, who asks, where, the time; and where it puts what changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Insert, insert
from sqlmodel import Session, SQLModel

from symposia.kernel.access import Actor, Place
from symposia.kernel.errands import Errand
from symposia.kernel.errors import NotFound
from symposia.kernel.ids import new_id
from symposia.kernel.media import Media
from symposia.kernel.tables import LetterRow, TimerRow, table_of
from symposia.kernel.topics import Change
from symposia.kernel.wire import Command, View

ACCESS_TOPIC = "access"
"""Its head is raised whenever somebody's rights shrink; every process then looks at its connections again."""

P = TypeVar("P", bound=Place | None, covariant=True)
Row = TypeVar("Row", bound=SQLModel)


class AccessChanged(View):
    """Tells every process whose rights to look at again; nobody but processes hears it."""

    kind: str = "access"


@dataclass(slots=True)
class Reading(Generic[P]):
    """The context of a query: it can look, and nothing else."""

    db: Session
    actor: Actor
    now: datetime
    place: P
    secret: bytes = b""
    """The conference's own secret, for signatures."""
    media: Media = field(default_factory=Media, kw_only=True)
    real_now: datetime = field(kw_only=True)
    """The world's present moment, whatever the conference's clock shows."""

    def get(self, model: type[Row], key: Any, **within: Any) -> Row:
        """The row of this key, if its columns are as `within` says; NotFound otherwise."""
        row = self.find(model, key, **within)
        if row is None:
            raise NotFound()
        return row

    def find(self, model: type[Row], key: Any, **within: Any) -> Row | None:
        row = self.db.get(model, key)
        if row is None or any(getattr(row, name) != value for name, value in within.items()):
            return None
        return row


@dataclass(slots=True)
class Context(Reading[P]):
    """The context of a command. The dispatcher commits, raises the heads and publishes; the handler only says what."""

    seq: int = field(default=0, kw_only=True)
    """The number that the place's topic will have once this command has changed it."""
    make_id: Callable[[], str] = field(default=new_id, kw_only=True)
    changes: dict[str, Change] = field(default_factory=dict, kw_only=True)
    errands: list[Errand] = field(default_factory=list, kw_only=True)

    def new_id(self) -> str:
        return self.make_id()

    def put(self, topic: str, *views: View) -> None:
        """These views of `topic` are now like this."""
        self._change(topic).puts(views)

    def drop(self, topic: str, kind: str, id: str) -> None:
        """`topic` no longer has this view."""
        self._change(topic).drops(kind, id)

    def write(self, row: SQLModel) -> None:
        """Insert a row that nothing will change in this transaction: at a fifth of the cost of `db.add`."""
        self.db.execute(_inserting(type(row)), row.model_dump())

    def say(self, topic: str, *views: View) -> None:
        """Tell those who follow `topic` at this moment; nothing is kept."""
        self._change(topic).says.extend(views)

    def restrict(self, person: str) -> None:
        """Somebody may less than before: their connections everywhere are looked at again within 2 s."""
        change = self._change(ACCESS_TOPIC)
        change.says.append(AccessChanged(id=person))
        change.touched = True

    def set_timer(self, key: str, due: datetime, command: Command) -> None:
        """Run `command` as the system's own actor when the conference's clock shows `due`. One timer a key."""
        fields = command.model_dump_json()
        row = self.db.get(TimerRow, key)
        if row is None:
            self.db.add(TimerRow(key=key, due_at=due, command=command.called, fields=fields))
        else:
            row.due_at, row.command, row.fields = due, command.called, fields

    def clear_timer(self, key: str) -> None:
        row = self.db.get(TimerRow, key)
        if row is not None:
            self.db.delete(row)

    def mail(self, to: str, subject: str, text: str, delay: timedelta = timedelta()) -> None:
        """Send a letter once this transaction has been committed."""
        letter = LetterRow(id=new_id(), to=to, subject=subject, text=text, due_at=self.real_now + delay)
        self.db.add(letter)

    def afterwards(self, errand: Errand) -> None:
        """Have `errand` run once this transaction has been committed; nobody waits for it."""
        self.errands.append(errand)

    def _change(self, topic: str) -> Change:
        return self.changes.setdefault(topic, Change(topic))


@cache
def _inserting(model: type[SQLModel]) -> Insert:
    return insert(table_of(model))
