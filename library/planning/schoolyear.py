"""A school year: its weeks, counted from the first day of each semester, and days without lessons.

What is known of a year ships in years/*.yaml; a department or school adds its own (`frames`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from library.errors import Invalid
from library.marking import N_

_FOLDER = Path(__file__).with_name("years")
_WEEK = timedelta(days=7)
_LONGEST_BREAK = 5  # weeks in a row that are skipped; more are a mistake in the dates
# 35 weeks of lessons, 18 and 17: the plan of the school year that all provinces follow.
WEEKS = (18, 17)

KINDS = {
    "holiday": N_("Public holiday"),
    "tet": N_("Tết holiday"),
    "break": N_("No lessons"),
    "exam": N_("Exams"),
    "event": N_("Event of the year"),
}
# Nothing is planned on these; exams are a warning of their own.
CLOSED = frozenset({"holiday", "tet", "break"})


@dataclass(frozen=True)
class Semester:
    """Its first and last day; None where no text states it for this place."""

    first: date | None
    last: date | None = None
    ends_before: date | None = None


@dataclass(frozen=True)
class Days:
    """Days of the year that are not like others; names by language."""

    kind: str
    first: date
    last: date
    names: Mapping[str, str]
    source: str = ""
    # Who entered them: the number of a unit, None for what ships with the library.
    unit_id: int | None = None

    def name(self, language: str) -> str:
        """Return what they are called in a language, in Vietnamese where there is no other."""
        return self.names.get(language) or self.names["vi"]

    def touches(self, first: date, last: date) -> bool:
        """Tell whether one of the days lies between two others, both included."""
        return self.first <= last and first <= self.last

    def covers(self, first: date, last: date) -> bool:
        """Tell whether all of a stretch lies within these days."""
        return self.first <= first and last <= self.last


@dataclass(frozen=True)
class Week:
    """A week of lessons: its number in the year, its semester (1 or 2), Monday to Sunday."""

    number: int
    semester: int
    first: date
    last: date


@dataclass(frozen=True)
class SchoolYear:
    """A school year as it holds at a unit."""

    name: str
    semesters: tuple[Semester, ...]
    days: tuple[Days, ...] = ()
    counts: tuple[int, ...] = WEEKS
    # Where the semesters stand written; the unit that entered them, None for what ships.
    source: str = ""
    frame_unit_id: int | None = None
    places: tuple[str, ...] = field(default=())

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        """The weeks of lessons; none of a semester whose first day is not known."""
        return tuple(self._counted())

    def _counted(self) -> Iterator[Week]:
        number = 1
        for place, (semester, count) in enumerate(
            zip(self.semesters, self.counts, strict=True), start=1
        ):
            if semester.first is not None:
                for offset, monday in enumerate(self._mondays(semester.first, count)):
                    begins = max(monday, semester.first)
                    yield Week(number + offset, place, begins, monday + timedelta(days=6))
            number += count

    def _mondays(self, first: date, count: int) -> Iterator[date]:
        """Yield the Mondays of so many weeks of lessons; a week without one is not counted."""
        monday = first - timedelta(days=first.weekday())
        found = skipped = 0
        while found < count and skipped <= _LONGEST_BREAK:
            if self._is_off(monday):
                skipped += 1
            else:
                found += 1
                skipped = 0
                yield monday
            monday += _WEEK

    def _is_off(self, monday: date) -> bool:
        workdays = [monday + timedelta(days=each) for each in range(5)]
        return all(self.closed_on(each) for each in workdays)

    @cached_property
    def _by_number(self) -> dict[int, Week]:
        return {week.number: week for week in self.weeks}

    @cached_property
    def _numbers(self) -> dict[date, int]:
        return {day: week.number for week in self.weeks for day in self.days_of(week.number)}

    def week(self, number: int | None) -> Week | None:
        """Return a week by its number, None for one that the year does not have (yet)."""
        return self._by_number.get(number or 0)

    def week_of(self, day: date) -> int | None:
        """Return the number of the school week in which a day lies, None outside of all."""
        return self._numbers.get(day)

    def days_of(self, number: int) -> list[date]:
        """Return the days of a school week, Monday to Sunday; none for an unknown number."""
        week = self.week(number)
        if week is None:
            return []
        length = (week.last - week.first).days + 1
        return [week.first + timedelta(days=each) for each in range(length)]

    def closed_on(self, day: date) -> Days | None:
        """Return why there are no lessons on a day, None when there may be."""
        return next(
            (each for each in self.days if each.kind in CLOSED and each.covers(day, day)), None
        )

    def touching(self, first: date, last: date, kinds: Iterable[str]) -> list[Days]:
        """Return the days of some kinds between two days, in their order."""
        wanted = set(kinds)
        found = [each for each in self.days if each.kind in wanted and each.touches(first, last)]
        return sorted(found, key=lambda each: each.first)

    @property
    def first(self) -> date:
        """1 August, when planning begins; everything of the year lies between here and `last`."""
        return date(int(self.name[:4]), 8, 1)

    @property
    def last(self) -> date:
        """31 July, when enrolment for the next year is over."""
        return date(int(self.name[5:]), 7, 31)

    def has(self, day: date) -> bool:
        """Tell whether a day belongs to the year."""
        return self.first <= day <= self.last

    def moved(self, day: date, other: "SchoolYear") -> date | None:
        """Return the same weekday of the same school week in another year, None without such a week."""
        number = self.week_of(day)
        week = other.week(number) if number else None
        if week is None:
            return None
        monday = week.last - timedelta(days=6)
        return monday + timedelta(days=day.weekday())


def name_of(day: date) -> str:
    """Return the name of the school year in which a day lies, "2026-2027"."""
    begins = day.year if day.month >= 8 else day.year - 1
    return f"{begins}-{begins + 1}"


def after(name: str) -> str:
    """Return the name of the next school year."""
    begins = int(name[:4]) + 1
    return f"{begins}-{begins + 1}"


def named(name: str) -> str:
    """Return the name of a school year as it is kept; raise Invalid for what is none."""
    first, _, second = name.strip().replace("\N{EN DASH}", "-").partition("-")
    known = first.isdecimal() and second.isdecimal() and len(first) == len(second) == 4
    if not known or int(second) != int(first) + 1 or not 2000 <= int(first) <= 2100:
        raise Invalid(N_("Give a school year such as 2026-2027."), field="year")
    return f"{first}-{second}"


@cache
def shipped(name: str) -> SchoolYear:
    """Return what ships with the library about a year: without any date for one that is not known."""
    path = _FOLDER / f"{name}.yaml"
    if not path.is_file():
        return SchoolYear(name, (Semester(None), Semester(None)))
    kept = yaml.safe_load(path.read_text("utf-8"))
    return SchoolYear(
        kept["name"],
        tuple(Semester(**{"first": None, **each}) for each in kept["semesters"]),
        tuple(_days(kept["days"])),
        tuple(kept["weeks"]),
        kept["source"],
    )


def _days(rows: Sequence[dict[str, Any]]) -> Iterator[Days]:
    for row in rows:
        last = row.get("last", row["first"])
        yield Days(row["kind"], row["first"], last, row["name"], row["source"])


def known_names() -> list[str]:
    """Return the years that ship with the library, in their order."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))
