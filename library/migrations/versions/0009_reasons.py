"""Reasons beside the history, so that they can be forgotten"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reasons",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["events.number"], name=op.f("fk_reasons_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reasons")),
    )
