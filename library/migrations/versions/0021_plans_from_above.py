"""Plans from above with what units make of them; legal bases of units and of documents"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str, ondelete: str | None = None) -> sa.Constraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.add_column(
        "official_documents",
        sa.Column("bases", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
    )
    op.create_table(
        "unit_bases",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        _key("unit_bases", "unit_id", "units", "CASCADE"),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_bases")),
    )
    op.create_table(
        "directives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reporting", sa.Text(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("last_key", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("reminded", sa.JSON(), nullable=False),
        _key("directives", "unit_id", "units"),
        _key("directives", "item_id", "items", "SET NULL"),
        _key("directives", "begun_by_id", "users"),
        _key("directives", "submitted_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directives")),
    )
    op.create_index(op.f("ix_directives_unit_id"), "directives", ["unit_id"], unique=False)
    op.create_index(op.f("ix_directives_item_id"), "directives", ["item_id"], unique=False)
    op.create_table(
        "directive_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        _key("directive_versions", "directive_id", "directives"),
        _key("directive_versions", "by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directive_versions")),
        sa.UniqueConstraint(
            "directive_id", "number", name=op.f("uq_directive_versions_directive_id_number")
        ),
    )
    op.create_table(
        "adoptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("directive_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        _key("adoptions", "directive_id", "directives"),
        _key("adoptions", "unit_id", "units"),
        _key("adoptions", "begun_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
        sa.UniqueConstraint(
            "directive_id", "unit_id", name=op.f("uq_adoptions_directive_id_unit_id")
        ),
    )
    op.create_index(op.f("ix_adoptions_unit_id"), "adoptions", ["unit_id"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(), nullable=True),
        sa.Column("above", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        _key("commitments", "adoption_id", "adoptions"),
        _key("commitments", "edited_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint("adoption_id", "task", name=op.f("uq_commitments_adoption_id_task")),
    )
    op.create_table(
        "commitment_slots",
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        _key("commitment_slots", "commitment_id", "commitments", "CASCADE"),
        _key("commitment_slots", "slot_id", "slots", "CASCADE"),
        sa.PrimaryKeyConstraint("commitment_id", "slot_id", name=op.f("pk_commitment_slots")),
    )
    op.create_index(
        op.f("ix_commitment_slots_slot_id"), "commitment_slots", ["slot_id"], unique=False
    )
