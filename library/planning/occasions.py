"""Days that schools plan for: shipped in occasions.yaml, each with the public text that set it, and
those that curators added or changed here.

A day of the year, a weekday of a month, or only the days named for some years.
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accounts.models import Unit
from library.i18n import DEFAULT
from library.planning.models import OwnOccasion

NOUN = "occasions"
# So long before a day do its items come to the home page.
AHEAD = timedelta(weeks=4)
FIRST_MONTH = 9  # of a school year
_FILE = Path(__file__).with_name("occasions.yaml")
_OTHER = "en"
# A week of a month, for a weekday in it: the last one.
LAST = -1


@dataclass(frozen=True)
class Occasion:
    """A day that comes again, its names, and the tags of items that suit it.

    `weekday` (0 is Monday) and `week` stand instead of `day`. `years` are exceptions: the day of
    that year, None where it is left out. Without a month it falls only in those years. A day of a
    unit concerns what is below that unit.
    """

    key: str
    titles: Mapping[str, str]
    notes: Mapping[str, str]
    tags: tuple[str, ...]
    source: str
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    week: int | None = None
    years: Mapping[int, date | None] = field(default_factory=dict)
    unit_id: int | None = None
    is_hidden: bool = False

    def title(self, language: str) -> str:
        """Return the name in a language, in another one where there is none."""
        return self.titles.get(language) or self.titles.get(_OTHER) or self.titles[DEFAULT]

    def note(self, language: str) -> str:
        """Return what to know about it, empty when there is nothing."""
        return self.notes.get(language, self.notes.get(_OTHER, ""))

    def on(self, year: int) -> date | None:
        """Return the day in a year, None when there is none."""
        if year in self.years:
            return self.years[year]
        if self.month is None:
            return None
        if self.day is None:
            return _nth(year, self.month, self.weekday or 0, self.week or 1)
        last = calendar.monthrange(year, self.month)[1]
        return date(year, self.month, self.day) if self.day <= last else None


def _nth(year: int, month: int, weekday: int, week: int) -> date | None:
    days = calendar.monthrange(year, month)[1]
    first = 1 + (weekday - date(year, month, 1).weekday()) % 7
    fitting = range(first, days + 1, 7)
    place = week if week < 0 else week - 1
    return date(year, month, fitting[place]) if -len(fitting) <= place < len(fitting) else None


def every(session: Session, units: Iterable[int] | None = None) -> list[Occasion]:
    """Return the shipped days as they are here, and those made here.

    Those of a unit are among them when `units` has it; None means of all units.
    """
    wanted = None if units is None else set(units)
    rows = {row.key: of_row(row) for row in session.scalars(select(OwnOccasion))}
    merged = [rows.pop(each.key, each) for each in shipped()] + list(rows.values())
    return [
        each
        for each in merged
        if not each.is_hidden and (each.unit_id is None or wanted is None or each.unit_id in wanted)
    ]


def between(
    session: Session, first: date, last: date, units: Iterable[int] | None = ()
) -> list[tuple[date, Occasion]]:
    """Return the days from one to another, both included, in their order."""
    found = [
        (day, each)
        for each in every(session, units)
        for year in range(first.year, last.year + 1)
        if (day := each.on(year)) and first <= day <= last
    ]
    return sorted(found, key=lambda pair: (pair[0], pair[1].key))


def of_unit(session: Session, unit: Unit, first: date, last: date) -> dict[date, list[Occasion]]:
    """Return by day what everybody has from one day to another, and what units above this one have."""
    found: dict[date, list[Occasion]] = {}
    for day, each in between(session, first, last, map(int, unit.path.strip("/").split("/"))):
        found.setdefault(day, []).append(each)
    return found


def school_year(day: date) -> int:
    """Return the year in which the school year of a day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def of_school_year(
    session: Session, year: int, units: Iterable[int] | None = ()
) -> list[tuple[date, Occasion]]:
    """Return the days from September of a year to the end of the August after it."""
    return between(session, date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH - 1, 31), units)


def places(session: Session) -> Sequence[int]:
    """Return the units that have days of their own."""
    query = select(OwnOccasion.unit_id).where(OwnOccasion.unit_id.is_not(None)).distinct()
    return [id for id in session.scalars(query) if id]


@cache
def shipped() -> tuple[Occasion, ...]:
    """Return the days that come with the library."""
    rows = yaml.safe_load(_FILE.read_text("utf-8"))
    return tuple(_occasion(row["id"], row) for row in rows)


def of_row(row: OwnOccasion) -> Occasion:
    """Return a day as it is kept here."""
    return _occasion(row.key, row.content, row.unit_id)


def _occasion(key: str, row: Mapping[str, Any], unit_id: int | None = None) -> Occasion:
    return Occasion(
        key=key,
        titles=row["title"],
        notes=row.get("note", {}),
        tags=tuple(row["tags"]),
        source=row["source"],
        month=row.get("month"),
        day=row.get("day"),
        weekday=row.get("weekday"),
        week=row.get("week"),
        years=dict(_years(row.get("years", {}))),
        unit_id=unit_id,
        is_hidden=bool(row.get("hidden")),
    )


def _years(given: Mapping[Any, Any]) -> Iterator[tuple[int, date | None]]:
    """Yield exceptions; JSON has made texts of years and days."""
    for year, day in given.items():
        yield int(year), date.fromisoformat(str(day)) if day else None
