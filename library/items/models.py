"""Tables of items. A revision is a whole state of an item and never changes once it is saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.database import Base, now


class Item(Base):
    """A plan, lesson, text or other material: what stays the same through its revisions.

    `short` is the code of its short link, made from the id, so that it survives a move. `unit_id`
    is the unit that answers for it; what ships with the library belongs to none.
    """

    __tablename__ = "items"

    id: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    short: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True), index=True
    )

    published: Mapped["Revision | None"] = relationship(
        foreign_keys=[published_id], post_update=True
    )
    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="item", foreign_keys="Revision.item_id", order_by="Revision.number"
    )


class Revision(Base):
    """All of an item at one moment. `digest` tells whether a new save changes anything."""

    __tablename__ = "revisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    number: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    digest: Mapped[str]
    facts: Mapped[dict[str, Any]]

    item: Mapped[Item] = relationship(back_populates="revisions", foreign_keys=[item_id])
    editions: Mapped[list["Edition"]] = relationship(
        back_populates="revision", order_by="Edition.id", cascade="all, delete-orphan"
    )
    files: Mapped[list["File"]] = relationship(order_by="File.path", cascade="all, delete-orphan")
    __table_args__ = (UniqueConstraint("item_id", "number"),)


class Edition(Base):
    """One language of a revision. The HTML is made from the body once, when it is saved."""

    __tablename__ = "editions"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"))
    language: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]]
    outline: Mapped[list[Any]]
    body: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    html: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    plain: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)

    revision: Mapped[Revision] = relationship(back_populates="editions")
    __table_args__ = (UniqueConstraint("revision_id", "language"),)


class File(Base):
    """An attachment of a revision; its bytes are in the store, found by what they are."""

    __tablename__ = "files"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revisions.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    media_type: Mapped[str]
    __table_args__ = (UniqueConstraint("revision_id", "path"),)


class FileText(Base):
    """The text in a file, for search: made once for the same bytes, by a reader of some version."""

    __tablename__ = "file_texts"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=now)
    reader: Mapped[int]
