"""Saves name the browser tab that they came from"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("saves", sa.Column("tab", sa.String(), server_default="", nullable=False))
