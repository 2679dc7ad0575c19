"""Every kind of clash, each beside the same slots without it."""

from datetime import date, time
from typing import Any

import pytest

from library.items.models import Item, Revision
from library.planning import clashes, schoolyear
from library.planning.models import Slot
from library.planning.schoolyear import Days, SchoolYear

EXAMS = Days("exam", date(2026, 12, 21), date(2027, 1, 2), {"vi": "Kiểm tra cuối kỳ"})
KNOWN = schoolyear.shipped("2026-2027")
YEAR = SchoolYear(KNOWN.name, KNOWN.semesters, (*KNOWN.days, EXAMS))
FRIDAY = date(2026, 11, 20)


def slot(**fields: Any) -> Slot:
    usual = {"title": "Ngày hội", "owner_name": "", "place": "", "grades": [], "classes": ""}
    return Slot(**(usual | fields))


def kinds(*slots: Slot, beside: tuple[Slot, ...] = ()) -> list[str]:
    def ancestors(tag: str) -> list[str]:
        return ["level.lower-secondary"] if tag == "grade.07" else []

    return [each.kind for each in clashes.of(slots, YEAR, beside, ancestors)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"day_on": FRIDAY}, []),
        ({"week": 11}, []),
        ({}, []),
        ({"day_on": date(2026, 11, 24)}, ["closed"]),
        ({"week": 12}, []),
        ({"day_on": date(2026, 12, 22)}, ["exam"]),
        ({"week": 16}, ["exam"]),
        ({"day_on": date(2027, 7, 1)}, ["outside"]),
        ({"day_on": date(2026, 8, 20)}, ["outside"]),
        ({"day_on": date(2027, 2, 6)}, ["closed"]),
        ({"week": 36}, ["no-week"]),
    ],
)
def test_a_time_clashes_with_the_year(fields: dict[str, Any], expected: list[str]) -> None:
    assert kinds(slot(**fields)) == expected


@pytest.mark.parametrize("what", [{"owner_name": "Cô Hà"}, {"place": "Sân trường"}])
@pytest.mark.parametrize(
    ("first", "second", "meets"),
    [
        ((time(7), time(8)), (time(7, 30), None), 2),
        ((time(7), time(8)), (time(8), None), 0),
        ((time(8), time(9)), (time(7), time(8)), 0),
        ((time(7), None), (time(7, 44), None), 2),
        ((time(7), None), (time(7, 45), None), 0),
        ((time(7), None), (None, None), 2),
        ((time(23, 30), None), (time(23, 50), None), 2),
    ],
)
def test_nobody_and_no_room_is_at_two_places_at_once(
    what: dict[str, str],
    first: tuple[time, time | None],
    second: tuple[time | None, time | None],
    meets: int,
) -> None:
    one = slot(day_on=FRIDAY, begins=first[0], ends=first[1], **what)
    spelled = {key: value.upper() for key, value in what.items()}
    two = slot(day_on=FRIDAY, begins=second[0], ends=second[1], **spelled)
    assert len(kinds(one, two)) == meets
    two.day_on = date(2026, 11, 19)
    assert kinds(one, two) == []


def test_what_other_plans_of_the_school_take_is_seen_on_ones_own_side_only() -> None:
    own = slot(day_on=FRIDAY, place="Hội trường", begins=time(7))
    other = slot(day_on=FRIDAY, place="hội trường", begins=time(7), title="Của tổ khác")
    assert kinds(own, beside=(other,)) == ["place"]
    said = clashes.of([own], YEAR, [other])[0].message
    assert said.values["other"] == "Của tổ khác"


def item(published: int | None, **facts: Any) -> Item:
    revision = Revision(id=published, facts=facts) if published else None
    return Item(id="muc", slug="muc", published_id=published, published=revision)


@pytest.mark.parametrize(
    ("of", "grades", "expected"),
    [
        (item(1), ["grade.07"], []),
        (item(1, grade=["grade.07"]), ["grade.07"], []),
        (item(1, grade=["grade.06"]), ["grade.07"], ["grade"]),
        (item(1, level=["level.lower-secondary"]), ["grade.07"], []),
        (item(1, level=["level.primary"]), ["grade.07"], ["grade"]),
        (item(1, grade=["grade.06"]), [], []),
        (item(2), ["grade.07"], ["revised"]),
        (item(None), ["grade.07"], ["withdrawn"]),
    ],
)
def test_an_item_clashes_with_the_grades_and_with_what_became_of_it(
    of: Item, grades: list[str], expected: list[str]
) -> None:
    assert kinds(slot(week=11, item=of, revision_id=1, grades=grades)) == expected
