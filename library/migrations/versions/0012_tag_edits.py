"""Edits of the vocabulary that can be undone, tags as items name them, tags that people wish for."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tags", sa.Column("edited", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "ambiguities",
        sa.Column("is_removed", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    _name_tags_of_items()
    _keep_edits()
    _keep_wishes()


def _name_tags_of_items() -> None:
    """Say of each tag of an item what its facts name; so far that is what it carries."""
    op.rename_table("item_tags", "item_tags_before")
    op.drop_index("ix_item_tags_tag_id_item_id", "item_tags_before")
    if op.get_bind().dialect.name == "postgresql":  # names of ties are the schema's there
        op.execute("ALTER TABLE item_tags_before DROP CONSTRAINT pk_item_tags")
    op.create_table(
        "item_tags",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("named", sa.String(), nullable=False),
        sa.Column("tag_id", sa.String(), nullable=False),
        sa.Column("chosen", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["chosen"], ["tags.id"], name=op.f("fk_item_tags_chosen")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_tags_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["named"], ["tags.id"], name=op.f("fk_item_tags_named")),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_item_tags_tag_id")),
        sa.PrimaryKeyConstraint("item_id", "named", name=op.f("pk_item_tags")),
    )
    op.execute(
        "INSERT INTO item_tags (item_id, named, tag_id) "
        "SELECT item_id, tag_id, tag_id FROM item_tags_before"
    )
    op.drop_table("item_tags_before")
    op.create_index("ix_item_tags_tag_id_item_id", "item_tags", ["tag_id", "item_id"])
    op.create_index("ix_item_tags_named", "item_tags", ["named"])


def _keep_edits() -> None:
    op.create_table(
        "tag_edits",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_tag_edits_by_id")),
        sa.ForeignKeyConstraint(["undoes"], ["tag_edits.number"], name=op.f("fk_tag_edits_undoes")),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["tag_edits.number"], name=op.f("fk_tag_edits_undone_by")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tag_edits")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tag_edits_by_id", "tag_edits", ["by_id"])
    op.create_table(
        "tag_edit_things",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["tag_edits.number"], name=op.f("fk_tag_edit_things_number")
        ),
        sa.PrimaryKeyConstraint("number", "kind", "thing", name=op.f("pk_tag_edit_things")),
    )
    op.create_index("ix_tag_edit_things_thing", "tag_edit_things", ["kind", "thing"])


def _keep_wishes() -> None:
    op.create_table(
        "tag_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("tag_id", sa.String(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_tag_wishes_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_tag_wishes_by_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"],
            name=op.f("fk_tag_wishes_submission_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_wishes")),
    )  # fmt: skip
    op.create_index("ix_tag_wishes_submission_id", "tag_wishes", ["submission_id"])
    op.create_index("ix_tag_wishes_answered_at", "tag_wishes", ["answered_at"])
