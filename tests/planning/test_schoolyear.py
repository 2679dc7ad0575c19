"""School years as data: 35 weeks from the first day of each semester, and what is not known stays so."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.errors import Invalid
from library.planning import schoolyear
from library.planning.schoolyear import Days, SchoolYear, Semester

YEAR = schoolyear.shipped("2026-2027")
TET = Days("break", date(2027, 2, 1), date(2027, 2, 14), {"vi": "Nghỉ Tết"})


def test_a_shipped_year_has_eighteen_and_seventeen_weeks() -> None:
    weeks = YEAR.weeks
    assert [week.number for week in weeks] == list(range(1, 36))
    assert [week.semester for week in weeks] == [1] * 18 + [2] * 17
    assert (weeks[0].first, weeks[17].last) == (date(2026, 9, 7), date(2027, 1, 10))
    assert weeks[18].first == date(2027, 1, 11)


def test_with_the_tet_break_the_year_ends_on_the_day_that_its_frame_names() -> None:
    year = replace(YEAR, days=(*YEAR.days, TET))
    assert year.weeks[-1].last == YEAR.semesters[1].last == date(2027, 5, 23)
    assert year.week_of(date(2027, 2, 3)) is None
    assert year.week_of(date(2027, 2, 15)) == 22
    assert YEAR.week_of(date(2027, 2, 15)) == 24, "without the break nobody knows that it is off"


def test_a_week_knows_its_days_and_a_day_its_week() -> None:
    assert YEAR.days_of(11) == [date(2026, 11, 16) + timedelta(days=each) for each in range(7)]
    assert {YEAR.week_of(day) for day in YEAR.days_of(11)} == {11}
    assert YEAR.week_of(date(2026, 9, 5)) is None
    assert YEAR.days_of(36) == []


def test_a_semester_that_begins_in_the_middle_of_a_week_counts_that_week() -> None:
    wednesday = date(2026, 9, 9)
    year = replace(YEAR, semesters=(Semester(wednesday), YEAR.semesters[1]))
    assert year.days_of(1) == [wednesday + timedelta(days=each) for each in range(5)]
    assert year.weeks[1].first == date(2026, 9, 14)


def test_a_year_whose_first_days_no_text_names_has_no_weeks() -> None:
    year = schoolyear.shipped("2025-2026")
    assert year.weeks == ()
    assert [each.ends_before for each in year.semesters] == [date(2026, 1, 18), date(2026, 5, 31)]


@pytest.mark.parametrize("name", schoolyear.known_names())
def test_every_fact_of_a_shipped_year_names_its_source_and_lies_in_the_year(name: str) -> None:
    year = schoolyear.shipped(name)
    assert year.source
    for each in year.days:
        assert each.source and each.kind in schoolyear.KINDS and {"vi", "en"} <= each.names.keys()
        assert year.has(each.first) and year.has(each.last)


def test_no_shipped_year_claims_to_know_the_tet_break() -> None:
    tet = [each for name in schoolyear.known_names() for each in schoolyear.shipped(name).days
           if each.kind in ("tet", "break")]  # fmt: skip
    assert [each.first for each in tet] == [date(2026, 2, 17), date(2027, 2, 6)]
    assert all(each.first == each.last for each in tet)


@pytest.mark.parametrize("wrong", ["2026", "2026-2028", "2026-27", "x-y", "1-2", "²026-2027"])
def test_only_two_years_in_a_row_are_a_school_year(wrong: str) -> None:
    with pytest.raises(Invalid):
        schoolyear.named(wrong)


@settings(max_examples=25)
@given(
    st.dates(date(2026, 8, 20), date(2026, 9, 20)),
    st.dates(date(2027, 1, 4), date(2027, 2, 1)),
    st.lists(
        st.tuples(st.dates(date(2026, 9, 1), date(2027, 6, 1)), st.integers(0, 30)), max_size=4
    ),
)
def test_weeks_never_overlap_and_never_lie_wholly_in_a_break(
    first: date, second: date, breaks: list[tuple[date, int]]
) -> None:
    days = tuple(
        Days("break", day, day + timedelta(days=length), {"vi": "Nghỉ"}) for day, length in breaks
    )
    year = SchoolYear("2026-2027", (Semester(first), Semester(second)), days)
    for semester in (1, 2):
        weeks = [week for week in year.weeks if week.semester == semester]
        assert all(a.last < b.first for a, b in pairwise(weeks))
        for week in weeks:
            workdays = [week.last - timedelta(days=each) for each in range(2, 7)]
            assert not all(map(year.closed_on, workdays))
