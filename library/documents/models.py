"""Tables of official documents: what a unit prints above them, its own forms, its numbers, and they."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import Unit, User
from library.database import Base, now


class Profile(Base):
    """What a unit prints above and below its documents; a value that is not there is inherited."""

    __tablename__ = "profiles"

    unit_id: Mapped[int] = mapped_column(
        ForeignKey("units.id", ondelete="CASCADE"), primary_key=True
    )
    values: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    edition: Mapped[int] = mapped_column(default=1)


class OwnForm(Base):
    """A form that a unit has added, or put in the place of one that ships, as its source."""

    __tablename__ = "own_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    source: Mapped[str] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=now)

    unit: Mapped[Unit] = relationship()
    __table_args__ = (UniqueConstraint("unit_id", "name"),)


class Series(Base):
    """The numbers of one unit, year and type of document; `last` is the one given last."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"))
    year: Mapped[int]
    type: Mapped[str]
    last: Mapped[int]
    last_on: Mapped[date | None]
    __table_args__ = (UniqueConstraint("unit_id", "year", "type"),)


class OfficialDocument(Base):
    """What somebody makes for a unit on a form. It keeps the form and the item as they were.

    `form` is the source of the form, `source` what was taken from the item; `letterhead` is empty
    until it is issued, and from then on nothing of it changes.
    """

    __tablename__ = "official_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(
        ForeignKey("items.id", ondelete="SET NULL"), index=True
    )
    form_name: Mapped[str]
    form: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    title: Mapped[str]
    source: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]
    # The legal bases among the answers, each as `bases.reading.Basis.packed` gives it.
    bases: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    letterhead: Mapped[dict[str, Any]]
    edition: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now, index=True)
    number: Mapped[int | None]
    issued_on: Mapped[date | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    unit: Mapped[Unit] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])


class Answers(Base):
    """What a person filled in last on a form of a unit, for the next time."""

    __tablename__ = "kept_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"), index=True)
    form_name: Mapped[str]
    values: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("user_id", "unit_id", "form_name"),)
