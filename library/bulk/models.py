"""Tables of bulk works: many items changed at once, each kept as it was before and is after.

Which items these are is written down when a work begins, so that what is previewed is what is
changed, however long somebody looks at it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import User
from library.database import Base, now
from library.items.models import Item


class State(StrEnum):
    """Where a work is; kept by its value."""

    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What comes or came of a work for one item; kept by its value."""

    PLANNED = "planned"
    SAME = "same"
    REFUSED = "refused"
    CHANGED = "changed"
    UNDONE = "undone"
    KEPT = "kept"


class Work(Base):
    """Changes of one person to many items. `origin` says how they were chosen.

    `changes` is what `changing.Changes` packs, None until it was said; for a sheet each target has
    its own. `refused` are rows of a sheet that name no item or cannot be read: the number of the
    row, the column and a packed message; `left_out` are the columns that say nothing.
    """

    __tablename__ = "bulk_works"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(default=State.OPEN)
    origin: Mapped[dict[str, Any]]
    changes: Mapped[dict[str, Any] | None]
    refused: Mapped[list[Any]]
    left_out: Mapped[list[str]]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]

    by: Mapped[User] = relationship(foreign_keys=[by_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])


class Target(Base):
    """An item of a work, in its place among them.

    `before` and `after` are pictures of all that the work can change of it. `difference` is what a
    person reads of that: field, before, after. `reason` is the packed message why it was left out.
    """

    __tablename__ = "bulk_targets"

    work_id: Mapped[int] = mapped_column(
        ForeignKey("bulk_works.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), index=True)
    is_chosen: Mapped[bool] = mapped_column(default=True)
    wanted: Mapped[dict[str, Any] | None]
    outcome: Mapped[str | None]
    reason: Mapped[dict[str, Any] | None]
    difference: Mapped[list[Any] | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]

    item: Mapped[Item] = relationship()
    __table_args__ = (Index("ix_bulk_targets_work_id_outcome", "work_id", "outcome"),)
