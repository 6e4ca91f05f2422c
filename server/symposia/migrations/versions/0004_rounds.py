"""Rounds with wishes, rules and records"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("networking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("matching", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("called", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("gained", sa.Float(), nullable=False, server_default="0"))
    with op.batch_alter_table("meeting_seat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("open", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("writes", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("intents", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("rating", sa.Integer(), nullable=True))

    op.execute(
        "UPDATE meeting_seat SET open = true WHERE NOT gone"
        " AND meeting_id IN (SELECT id FROM meeting WHERE closed_at IS NULL)"
    )
    with op.batch_alter_table("meeting_seat", schema=None) as batch_op:
        batch_op.create_index(
            "one_open_seat",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("open"),
            postgresql_where=sa.text("open"),
        )

    op.create_table(
        "round_record",
        sa.Column("networking_id", sa.String(36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("no_shows", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("waits", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["networking_id"], ["networking.id"]),
        sa.PrimaryKeyConstraint("networking_id", "round"),
    )
    op.create_table(
        "prepared_round",
        sa.Column("networking_id", sa.String(36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["networking_id"], ["networking.id"]),
        sa.PrimaryKeyConstraint("networking_id"),
    )
    op.create_table(
        "broadcast",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("networking_id", sa.String(36), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(36), nullable=False),
        sa.Column("by_name", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["networking_id"], ["networking.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcast_networking_id"), ["networking_id"], unique=False)

    op.create_table(
        "networking_setup",
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("intents", sa.JSON(), nullable=False),
        sa.Column("text_only", sa.Boolean(), nullable=False),
        sa.Column("three", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "wish",
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("other_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("affiliation", sa.String(200), nullable=False),
        sa.Column("picture", sa.String(120), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id", "other_id"),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_other_id"), ["other_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_other_id"))

    op.drop_table("wish")
    op.drop_table("networking_setup")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_broadcast_networking_id"))

    op.drop_table("broadcast")
    op.drop_table("prepared_round")
    op.drop_table("round_record")
    with op.batch_alter_table("meeting_seat", schema=None) as batch_op:
        batch_op.drop_index("one_open_seat", sqlite_where=sa.text("open"), postgresql_where=sa.text("open"))
        batch_op.drop_column("rating")
        batch_op.drop_column("intents")
        batch_op.drop_column("writes")
        batch_op.drop_column("open")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_column("gained")
        batch_op.drop_column("called")
    with op.batch_alter_table("networking", schema=None) as batch_op:
        batch_op.drop_column("matching")
