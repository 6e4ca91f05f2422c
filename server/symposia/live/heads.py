"""The heads of durable topics, raised inside the transaction that makes the change."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import TextClause, bindparam, text
from sqlmodel import Session

from symposia.kernel.feature import Catalogue
from symposia.kernel.ids import new_id
from symposia.kernel.tables import StoreRow
from symposia.kernel.topics import Change, Encoded, Snapshot
from symposia.live.codec import encode

_MAKE = text("INSERT INTO topic (name, head) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING")
_READ = text("SELECT head FROM topic WHERE name = :name")
_HOLD = text("SELECT head FROM topic WHERE name = :name FOR UPDATE")
_HEADS = text("SELECT name, head FROM topic WHERE name IN :names").bindparams(bindparam("names", expanding=True))
AT_ONCE = 200
"""How many heads are raised by one statement at most."""


@dataclass(frozen=True, slots=True)
class Store:
    """Which database this is: its epoch is part of every copy of a map, its secret signs what must not be forged."""

    epoch: str
    secret: bytes


def store(db: Session) -> Store:
    """The database's epoch and secret; made when it is asked for the first time."""
    row = db.get(StoreRow, 1)
    if row is None:
        row = StoreRow(epoch=new_id(), secret=secrets.token_hex(32))
        db.add(row)
        db.flush()
    return Store(row.epoch, bytes.fromhex(row.secret))


def hold(db: Session, topic: str) -> int:
    """The head of `topic`, held until the end of the transaction (SQLite has one writer anyway)."""
    statement = _READ if db.get_bind().dialect.name == "sqlite" else _HOLD
    row = db.execute(statement, {"name": topic}).first()
    if row is None:
        db.execute(_MAKE, {"name": topic})
        row = db.execute(statement, {"name": topic}).one()
    return int(row[0])


def seal(db: Session, changes: Mapping[str, Change], epoch: str, process: str) -> list[Encoded]:
    """Raise the heads of what changed, in the order of names (so that no two transactions wait for each other)."""
    raised = _raise(db, sorted(name for name, change in changes.items() if change.durable))
    return [
        encode(change, epoch, raised[name] - 1, raised[name], process)
        if change.durable
        else encode(change, "", 0, 0, process)
        for name, change in sorted(changes.items())
    ]


def _raise(db: Session, names: list[str]) -> dict[str, int]:
    """The new heads of topics. A round of networking changes hundreds at once: a statement each would take long."""
    raised: dict[str, int] = {}
    for some in range(0, len(names), AT_ONCE):
        part = names[some : some + AT_ONCE]
        told = db.execute(_raising(len(part)), {f"name{place}": name for place, name in enumerate(part)})
        raised.update((str(name), int(head)) for name, head in told)
    return raised


@cache
def _raising(count: int) -> TextClause:
    """Raise `count` heads, or make them; rows are locked in the order in which they are given."""
    rows = ", ".join(f"(:name{place}, 1)" for place in range(count))
    raised = "ON CONFLICT (name) DO UPDATE SET head = topic.head + 1 RETURNING name, head"
    return text(f"INSERT INTO topic (name, head) VALUES {rows} {raised}")


def snapshot(db: Session, catalogue: Catalogue, topic: str, epoch: str) -> Snapshot:
    """The whole map of `topic` with its head, from one snapshot of the database."""
    row = db.execute(_READ, {"name": topic}).first()
    head = int(row[0]) if row else 0
    return Snapshot(epoch, head, {view.key: view.encoded() for view in catalogue.read(db, topic)})


def heads(db: Session, topics: list[str]) -> dict[str, int]:
    return {str(name): int(head) for name, head in db.execute(_HEADS, {"names": topics})}
