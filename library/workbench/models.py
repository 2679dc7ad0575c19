"""Tables of the workbench: rows that were set aside, links that lead outside, items that are alike.

Links belong to a revision, which never changes: once a correction is public, its own links count.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import User
from library.database import Base, now
from library.items.models import Item


class SetAside(Base):
    """A row that a curator took off a list; `until` is how often a query must be asked to return."""

    __tablename__ = "set_aside"

    worklist: Mapped[str] = mapped_column(primary_key=True)
    thing: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    until: Mapped[int | None]

    by: Mapped[User | None] = relationship()


class OutsideLink(Base):
    """An address of elsewhere that items name, and how it answered last.

    `reason` is empty while it works, else a key of `asking.REASONS`; `code` is what HTTP said.
    `failing_since_at` is the first failure in a row; one that failed again a week later is broken.
    """

    __tablename__ = "outside_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    checked_at: Mapped[datetime | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(default="")
    code: Mapped[int | None]
    failing_since_at: Mapped[datetime | None]
    broken_at: Mapped[datetime | None] = mapped_column(index=True)


class Cited(Base):
    """That a revision names a link, in its sources or its text."""

    __tablename__ = "cited_links"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revisions.id", ondelete="CASCADE"), primary_key=True
    )
    link_id: Mapped[int] = mapped_column(
        ForeignKey("outside_links.id", ondelete="CASCADE"), primary_key=True
    )
    __table_args__ = (Index(None, "link_id"),)


class Gathered(Base):
    """That the links of a revision were gathered; most have none."""

    __tablename__ = "gathered_links"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revisions.id", ondelete="CASCADE"), primary_key=True
    )


class Twins(Base):
    """Two items that are alike: how much of each stands in the other, in per cent of its words."""

    __tablename__ = "twins"

    one_id: Mapped[str] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[str] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    of_one: Mapped[int]
    of_other: Mapped[int]

    one: Mapped[Item] = relationship(foreign_keys=[one_id])
    other: Mapped[Item] = relationship(foreign_keys=[other_id])


class Compared(Base):
    """That a revision of an item was compared with all others."""

    __tablename__ = "compared_items"

    item_id: Mapped[str] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"))
