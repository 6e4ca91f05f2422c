"""Calls of dialogues ring"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.batch_alter_table("dialogue_side", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("dialogue_side", schema=None) as batch_op:
        batch_op.drop_column("declined_at")
        batch_op.drop_column("rung_at")
