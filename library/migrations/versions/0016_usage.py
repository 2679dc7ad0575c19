"""Usage of items and searches: sums per month, without any person"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COUNTS = ("found", "views", "docx", "pdf", "md", "zip", "files")


def upgrade() -> None:
    op.create_table(
        "usage",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in _COUNTS),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_usage_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("month", "item_id", "language", name=op.f("pk_usage")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_usage_item_id_month", "usage", ["item_id", "month"], unique=False)
    op.create_table(
        "asked_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("asked", "in_vain", "opened")),
        sa.PrimaryKeyConstraint("month", "language", name=op.f("pk_asked_months")),
    )
