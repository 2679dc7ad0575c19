"""Tables of plans from above: directives with their versions, what units below make of them.

A task is a row of JSON with a key that stays: see `tasks.py`. A commitment is a task of a unit.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now
from library.items.models import Item
from library.planning.models import Slot


class State(StrEnum):
    """Where a directive is on its way; kept by its value."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class Status(StrEnum):
    """How far a commitment is; kept by its value."""

    NOT_BEGUN = "not-begun"
    UNDER_WAY = "under-way"
    DONE = "done"


class Directive(Base):
    """A plan of a department or commune with tasks for the units below it.

    `version` counts what was issued: 0 before, then one more with each correction. `reason` is why it
    was returned or withdrawn last. `reminded` has the day of the last reminder by unit.
    """

    __tablename__ = "directives"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )
    number: Mapped[str]
    dated_on: Mapped[date | None]
    title: Mapped[str]
    reporting: Mapped[str] = mapped_column(Text, default="")
    tasks: Mapped[list[Any]] = mapped_column(default=list)
    bases: Mapped[list[Any]] = mapped_column(default=list)
    last_key: Mapped[int] = mapped_column(default=0)
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    edited: Mapped[int] = mapped_column(default=0)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    begun_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    reminded: Mapped[dict[str, Any]] = mapped_column(default=dict)

    unit: Mapped[Unit] = relationship()
    item: Mapped[Item | None] = relationship()


class DirectiveVersion(Base):
    """A directive as it was issued, or as a correction has made it, whole."""

    __tablename__ = "directive_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directives.id"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("directive_id", "number"),)


class Adoption(Base):
    """A directive as a unit below makes it its own; `version` is the one it has looked at last."""

    __tablename__ = "adoptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    directive_id: Mapped[int] = mapped_column(ForeignKey("directives.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    version: Mapped[int]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    begun_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)

    directive: Mapped[Directive] = relationship()
    unit: Mapped[Unit] = relationship()
    commitments: Mapped[list["Commitment"]] = relationship(
        back_populates="adoption", order_by="Commitment.id"
    )
    __table_args__ = (UniqueConstraint("directive_id", "unit_id"),)


class Commitment(Base):
    """What a unit does for a task, or (`task` None) of its own accord beside them.

    `above` is the task as it was when it was taken. One that is left out says why in `reason`.
    """

    __tablename__ = "commitments"

    id: Mapped[int] = mapped_column(primary_key=True)
    adoption_id: Mapped[int] = mapped_column(ForeignKey("adoptions.id"))
    task: Mapped[str | None]
    above: Mapped[dict[str, Any]] = mapped_column(default=dict)
    text: Mapped[str] = mapped_column(Text)
    due: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    product: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(default="")
    is_left_out: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(default=Status.NOT_BEGUN)
    said: Mapped[str] = mapped_column(Text, default="")
    edited: Mapped[int] = mapped_column(default=0)
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)

    adoption: Mapped[Adoption] = relationship(back_populates="commitments")
    slots: Mapped[list[Slot]] = relationship(secondary="commitment_slots", order_by=Slot.id)
    edited_by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("adoption_id", "task"),)


class CommitmentSlot(Base):
    """That an activity of a year plan carries out a commitment."""

    __tablename__ = "commitment_slots"

    commitment_id: Mapped[int] = mapped_column(
        ForeignKey("commitments.id", ondelete="CASCADE"), primary_key=True
    )
    slot_id: Mapped[int] = mapped_column(
        ForeignKey("slots.id", ondelete="CASCADE"), primary_key=True, index=True
    )
