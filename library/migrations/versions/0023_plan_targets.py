"""Targets of year plans: how many activities, pupils and products, of the whole or of a theme"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["year_plans.id"], name=op.f("fk_plan_targets_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_targets")),
        sa.UniqueConstraint(
            "plan_id", "theme", "measure", name=op.f("uq_plan_targets_plan_id_theme_measure")
        ),
    )
