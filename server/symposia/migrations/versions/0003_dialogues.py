"""Dialogues"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "dialogue",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "dialogue_side",
        sa.Column("dialogue_id", sa.String(36), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=False),
        sa.Column("other_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("affiliation", sa.String(200), nullable=False),
        sa.Column("picture", sa.String(120), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("read_seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("dialogue_id", "person_id"),
    )
    with op.batch_alter_table("dialogue_side", schema=None) as batch_op:
        batch_op.create_index("one_dialogue_of_two", ["person_id", "other_id"], unique=True)

    op.create_table(
        "direct_message",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("dialogue_id", sa.String(36), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("direct_message", schema=None) as batch_op:
        batch_op.create_index("message_in_dialogue", ["dialogue_id", "seq"], unique=False)

    op.create_table(
        "dialogue_report",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("dialogue_id", sa.String(36), nullable=False),
        sa.Column("by_id", sa.String(36), nullable=False),
        sa.Column("by_name", sa.String(120), nullable=False),
        sa.Column("about_id", sa.String(36), nullable=False),
        sa.Column("about_name", sa.String(120), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("dialogue_id", sa.String(36), nullable=False),
        sa.Column("by_id", sa.String(36), nullable=False),
        sa.Column("by_name", sa.String(120), nullable=False),
        sa.Column("to_id", sa.String(36), nullable=False),
        sa.Column("to_name", sa.String(120), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["dialogue_id"], ["dialogue.id"]),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_dialogue_id"), ["dialogue_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_to_id"), ["to_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_to_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_dialogue_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_by_id"))

    op.drop_table("appointment")
    op.drop_table("dialogue_report")
    with op.batch_alter_table("direct_message", schema=None) as batch_op:
        batch_op.drop_index("message_in_dialogue")

    op.drop_table("direct_message")
    with op.batch_alter_table("dialogue_side", schema=None) as batch_op:
        batch_op.drop_index("one_dialogue_of_two")

    op.drop_table("dialogue_side")
    op.drop_table("dialogue")
