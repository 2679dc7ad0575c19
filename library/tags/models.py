"""Tables of the vocabulary: schemes, tags, their labels, which item carries which tag, and the edits.

An edit keeps the things that it changed as they were before and after, so that it can be undone.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.database import Base, now

LABEL, ALTERNATIVE, ABBREVIATION, NOTE = "label", "alternative", "abbreviation", "note"


class Scheme(Base):
    """A list of tags that answer one question: which grade, which theme."""

    __tablename__ = "schemes"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    is_ordered: Mapped[bool]
    labels: Mapped[dict[str, Any]]
    note: Mapped[str | None]


class Tag(Base):
    """A term. Its id never changes and is never used again; a retired one names its replacement.

    `note` is what the shipped file says to maintainers; notes for readers are among the labels.
    `edited` counts the edits: a form that began before the last of them is stale.
    """

    __tablename__ = "tags"

    id: Mapped[str] = mapped_column(primary_key=True)
    scheme_id: Mapped[str] = mapped_column(ForeignKey("schemes.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("tags.id"))
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("tags.id"))
    position: Mapped[int]
    properties: Mapped[dict[str, Any]]
    source: Mapped[str | None]
    note: Mapped[str | None]
    edited: Mapped[int] = mapped_column(default=0, server_default="0")

    labels: Mapped[list["Label"]] = relationship(
        cascade="all, delete-orphan", order_by="Label.position"
    )


class Label(Base):
    """What a tag is called in one language, or a note on it; abbreviations belong to no language."""

    __tablename__ = "labels"

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[str] = mapped_column(ForeignKey("tags.id"), index=True)
    language: Mapped[str | None]
    role: Mapped[str]
    text: Mapped[str]
    position: Mapped[int]


class Ambiguity(Base):
    """An abbreviation that means several things, and the rule that decides.

    One that a curator removed stays as a line, or the shipped file would bring it back.
    """

    __tablename__ = "ambiguities"

    abbreviation: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    candidates: Mapped[list[str]]
    rule: Mapped[str]
    is_removed: Mapped[bool] = mapped_column(default=False, server_default=false())


class ItemTag(Base):
    """One tag on one published item. Merging tags changes these rows and needs no items package.

    `named` is the tag that the item's facts name, `chosen` what a curator chose for this item alone
    in its place (a split, a tag that its author wished for), and `tag_id` what stands for that
    today: so a merge that is undone gives every item back what it had.
    """

    __tablename__ = "item_tags"

    item_id: Mapped[str] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    named: Mapped[str] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    tag_id: Mapped[str] = mapped_column(ForeignKey("tags.id"))
    chosen: Mapped[str | None] = mapped_column(ForeignKey("tags.id"))
    __table_args__ = (Index(None, "tag_id", "item_id"), Index(None, "named"))


class Edit(Base):
    """One step of a curator, with all that it changed as it was before and is after.

    `before` and `after` hold, by kind and id, pictures of tags, ambiguities and assigned tags; None
    stands for a thing that is not there. `undoes` names the edit that this one takes back, and
    `undone_by` the one that took this back.
    """

    __tablename__ = "tag_edits"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    verb: Mapped[str]
    thing: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("tag_edits.number"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("tag_edits.number"))
    __table_args__ = {"sqlite_autoincrement": True}


class Touched(Base):
    """That an edit changed a thing: its kind and id."""

    __tablename__ = "tag_edit_things"

    number: Mapped[int] = mapped_column(ForeignKey("tag_edits.number"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    thing: Mapped[str] = mapped_column(primary_key=True)
    __table_args__ = (Index("ix_tag_edit_things_thing", "kind", "thing"),)
