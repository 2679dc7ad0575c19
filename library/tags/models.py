"""Tables of the vocabulary: schemes, tags, their labels, and which item carries which tag."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.database import Base

LABEL, ALTERNATIVE, ABBREVIATION = "label", "alternative", "abbreviation"


class Scheme(Base):
    """A list of tags that answer one question: which grade, which theme."""

    __tablename__ = "schemes"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    is_ordered: Mapped[bool]
    labels: Mapped[dict[str, Any]]
    note: Mapped[str | None]


class Tag(Base):
    """A term. Its id never changes and is never used again; a retired one names its replacement."""

    __tablename__ = "tags"

    id: Mapped[str] = mapped_column(primary_key=True)
    scheme_id: Mapped[str] = mapped_column(ForeignKey("schemes.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("tags.id"))
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("tags.id"))
    position: Mapped[int]
    properties: Mapped[dict[str, Any]]
    source: Mapped[str | None]
    note: Mapped[str | None]

    labels: Mapped[list["Label"]] = relationship(
        cascade="all, delete-orphan", order_by="Label.position"
    )


class Label(Base):
    """What a tag is called in one language; abbreviations belong to none."""

    __tablename__ = "labels"

    id: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[str] = mapped_column(ForeignKey("tags.id"), index=True)
    language: Mapped[str | None]
    role: Mapped[str]
    text: Mapped[str]
    position: Mapped[int]


class Ambiguity(Base):
    """An abbreviation that means several things, and the rule that decides."""

    __tablename__ = "ambiguities"

    abbreviation: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    candidates: Mapped[list[str]]
    rule: Mapped[str]


class ItemTag(Base):
    """One tag on one published item. Merging tags moves these rows and needs no items package."""

    __tablename__ = "item_tags"

    item_id: Mapped[str] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[str] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    __table_args__ = (Index(None, "tag_id", "item_id"),)
