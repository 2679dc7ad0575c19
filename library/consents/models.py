"""Tables of consents: who agreed to what, and the files in which people can be recognised.

Nothing of a consent is ever shown to readers, not even that there is one.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts.models import User
from library.database import Base, now
from library.items.models import Item


class Consent(Base):
    """What one person agreed to: for one file of an item, or with no `path` for all of it.

    `person` is a label such as “pupil A, class 7A”; `folded` finds the same person again. It stands
    until `ended_at`, whether it was withdrawn or ran out; then `ended_revision_id` is what was public
    with it and must not be shown again.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id"), index=True)
    path: Mapped[str | None]
    person: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    age: Mapped[str]
    purpose: Mapped[str]
    channel: Mapped[str]
    is_signed_by_person: Mapped[bool]
    is_signed_by_guardian: Mapped[bool]
    given_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    scan: Mapped[str | None]
    scan_type: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_why: Mapped[str] = mapped_column(Text, default="")
    ended_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))

    item: Mapped[Item] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])


class Portrait(Base):
    """A file of an item in which so many people can be recognised: withheld until all of them agree."""

    __tablename__ = "portraits"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    path: Mapped[str]
    people: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (UniqueConstraint("item_id", "path"),)
