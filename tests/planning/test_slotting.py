"""Slots: planned, changed, moved, taken out and back; who comes second loses nothing; who may."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from library.accounts import units, users
from library.care import corrections
from library.database import today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.notices import Notice
from library.planning import (
    approving,
    clashes,
    copying,
    frames,
    plans,
    schoolyear,
    slotting,
    tables,
    versions,
)
from library.planning.models import Slot, State, YearPlan
from library.planning.slotting import Overtaken, Wish
from library.review import withdrawing
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.planning import shelf

SCHOOLYEAR = schoolyear.shipped(shelf.YEAR)


def test_an_item_brings_its_title_form_and_grades(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        made = shelf.plan(session, cast)
        source = make.plan(grade=["grade.07"], activity=["activity.club.language"])
        item = make.saved(session, library, vi=source).item
        slot = slotting.plan_item(session, lan, made, item, {"week": 11})
        assert (slot.title, slot.form, slot.grades, slot.week) == (
            "Ngày hội phân loại rác", "club", ["grade.07"], 11,
        )  # fmt: skip
        draft = make.saved(session, library, "chua-dang", publish=False, vi=make.plan()).item
        with pytest.raises(NotFound):
            slotting.plan_item(session, lan, made, draft)


def test_moving_keeps_the_weekday_and_whatever_else_was_said(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        made = shelf.plan(session, cast)
        slot = shelf.slot(
            session, cast, made, day_on=shelf.TEACHERS_DAY, begins=time(7, 30), place="Sân"
        )
        slotting.move(session, lan, slot, 13, SCHOOLYEAR, Wish(slot.edited))
        assert (slot.day_on, slot.begins, slot.place) == (date(2026, 12, 4), time(7, 30), "Sân")
        slotting.move(session, lan, slot, None, SCHOOLYEAR, Wish(slot.edited))
        assert (slot.day_on, slot.week, slot.begins) == (None, None, time(7, 30))
        with pytest.raises(Invalid):
            slotting.move(session, lan, slot, 36, SCHOOLYEAR, Wish(slot.edited))


def test_who_comes_second_is_told_and_the_first_is_kept(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan, minh = (users.by_id(session, id) for id in (cast.lan, cast.minh))
        slot = shelf.slot(session, cast, shelf.plan(session, cast))
        seen = slot.edited
        slotting.change(session, lan, slot, {"place": "Sân trường"}, Wish(seen))
        with pytest.raises(Overtaken):
            slotting.change(session, minh, slot, {"place": "Hội trường"}, Wish(seen))
        with pytest.raises(Overtaken):
            slotting.move(session, minh, slot, 12, SCHOOLYEAR, Wish(seen))
        with pytest.raises(Overtaken):
            slotting.remove(session, minh, slot, Wish(seen))
        assert (slot.place, slot.week, slot.removed_at) == ("Sân trường", 11, None)
        slotting.change(session, minh, slot, {"place": "Hội trường"}, Wish(slot.edited))
        assert slot.place == "Hội trường"


def test_what_is_taken_out_can_be_put_back(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        made = shelf.plan(session, cast)
        slot = shelf.slot(session, cast, made)
        slotting.remove(session, lan, slot, Wish(slot.edited))
        assert plans.slots(session, made) == [] and plans.removed(session, made) == [slot]
        with pytest.raises(Conflict):
            slotting.change(session, lan, slot, {"place": "Sân"}, Wish())
        slotting.put_back(session, lan, slot)
        assert plans.slots(session, made) == [slot]


def test_who_sees_and_who_writes(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = shelf.plan(session, cast)
        people = {
            name: users.by_id(session, getattr(cast, name))
            for name in ("lan", "minh", "binh", "hanh", "tu", "vy", "an")
        }
        for state, writers in (
            (State.DRAFT, {"lan", "minh", "binh", "hanh"}),
            (State.SUBMITTED, set()),
            (State.AGREED, set()),
            (State.APPROVED, {"lan", "binh", "hanh"}),
            (State.RETURNED, {"lan", "minh", "binh", "hanh"}),
        ):
            made.state = state
            session.flush()
            assert {name for name, user in people.items() if plans.writes(user, made)} == writers
        assert {name for name, user in people.items() if not plans.sees(user, made)} == {"tu"}
        assert made not in plans.of_user(session, people["tu"])
        with pytest.raises(NotFound):
            plans.by_id(session, people["tu"], made.id)
        with pytest.raises(NotAllowed):
            plans.begin(session, people["tu"], made.unit, shelf.YEAR)
        with pytest.raises(Conflict):
            plans.begin(session, people["lan"], made.unit, shelf.YEAR)


def test_after_the_approval_each_change_says_why_and_makes_a_version(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan, hanh = (users.by_id(session, id) for id in (cast.lan, cast.hanh))
        made = shelf.plan(session, cast)
        first = shelf.slot(session, cast, made, title="Một")
        shelf.slot(session, cast, made, title="Yên")
        made.state = State.AGREED
        session.flush()
        approving.act(session, hanh, made, "approve", "Được.")
        with pytest.raises(Invalid) as refused:
            slotting.move(session, lan, first, 12, SCHOOLYEAR, Wish(first.edited))
        assert refused.value.field == "reason" and made.version == 1
        slotting.move(session, lan, first, 12, SCHOOLYEAR, Wish(first.edited, "Trùng lịch thi."))
        slotting.plan_own(session, lan, made, {"title": "Hai", "week": 3}, "Sở yêu cầu.")
        slotting.remove(session, lan, first, Wish(reason="Hết kinh phí."))
        assert made.version == 4
        assert [each.reason for each in versions.of(session, made)] == [
            "Hết kinh phí.", "Sở yêu cầu.", "Trùng lịch thi.", "Được.",
        ]  # fmt: skip

        assert [len(each.slots) for each in versions.of(session, made)] == [1, 1, 1, 2]

        def differing(old: int, new: int) -> list[tuple[str, str, list[str]]]:
            found = versions.differences(session, made, old, new)
            return [
                (each.title, each.kind, [name for name, *_ in each.fields][:1]) for each in found
            ]

        assert differing(1, 2) == [("Một", "changed", ["week"])]
        assert differing(1, 4) == [("Một", "removed", ["title"]), ("Hai", "added", ["title"])]
        assert differing(2, 2) == []
        with pytest.raises(NotFound):
            versions.contents(session, made, 5)


def test_a_copy_keeps_weeks_weekdays_and_the_dates_of_occasions(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan, hanh = (users.by_id(session, id) for id in (cast.lan, cast.hanh))
        school = units.by_id(session, cast.school)
        later = frames.Given((date(2027, 9, 6), date(2028, 1, 10)), (None, None), "Giả định")
        frames.set_semesters(session, hanh, school, "2027-2028", later)
        made = shelf.plan(session, cast)
        item = make.saved(session, library, vi=make.plan()).item
        item.unit_id = cast.school
        slotting.plan_item(session, lan, made, item, {"week": 5})
        shelf.slot(session, cast, made, title="20/11", day_on=shelf.TEACHERS_DAY)
        shelf.slot(session, cast, made, title="Thứ Tư", day_on=date(2026, 9, 16))
        shelf.slot(session, cast, made, title="Tuần 11", pupils=40)
        shelf.slot(session, cast, made, title="Trại hè", day_on=date(2027, 6, 15))
        withdrawing.withdraw(session, hanh, item, "Sai tên xã.")
        copy = copying.to_next_year(session, lan, made)
        found = {each.title: each for each in plans.slots(session, copy)}
        assert copy.year == "2027-2028" and copy.state == State.DRAFT
        assert found["20/11"].day_on == date(2027, 11, 20)
        assert found["Thứ Tư"].day_on == date(2027, 9, 15)
        assert (found["Tuần 11"].week, found["Tuần 11"].pupils) == (11, 40)
        assert found["Trại hè"].day_on == date(2028, 6, 13), "the same weekday in the summer"
        year = frames.year(session, school, copy.year)
        assert "withdrawn" in [each.kind for each in clashes.of(list(found.values()), year)]
        with pytest.raises(Conflict):
            copying.to_next_year(session, lan, made)


def test_who_has_planned_an_item_is_told_when_it_is_corrected_and_when_it_is_withdrawn(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan, hanh = (users.by_id(session, id) for id in (cast.lan, cast.hanh))
        made = shelf.plan(session, cast)
        item = make.saved(session, library, vi=make.plan()).item
        item.unit_id = cast.school
        session.flush()
        for _time in range(2):
            slotting.plan_item(session, lan, made, item, {"owner_id": cast.minh})
        over = {"day_on": today() - timedelta(days=1), "owner_id": cast.binh}
        slotting.plan_item(session, lan, made, item, over)
        assert item.published
        corrections.add(session, hanh, item.published, "Tên xã.")
        told = session.scalars(select(Notice)).all()
        assert sorted(each.user_id for each in told) == sorted([cast.lan, cast.minh])
        withdrawing.withdraw(session, hanh, item, "Sai tên xã.")
        later = session.scalars(select(Notice).where(Notice.noun == plans.NOUN)).all()
        assert sorted(each.user_id for each in later) == sorted([cast.lan, cast.minh])
        assert later[0].thing == str(made.id)
        slot = session.scalars(select(Slot)).first()
        assert slot and slot.title == "Ngày hội phân loại rác", "the slot keeps what it was called"


def test_an_item_that_was_changed_is_marked_until_somebody_has_looked_again(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        lan, tu = (users.by_id(session, id) for id in (cast.lan, cast.tu))
        made = shelf.plan(session, cast)
        item = make.saved(session, library, vi=make.plan()).item
        slot = slotting.plan_item(session, lan, made, item, {"week": 5})

        def kinds() -> list[str]:
            session.refresh(slot)
            return [each.kind for each in clashes.of([slot], SCHOOLYEAR)]

        assert kinds() == []
        make.saved(session, library, vi=make.plan(summary="Đã sửa."))
        session.flush()
        assert kinds() == ["revised"]
        with pytest.raises(NotAllowed):
            slotting.look_again(session, tu, slot)
        slotting.look_again(session, lan, slot)
        assert kinds() == []


def test_slots_and_assignments_stand_in_the_order_of_time(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = shelf.plan(session, cast)
        grades = {"grades": ["grade.07", "grade.08"]}
        shelf.slot(session, cast, made, title="Sau", week=12, **grades, periods=2, needs="Loa")
        shelf.slot(session, cast, made, title="Trước", day_on=shelf.TEACHERS_DAY, **grades)
        shelf.slot(session, cast, made, title="Chung", week=None, owner_id=None)
        slots = plans.slots(session, made)
        ordered = tables.in_order(slots, SCHOOLYEAR)
        assert [each.title for each in ordered] == ["Trước", "Sau", "Chung"]
        lists = tables.by_person(slots, SCHOOLYEAR)
        assert [(name, len(those)) for name, those in lists] == [("Phạm Minh", 2), ("", 1)]


def test_versions_made_at_once_have_a_number_each_and_none_is_lost(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = shelf.plan(session, cast)
        shelf.slot(session, cast, made)
        made.state = State.AGREED
        session.flush()
        approving.act(session, users.by_id(session, cast.hanh), made, "approve", "Được.")
        id = made.id

    def add(number: int) -> None:
        with library.sessions.writing() as session:
            plan, lan = session.get(YearPlan, id), users.by_id(session, cast.lan)
            assert plan
            slotting.plan_own(session, lan, plan, {"title": f"Thêm {number}"}, f"Lý do {number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(6)))
    with library.sessions.reading() as session:
        plan = session.get(YearPlan, id)
        assert plan and plan.version == 7
        assert [each.number for each in versions.of(session, plan)] == [7, 6, 5, 4, 3, 2, 1]
        assert len(versions.contents(session, plan, 7)) == 7 == len(plans.slots(session, plan))
