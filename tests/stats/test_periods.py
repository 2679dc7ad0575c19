"""Periods are whole months, read from an address and refused where they make no sense."""

from datetime import date

import pytest

from library.errors import Invalid
from library.stats import periods
from library.stats.periods import Period

DAY = date(2026, 11, 30)


def test_the_usual_period_is_the_last_twelve_months() -> None:
    period = periods.read("", "", DAY)
    assert period == Period(date(2025, 12, 1), date(2026, 11, 1))
    assert len(period.months) == 12 and period.months[-1] == period.last
    assert period.end == date(2026, 12, 1)


def test_months_are_read_as_they_are_typed() -> None:
    assert periods.read("2025-9", " 2026-05 ", DAY) == Period(date(2025, 9, 1), date(2026, 5, 1))
    assert periods.read("2027-01", "", DAY).last == date(2027, 1, 1)


def test_a_school_year_goes_from_august_to_july() -> None:
    years = dict(periods.school_years(DAY, 2))
    assert years == {
        2026: Period(date(2026, 8, 1), date(2027, 7, 1)),
        2025: Period(date(2025, 8, 1), date(2026, 7, 1)),
    }
    assert next(periods.school_years(date(2027, 3, 1), 1))[0] == 2026


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("2026-13", "", "from"),
        ("", "tháng 5", "to"),
        ("0001-01", "", "from"),
        ("2026-05", "2026-04", "to"),
        ("2010-01", "2026-01", "from"),
    ],
)
def test_what_is_no_period_is_refused(first: str, last: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        periods.read(first, last, DAY)
    assert refused.value.field == field
