"""Tables of planning: what a unit says of a school year, year plans with their slots, calendars,
days beside the shipped ones.

A slot that is taken out keeps its row (`removed_at`), so that it can be put back.
"""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now
from library.items.models import Item


class State(StrEnum):
    """Where a year plan is on its way; kept by its value."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AGREED = "agreed"
    APPROVED = "approved"
    RETURNED = "returned"


class Frame(Base):
    """What a department or a school says of a school year; units below inherit it.

    `semesters` is empty where those of above hold; `days` are added to those of above; `places` are
    the rooms and yards that a school offers to choose from.
    """

    __tablename__ = "frames"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    semesters: Mapped[list[Any]] = mapped_column(default=list)
    days: Mapped[list[Any]] = mapped_column(default=list)
    places: Mapped[list[str]] = mapped_column(default=list)
    edited: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()
    __table_args__ = (UniqueConstraint("unit_id", "year"),)


class YearPlan(Base):
    """The year plan of a unit, or of a group of it that is named only (`group_name`).

    `version` counts what was approved: 0 before the first time, then one more with each change.
    """

    __tablename__ = "year_plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    year: Mapped[str] = mapped_column(index=True)
    group_name: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=0)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    begun_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    # What each month is about, by its number.
    themes: Mapped[dict[str, Any]] = mapped_column(default=dict)

    unit: Mapped[Unit] = relationship()
    begun_by: Mapped[User] = relationship(foreign_keys=[begun_by_id])
    slots: Mapped[list["Slot"]] = relationship(back_populates="plan", order_by="Slot.id")
    __table_args__ = (UniqueConstraint("unit_id", "year", "group_name"),)


class Slot(Base):
    """An activity in a year plan: what, when, for whom, where and who answers for it.

    With a day the week follows from it. `item_id` is None for a title of one's own; `revision_id` is
    what was public of the item when it was planned. `edited` counts the changes. What became of it
    stands in the logbook.
    """

    __tablename__ = "slots"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("year_plans.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("items.id"), index=True)
    revision_id: Mapped[int | None]
    title: Mapped[str]
    form: Mapped[str]
    week: Mapped[int | None]
    day_on: Mapped[date | None]
    begins: Mapped[time | None]
    ends: Mapped[time | None]
    grades: Mapped[list[str]] = mapped_column(default=list)
    classes: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    owner_name: Mapped[str] = mapped_column(default="")
    support: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(default="")
    periods: Mapped[int | None]
    needs: Mapped[str] = mapped_column(Text, default="")
    outcomes: Mapped[str] = mapped_column(Text, default="")
    pupils: Mapped[int | None]
    products: Mapped[str] = mapped_column(Text, default="")
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    edited: Mapped[int] = mapped_column(default=0)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]

    plan: Mapped[YearPlan] = relationship(back_populates="slots")
    item: Mapped[Item | None] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    edited_by: Mapped[User | None] = relationship(foreign_keys=[edited_by_id])

    @property
    def who(self) -> str:
        """Who answers for it: an account's name as it is today, or the name that was typed."""
        return self.owner.name if self.owner else self.owner_name


class Target(Base):
    """How much of something a year plan is to reach: of the whole, or of a theme (a tag)."""

    __tablename__ = "plan_targets"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("year_plans.id"))
    theme: Mapped[str] = mapped_column(default="")
    measure: Mapped[str]
    wanted: Mapped[int]

    __table_args__ = (UniqueConstraint("plan_id", "theme", "measure"),)


class PlanDecision(Base):
    """A step of a plan's approval that says why."""

    __tablename__ = "plan_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("year_plans.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    action: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)

    by: Mapped[User] = relationship()


class PlanVersion(Base):
    """What an approval or a change after it has brought.

    `slots` holds by number what is other than in the version before: the fields of a slot, or null
    for one that was taken out.
    """

    __tablename__ = "plan_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("year_plans.id"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(Text)
    slots: Mapped[dict[str, Any]] = mapped_column(JSON)

    by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("plan_id", "number"),)


class Calendar(Base):
    """A calendar that programs read at a secret address: of a person, or of a unit. Kept as a digest.

    A person has one of their own, and each reader of a unit has one of that unit.
    """

    __tablename__ = "calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    digest: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship()
    unit: Mapped[Unit | None] = relationship()


class OwnOccasion(Base):
    """A day that somebody here added, or a shipped one (by its `key`) as somebody here changed it.

    `content` is what a row of occasions.yaml says. A day of a unit concerns what is below it.
    """

    __tablename__ = "occasions"

    key: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    edited: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit | None] = relationship()
