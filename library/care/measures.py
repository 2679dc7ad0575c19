"""Measures: what somebody did about an item beside its text, and why. They stand in the history."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from library import history, text
from library.accounts.models import User
from library.errors import Invalid
from library.items import writing
from library.items.models import Item, Revision
from library.marking import N_

WITHDRAW, RESTORE = "withdraw", "restore"
MARKED, UNMARKED, CLEARED = "marked", "unmarked", "cleared"
_ACTIONS = (WITHDRAW, RESTORE, MARKED, UNMARKED, CLEARED)
_LONGEST = 4000


class Measure(NamedTuple):
    """Something done about an item; nobody did it when a consent ran out."""

    action: str
    by: User | None
    at: datetime
    reason: str
    revision: int | None


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
    """Note a measure with its reason; `revision` is what was public then, where that matters."""
    if revision:
        details["revision"] = revision.number
    history.record(session, user, action, writing.NOUN, item.id, reason=why, **details)


def of(session: Session, item: Item) -> list[Measure]:
    """Return the measures about an item, the newest first."""
    told = [each for each in history.of(session, writing.NOUN, item.id) if each.verb in _ACTIONS]
    reasons = history.reasons(session, [each.number for each in told])
    return [
        Measure(
            each.verb,
            session.get(User, each.by_id) if each.by_id else None,
            each.at,
            reasons.get(each.number, ""),
            each.details.get("revision"),
        )
        for each in reversed(told)
    ]
