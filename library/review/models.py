"""Tables of submissions: work on an item from its first word to its publication, saved as it grows.

A save is a whole state of the work and never changes; the newest one is what the form shows.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now
from library.items.models import Item


class Submission(Base):
    """One piece of work on an item by one author for one unit.

    `item_id` is empty until a new item is published; a correction names its item from the start.
    `saved` is the number of the newest save, `handed_in` of the one that was submitted last.
    """

    __tablename__ = "submissions"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("items.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    saved: Mapped[int] = mapped_column(default=0)
    handed_in: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)

    item: Mapped[Item | None] = relationship()
    unit: Mapped[Unit] = relationship()
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[User | None] = relationship(foreign_keys=[reviewer_id])


class Save(Base):
    """A state of the work: `content` holds facts, editions by language, files and what was stated.

    `tab` names the page in a browser that sent it, so that a page is not overtaken by itself; it is
    empty for what no typing made (begun, restored, a file added).
    """

    __tablename__ = "saves"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    content: Mapped[dict[str, Any]]
    tab: Mapped[str] = mapped_column(default="", server_default="")

    by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("submission_id", "number"),)
