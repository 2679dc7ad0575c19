"""Official documents: profiles of units, forms of their own, numbers, documents, answers kept"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "profiles",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        _tie("profiles", "unit_id", "units.id", "CASCADE"),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_profiles")),
    )
    op.create_table(
        "own_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        _tie("own_forms", "unit_id", "units.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_forms")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_own_forms_unit_id_name")),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        _tie("series", "unit_id", "units.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("unit_id", "year", "type", name=op.f("uq_series_unit_id_year_type")),
    )
    _documents()
    op.create_table(
        "kept_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("form_name", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        _tie("kept_answers", "user_id", "users.id", "CASCADE"),
        _tie("kept_answers", "unit_id", "units.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answers")),
        sa.UniqueConstraint(
            "user_id",
            "unit_id",
            "form_name",
            name=op.f("uq_kept_answers_user_id_unit_id_form_name"),
        ),
    )
    for table, column in (
        ("own_forms", "unit_id"),
        ("kept_answers", "unit_id"),
        *(("official_documents", each) for each in ("unit_id", "by_id", "item_id", "changed_at")),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)


def _documents() -> None:
    table = "official_documents"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("form_name", sa.String(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("letterhead", sa.JSON(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        _tie(table, "unit_id", "units.id"),
        _tie(table, "by_id", "users.id"),
        _tie(table, "item_id", "items.id", "SET NULL"),
        _tie(table, "issued_by_id", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_documents")),
    )


def _tie(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete=ondelete)
