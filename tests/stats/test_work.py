"""What is contributed and how long reviews take; no time that could point to one reviewer."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from library.accounts import units, users
from library.database import today
from library.review import deciding, workflow
from library.review.models import Decision, Submission
from library.review.workflow import State, Step
from library.stats import work
from library.stats.periods import Period, usual
from library.stats.scopes import Scope
from library.stats.work import Times, Way, Work
from library.wiring import Library
from tests.cast import Cast
from tests.review import desk

MARCH = Period(date(2026, 3, 1), date(2026, 3, 1))
START = datetime(2026, 3, 2, tzinfo=UTC)


def ways(days: Sequence[float], deciders: int = 2) -> list[Way]:
    return [
        Way("1/2/3/", START, START + timedelta(day), number % deciders, START + timedelta(2 * day))
        for number, day in enumerate(days)
    ]


def test_median_and_ninth_of_ten_are_days_that_really_passed() -> None:
    done = work.done(ways([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), MARCH)
    assert done.to_decision == Times(5, 9)
    assert done.to_publication == Times(10, 18)


@pytest.mark.parametrize(("count", "deciders"), [(4, 2), (12, 1)])
def test_a_time_that_could_point_to_a_reviewer_is_not_told(count: int, deciders: int) -> None:
    done = work.done(ways([1.0] * count, deciders), MARCH)
    assert (done.handed_in, done.decided, done.published) == (count, count, count)
    assert done.to_decision is None and done.to_publication is None


def test_each_step_counts_in_its_own_month() -> None:
    found = [Way("1/", START, START + timedelta(40), 1, None)]
    months = work.by_month(found, Period(MARCH.first, date(2026, 4, 1)))
    assert [(done.handed_in, done.decided) for _, done in months] == [(1, 0), (0, 1)]


def test_a_submission_is_known_by_its_first_hand_in_and_its_first_decision(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        lan, binh = users.by_id(session, cast.lan), users.by_id(session, cast.binh)
        made = desk.submission(session, library, cast, State.DRAFT)
        for _ in range(2):
            workflow.act(session, lan, made, Step("submit"))
            deciding.take(session, binh, made)
            step = Step("ask-changes", made.handed_in, "Thêm nguồn.")
            deciding.decide(session, binh, made, step)
        period = usual(today())
        school = Scope(period, units.by_id(session, cast.school))
        (way,) = work.ways(session, school)
        first, second = session.scalars(select(Decision.at).order_by(Decision.id))
        assert way.decided == first < second
        assert way.handed_in and way.handed_in <= first
        assert way.decider == cast.binh and way.published is None
        assert work.done([way], period) == Work(1, 1, 0, None, None)
        assert work.ways(session, Scope(period, units.by_id(session, cast.other_school))) == []
        by_unit = work.by_unit([way], [units.by_id(session, cast.department)], period)
        assert [done.handed_in for _, done in by_unit] == [1]
        assert session.scalars(select(Submission.state)).all() == [State.CHANGES_ASKED]
