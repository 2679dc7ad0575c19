"""What units planned for a school year against what became of it, and what they did beside it.

Counts, never persons. A slot counts in the month it was planned for, an entry in that of its day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from library.accounts.models import Unit
from library.items import catalogue
from library.logbook.models import Entry, Outcome
from library.planning.models import Slot, YearPlan
from library.planning.schoolyear import SchoolYear

# What became of a planned activity; `beside` was done without a plan.
DONE, CANCELLED, OPEN, AHEAD, BESIDE = "done", "cancelled", "open", "ahead", "beside"
PLANNED = (DONE, CANCELLED, OPEN, AHEAD)


@dataclass(frozen=True)
class Line:
    """An activity: what became of it, whose it is, when it was to be or was, what it is about.

    `day_on` is None for a slot without week and day; `pupils` is what the logbook says.
    """

    became: str
    unit_id: int
    title: str
    day_on: date | None
    form: str
    grades: tuple[str, ...]
    themes: tuple[str, ...]
    pupils: int = 0
    slot_id: int | None = None
    entry_id: int | None = None


@dataclass(frozen=True)
class _Said:
    """What the entries of a slot say together."""

    outcome: str | None
    moved_to: date | None
    pupils: int
    entry_id: int | None


def lines(session: Session, unit: Unit, year: SchoolYear, until: date) -> list[Line]:
    """Return the activities of a unit and of all below it in a school year, as of a day.

    Weeks are those of `year`, which holds at `unit`. Entries of later days are left out.
    """
    entries = session.execute(_entries(unit, year, until)).all()
    of_slots = [row for row in entries if row.slot_id is not None]
    said = {id: _together(rows) for id, rows in _by_slot(of_slots).items()}
    slots = session.execute(_slots(unit, year)).all()
    themes = _themes(session, {row.item_id for row in slots if row.item_id})
    found = [_planned(row, said.get(row.id), themes, year, until) for row in slots]
    known = {row.id for row in slots}
    # What was planned, done and then taken out of the plan was done without one.
    beside = [row for row in entries if row.outcome == Outcome.DONE and row.slot_id not in known]
    return found + [_beside(row) for row in beside]


def _slots(unit: Unit, year: SchoolYear) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Slot.id, Slot.item_id, Slot.title, Slot.form, Slot.week, Slot.day_on, Slot.grades,
        YearPlan.unit_id,
    )  # fmt: skip
    query = select(*columns).join(YearPlan, Slot.plan_id == YearPlan.id)
    query = query.join(Unit, YearPlan.unit_id == Unit.id)
    below = Unit.path.startswith(unit.path, autoescape=True)
    query = query.where(YearPlan.year == year.name, Slot.removed_at.is_(None), below)
    return query.order_by(Slot.id)


def _entries(unit: Unit, year: SchoolYear, until: date) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Entry.id, Entry.unit_id, Entry.slot_id, Entry.outcome, Entry.title, Entry.day_on,
        Entry.moved_to, Entry.form, Entry.grades, Entry.themes, Entry.pupils,
    )  # fmt: skip
    query = select(*columns).join(Unit, Entry.unit_id == Unit.id)
    below = Unit.path.startswith(unit.path, autoescape=True)
    days = Entry.day_on.between(year.first, min(year.last, until))
    return query.where(Entry.removed_at.is_(None), days, below).order_by(Entry.day_on, Entry.id)


def _by_slot(rows: Iterable[Row[Any]]) -> Mapping[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.slot_id, []).append(row)
    return found


def _together(rows: Sequence[Row[Any]]) -> _Said:
    """Return what entries of one slot say, in the order of their days: the last move counts."""
    outcome, moved_to, pupils, id = None, None, 0, None
    for row in rows:
        id = row.id
        if row.outcome == Outcome.MOVED:
            moved_to = row.moved_to or moved_to
        else:
            outcome = row.outcome
            pupils += row.pupils or 0
    return _Said(outcome, moved_to, pupils, id)


def _themes(session: Session, items: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    tags = catalogue.tags_by_item(session, items)
    return {
        id: tuple(tag for tag in carried if tag.startswith("theme."))
        for id, carried in tags.items()
    }


def _planned(
    row: Row[Any],
    said: _Said | None,
    themes: Mapping[str, tuple[str, ...]],
    year: SchoolYear,
    until: date,
) -> Line:
    first, last = _days(row, year)
    due = said.moved_to if said and said.moved_to else last
    return Line(
        became=_became(said, due, until),
        unit_id=row.unit_id,
        title=row.title,
        day_on=first,
        form=row.form,
        grades=tuple(row.grades),
        themes=themes.get(row.item_id, ()),
        pupils=said.pupils if said else 0,
        slot_id=row.id,
        entry_id=said.entry_id if said else None,
    )


def _days(row: Row[Any], year: SchoolYear) -> tuple[date | None, date | None]:
    """Return between which days a slot is planned; none without a week that the year has."""
    if row.day_on:
        return row.day_on, row.day_on
    week = year.week(row.week)
    return (week.first, week.last) if week else (None, None)


def _became(said: _Said | None, due: date | None, until: date) -> str:
    if said and said.outcome:
        return DONE if said.outcome == Outcome.DONE else CANCELLED
    # Without a day it may still come as long as the year lasts.
    return OPEN if due is not None and due < until else AHEAD


def _beside(row: Row[Any]) -> Line:
    return Line(
        became=BESIDE,
        unit_id=row.unit_id,
        title=row.title,
        day_on=row.day_on,
        form=row.form,
        grades=tuple(row.grades),
        themes=tuple(row.themes),
        pupils=row.pupils or 0,
        entry_id=row.id,
    )
