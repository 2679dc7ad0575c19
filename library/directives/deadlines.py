"""Deadlines as plans write them: a day, a quarter, a month, a semester, a school year.

Words that name no day stay words; what has no day is never overdue.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from library import text
from library.planning import schoolyear
from library.planning.schoolyear import SchoolYear

_DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_LONG_DAY = re.compile(r"\bngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_QUARTER = re.compile(r"\b(?:quy|quarter) (iv|iii|ii|i|[1-4])\b\D*(\d{4})\b")
_MONTH = re.compile(r"\b(?:thang|month) (\d{1,2})(?: nam |[/ -])(\d{4})\b")
_SEMESTER = re.compile(r"\b(?:hoc ky|hoc ki|hk|semester) ?(ii|i|[12])\b")
_YEAR = re.compile(r"\b(20\d{2}) ?[-–] ?(20\d{2})\b")
_BEFORE = re.compile(r"\b(?:truoc|before)\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def last_day(words: str, year_named: Callable[[str], SchoolYear]) -> date | None:
    """Return the last day on which something is in time, None for words without a day.

    “Trước ngày 09/6/2027” ends on 8 June. `year_named` gives a school year as it holds at the unit.
    """
    said = text.fold(words).replace("\N{EN DASH}", "-")
    if day := _plain_day(said):
        return day - timedelta(days=1) if _BEFORE.search(said) else day
    if found := _QUARTER.search(said):
        return _end_of_month(int(found[2]), 3 * _number(found[1]))
    if found := _MONTH.search(said):
        return _end_of_month(int(found[2]), int(found[1]))
    return _of_school_year(said, year_named)


def _plain_day(said: str) -> date | None:
    for pattern, is_iso in ((_ISO, True), (_DAY, False), (_LONG_DAY, False)):
        if found := pattern.search(said):
            first, month, last = map(int, found.groups())
            year, day = (first, last) if is_iso else (last, first)
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def _number(said: str) -> int:
    return _ROMAN.get(said) or int(said)


def _end_of_month(year: int, month: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= year < 9999:
        return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _of_school_year(said: str, year_named: Callable[[str], SchoolYear]) -> date | None:
    found = _YEAR.search(said)
    if found is None or int(found[2]) != int(found[1]) + 1:
        return None
    year = year_named(f"{found[1]}-{found[2]}")
    half = _SEMESTER.search(said)
    place = _number(half[1]) if half else len(year.semesters)
    semester = year.semesters[place - 1]
    if semester.last or semester.ends_before:
        return semester.last or _before(semester.ends_before)
    weeks = [each for each in year.weeks if each.semester == place]
    if weeks:
        return weeks[-1].last
    return None if half else date(schoolyear_end(year), 5, 31)


def _before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def schoolyear_end(year: SchoolYear) -> int:
    """Return the calendar year in which a school year ends."""
    return int(schoolyear.named(year.name)[5:])
