"""Periods of statistics: whole months, at most ten years; schools think in school years."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from library.errors import Invalid
from library.marking import N_

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_YEARS = range(2000, 3000)
_MOST = 120
_USUAL = 12
# A school year begins on 5 September; what is prepared for it is looked for in August.
_FIRST_OF_SCHOOL = 8


@dataclass(frozen=True)
class Period:
    """Months from `first` to `last`, both by their first day and both in the period."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """The day after the period."""
        return later(self.last, 1)

    @property
    def months(self) -> list[date]:
        """Every month, the earliest first."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        return [later(self.first, number) for number in range(count)]


def later(month: date, count: int) -> date:
    """Return the month so many months later, or earlier."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def usual(today: date) -> Period:
    """Return the twelve months that end with this one."""
    last = today.replace(day=1)
    return Period(later(last, 1 - _USUAL), last)


def school_years(today: date, count: int) -> Iterator[tuple[int, Period]]:
    """Yield the last school years by the year in which they begin, the present one first."""
    begun = today.year if today.month >= _FIRST_OF_SCHOOL else today.year - 1
    for year in range(begun, begun - count, -1):
        yield year, Period(date(year, _FIRST_OF_SCHOOL, 1), date(year + 1, _FIRST_OF_SCHOOL - 1, 1))


def read(first: str, last: str, today: date) -> Period:
    """Return the period from one month to another, the usual one where nothing is said."""
    known = usual(today)
    begins = _read(first, "from") or known.first
    ends = _read(last, "to") or max(known.last, begins)
    period = Period(begins, ends)
    if ends < begins:
        raise Invalid(N_("The period ends before it begins."), field="to")
    if begins < later(ends, 1 - _MOST):
        raise Invalid(N_("Choose at most ten years."), field="from")
    return period


def _read(given: str, field: str) -> date | None:
    if not given.strip():
        return None
    found = _MONTH.fullmatch(given.strip())
    if found and int(found[1]) in _YEARS and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    raise Invalid(N_("Give a month such as 2026-11."), field=field)
