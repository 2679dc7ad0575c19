"""Bulk works: many items changed at once, each kept as it was before and is after"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_works",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=True),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_bulk_works_by_id")),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["users.id"], name=op.f("fk_bulk_works_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_works")),
    )
    op.create_index("ix_bulk_works_by_id", "bulk_works", ["by_id"])
    op.create_table(
        "bulk_targets",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("difference", sa.JSON(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_bulk_targets_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["bulk_works.id"],
            name=op.f("fk_bulk_targets_work_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("work_id", "place", name=op.f("pk_bulk_targets")),
    )  # fmt: skip
    op.create_index("ix_bulk_targets_item_id", "bulk_targets", ["item_id"])
    op.create_index("ix_bulk_targets_work_id_outcome", "bulk_targets", ["work_id", "outcome"])
