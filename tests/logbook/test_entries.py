"""Entries: recorded once, changed with their history, taken out; impossible things are refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from library import history, mentions
from library.accounts import units, users
from library.accounts.roles import Role
from library.database import today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.logbook import beginning, entries, standing
from library.logbook.models import Entry, Outcome
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast
from tests.logbook import book
from tests.planning import shelf


def test_what_is_sent_twice_is_kept_once(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        first = book.entry(session, cast, key="khoa-cua-trang")
        assert book.entry(session, cast, key="khoa-cua-trang", pupils=9) is first
        school, minh = units.by_id(session, cast.school), users.by_id(session, cast.minh)
        sent = {"title": "Khác", "day_on": book.yesterday(), "key": "khoa-cua-trang"}
        with pytest.raises(Conflict):
            entries.record(session, minh, school, sent)
        entries.take_out(session, users.by_id(session, cast.lan), first)
        with pytest.raises(Conflict):
            book.entry(session, cast, key="khoa-cua-trang")


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"title": " "}, "title"),
    ({"pupils": -1}, "pupils"),
    ({"day_on": None}, "day_on"),
    ({"day_on": date(1999, 12, 31)}, "day_on"),
    ({"day_on": date(2999, 1, 1)}, "day_on"),
    ({"outcome": "cancelled"}, "reason"),
    ({"outcome": "moved", "reason": "Mưa"}, "moved_to"),
    ({"outcome": "forgotten"}, "outcome"),
    ({"form": "party"}, "form"),
    ({"channel": "smoke"}, "channel"),
    ({"products": [{"title": "Phim", "url": "javascript:1"}]}, "products"),
    ({"item_id": "nothing"}, "item"),
]


def test_what_cannot_be_is_refused_at_its_field(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        for fields, wrong in IMPOSSIBLE:
            with pytest.raises(Invalid) as refused:
                book.entry(session, cast, **fields)
            assert refused.value.field == wrong, fields
        assert session.scalar(select(func.count(Entry.id))) == 0


def test_more_pupils_than_the_school_has_are_refused(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school = book.school(session, cast, 1, pupils=400)
        item = make.saved(session, library).item
        assert book.done_by(session, cast, school, item.id, pupils=400).pupils == 400
        with pytest.raises(Invalid) as refused:
            book.done_by(session, cast, school, item.id, pupils=401)
        assert refused.value.field == "pupils"


def test_a_school_that_has_closed_records_what_was_before(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        units.by_id(session, cast.school).ended_on = book.yesterday()
        assert book.entry(session, cast).id
        with pytest.raises(Invalid) as refused:
            book.entry(session, cast, day_on=today())
        assert refused.value.field == "day_on"


def test_a_day_to_come_is_good_for_what_was_cancelled(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        later = today() + timedelta(days=9)
        made = book.entry(session, cast, outcome="cancelled", reason="Bão", day_on=later)
        assert made.outcome == Outcome.CANCELLED
        lan = users.by_id(session, cast.lan)
        with pytest.raises(Invalid):
            entries.change(session, lan, made, {"outcome": "done"})


def test_who_may_read_and_write_an_entry(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = book.entry(session, cast)
        minh, tu, an = (users.by_id(session, id) for id in (cast.minh, cast.tu, cast.an))
        for user in (minh, an):
            assert entries.by_id(session, user, made.id) is made
        entries.change(session, minh, made, {"place": "Sân"}, made.edited)
        with pytest.raises(NotFound):
            entries.by_id(session, tu, made.id)
        with pytest.raises(NotAllowed):
            entries.change(session, an, made, {"place": "Hội trường"})
        with pytest.raises(NotAllowed):
            entries.take_out(session, tu, made)
        with pytest.raises(NotAllowed):
            entries.record(session, tu, made.unit, {"title": "A", "day_on": book.yesterday()})
        entries.take_out(session, minh, made, "Ghi nhầm.")
        with pytest.raises(NotFound):
            entries.by_id(session, minh, made.id)


def test_a_change_says_what_changed_and_who_comes_second_is_told(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        made = book.entry(session, cast)
        lan, seen = users.by_id(session, cast.lan), made.edited
        entries.change(session, lan, made, {"pupils": 40, "place": "Sân"}, seen)
        entries.change(session, lan, made, {"pupils": 40}, made.edited)
        with pytest.raises(entries.Overtaken):
            entries.change(session, lan, made, {"place": "Nhà đa năng"}, seen)
        told = history.of(session, entries.NOUN, made.id)
        assert [each.verb for each in told] == ["recorded", "changed"]
        assert told[1].details["fields"] == ["pupils", "place"]


def test_a_slot_is_done_once_and_may_be_moved_before(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        plan = shelf.plan(session, cast)
        slot = shelf.slot(session, cast, plan, day_on=book.yesterday() - timedelta(days=7))
        lan = users.by_id(session, cast.lan)

        def waits() -> list[int]:
            return [each.slot.id for each in standing.waiting(session, lan)]

        assert waits() == [slot.id]
        moved = {"outcome": "moved", "reason": "Mưa", "moved_to": today() + timedelta(days=1)}
        book.entry(session, cast, slot_id=slot.id, **moved)
        assert waits() == [], "it is planned for a day that has not come"
        moved["moved_to"] = today()
        book.entry(session, cast, slot_id=slot.id, **moved)
        assert waits() == [slot.id]
        assert standing.done_of_plans(session, [plan.id]) == {}
        made = beginning.as_planned(session, lan, slot)
        assert (made.day_on, made.outcome, made.unit_id) == (today(), "done", cast.school)
        assert beginning.as_planned(session, lan, slot) is made
        with pytest.raises(entries.Recorded):
            book.entry(session, cast, slot_id=slot.id)
        assert waits() == [] and standing.done_of_plans(session, [plan.id]) == {plan.id: 1}
        assert standing.results(session, [slot.id]) == {slot.id: made}
        entries.take_out(session, lan, made)
        assert waits() == [slot.id]


def test_an_entry_of_a_slot_begins_with_all_that_is_known(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        plan = shelf.plan(session, cast)
        item = make.saved(session, library, vi=make.plan(theme=["theme.environment"])).item
        slot = shelf.slot(
            session,
            cast,
            plan,
            week=None,
            place="Sân",
            pupils=40,
            classes="7A",
            grades=["grade.07"],
        )
        slot.item_id, slot.item = item.id, item
        made = beginning.as_planned(session, users.by_id(session, cast.lan), slot)
        assert (made.place, made.pupils, made.classes, made.day_on) == ("Sân", 40, "7A", today())
        assert made.themes == ["theme.environment"] and made.revision_id == item.published_id


def test_who_answers_for_a_slot_records_it_without_another_role(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        plan = shelf.plan(session, cast)
        ha = users.add(session, SHELL, plan.unit, "ha@example.vn", "Cô Hà", "vi")
        users.grant(session, SHELL, ha, Role.READER, plan.unit)
        slot = shelf.slot(session, cast, plan, day_on=book.yesterday(), owner_id=ha.id)
        other = shelf.slot(session, cast, plan, day_on=book.yesterday())
        assert [each.slot for each in standing.waiting(session, ha)] == [slot]
        made = beginning.as_planned(session, ha, slot)
        entries.change(session, ha, made, {"pupils": 12})
        with pytest.raises(NotAllowed):
            beginning.as_planned(session, ha, other)


def test_entries_of_units_are_those_of_their_days_and_not_taken_out(
    library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        first, last = date(2026, 9, 1), date(2026, 9, 30)
        days = (date(2026, 8, 31), last, first, date(2026, 10, 1), date(2026, 9, 5))
        made = [book.entry(session, cast, day_on=each) for each in days]
        entries.take_out(session, users.by_id(session, cast.lan), made[4])
        school = units.by_id(session, cast.school)
        assert entries.of_units(session, [school], first, last) == [made[2], made[1]]
        department = units.by_id(session, cast.department)
        assert entries.of_units(session, [department], first, last) == []
        assert len(entries.of_own(session, [school])) == 4


def test_who_is_named_in_an_entry_is_found(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        made = book.entry(session, cast, went_well="Em Trần Bảo Ngọc dẫn rất hay.")
        [found] = mentions.of(session, users.by_id(session, cast.an), "tran bao ngoc")
        assert (found.noun, found.thing) == ("logbook", str(made.id))
