"""Tables of incidents: what was reported and added, sealed, and to whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now


class Incident(Base):
    """A sensitive incident of a unit; what it is about is in `sealed` alone."""

    __tablename__ = "incidents"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    unit: Mapped[Unit] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    recipients: Mapped[list["Recipient"]] = relationship(
        back_populates="incident", order_by="Recipient.id", cascade="all, delete-orphan"
    )
    notes: Mapped[list["IncidentNote"]] = relationship(order_by="IncidentNote.id")


class Recipient(Base):
    """Somebody to whom an incident was reported by name."""

    __tablename__ = "incident_recipients"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]

    incident: Mapped[Incident] = relationship(back_populates="recipients")
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    named_by: Mapped[User] = relationship(foreign_keys=[named_by_id])
    __table_args__ = (UniqueConstraint("incident_id", "user_id"),)


class IncidentNote(Base):
    """What was added to a report later: how it went on, or what was answered. Never changed."""

    __tablename__ = "incident_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incidents.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    by: Mapped[User] = relationship()
