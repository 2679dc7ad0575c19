"""The logbook: entries of what was carried out, and the files that show it; results leave the plans"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("classes", sa.String(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("adults", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("cost_vnd", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("went_well", sa.Text(), nullable=False),
        sa.Column("difficulties", sa.JSON(), nullable=False),
        sa.Column("difficult", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("removed_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["users.id"], name=op.f("fk_entries_edited_by_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_entries_item_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_entries_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_entries_slot_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_entries_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_entries_key")),
    )
    op.create_index(op.f("ix_entries_item_id"), "entries", ["item_id"], unique=False)
    op.create_index(op.f("ix_entries_slot_id"), "entries", ["slot_id"], unique=False)
    op.create_index("ix_entries_unit_id_day_on", "entries", ["unit_id", "day_on"], unique=False)
    op.create_table(
        "entry_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_entry_files_by_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_files_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_files")),
    )
    op.create_index(op.f("ix_entry_files_entry_id"), "entry_files", ["entry_id"], unique=False)
    op.create_index(op.f("ix_entry_files_sha256"), "entry_files", ["sha256"], unique=False)
    op.create_table(
        "unit_traits",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_unit_traits_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_traits")),
    )
    _move_results()


_SLOTS = sa.table(
    "slots",
    *(sa.column(name) for name in ("id", "plan_id", "item_id", "revision_id", "title", "form")),
    *(sa.column(name) for name in ("classes", "place", "pupils_reached", "products_made")),
    *(sa.column(name) for name in ("planned_by_id", "edited_by_id")),
    sa.column("grades", sa.JSON()),
    sa.column("done_on", sa.Date()),
    sa.column("changed_at", _MOMENT),
)
_PLANS = sa.table("year_plans", sa.column("id"), sa.column("unit_id"))
_REVISIONS = sa.table("revisions", sa.column("id"), sa.column("facts", sa.JSON()))
_ENTRIES = sa.table(
    "entries",
    *(sa.column(name) for name in ("key", "unit_id", "slot_id", "item_id", "revision_id")),
    *(sa.column(name) for name in ("outcome", "reason", "title", "form", "classes", "pupils")),
    *(sa.column(name) for name in ("place", "channel", "went_well", "difficult", "edited")),
    *(sa.column(name) for name in ("is_public", "recorded_by_id")),
    *(sa.column(name, sa.JSON()) for name in ("themes", "grades", "products", "difficulties")),
    sa.column("day_on", sa.Date()),
    sa.column("recorded_at", _MOMENT),
    sa.column("changed_at", _MOMENT),
)


def _move_results() -> None:
    """Make entries of what plans said of their results; then it stands in one place only."""
    rows = list(_results(op.get_bind()))
    if rows:
        op.bulk_insert(_ENTRIES, rows)
    for column in ("done_on", "pupils_reached", "products_made"):
        op.drop_column("slots", column)


def _results(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    query = (
        sa.select(_SLOTS, _PLANS.c.unit_id, _REVISIONS.c.facts)
        .join(_PLANS, _PLANS.c.id == _SLOTS.c.plan_id)
        .outerjoin(_REVISIONS, _REVISIONS.c.id == _SLOTS.c.revision_id)
        .where(
            sa.or_(
                _SLOTS.c.done_on.is_not(None),
                _SLOTS.c.pupils_reached.is_not(None),
                _SLOTS.c.products_made != "",
            )
        )
    )
    for row in connection.execute(query).mappings():
        made = row["products_made"]
        products = [{"title": made, "language": "vi", "url": ""}] if made else []
        # A result without a day was noted without one: the day on which it was noted is the latest.
        yield {
            **{name: row[name] for name in ("unit_id", "item_id", "revision_id", "title", "form")},
            **{name: row[name] for name in ("grades", "classes", "place", "changed_at")},
            "key": f"slot-{row['id']}",
            "slot_id": row["id"],
            "outcome": "done",
            "day_on": row["done_on"] or row["changed_at"].date(),
            "themes": (row["facts"] or {}).get("theme", []),
            "pupils": row["pupils_reached"],
            "products": products,
            **dict.fromkeys(("reason", "channel", "went_well", "difficult"), ""),
            "difficulties": [],
            "is_public": False,
            "edited": 0,
            "recorded_by_id": row["edited_by_id"] or row["planned_by_id"],
            "recorded_at": row["changed_at"],
        }
