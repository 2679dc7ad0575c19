"""What a department and a school say of a school year: inherited, added up, and only by who may."""

from datetime import date

import pytest

from library.accounts import units, users
from library.errors import Conflict, Invalid, NotAllowed
from library.planning import frames, schoolyear
from library.planning.frames import Given
from library.planning.schoolyear import Days
from library.wiring import Library
from tests.cast import SHELL, Cast

NAME = "2025-2026"
OURS = Given((date(2025, 9, 8), date(2026, 1, 19)), (None, None), "Quyết định 1/QĐ-UBND")


def days(kind: str, first: date, last: date) -> Days:
    return Days(kind, first, last, {"vi": "Nghỉ"})


def test_a_school_has_the_weeks_of_its_department_and_both_have_their_days(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        department = units.by_id(session, cast.department)
        school, other = (units.by_id(session, id) for id in (cast.school, cast.other_school))
        assert not frames.year(session, school, NAME).weeks
        frames.set_semesters(session, SHELL, department, NAME, OURS)
        frames.add_days(
            session, SHELL, department, NAME, days("break", date(2026, 2, 16), date(2026, 2, 22))
        )
        hanh = users.by_id(session, cast.hanh)
        frames.add_days(
            session, hanh, school, NAME, days("exam", date(2025, 12, 22), date(2025, 12, 26))
        )
        year = frames.year(session, school, NAME)
        assert (len(year.weeks), year.frame_unit_id, year.source) == (
            35, department.id, OURS.source,
        )  # fmt: skip
        assert year.week_of(date(2026, 2, 18)) is None
        assert {"break", "exam"} <= {each.kind for each in year.days}
        assert "exam" not in {each.kind for each in frames.year(session, other, NAME).days}
        later = Given((date(2025, 9, 15), date(2026, 1, 26)), (None, None), "")
        frames.set_semesters(session, hanh, school, NAME, later)
        assert frames.year(session, school, NAME).weeks[0].first == date(2025, 9, 15)
        frames.set_semesters(session, hanh, school, NAME, Given((None, None), (None, None), ""))
        assert frames.year(session, school, NAME).weeks[0].first == date(2025, 9, 8)


def test_only_the_head_or_the_administrator_says_when_a_year_begins(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        for who in (cast.lan, cast.binh, cast.tu):
            with pytest.raises(NotAllowed):
                frames.set_semesters(session, users.by_id(session, who), school, NAME, OURS)
        an = users.by_id(session, cast.an)
        frames.set_places(session, an, school, NAME, "Sân trường\n\nHội trường\nSân  trường")
        assert frames.year(session, school, NAME).places == ("Sân trường", "Hội trường")
        with pytest.raises(Conflict):
            frames.set_places(session, an, school, NAME, "Sân", seen=0)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ((None, date(2026, 1, 19)), (None, None), "first1"),
        ((date(2024, 9, 8), date(2026, 1, 19)), (None, None), "first1"),
        ((date(2026, 1, 19), date(2025, 9, 8)), (None, None), "first2"),
        ((date(2025, 9, 8), date(2026, 1, 19)), (date(2025, 9, 1), None), "last1"),
    ],
)
def test_days_that_cannot_be_are_refused_and_the_field_is_named(
    first: tuple[date | None, date | None], last: tuple[date | None, date | None], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        list(frames._semesters(Given(first, last, ""), schoolyear.shipped(NAME)))
    assert refused.value.field == field
