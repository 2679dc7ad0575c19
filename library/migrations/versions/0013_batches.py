"""Batches: originals that were sent together, and what makes one the same when it comes again"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_batches_unit_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_batches_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    for column in ("changed_at", "unit_id", "user_id"):
        op.create_index(f"ix_batches_{column}", "batches", [column], unique=False)
    # The column was empty until now, so it is made anew with its tie. Both databases read this;
    # Alembic would leave the tie without its name.
    op.drop_index("ix_originals_batch_id", "originals")
    op.drop_column("originals", "batch_id")
    op.execute(
        "ALTER TABLE originals ADD COLUMN batch_id INTEGER "
        "CONSTRAINT fk_originals_batch_id REFERENCES batches (id)"
    )
    op.create_index("ix_originals_batch_id", "originals", ["batch_id"], unique=False)
    op.add_column("originals", sa.Column("chosen", sa.JSON(), nullable=True))
    op.add_column("originals", sa.Column("same", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE originals SET same = sha256")
