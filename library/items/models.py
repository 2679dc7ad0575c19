"""Tables of items. A revision is a whole state of an item and never changes once it is saved."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    and_,
    exists,
    literal_column,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit
from library.database import Base, now


class Item(Base):
    """A plan, lesson, text or other material: what stays the same through its revisions.

    `short` is the code of its short link, made from the id, so that it survives a move. `unit_id`
    is the unit that answers for it; what ships with the library belongs to none. `marked_id` is the
    revision that a department has called official: for a later one it says nothing. `adapted_from`
    is the slug of the item that it is an adaptation of, which may be gone or in another library.
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
    withdrawn_at: Mapped[datetime | None]
    marked_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id", use_alter=True))
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    marked_on: Mapped[date | None]
    adapted_from: Mapped[str | None] = mapped_column(index=True)

    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    marked_by: Mapped[Unit | None] = relationship(foreign_keys=[marked_by_id])
    published: Mapped["Revision | None"] = relationship(
        foreign_keys=[published_id], post_update=True
    )
    revisions: Mapped[list["Revision"]] = relationship(
        back_populates="item", foreign_keys="Revision.item_id", order_by="Revision.number"
    )

    @property
    def is_official(self) -> bool:
        """Whether what is public now is what was marked."""
        return self.published_id is not None and self.marked_id == self.published_id


class Revision(Base):
    """All of an item at one moment. `digest` tells whether a new save changes anything.

    `attached` is all that came with it, for those who work on it; `files` is what may be shown.
    """

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
    attached: Mapped[list["File"]] = relationship(
        order_by="File.path", cascade="all, delete-orphan"
    )
    files: Mapped[list["File"]] = relationship(
        primaryjoin=lambda: and_(File.revision_id == Revision.id, ~is_withheld()),
        order_by="File.path",
        viewonly=True,
    )
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


# Written out and not as a parameter, so that SQLite sees that the index below answers it.
WITHOUT_SUMMARY = Edition.summary == literal_column("''")
Index(
    "ix_editions_without_summary",
    Edition.revision_id,
    sqlite_where=WITHOUT_SUMMARY,
    postgresql_where=WITHOUT_SUMMARY,
)


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


class Withheld(Base):
    """A file of an item that nobody may be shown: by its path, and by its bytes under any path.

    It counts for every revision, also for one that is still to come.
    """

    __tablename__ = "withheld_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    path: Mapped[str]
    sha256: Mapped[str]
    since_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("item_id", "path", "sha256"),)


def is_withheld() -> ColumnElement[bool]:
    """Return the condition that a file of a revision, both in the query, may not be shown."""
    same = or_(Withheld.path == File.path, Withheld.sha256 == File.sha256)
    return exists().where(Withheld.item_id == Revision.item_id, same).correlate_except(Withheld)


class FileText(Base):
    """The text in a file, for search: made once for the same bytes, by a reader of some version."""

    __tablename__ = "file_texts"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=now)
    reader: Mapped[int]
