"""The log that search indexes follow: which thing changed, in the order of commits.

An operation calls `touch` in its own transaction, so that the log can neither miss a change nor
name one that was rolled back.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import database
from library.database import Base, now


class Change(Base):
    """One thing that changed; the number only grows."""

    __tablename__ = "changes"

    number: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str]
    thing: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = {"sqlite_autoincrement": True}


_LAST = select(func.coalesce(func.max(Change.number), 0))  # made once: every page asks


def touch(session: Session, noun: str, thing: str) -> None:
    """Note that a thing changed, for every index that follows.

    Writers take turns from here to their commit, so that numbers become visible in order and an
    index that has seen one has seen all before it.
    """
    touch_all(session, noun, [thing])


def touch_all(session: Session, noun: str, things: Iterable[str]) -> None:
    """Note that several things changed, as `touch` does."""
    database.take_turns(session.connection(), "changes")
    session.add_all(Change(noun=noun, thing=thing) for thing in things)
    session.flush()


def last(session: Session, noun: str | None = None) -> int:
    """Return the number of the last change, 0 before the first."""
    query = _LAST if noun is None else _LAST.where(Change.noun == noun)
    return session.scalar(query) or 0


def since(session: Session, number: int, noun: str) -> Sequence[str]:
    """Return the things of a kind that changed after a number, each once, the newest last."""
    query = (
        select(Change.thing)
        .where(Change.number > number, Change.noun == noun)
        .group_by(Change.thing)
        .order_by(func.max(Change.number))
    )
    return session.scalars(query).all()
