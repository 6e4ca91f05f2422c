"""Alembic's entry: runs the steps on the connection that `migrate` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import symposia.features  # noqa: F401  # all tables are known once the features are
from symposia.kernel import tables  # noqa: F401
from symposia.kernel.tables import Instant


def _render(kind: str, value: Any, _context: AutogenContext) -> str | Literal[False]:
    # A migration stands for itself: it names plain SQL types, not our classes.
    if kind != "type":
        return False
    if isinstance(value, Instant):
        return "sa.DateTime(timezone=True)"
    if isinstance(value, AutoString):
        return f"sa.String({value.length or ''})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
