"""Items as bulk works see them: all that one can change, of hundreds at once, and its picture.

A picture tells whether an item is still as it was, and holds what an undo puts back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accounts.models import Unit
from library.bulk.changing import Rows
from library.items import credits
from library.items.models import Edition, Item, Revision
from library.review.models import Submission
from library.review.workflow import State
from library.tags.models import ItemTag

SLICE = 500
# The submission that brought what is public, and those that somebody is asked to review.
_SHOWN = (State.PUBLISHED, State.WITHDRAWN)
WAITING = (State.SUBMITTED, State.IN_REVIEW)
Picture = dict[str, Any]


@dataclass
class Seen:
    """An item with what a work may change of it; `facts` are of what is public."""

    item: Item
    unit: Unit | None
    facts: dict[str, Any]
    rows: Rows = field(default_factory=dict)
    source_licences: set[str] = field(default_factory=set)
    shown: list[Submission] = field(default_factory=list)
    waiting: list[Submission] = field(default_factory=list)

    @property
    def picture(self) -> Picture:
        """All of it that a work can change, as JSON keeps it; not what follows from something else."""
        item = self.item
        return {
            "published": item.published_id,
            "unit": item.unit_id,
            "withdrawn": _said(item.withdrawn_at),
            "marked": item.marked_id,
            "tags": [[named, chosen] for named, chosen in sorted(self.rows.items())],
            "shown": [_submission(each) for each in self.shown],
            "waiting": [_submission(each) for each in self.waiting],
        }

    @property
    def submission(self) -> Submission | None:
        """The submission that brought what is public, or was until it was withdrawn."""
        return max(self.shown, key=lambda each: each.changed_at, default=None)


def _said(moment: datetime | None) -> str | None:
    """Return a moment in the same letters whatever the clock of the database is set to."""
    return moment.astimezone(UTC).isoformat() if moment else None


def _submission(each: Submission) -> dict[str, Any]:
    return {
        "id": each.id,
        "state": str(each.state),
        "unit": each.unit_id,
        "revision": each.revision_id,
        "reviewer": each.reviewer_id,
        "changed": _said(each.changed_at),
    }


def slices(ids: Sequence[Any], size: int = SLICE) -> Iterator[Sequence[Any]]:
    """Yield the ids some at a time: a database takes only so many in one question."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def look(session: Session, ids: Sequence[str], *, waiting: bool) -> dict[str, Seen]:
    """Return some hundred items as they are now, by id; `waiting` asks for submissions to review."""
    query = select(Item, Revision.facts).outerjoin(Revision, Revision.id == Item.published_id)
    fresh = {"populate_existing": True}
    found = session.execute(query.where(Item.id.in_(ids)).execution_options(**fresh)).all()
    units = _units(session, {item.unit_id for item, _ in found if item.unit_id})
    seen = {
        item.id: Seen(item, units.get(item.unit_id or 0), dict(facts or {}))
        for item, facts in found
    }
    for item_id, rows in _rows(session, ids).items():
        seen[item_id].rows = rows
    states = (*_SHOWN, *WAITING) if waiting else _SHOWN
    of_these = select(Submission).where(Submission.item_id.in_(ids), Submission.state.in_(states))
    for each in session.scalars(of_these.order_by(Submission.id).execution_options(**fresh)):
        known = seen[each.item_id or ""]
        (known.shown if each.state in _SHOWN else known.waiting).append(each)
    _read_credits(session, seen)
    return seen


def _units(session: Session, ids: set[int]) -> dict[int, Unit]:
    return {each.id: each for each in session.scalars(select(Unit).where(Unit.id.in_(ids)))}


def _rows(session: Session, ids: Sequence[str]) -> dict[str, Rows]:
    """Return which tags items name, in the order in which they were given."""
    found: defaultdict[str, Rows] = defaultdict(dict)
    query = select(ItemTag.item_id, ItemTag.named, ItemTag.chosen)
    for item_id, named, chosen in session.execute(query.where(ItemTag.item_id.in_(ids))):
        found[item_id][named] = chosen
    return found


def _read_credits(session: Session, seen: dict[str, Seen]) -> None:
    """Note under which licences the sources of adaptations stand."""
    adapted = {
        each.item.published_id: each for each in seen.values() if each.facts.get("adapted_from")
    }
    query = select(Edition.revision_id, Edition.facts)
    for revision_id, facts in session.execute(query.where(Edition.revision_id.in_(adapted))):
        for credit in credits.read(facts.get(credits.KEY))[:1]:
            adapted[revision_id].source_licences.add(credit.licence)
