"""Tables of reports: days that a unit sets, reports with what was frozen of them, to whom they went.

What a report said when its head signed it stays as a snapshot, whatever becomes of its entries.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now


class State(StrEnum):
    """Where a report is on its way up; kept by its value. A delivery knows the last three."""

    DRAFT = "draft"
    SIGNED = "signed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


class OwnPeriod(Base):
    """Other days for a shipped period, or a period on request; holds at the unit and below it.

    What is None holds as it ships. Of a request `name` is a number within its unit's requests.
    """

    __tablename__ = "report_periods"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    series: Mapped[str]
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    cut_off_on: Mapped[date | None]
    before_on: Mapped[date | None]
    edited: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()
    __table_args__ = (UniqueConstraint("unit_id", "series", "name"),)


class Report(Base):
    """What a unit says of a period. `texts` are by their key, `estimates` by figure.

    `snapshot_id` is what its head signed last, None before; `edited` counts the changes of texts.
    """

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    series: Mapped[str]
    name: Mapped[str]
    state: Mapped[str]
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    estimates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    snapshot_id: Mapped[int | None]
    responsible_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    begun_at: Mapped[datetime] = mapped_column(default=now)
    edited: Mapped[int] = mapped_column(default=0)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)

    unit: Mapped[Unit] = relationship()
    responsible: Mapped[User] = relationship(foreign_keys=[responsible_id])
    edited_by: Mapped[User | None] = relationship(foreign_keys=[edited_by_id])
    deliveries: Mapped[list["Delivery"]] = relationship(
        back_populates="report", order_by="Delivery.id"
    )
    __table_args__ = (UniqueConstraint("unit_id", "series", "name"),)


class Snapshot(Base):
    """A report as its head signed it: figures, texts and the entries with what they said then.

    `own` counts the entries of the unit itself; `figures` are these and those of `parts`, which maps
    the reports below that were accepted to their snapshots, however far below.
    """

    __tablename__ = "report_snapshots"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    first_on: Mapped[date]
    last_on: Mapped[date]
    cut_off_on: Mapped[date]
    own: Mapped[dict[str, Any]]
    figures: Mapped[dict[str, Any]]
    parts: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]
    entry_ids: Mapped[list[Any]]
    entries: Mapped[list[Any]] = mapped_column(deferred=True)

    by: Mapped[User] = relationship()


class Delivery(Base):
    """A report on its way to one recipient. `accepted_id` is the snapshot that counts there."""

    __tablename__ = "report_deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    form: Mapped[str]
    state: Mapped[str]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("report_snapshots.id"))
    accepted_id: Mapped[int | None] = mapped_column(ForeignKey("report_snapshots.id"))
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    first_submitted_at: Mapped[datetime] = mapped_column(default=now)
    is_late: Mapped[bool] = mapped_column(default=False)

    report: Mapped[Report] = relationship(back_populates="deliveries")
    unit: Mapped[Unit] = relationship()
    __table_args__ = (UniqueConstraint("report_id", "unit_id"),)


class ReportStep(Base):
    """A step on the way of a report: who did what, when and why, and for which recipient."""

    __tablename__ = "report_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    action: Mapped[str]
    reason: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[User] = relationship()
    unit: Mapped[Unit | None] = relationship()


class Proposal(Base):
    """One thing that a unit asks for in a report, answered on its own by each recipient.

    One that is no longer in the report but was answered is kept, `dropped`.
    """

    __tablename__ = "report_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    place: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    dropped: Mapped[bool] = mapped_column(default=False)

    report: Mapped[Report] = relationship()
    answers: Mapped[list["ProposalAnswer"]] = relationship(
        back_populates="proposal", order_by="ProposalAnswer.id", lazy="selectin"
    )


class ProposalAnswer(Base):
    """What a recipient answers to a proposal."""

    __tablename__ = "report_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("report_proposals.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    text: Mapped[str] = mapped_column(Text)

    proposal: Mapped[Proposal] = relationship(back_populates="answers")
    unit: Mapped[Unit] = relationship()
    by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("proposal_id", "unit_id"),)


class Heir(Base):
    """The unit that reports for one that has ended: what was recorded there is not lost."""

    __tablename__ = "report_heirs"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    heir_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    heir: Mapped[Unit] = relationship(foreign_keys=[heir_id])


class Reminder(Base):
    """That a unit was reminded of a period once, so many days before or after it was due."""

    __tablename__ = "report_reminders"

    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    stage: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
