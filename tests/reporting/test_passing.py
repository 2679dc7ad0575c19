"""The way up, as one table: state x action x person; and what is frozen on it."""

from datetime import date

import pytest

from library.errors import Conflict, Invalid, NotAllowed
from library.notices import of as notices_of
from library.reporting import drafting, figuring, passing
from library.reporting.models import Delivery, Report, Snapshot, State
from library.reporting.periods import Calendar
from tests.reporting import diary
from tests.reporting.conftest import Province
from tests.reporting.diary import SEMESTER

# What each person may do in each state: writer, head, whoever receives at the commune.
TABLE: dict[State, dict[str, set[str]]] = {
    State.DRAFT: {"lan": set(), "hanh": {"sign"}, "xa": set()},
    State.SIGNED: {"lan": {"submit"}, "hanh": {"submit", "unsign"}, "xa": set()},
    State.SUBMITTED: {"lan": set(), "hanh": {"take-back"}, "xa": {"accept", "return"}},
    State.RETURNED: {"lan": set(), "hanh": {"sign"}, "xa": set()},
    State.ACCEPTED: {"lan": set(), "hanh": set(), "xa": set()},
}
_WAY = {
    State.DRAFT: (),
    State.SIGNED: ("sign",),
    State.SUBMITTED: ("sign", "submit"),
    State.RETURNED: ("sign", "submit", "return"),
    State.ACCEPTED: ("sign", "submit", "accept"),
}


def test_every_step_is_open_to_whom_the_table_says_and_to_nobody_else(province: Province) -> None:
    session, place = province.session, province
    people = {"lan": place.lan, "hanh": place.hanh, "xa": place.xa, "tu": place.nga}
    for state, allowed in TABLE.items():
        for name in (None, *passing.ACTIONS):
            nested = session.begin_nested()
            report = drafting.begin(session, place.lan, place.school, SEMESTER)
            for step in _WAY[state]:
                go(place, report, step)
            assert report.state == state
            for who, user in people.items() if name is None else ():
                delivery = commune_of(place, report) if who == "xa" else None
                found = set(passing.possible(user, report, delivery))
                assert found == allowed.get(who, set()), (state, who)
            if name and not any(name in each for each in allowed.values()):
                with pytest.raises((Conflict, NotAllowed, Invalid)):
                    go(place, report, name)
            nested.rollback()


def commune_of(place: Province, report: Report) -> Delivery | None:
    """Return what came to the commune, if anything did."""
    found = [each for each in report.deliveries if each.unit_id == place.commune.id]
    return found[0] if found else None


def go(place: Province, report: Report, step: str) -> None:
    """Take a step as whoever may: those of receivers at every recipient."""
    session = place.session
    if not passing.ACTIONS[step].received:
        passing.act(session, place.hanh, report, step)
        return
    if not report.deliveries:
        raise Conflict("nothing came to anybody")
    for each in list(report.deliveries):
        user = place.xa if each.unit_id == place.commune.id else place.nga
        passing.act(session, user, report, step, delivery=each, reason="Vì thế.")
        if report.state == State.RETURNED:
            break


def test_a_snapshot_says_what_was_reported_even_if_the_entry_changes(province: Province) -> None:
    session = province.session
    entry = diary.entry(session, province.cast)
    report = diary.sent(session, province.hanh, province.school, SEMESTER)
    entry.pupils, entry.title = 999, "Khác"
    session.flush()
    snapshot = session.get(Snapshot, report.snapshot_id)
    assert snapshot and snapshot.figures["total/pupils"] == 120
    assert snapshot.entries[0]["title"] == "Ngày hội văn hóa"


def test_what_is_recorded_after_the_signature_is_a_supplement_of_the_next_period(
    province: Province,
) -> None:
    session, school = province.session, province.school
    diary.entry(session, province.cast)
    diary.sent(session, province.hanh, school, SEMESTER)
    diary.entry(session, province.cast, pupils=30, heard=date(2026, 12, 3))
    calendar = Calendar(session, school)
    second = calendar.named("semester.2026-2027-2")
    found = figuring.own_entries(session, calendar, school, second)
    assert [(each["pupils"], each["supplement"]) for each in found] == [(30, True)]
    year = calendar.named("year.2026")
    assert not figuring.own_entries(session, calendar, school, year), "after the cut-off of October"
    after = calendar.named("year.2027")
    late = figuring.own_entries(session, calendar, school, after)
    assert sum(each["pupils"] for each in late) == 150, "both clocks run at once"


def test_a_returned_report_is_mended_and_keeps_what_the_other_recipient_accepted(
    province: Province,
) -> None:
    session, place = province.session, province
    diary.entry(session, place.cast)
    report = diary.sent(session, place.hanh, place.school, SEMESTER)
    passing.act(session, place.xa, report, "accept", delivery=diary.came(report, place.commune))
    at_department = diary.came(report, place.department)
    with pytest.raises(NotAllowed):
        passing.act(session, place.hanh, report, "return", delivery=at_department, reason="x")
    passing.act(session, place.nga, report, "return", delivery=at_department, reason="Thiếu.")
    with pytest.raises(Conflict):
        passing.act(session, place.xa, report, "accept", delivery=diary.came(report, place.commune))
    first = report.snapshot_id
    diary.entry(session, place.cast, pupils=5)
    for step in ("sign", "submit"):
        passing.act(session, place.hanh, report, step)
    delivery = diary.came(report, place.commune)
    assert delivery.accepted_id == first and delivery.state == State.SUBMITTED
    diary.accepted(session, place.nga, report)
    assert report.state == State.ACCEPTED
    assert diary.came(report, place.commune).accepted_id == report.snapshot_id


def test_one_report_a_period_and_proposals_keep_their_answers(province: Province) -> None:
    session, place = province.session, province
    report = drafting.begin(session, place.lan, place.school, SEMESTER)
    assert drafting.begin(session, place.hanh, place.school, SEMESTER) is report
    with pytest.raises(Invalid):
        drafting.save(session, place.lan, report, {"strengths": "x" * 501}, {}, 0)
    with pytest.raises(Invalid):
        drafting.save(session, place.lan, report, {"nothing": "x"}, {}, 0)
    with pytest.raises(drafting.Overtaken):
        drafting.save(session, place.lan, report, {}, {}, 7)
    drafting.save(session, place.lan, report, {"strengths": " Tốt.\r\n\r\nRất tốt. "}, {}, 0)
    assert report.texts["strengths"] == "Tốt.\n\nRất tốt."


def test_who_lost_the_role_decides_nothing_and_late_is_late(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, place = province.session, province
    diary.stop_clock(monkeypatch, date(2027, 2, 1))
    report = diary.sent(session, place.hanh, place.school, SEMESTER)
    delivery = diary.came(report, place.commune)
    assert delivery.is_late
    assert any("đã nộp" in each.sentence or "submitted" in each.sentence
               for each in notices_of(session, place.xa))  # fmt: skip
    place.xa.memberships.clear()
    session.flush()
    with pytest.raises(NotAllowed):
        passing.act(session, place.xa, report, "accept", delivery=delivery)
    passing.act(session, place.nga, report, "accept", delivery=delivery)
    assert delivery.state == State.ACCEPTED, "a role further up counts below"
