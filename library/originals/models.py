"""The tables of originals and batches: files and pasted texts on their way to becoming submissions.

They are private to who sent them, and forgotten a month after the last thing that happened to them.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now


class State(StrEnum):
    """Where an original is; kept by its value."""

    WAITING = "waiting"
    READ = "read"
    REFUSED = "refused"
    BEGUN = "begun"


class Batch(Base):
    """What one person sent at once for a unit: files, a zip of files, sheets of items.

    `refused` are those that were not taken, each as its name and a packed message.
    """

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    refused: Mapped[list[Any]]
    sent_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, index=True)

    user: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()


class Original(Base):
    """What one person sent to begin a submission for a unit; a pasted text has no name.

    `understood` is what was read, as JSON: see `understanding.Understood`. `reason` is the packed
    message that says why nothing could be read, or why a row of its batch could not be gone on with.
    `same` tells what comes again from what is new: the SHA-256 of a file, the id of a row of a sheet.
    `chosen` is what its sender wrote into the table of its batch, by field.
    """

    __tablename__ = "originals"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    same: Mapped[str]
    size: Mapped[int]
    state: Mapped[str] = mapped_column(default=State.WAITING)
    warnings: Mapped[list[Any]]
    understood: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    chosen: Mapped[dict[str, Any] | None]
    reason: Mapped[dict[str, Any] | None]
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    sent_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, index=True)

    user: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()
