"""Adaptations: which item another was made from, and which revision its author has followed"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("items", sa.Column("adapted_from", sa.String(), nullable=True))
    op.create_index("ix_items_adapted_from", "items", ["adapted_from"], unique=False)
    # Both databases read this; Alembic would leave the tie without its name.
    op.execute(
        "ALTER TABLE submissions ADD COLUMN source_id INTEGER "
        "CONSTRAINT fk_submissions_source_id REFERENCES revisions (id)"
    )
    op.create_index("ix_submissions_source_id", "submissions", ["source_id"], unique=False)
