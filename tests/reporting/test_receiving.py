"""What receiving units see: the map, sums along two lines that equal what was accepted, heirs, days."""

from datetime import date, timedelta

import pytest

from library.accounts import units
from library.errors import Conflict, Invalid, NotAllowed
from library.notices import of as notices_of
from library.reporting import (
    asking,
    counting,
    drafting,
    figuring,
    lines,
    passing,
    proposing,
    receiving,
    reminding,
)
from library.reporting.asking import Days
from library.reporting.models import Snapshot, State
from library.reporting.periods import FORMS, SERIES, Calendar
from tests.cast import SHELL
from tests.planning import shelf
from tests.reporting import diary
from tests.reporting.conftest import Province
from tests.reporting.diary import SEMESTER, YEAR


def standing(place: Province, key: str = SEMESTER) -> dict[str, str]:
    """Return how each unit stands for the department."""
    period = Calendar(place.session, place.department).named(key)
    rows = receiving.completeness(place.session, place.department, period)
    return {each.unit.name: each.standing for each in rows}


def test_the_map_says_who_has_reported_and_who_has_not(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, place = province.session, province
    assert set(standing(place).values()) == {receiving.NONE} and len(standing(place)) == 3
    report = diary.sent(session, place.hanh, place.school, SEMESTER)
    assert standing(place)["Trường THCS Mẫu"] == State.SUBMITTED
    period = Calendar(session, place.department).named(SEMESTER)
    for day, overdue in ((20, 0), (21, 2)):
        diary.stop_clock(monkeypatch, date(2027, 1, day))
        rows = receiving.completeness(session, place.department, period)
        assert receiving.counts(rows)[receiving.OVERDUE] == overdue
    diary.stop_clock(monkeypatch)
    delivery = diary.came(report, place.department)
    passing.act(session, place.nga, report, "return", delivery=delivery, reason="Thiếu.")
    assert standing(place)["Trường THCS Mẫu"] == State.RETURNED
    ended = units.by_id(session, place.cast.other_school)
    ended.ended_on = date(2026, 6, 30)
    assert "Trường THCS Mẫu Hai" not in standing(place), "it ended before the period"
    groups = receiving.grouped(
        receiving.completeness(
            session, place.department, Calendar(session, place.department).named(SEMESTER)
        )
    )
    assert [each.area.name if each.area else "" for each in groups] == ["Xã Mẫu"]
    assert groups[0].rows[0].unit is place.commune, "the area leads its schools"


def test_sums_equal_what_was_accepted_once_along_both_lines(province: Province) -> None:
    session, place = province.session, province
    tu = units.by_id(session, place.cast.other_school)
    diary.entry(session, place.cast, pupils=100)
    diary.entry(session, place.cast, pupils=7, unit_id=place.commune.id)
    head = diary.receiver(session, tu.id, "head")
    diary.entry(session, place.cast, pupils=1000, unit_id=tu.id)
    report = diary.sent(session, place.hanh, place.school, SEMESTER)
    diary.accepted(session, place.nga, report)
    other = diary.sent(session, head, tu, SEMESTER)
    calendar = Calendar(session, place.department)
    period = calendar.named(SEMESTER)
    assert len(figuring.accepted_parts(session, calendar, period)) == 1, "not accepted yet"
    diary.accepted(session, place.nga, other)
    commune = diary.sent(session, place.xa, place.commune, SEMESTER)
    diary.accepted(session, place.nga, commune)
    rolled = diary.sent(session, place.nga, place.department, SEMESTER)
    assert rolled.state == State.ACCEPTED, "it goes to nobody further"
    snapshot = session.get(Snapshot, rolled.snapshot_id)
    assert snapshot and snapshot.figures["total/pupils"] == 1107, "the school came on both lines"
    shares = receiving.shares(session, snapshot.parts)
    assert counting.added(each.figures for each in shares) == snapshot.figures
    areas = receiving.by_area(session, place.department, shares)
    assert {
        each.unit.name if each.unit else "": each.figures["total/pupils"] for each in areas
    } == {"Xã Mẫu": 107, "": 1000}
    forms = {each.unit_id: each.form for each in report.deliveries}
    assert forms == {place.commune.id: "fragment", place.department.id: "semester"}


def test_what_is_accepted_after_a_roll_up_was_signed_goes_into_the_next(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, place = province.session, province
    diary.entry(session, place.cast, pupils=100)
    diary.sent(session, place.nga, place.department, SEMESTER)
    report = diary.sent(session, place.hanh, place.school, SEMESTER)
    diary.accepted(session, place.nga, report)
    calendar = Calendar(session, place.department)
    second, after = (calendar.named(f"semester.{each}") for each in ("2026-2027-2", "2027-2028-1"))
    assert list(figuring.accepted_parts(session, calendar, second)) == [str(report.id)]
    assert not figuring.accepted_parts(session, calendar, after), "it waits for the one before"
    next_one = drafting.begin(session, place.nga, place.department, second.key)
    assert figuring.said(session, calendar, next_one, second).figures["total/pupils"] == 100
    diary.stop_clock(monkeypatch, date(2027, 6, 1))
    passing.act(session, place.nga, next_one, "sign")
    assert not figuring.accepted_parts(session, calendar, after), "it is counted once"


def test_a_unit_that_moves_before_it_submits_reports_to_its_new_commune(province: Province) -> None:
    session, place = province.session, province
    new = units.add(session, SHELL, place.department, "ward", "Phường Mới")
    report = diary.sent(session, place.hanh, place.school, SEMESTER)
    at_department = diary.came(report, place.department)
    passing.act(session, place.nga, report, "return", delivery=at_department, reason="Thiếu.")
    units.move(session, SHELL, place.school, new)
    for step in ("sign", "submit"):
        passing.act(session, place.hanh, report, step)
    assert {each.unit_id for each in report.deliveries} == {new.id, place.department.id}


def test_districts_that_ended_receive_nothing_and_the_next_unit_above_does(
    province: Province,
) -> None:
    session, place = province.session, province
    place.commune.ended_on = date(2026, 11, 1)
    report = diary.sent(session, place.hanh, place.school, YEAR)
    assert [each.unit_id for each in report.deliveries] == [place.department.id]


def test_what_a_merged_unit_recorded_counts_once_in_the_report_of_its_heir(
    province: Province,
) -> None:
    session, place = province.session, province
    ended = units.by_id(session, place.cast.other_school)
    head = diary.receiver(session, ended.id, "head")
    diary.entry(session, place.cast, unit_id=ended.id, pupils=3)
    diary.sent(session, head, ended, SEMESTER)
    diary.entry(session, place.cast, unit_id=ended.id, pupils=40, heard=date(2026, 12, 3))
    with pytest.raises(Invalid):
        lines.name_heir(session, place.nga, ended, place.school)
    ended.ended_on = date(2026, 11, 30)
    with pytest.raises(NotAllowed):
        lines.name_heir(session, place.xa, ended, place.school)
    lines.name_heir(session, place.nga, ended, place.school)
    calendar = Calendar(session, place.school)
    found = figuring.own_entries(session, calendar, place.school, calendar.named(SEMESTER))
    assert [each["pupils"] for each in found] == [40]
    with pytest.raises(Conflict):
        drafting.begin(session, head, ended, YEAR)


def test_proposals_are_gathered_and_answered_one_by_one(province: Province) -> None:
    session, place = province.session, province
    report = drafting.begin(session, place.lan, place.school, SEMESTER)
    said = "- Thêm sách\n- Tập huấn\n- Thêm sách"
    drafting.save(session, place.lan, report, {"proposals": said}, {}, 0)
    diary.sent(session, place.hanh, place.school, SEMESTER)
    period = Calendar(session, place.department).named(SEMESTER)
    books, training = proposing.to(session, place.department, period)
    assert (books.text, training.text) == ("Thêm sách", "Tập huấn")
    with pytest.raises(NotAllowed):
        proposing.answer(session, place.hanh, books.id, place.department, "x")
    proposing.answer(session, place.nga, books.id, place.department, "Sẽ cấp.")
    with pytest.raises(Conflict):
        proposing.answer(session, place.nga, books.id, place.department, "Khác.")
    assert "Sẽ cấp." in str(notices_of(session, place.lan)[0].values)
    passing.act(session, place.hanh, report, "take-back")
    drafting.save(session, place.lan, report, {"proposals": "Thêm sách"}, {}, 1)
    diary.sent(session, place.hanh, place.school, SEMESTER)
    kept = proposing.of(session, report)
    assert [(each.text, len(each.answers)) for each in kept] == [("Thêm sách", 1)]


def test_periods_run_on_two_clocks_and_a_unit_sets_its_own_days(province: Province) -> None:
    session, place = province.session, province
    calendar = Calendar(session, place.school)
    year, first = calendar.named(YEAR), calendar.named(SEMESTER)
    assert (year.first, year.last, year.cut_off, year.before) == (
        date(2026, 1, 1), date(2026, 12, 31), date(2026, 10, 31), date(2026, 11, 7))  # fmt: skip
    assert (first.first, first.last, first.before) == (
        date(2026, 8, 1), date(2027, 1, 10), date(2027, 1, 21))  # fmt: skip
    six = calendar.named("six-months.2026")
    assert (six.first, six.last, six.before) == (
        date(2026, 1, 1), date(2026, 6, 30), date(2026, 6, 9))  # fmt: skip
    days = Days(None, date(2026, 12, 14), date(2026, 11, 30), date(2026, 12, 10))
    asking.set_days(session, place.nga, place.department, YEAR, days, 0)
    calendar = Calendar(session, place.school)
    assert calendar.named(YEAR).cut_off == date(2026, 11, 30)
    assert calendar.named("year.2027").first == date(2026, 12, 15), "no day is lost between two"
    for key in ("year.2026-2027", "year.1", "semester.2026-2027-3", "nothing", "request.2-1"):
        with pytest.raises(Exception, match="no such period"):
            calendar.named(key)


def test_every_day_lies_in_one_period_of_a_series(province: Province) -> None:
    calendar = Calendar(province.session, province.school)
    for id in ("year", "semester", "school-year"):
        series, before = SERIES[id], None
        for offset in range(0, 800, 3):
            day = date(2025, 7, 25) + timedelta(days=offset)
            home = calendar.home(series, day)
            assert home is not None
            period = calendar.at(series, home)
            assert period.first <= day <= period.last
            assert before is None or home in (before, before + 1)
            before = home
    assert calendar.home(SERIES["six-months"], date(2026, 8, 1)) is None


def test_at_most_one_page_is_typed() -> None:
    for form in FORMS.values():
        assert sum(each.most for each in form) <= 2500


def test_reminders_come_once_a_stage_before_and_after_and_stop_when_it_is_sent(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, place = province.session, province

    def told(day: date) -> int:
        diary.stop_clock(monkeypatch, day)
        before = len(notices_of(session, place.hanh))
        reminding.remind(session)
        reminding.remind(session)
        return len(notices_of(session, place.hanh)) - before

    assert told(date(2027, 1, 15)) == 0, "nobody above has set days, and nothing is begun"
    days = Days(None, date(2027, 1, 10), date(2027, 1, 10), date(2027, 1, 21))
    asking.set_days(session, place.nga, place.department, SEMESTER, days, 0)
    assert [told(date(2027, 1, day)) for day in (13, 14, 15, 20, 22, 23)] == [0, 1, 0, 1, 1, 0]
    drafting.begin(session, place.hanh, place.school, SEMESTER)
    diary.sent(session, place.hanh, place.school, SEMESTER)
    assert told(date(2027, 1, 28)) == 0


def test_whoever_is_responsible_hands_over_to_somebody_of_the_unit(province: Province) -> None:
    session, place = province.session, province
    report = drafting.begin(session, place.hanh, place.school, SEMESTER)
    with pytest.raises(Invalid):
        drafting.hand_over(session, place.hanh, report, "nga@example.vn")
    drafting.hand_over(session, place.hanh, report, "lan@example.vn")
    assert report.responsible is place.lan
    assert "handed over" in notices_of(session, place.lan)[0].sentence


def test_the_rest_of_the_year_is_estimated_from_the_plan_or_as_typed(province: Province) -> None:
    session, place = province.session, province
    plan = shelf.plan(session, place.cast)
    shelf.slot(session, place.cast, plan, day_on=date(2026, 12, 22), pupils=60)
    shelf.slot(session, place.cast, plan, day_on=date(2027, 1, 9), pupils=900)
    report = drafting.begin(session, place.lan, place.school, YEAR)
    period = drafting.period_of(session, report)
    assert figuring.estimated(session, report, period) == {"done": 1, "pupils": 60}
    drafting.save(session, place.lan, report, {}, {"done": 4, "pupils": None}, 0)
    calendar = Calendar(session, place.school)
    said = figuring.said(session, calendar, report, period)
    assert (said.figures["estimate/done"], said.figures["estimate/pupils"]) == (4, 60)
    assert "total/done" not in said.figures, "an estimate is no figure"
