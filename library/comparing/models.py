"""Tables of comparing: indicators of units and school years, and what was answered before and after."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit
from library.database import Base, now
from library.logbook.models import Entry


class Indicator(Base):
    """What somebody says that a unit has in a school year; `name` is an id of indicators.yaml."""

    __tablename__ = "indicators"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[str]
    name: Mapped[str]
    value: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    unit: Mapped[Unit] = relationship()
    __table_args__ = (UniqueConstraint("unit_id", "year", "name"),)


class Survey(Base):
    """Statements asked before and after an activity, and how often each answer was given.

    `before` and `after` hold a row a statement with the counts of the answers 1 to 5; both are empty
    until they are entered. Counts only: nobody's answers are kept.
    """

    __tablename__ = "surveys"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    title: Mapped[str]
    questions: Mapped[list[str]]
    before: Mapped[list[Any]] = mapped_column(default=list)
    after: Mapped[list[Any]] = mapped_column(default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    edited: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()
    entry: Mapped[Entry | None] = relationship()
