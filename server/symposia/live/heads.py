"""The heads of durable topics, raised inside the transaction that makes the change."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlmodel import Session

from symposia.kernel.feature import Catalogue
from symposia.kernel.ids import new_id
from symposia.kernel.tables import StoreRow
from symposia.kernel.topics import Change, Encoded, Snapshot
from symposia.live.codec import encode

_MAKE = text("INSERT INTO topic (name, head) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING")
_READ = text("SELECT head FROM topic WHERE name = :name")
_HOLD = text("SELECT head FROM topic WHERE name = :name FOR UPDATE")
_RAISE = text("UPDATE topic SET head = head + 1 WHERE name = :name RETURNING head")
_HEADS = text("SELECT name, head FROM topic WHERE name IN :names").bindparams(bindparam("names", expanding=True))


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
    sealed = []
    for name in sorted(changes):
        change = changes[name]
        if not change.durable:
            sealed.append(encode(change, "", 0, 0, process))
            continue
        row = db.execute(_RAISE, {"name": name}).first()
        if row is None:
            db.execute(_MAKE, {"name": name})
            row = db.execute(_RAISE, {"name": name}).one()
        head = int(row[0])
        sealed.append(encode(change, epoch, head - 1, head, process))
    return sealed


def snapshot(db: Session, catalogue: Catalogue, topic: str, epoch: str) -> Snapshot:
    """The whole map of `topic` with its head, from one snapshot of the database."""
    row = db.execute(_READ, {"name": topic}).first()
    head = int(row[0]) if row else 0
    return Snapshot(epoch, head, {view.key: view.encoded() for view in catalogue.read(db, topic)})


def heads(db: Session, topics: list[str]) -> dict[str, int]:
    return {str(name): int(head) for name, head in db.execute(_HEADS, {"names": topics})}
