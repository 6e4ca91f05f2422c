"""Reports that somebody has seen to"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
TABLES = ("dialogue_report", "meeting_report")


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("handled_by", sa.String(120), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("handled_by")
            batch_op.drop_column("handled_at")
