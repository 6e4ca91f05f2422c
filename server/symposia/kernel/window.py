"""What is written at a place: its map holds the newest, and older ones are asked for by the page."""

from typing import Generic, TypeVar

from sqlalchemy import bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, select

from symposia.kernel.tables import table_of

Row = TypeVar("Row", bound=SQLModel)


class Window(Generic[Row]):
    """The newest `shown` rows of a place. Each row has an `id`, names its place in the column `place`, and has its
    `seq` in the order there.
    """

    def __init__(self, model: type[Row], place: str, shown: int) -> None:
        self._shown = shown
        self._rows, table = select(model), table_of(model).c
        self._at, self._seq = table[place], table.seq
        # Every message asks for it: prepared once.
        here = columns(table.id).where(self._at == bindparam("place")).order_by(self._seq.desc())
        self._oldest = here.offset(shown - 1).limit(1)

    def newest(self, db: Session, place: str) -> list[Row]:
        """The rows in the map, the oldest first."""
        found = self._rows.where(self._at == place).order_by(self._seq.desc()).limit(self._shown)
        return [*reversed(db.exec(found).all())]

    def before(self, db: Session, place: str, seq: int, limit: int) -> tuple[list[Row], bool]:
        """A page of older rows, the oldest first; and whether there are still older ones."""
        older = self._rows.where(self._at == place, self._seq < seq).order_by(self._seq.desc())
        found = db.exec(older.limit(limit + 1)).all()
        return [*reversed(found[:limit])], len(found) > limit

    def pushed_out(self, db: Session, place: str) -> str | None:
        """The id of the row that leaves the map when one more is written."""
        gone: str | None = db.execute(self._oldest, {"place": place}).scalar()
        return gone

    def holds(self, db: Session, place: str, seq: int) -> bool:
        """Whether the row at `seq` is in the map."""
        newer = columns(self._seq).where(self._at == place, self._seq > seq).limit(self._shown)
        return len(db.execute(newer).all()) < self._shown
