"""Tables of what comes after publication: problems, corrections, and who has a copy."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import User
from library.database import Base, now
from library.items.models import Item


class Problem(Base):
    """What a reader finds wrong with an item, until somebody answers for it.

    `email` is where the answer goes, for a reader without an account; it is deleted with the
    answer. `origin` is a digest of where it came from, good for that day only, against floods.
    """

    __tablename__ = "problems"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    email: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    origin: Mapped[str | None] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    item: Mapped[Item] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])


class Correction(Base):
    """What was corrected in an item and why, for its readers; kept with the revision that did it."""

    __tablename__ = "corrections"

    revision_id: Mapped[int] = mapped_column(
        ForeignKey("revisions.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    note: Mapped[str] = mapped_column(Text)


class Copy(Base):
    """That a signed-in person has downloaded an item, to tell of corrections; nothing else is kept."""

    __tablename__ = "copies"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[str] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    last_on: Mapped[date]

    item: Mapped[Item] = relationship()
