"""Tables of newsletters: an issue of a unit, and its pieces in their order."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit
from library.database import Base, now
from library.items.models import Item
from library.logbook.models import Entry


class Newsletter(Base):
    """One issue. `month_on` is the first day of its month; `html` is made of `lead` when saved."""

    __tablename__ = "newsletters"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str]
    number: Mapped[int]
    month_on: Mapped[date]
    language: Mapped[str]
    lead: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]
    edited: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    unit: Mapped[Unit] = relationship()
    pieces: Mapped[list["Piece"]] = relationship(
        order_by="Piece.place", cascade="all, delete-orphan"
    )
    __table_args__ = (UniqueConstraint("unit_id", "number"),)


class Piece(Base):
    """An item or an entry in an issue, with a sentence of its own.

    `picture` is the path of one of the item's files, or the id of one of the entry's; "" for none.
    """

    __tablename__ = "newsletter_pieces"

    id: Mapped[int] = mapped_column(primary_key=True)
    newsletter_id: Mapped[int] = mapped_column(
        ForeignKey("newsletters.id", ondelete="CASCADE"), index=True
    )
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("items.id", ondelete="CASCADE"), index=True
    )
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("entries.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[int]
    sentence: Mapped[str] = mapped_column(Text, default="")
    picture: Mapped[str] = mapped_column(default="")

    item: Mapped[Item | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
