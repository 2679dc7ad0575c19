"""Days that curators add, change and leave out: of the library, and local ones of a unit."""

from dataclasses import replace
from datetime import date

import pytest

from library.accounts import units, users
from library.errors import Invalid, NotAllowed
from library.planning import occasions, scheduling
from library.planning.scheduling import Given, Stale
from library.wiring import Library
from tests import cast as people
from tests.cast import Cast

GIVEN = Given(
    texts={"vi": {"title": "Ngày truyền thống của tỉnh", "note": ""}},
    source="Nghị quyết của tỉnh",
    tags=["theme.heritage"],
    month=3,
    day=15,
)
SPRING = (date(2027, 3, 1), date(2027, 3, 31))


def keys(found: list[tuple[date, occasions.Occasion]]) -> list[str]:
    return [each.key for _, each in found]


def test_a_local_day_concerns_its_unit_and_is_kept_by_its_curator(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        vy, tu = users.by_id(session, cast.vy), users.by_id(session, cast.tu)
        department = units.by_id(session, cast.department)
        with pytest.raises(NotAllowed):
            scheduling.add(session, tu, GIVEN, department)
        with pytest.raises(NotAllowed):
            scheduling.add(session, vy, GIVEN)  # for the whole library, which is not hers
        key = scheduling.add(session, vy, GIVEN, department)
        assert key not in keys(occasions.between(session, *SPRING))
        assert key in keys(occasions.between(session, *SPRING, [cast.department]))
        assert occasions.places(session) == [cast.department]
        scheduling.change(session, vy, key, replace(GIVEN, day=16), 1)
        with pytest.raises(Stale):
            scheduling.change(session, vy, key, GIVEN, 1)
        scheduling.remove(session, vy, key, 2)
        assert occasions.places(session) == []
        assert scheduling.add(session, vy, GIVEN, department) != key


def test_a_shipped_day_is_changed_left_out_and_put_back(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        people.let_curate_all(session, cast)
        vy = users.by_id(session, cast.vy)
        moved = replace(GIVEN, month=11, day=24, years="25/11/2026\n2027-")
        scheduling.change(session, vy, "culture-day", moved, 0)
        day, edited = scheduling.found(session, "culture-day")
        assert [day.on(year) for year in (2026, 2027, 2028)] == [
            date(2026, 11, 25), None, date(2028, 11, 24),
        ]  # fmt: skip
        scheduling.remove(session, vy, "culture-day", edited)
        assert "culture-day" not in [each.key for each in occasions.every(session)]
        assert [each.key for each in scheduling.hidden(session)] == ["culture-day"]
        scheduling.put_back(session, vy, "culture-day")
        assert occasions.every(session) == list(occasions.shipped())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(GIVEN, source=" "), "source"),
        (replace(GIVEN, texts={"vi": {"title": ""}}), "title-vi"),
        (replace(GIVEN, month=2, day=30), "day"),
        (replace(GIVEN, month=13), "month"),
        (replace(GIVEN, month=None), "month"),
        (replace(GIVEN, day=None, weekday=1, week=7), "week"),
        (replace(GIVEN, years="mai"), "years"),
        (replace(GIVEN, years="30/02/2027"), "years"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(starter: Library, wrong: Given, field: str) -> None:
    with starter.sessions.write() as session, pytest.raises(Invalid) as refused:
        scheduling.add(session, people.SHELL, wrong)
    assert refused.value.field == field
