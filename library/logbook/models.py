"""Tables of the logbook: what was carried out, the files that show it, what schools are like.

An entry that is taken out keeps its row (`removed_at`): what was reported once stays explainable.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now
from library.items.models import Item
from library.planning.models import Slot


class Outcome(StrEnum):
    """What became of an activity; kept by its value."""

    DONE = "done"
    MOVED = "moved"
    CANCELLED = "cancelled"


class Entry(Base):
    """What a unit carried out on a day, or moved, or cancelled, and why.

    `day_on` is the day of the activity, for what was moved or cancelled the day that was planned;
    `recorded_at` says when the library heard of it. `key` is made by the page that it was typed in:
    what is sent twice is kept once. `themes` and `grades` are tags; `difficulties` are keys of what
    is offered to tick, `difficult` is what was typed; `products` are rows of title, language and
    address or file. `revision_id` is what was public of the item. `edited` counts the changes.
    """

    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slots.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("items.id"), index=True)
    revision_id: Mapped[int | None]
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")
    day_on: Mapped[date]
    moved_to: Mapped[date | None]
    title: Mapped[str]
    form: Mapped[str]
    themes: Mapped[list[str]] = mapped_column(default=list)
    grades: Mapped[list[str]] = mapped_column(default=list)
    classes: Mapped[str] = mapped_column(default="")
    pupils: Mapped[int | None]
    adults: Mapped[int | None]
    place: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="")
    products: Mapped[list[Any]] = mapped_column(default=list)
    cost_vnd: Mapped[int | None]
    minutes: Mapped[int | None]
    went_well: Mapped[str] = mapped_column(Text, default="")
    difficulties: Mapped[list[str]] = mapped_column(default=list)
    difficult: Mapped[str] = mapped_column(Text, default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    edited: Mapped[int] = mapped_column(default=0)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    slot: Mapped[Slot | None] = relationship()
    item: Mapped[Item | None] = relationship()
    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])
    edited_by: Mapped[User | None] = relationship(foreign_keys=[edited_by_id])
    files: Mapped[list["EntryFile"]] = relationship(
        back_populates="entry", order_by="EntryFile.id", cascade="all, delete-orphan"
    )
    __table_args__ = (Index("ix_entries_unit_id_day_on", "unit_id", "day_on"),)


class EntryFile(Base):
    """A file that shows what was carried out; only the unit sees it unless somebody says otherwise.

    `people` counts who can be recognised in it, None while nobody has looked.
    """

    __tablename__ = "entry_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    type: Mapped[str]
    size: Mapped[int]
    caption: Mapped[str] = mapped_column(default="")
    people: Mapped[int | None]
    is_public: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    entry: Mapped[Entry] = relationship(back_populates="files")
    by: Mapped[User] = relationship()


class UnitTraits(Base):
    """What a unit says of itself, so that its readers find what works in schools like theirs.

    `levels` are tags, `settings` are keys of `traits.SETTINGS`; what a unit does not say holds as
    the units above it say.
    """

    __tablename__ = "unit_traits"

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="CASCADE"), primary_key=True
    )
    levels: Mapped[list[str]] = mapped_column(default=list)
    pupils: Mapped[int | None]
    settings: Mapped[list[str]] = mapped_column(default=list)
    edited: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()
