"""Measures: what somebody did about an item beside its text, and why; kept apart from the history.

The history, which is kept for ever, names the number only: a reason may name a pupil.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import history, text
from library.accounts.models import User
from library.care.models import Measure
from library.errors import Invalid
from library.items import writing
from library.items.models import Item, Revision
from library.marking import N_

_LONGEST = 4000


def reason(given: str) -> str:
    """Return a reason as it is kept; raise Invalid when there is none."""
    why = text.repair(given).strip()
    if not why or len(why) > _LONGEST:
        raise Invalid(N_("Say why, in at most 4,000 letters."), field="reason")
    return why


def note(
    session: Session,
    user: User | None,
    item: Item,
    action: str,
    why: str,
    revision: Revision | None = None,
    **details: Any,
) -> None:
    """Note a measure with its reason, and in the history that it was taken."""
    made = Measure(
        item_id=item.id,
        revision_id=revision.id if revision else None,
        by_id=user.id if user else None,
        action=action,
        reason=why,
    )
    session.add(made)
    session.flush()
    history.record(session, user, action, writing.NOUN, item.id, measure=made.id, **details)


def of(session: Session, item: Item) -> Sequence[Measure]:
    """Return the measures about an item, the newest first."""
    query = select(Measure).where(Measure.item_id == item.id)
    return session.scalars(query.order_by(Measure.id.desc())).all()
