"""The workbench: rows set aside, links that lead outside, items that are alike"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "set_aside",
        sa.Column("worklist", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_set_aside_by_id")),
        sa.PrimaryKeyConstraint("worklist", "thing", name=op.f("pk_set_aside")),
    )
    op.create_index("ix_set_aside_by_id", "set_aside", ["by_id"])
    _links()
    _twins()
    # The lists count editions by language and those without a summary; texts are large to walk over.
    is_empty = sa.text("summary = ''")
    op.create_index(
        "ix_editions_without_summary", "editions", ["revision_id"],
        sqlite_where=is_empty, postgresql_where=is_empty,
    )  # fmt: skip


def _links() -> None:
    op.create_table(
        "outside_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("failing_since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_links")),
        sa.UniqueConstraint("url", name=op.f("uq_outside_links_url")),
    )
    for column in ("broken_at", "checked_at"):
        op.create_index(f"ix_outside_links_{column}", "outside_links", [column])
    op.create_table(
        "cited_links",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["outside_links.id"],
            name=op.f("fk_cited_links_link_id"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"],
            name=op.f("fk_cited_links_revision_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("revision_id", "link_id", name=op.f("pk_cited_links")),
    )  # fmt: skip
    op.create_index("ix_cited_links_link_id", "cited_links", ["link_id"])
    op.create_table(
        "gathered_links",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"],
            name=op.f("fk_gathered_links_revision_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_gathered_links")),
    )  # fmt: skip


def _twins() -> None:
    op.create_table(
        "twins",
        sa.Column("one_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("of_one", sa.Integer(), nullable=False),
        sa.Column("of_other", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one_id"], ["items.id"], name=op.f("fk_twins_one_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["items.id"], name=op.f("fk_twins_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_twins")),
    )
    op.create_index("ix_twins_other_id", "twins", ["other_id"])
    op.create_table(
        "compared_items",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_compared_items_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"],
            name=op.f("fk_compared_items_revision_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_compared_items")),
    )  # fmt: skip
