"""Notices: what somebody should know, why, and where to look; the mail made from them leaves later.

A notice keeps an English sentence and its values; it is translated when it is shown or mailed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from library.accounts.models import User
from library.database import Base, now
from library.errors import Message


class Notice(Base):
    """Something one person is told. `noun` and `thing` say where it leads."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    sentence: Mapped[str]
    values: Mapped[dict[str, Any]]
    why: Mapped[str]
    noun: Mapped[str]
    thing: Mapped[str]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None] = mapped_column(index=True)

    user: Mapped[User] = relationship()

    @property
    def message(self) -> Message:
        """What it says."""
        return Message(self.sentence, self.values)


def tell(
    session: Session, users: Iterable[User], message: Message, why: str, noun: str, thing: object
) -> None:
    """Tell people something, each once; `why` is the reason they are told, an `N_()` sentence."""
    for user in {user.id: user for user in users if not user.ended_at}.values():
        notice = Notice(
            user_id=user.id,
            sentence=message.sentence,
            values=dict(message.values),
            why=why,
            noun=noun,
            thing=str(thing),
        )
        session.add(notice)
    session.flush()


def of(session: Session, user: User, limit: int = 100) -> Sequence[Notice]:
    """Return what a person was told, the newest first."""
    query = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id.desc())
    return session.scalars(query.limit(limit)).all()


def unread(session: Session, user: User) -> int:
    """Return how many notices a person has not seen."""
    query = select(func.count()).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def read_all(session: Session, user: User) -> None:
    """Note that a person has seen everything."""
    seen = update(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    session.execute(seen.values(read_at=now()))
