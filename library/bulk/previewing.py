"""What a work would do to each of its items: looked at once, written down, and done as it was shown."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from library.accounts.models import User
from library.bulk import planning, seeing, works
from library.bulk.changing import Changes
from library.bulk.models import Outcome, State, Target, Work
from library.bulk.planning import Tools
from library.bulk.seeing import Seen
from library.errors import Conflict, Invalid, LibraryError, Message
from library.marking import N_
from library.tags.vocabulary import Vocabulary

GONE = N_("There is no such item any more.")
WHY = N_("Say why; it stands in the history of each item.")
_NOTHING = N_("Choose at least one change.")


def preview(
    session: Session, user: User, work: Work, changes: Changes | None, vocabulary: Vocabulary
) -> None:
    """Write down what changes would do to every item of a work, and how each one is now.

    `changes` is None for a sheet, where every item has its own. Raises Invalid or NotAllowed for
    changes that nothing may get.
    """
    if work.state != State.OPEN:
        raise Conflict(N_("This work has moved on since the page was opened. Look at it again."))
    kits = Kits(session, user, vocabulary)
    if changes is not None:
        if not (changes.curates or changes.visibility or changes.reviewer is not None):
            raise Invalid(_NOTHING)
        if changes.visibility and not changes.reason.strip():
            raise Invalid(WHY, field="reason")
        kits.of(changes)
    work.changes = changes.packed() if changes else {}
    session.flush()
    is_waiting = changes is not None and changes.reviewer is not None
    for some in seeing.slices(works.targets(session, work)):
        seen = seeing.look(session, [each.item_id for each in some], waiting=is_waiting)
        rows = [_row(each, seen.get(each.item_id), changes, kits) for each in some]
        session.execute(update(Target), rows)


def _row(
    target: Target, seen: Seen | None, changes: Changes | None, kits: "Kits"
) -> dict[str, Any]:
    key = {"work_id": target.work_id, "place": target.place}
    if seen is None:
        return key | refused(Message(GONE))
    wanted = changes or Changes.unpacked(target.wanted or {})
    try:
        made = planning.plan(seen, wanted, kits.of(wanted))
    except LibraryError as error:
        return key | refused(error.message)
    outcome = Outcome.PLANNED if made.difference else Outcome.SAME
    return key | {
        "outcome": outcome,
        "reason": None,
        "difference": made.difference,
        "before": seen.picture,
    }


def refused(why: Message) -> dict[str, Any]:
    """Return what is written down of an item that may not be touched."""
    return {"outcome": Outcome.REFUSED, "reason": why.packed(), "difference": None, "before": None}


class Kits:
    """What plans need, looked up once for the same unit and reviewer."""

    def __init__(self, session: Session, user: User, vocabulary: Vocabulary) -> None:
        self._session, self._user, self._vocabulary = session, user, vocabulary
        self._known: dict[tuple[int | None, int | None], Tools] = {}

    def of(self, changes: Changes) -> Tools:
        """Return what the plans of some changes need."""
        key = changes.unit, changes.reviewer
        if key not in self._known:
            self._known[key] = planning.tools(self._session, self._user, changes, self._vocabulary)
        return self._known[key]
