"""Copies: who has downloaded what while signed in, only to tell of corrections.

A person sees the list and can delete it; it is forgotten with the account and after two years.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, joinedload

from library.accounts.models import User
from library.care.models import Copy
from library.database import today
from library.items.models import Item

_KEPT = timedelta(days=730)


def is_noted(session: Session, user_id: int, item_id: str) -> bool:
    """Tell whether a copy was noted today already: then there is nothing to write."""
    found = session.get(Copy, (user_id, item_id))
    return found is not None and found.last_on == today()


def note(session: Session, user_id: int, item_id: str) -> None:
    """Note that a person has a copy of an item since today."""
    session.merge(Copy(user_id=user_id, item_id=item_id, last_on=today()))
    session.flush()


def of(session: Session, user: User) -> Sequence[Copy]:
    """Return the copies of a person, the newest first."""
    query = select(Copy).where(Copy.user_id == user.id).options(joinedload(Copy.item))
    return session.scalars(query.order_by(Copy.last_on.desc(), Copy.item_id)).all()


def forget(session: Session, user: User, item_id: str | None = None) -> None:
    """Delete one copy of a person from the list, or all."""
    gone = delete(Copy).where(Copy.user_id == user.id)
    session.execute(gone.where(Copy.item_id == item_id) if item_id else gone)


def holders(session: Session, item: Item) -> Sequence[User]:
    """Return who has a copy of an item."""
    query = select(User).join(Copy, Copy.user_id == User.id).where(Copy.item_id == item.id)
    return session.scalars(query.where(User.ended_at.is_(None))).all()


def sweep(session: Session) -> None:
    """Forget the copies of accounts that have ended, and very old ones."""
    ended = select(User.id).where(User.ended_at.is_not(None))
    is_old = Copy.last_on < today() - _KEPT
    session.execute(delete(Copy).where(or_(Copy.user_id.in_(ended), is_old)))
