"""Counts how items are used: gathered in memory, kept as sums per month, asked for as totals.

What counts as one use is COUNTER's (Code of Practice for Usage Metrics, Release 5.1); `clicks` and
`robots` hold its rules. Adaptations need no counting: the items themselves say what they adapt.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from operator import add as plus
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from library import database
from library.database import Sessions, today
from library.gathering import SECONDS, Gathered
from library.items.models import Item
from library.usage.clicks import Clicks
from library.usage.models import Usage


class Event(StrEnum):
    """What can happen to an item."""

    FOUND = "found"
    VIEW = "view"
    DOWNLOAD = "download"
    ADAPTATION = "adaptation"


# The formats of downloads, as addresses and columns call them; `files` are attachments.
FORMATS = ("docx", "pdf", "md", "zip", "files")
# Which columns add up to an event.
COLUMNS: Mapping[Event, tuple[str, ...]] = {
    Event.FOUND: ("found",), Event.VIEW: ("views",), Event.DOWNLOAD: FORMATS,
}  # fmt: skip
# Different counts that wait to be written; more than these in a minute are no readers.
MOST = 50_000
_NAMES = frozenset(name for names in COLUMNS.values() for name in names)
_FEW = 500

# An item, the language of its edition (or of the page that showed it) and a column of `Usage`.
Key = tuple[str, str, str]


class Counts(Gathered[Key, int]):
    """Counts of this process that are not written yet. All threads share one."""

    def __init__(self, sessions: Sessions, seconds: float = SECONDS) -> None:
        trouble = "Counts of usage could not be written now"
        super().__init__(sessions, _keep, plus, most=MOST, trouble=trouble, seconds=seconds)
        self.clicks = Clicks()

    def note(self, items: Iterable[str], language: str, column: str) -> None:
        """Count one use of each of some items, in a column of `Usage`."""
        self.add({(item, language, column): 1 for item in items})

    def write(self) -> None:
        """Write what waits, and let go of who clicked."""
        super().write()
        self.clicks.forget()


def _keep(session: Session, counted: Mapping[Key, int]) -> None:
    add(session, counted, month_of(today()))


def month_of(day: date) -> date:
    """Return the month of a day as it is kept: by its first day."""
    return day.replace(day=1)


def add(session: Session, counted: Mapping[Key, int], month: date) -> None:
    """Add counts to those of a month. Items that are not there (any more) are left out."""
    database.take_turns(session.connection(), Usage.__tablename__)
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    known = _known(session, sorted({item for item, _, _ in counted}))
    for (item, language, column), count in counted.items():
        if item in known and column in _NAMES:
            key = {"month": month, "item_id": item, "language": language}
            lines.setdefault((item, language), dict.fromkeys(_NAMES, 0) | key)[column] += count
    database.add_up(session, Usage.__table__, list(lines.values()))


def _known(session: Session, wanted: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(wanted), _FEW):
        some = Item.id.in_(wanted[start : start + _FEW])
        found.update(session.scalars(select(Item.id).where(some)))
    return found


def totals(session: Session, event: str, since: date | None = None) -> dict[str, int]:
    """Return how often something happened to each item; one to which it never did is left out.

    Sums are kept by month, so they begin with the month of `since`; without it with the first.
    """
    rows = session.execute(_adapted(since) if event == Event.ADAPTATION else _used(event, since))
    return {item: int(count) for item, count in rows}


def _used(event: str, since: date | None) -> Select[str, int]:
    count = func.sum(summed(COLUMNS[Event(event)]))
    query = select(Usage.item_id, count).group_by(Usage.item_id).having(count > 0)
    return query.where(Usage.month >= month_of(since)) if since else query


def summed(columns: Iterable[str]) -> ColumnElement[int]:
    """Return the sum of some columns of `Usage`, as a part of a query."""
    first, *others = (Usage.__table__.c[name] for name in columns)
    return sum(others, start=first)


def _adapted(since: date | None) -> Select[str, int]:
    """Count the public items that name another as what they were adapted from."""
    made = aliased(Item)
    query = (
        select(Item.id, func.count())
        .join(made, made.adapted_from == Item.slug)
        .where(made.published_id.is_not(None))
        .group_by(Item.id)
    )
    if since is None:
        return query
    return query.where(made.published_at >= database.midnight(month_of(since)))
