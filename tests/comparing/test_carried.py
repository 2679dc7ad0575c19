"""Plan against done: what became of each slot, what came beside, and the year before."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from library.accounts import units, users
from library.comparing import carried, tallying
from library.comparing.carried import AHEAD, BESIDE, CANCELLED, DONE, OPEN
from library.logbook import entries
from library.planning import frames, plans, slotting
from library.tags import vocabulary
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.planning import shelf

UNTIL = date(2026, 11, 25)


def recorded(session: Session, cast: Cast, **fields: Any) -> None:
    """Let Lan record what was carried out on a day before `UNTIL`."""
    lan, school = users.by_id(session, cast.lan), units.by_id(session, cast.school)
    known = {"title": "Hội vui", "day_on": date(2026, 11, 20), "pupils": 30}
    entries.record(session, lan, school, known | fields)


def became(session: Session, unit: int, until: date = UNTIL) -> dict[str, str]:
    home = units.by_id(session, unit)
    year = frames.year(session, home, shelf.YEAR)
    return {line.title: line.became for line in carried.lines(session, home, year, until)}


def test_each_slot_has_become_something_and_what_had_no_plan_stands_beside(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        plan = shelf.plan(session, cast)

        def slot(title: str, **fields: Any) -> int:
            return shelf.slot(session, cast, plan, title=title, **fields).id

        recorded(session, cast, slot_id=slot("Làm xong", week=10))
        recorded(session, cast, slot_id=slot("Bỏ", week=10), outcome="cancelled", reason="Mưa bão")
        recorded(session, cast, slot_id=slot("Dời", week=10), outcome="moved", reason="Mưa bão",
                 moved_to=date(2026, 11, 28))  # fmt: skip
        slot("Quên", week=5)
        slot("Sắp tới", week=20)
        slot("Chưa xếp", week=None)
        taken_out = slot("Rút khỏi kế hoạch", week=9)
        recorded(session, cast, slot_id=taken_out, title="Rút khỏi kế hoạch")
        slotting.remove(session, users.by_id(session, cast.lan), plan.slots[-1], slotting.Wish())
        recorded(session, cast)
        expected = {
            "Làm xong": DONE, "Bỏ": CANCELLED, "Dời": AHEAD, "Quên": OPEN, "Sắp tới": AHEAD,
            "Chưa xếp": AHEAD, "Rút khỏi kế hoạch": BESIDE, "Hội vui": BESIDE,
        }  # fmt: skip
        assert became(session, cast.school) == expected
        assert became(session, cast.department) == expected
        assert became(session, cast.other_school) == {}
        assert became(session, cast.school, date(2026, 12, 1))["Dời"] == OPEN


def test_every_table_sums_up_to_the_same_and_pupils_are_counted_once(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = make.saved(session, library, "rac", vi=make.plan(
            theme=["theme.environment.waste", "theme.environment.climate"], grade=["grade.07"]))  # fmt: skip
        plan, lan = shelf.plan(session, cast), users.by_id(session, cast.lan)
        item = made.item
        slot = slotting.plan_item(session, lan, plan, item, {"week": 10})
        recorded(session, cast, slot_id=slot.id, pupils=40)
        recorded(session, cast, grades=["grade.06"])
        words = vocabulary.read(session)
        department = units.by_id(session, cast.department)
        year = frames.year(session, department, shelf.YEAR)
        lines = carried.lines(session, department, year, UNTIL)
        whole = tallying.whole(lines)
        assert (whole.planned, whole.carried_out, whole.pupils) == (1, 2, 70)
        months = tallying.by_month(lines, year)
        assert [(month, tally.carried_out) for month, tally in months if tally.carried_out] == [
            (date(2026, 11, 1), 2)
        ]
        themes = tallying.by_tag(lines, "theme", words, "vi")
        assert [(tag, tally.pupils) for tag, tally in themes] == [("theme.environment", 40)]
        grades = dict(tallying.by_tag(lines, "grade", words, "vi"))
        assert {tag: tally.pupils for tag, tally in grades.items()} == {
            "grade.06": 30, "grade.07": 40,
        }  # fmt: skip
        below = units.below(session, department)
        schools = tallying.by_unit(lines, below, department)
        assert [(unit.id, tally.pupils) for unit, tally in schools] == [
            (cast.school, 70), (cast.other_school, 0),
        ]  # fmt: skip


def test_last_year_is_counted_until_the_same_day_of_the_same_school_week(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan, school = users.by_id(session, cast.lan), units.by_id(session, cast.school)
        old = plans.begin(session, lan, school, "2025-2026")
        shelf.slot(session, cast, old, title="Năm ngoái", week=3)
        for day in (25, 26, 27):
            recorded(session, cast, title=f"{day}", day_on=date(2025, 11, day))

        def before(today: date = UNTIL) -> list[str]:
            year = frames.year(session, school, shelf.YEAR)
            pair = tallying.against_last(session, school, year, today, [])
            return [f"{line.title} {line.became}" for line in pair.before]

        # Without the weeks of last year the date is the same.
        assert before() == ["Năm ngoái ahead", "25 beside"]
        first, last = date(2025, 9, 8), date(2026, 1, 18)
        given = frames.Given((first, date(2026, 1, 19)), (last, date(2026, 5, 31)), "QĐ 1")
        frames.set_semesters(session, users.by_id(session, cast.hanh), school, "2025-2026", given)
        assert before() == ["Năm ngoái open", "25 beside", "26 beside"]
        # A year that is over stands beside a whole one.
        assert len(before(date(2027, 8, 3))) == 4
