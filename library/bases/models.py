"""The table of legal bases that units keep for their next documents."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from library.database import Base, now


class UnitBases(Base):
    """The legal bases of a unit in their order, each as `reading.Basis.packed` gives it."""

    __tablename__ = "unit_bases"

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="CASCADE"), primary_key=True
    )
    bases: Mapped[list[Any]] = mapped_column(default=list)
    edited: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(default=now)
