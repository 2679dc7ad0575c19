"""Year plans in a browser: two clicks from an item, every POST with its ladder, what leaves a plan."""

import io
import re
import zipfile
from datetime import date

import icalendar
import pytest
from flask import Flask
from lxml import etree, html

from library.accounts import users
from library.planning import frames, plans
from library.planning.models import Slot, State, YearPlan
from library.planning.schoolyear import Days
from library.web import create_app, plan_page
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.planning import shelf
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

ITEM = "phan-loai-rac"
PLAN = "/vi/plans/1"
SLOT = "/vi/plans/slots/1"
SAID = {"title": "Ngày hội", "form": "topic", "week": "11", "owner": "", "owner_name": "Cô Hà"}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with a published item and plan 1 of the school, with slot 1 in week 11."""
    with library.sessions.writing() as session:
        make.saved(session, library, ITEM, vi=make.plan(grade=["grade.07"]))
        shelf.slot(session, cast, shelf.plan(session, cast))
    library.catch_up()
    return create_app(library)


def kept(library: Library) -> Slot:
    """Return slot 1 as it stands."""
    with library.sessions.reading() as session:
        found = session.get(Slot, 1)
        assert found
        return found


def test_two_clicks_lead_from_an_item_and_from_a_result_into_the_next_free_week(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan = Visitor(app, cast.lan)
    way = f"/vi/plans/add?item={ITEM}"
    assert way in lan.open(f"/vi/items/{ITEM}").text
    assert way in lan.open("/vi/search?q=phan+loai+rac").text
    for page in (f"/vi/items/{ITEM}", "/vi/search?q=phan+loai+rac"):
        assert "/plans/" not in Visitor(app).open(page).text
    form = html.fromstring(lan.open(way).text)
    chosen = form.xpath("//select[@name='week']/option[@selected]/@value")
    action = form.xpath("//form[.//select[@name='week']]/@action")[0]
    answer = lan.send(action, {"item": ITEM, "week": chosen[0]})
    assert answer.status_code == 303 and answer.location.endswith("#slot-2")
    assert "Ngày hội phân loại rác" in lan.open(answer.location).text
    with library.sessions.reading() as session:
        made = session.get(Slot, 2)
        assert made and made.week == int(chosen[0]) and made.grades == ["grade.07"]
    assert "Đã có trong kế hoạch này" in lan.open(way).text


def test_who_has_no_plan_begins_one_on_the_way(own_app: Flask, cast: Cast) -> None:
    lan = Visitor(own_app, cast.lan)
    way = lan.open(f"/vi/plans/add?item={ITEM}")
    assert way.status_code == 302
    answer = lan.send("/vi/plans/", {"unit": cast.school, "year": "2026-2027", "item": ITEM})
    assert answer.location == f"/vi/plans/add?item={ITEM}&plan=1"
    again = lan.send("/vi/plans/", {"unit": cast.school, "year": "2026-2027"})
    assert again.status_code == 409 and "đã có kế hoạch" in again.text


@pytest.fixture
def own_app(library: Library, cast: Cast) -> Flask:
    """The application with a published item and no plan."""
    with library.sessions.writing() as session:
        make.saved(session, library, ITEM)
    library.catch_up()
    return create_app(library)


POSTS = [
    (f"{PLAN}/slots", {"item": ITEM, "week": "12"}),
    (f"{PLAN}/slots/new", SAID),
    (f"{PLAN}/steps/submit", {}),
    (f"{PLAN}/themes", {"month": "11", "theme": "Tôn sư trọng đạo"}),
    (f"{PLAN}/targets", {"theme": "", "activities": "4"}),
    (SLOT, SAID | {"seen": "0", "place": "Sân"}),
    (f"{SLOT}/move", {"week": "12", "seen": "0"}),
    (f"{SLOT}/remove", {"seen": "0"}),
    (f"{SLOT}/back", {}),
    (f"{SLOT}/seen", {}),
    (f"{PLAN}/copy", {}),
]


def test_what_the_school_may_do_another_school_may_not_even_see(app: Flask, cast: Cast) -> None:
    lan, tu, stranger = Visitor(app, cast.lan), Visitor(app, cast.tu), Visitor(app)
    for address in (PLAN, f"{PLAN}/by/week", f"{PLAN}/versions", f"{PLAN}/plan.xlsx", SLOT):
        assert tu.open(address).status_code == 404
        assert stranger.open(address).status_code == 302
        assert lan.open(address).headers["Cache-Control"] == "private, no-store"
    for address, fields in POSTS:
        assert tu.send(address, fields).status_code == 404, address
    for address, fields in POSTS:
        if not address.endswith("submit"):
            fields = {name: value for name, value in fields.items() if name != "seen"}
            assert lan.send(address, fields).status_code == 303, address
    assert lan.send(f"{PLAN}/steps/submit").status_code == 303
    for address, fields in POSTS[:2]:
        assert lan.send(address, fields).status_code == 409, "it is being approved"


def test_an_old_page_loses_nothing_and_shows_both(app: Flask, cast: Cast, library: Library) -> None:
    lan, minh = Visitor(app, cast.lan), Visitor(app, cast.minh)
    assert lan.send(SLOT, SAID | {"seen": "0", "place": "Sân trường"}).status_code == 303
    answer = minh.send(SLOT, SAID | {"seen": "0", "place": "Hội trường", "needs": "Loa, míc"})
    assert answer.status_code == 409
    page = html.fromstring(answer.text)
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]
    assert "Địa điểmSân trườngHội trường" in rows
    assert page.xpath("//input[@name='place']/@value") == ["Hội trường"]
    assert page.xpath("//textarea[@name='needs']")[0].text == "Loa, míc"
    assert kept(library).place == "Sân trường"
    assert minh.send(f"{SLOT}/move", {"week": "12", "seen": "0"}).status_code == 409
    seen = page.xpath("//form[.//input[@name='title']]//input[@name='seen']/@value")[0]
    again = minh.send(SLOT, SAID | {"seen": seen, "place": "Hội trường"})
    assert again.status_code == 303 and kept(library).place == "Hội trường"


WRONG = [
    ({"title": " "}, "title"),
    ({"title": "x" * 301}, "title"),
    ({"day_on": "31/2/2026"}, "day_on"),
    ({"begins": "7h30"}, "begins"),
    ({"begins": "09:00", "ends": "08:00"}, "ends"),
    ({"periods": "hai"}, "periods"),
    ({"pupils": "-3"}, "pupils"),
    ({"owner": "99999"}, "owner"),
    ({"form": "party"}, "form"),
]


def test_a_wrong_field_is_named_and_nothing_typed_is_lost(app: Flask, cast: Cast) -> None:
    lan = Visitor(app, cast.lan)
    for wrong, field in WRONG:
        typed = SAID | {"seen": "0", "needs": "Loa và máy chiếu"} | wrong
        answer = lan.send(SLOT, typed)
        assert answer.status_code == 422, wrong
        page = html.fromstring(answer.text)
        assert page.xpath(f"//section[@role='alert']//a[@href='#{field}']")
        assert "Loa và máy chiếu" in answer.text
    assert lan.send(f"{PLAN}/slots/new", SAID | WRONG[0][0]).status_code == 422


def test_from_draft_to_approved_with_a_reason_for_each_later_change(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan, binh, hanh = (Visitor(app, id) for id in (cast.lan, cast.binh, cast.hanh))
    assert lan.send(f"{PLAN}/steps/submit").status_code == 303
    assert lan.send(f"{PLAN}/steps/agree", {"reason": "Được"}).status_code == 403
    assert binh.send(f"{PLAN}/steps/agree", {"reason": ""}).status_code == 422
    old = {"reason": "Đủ.", "seen": "2026-01-01T00:00:00+00:00"}
    assert binh.send(f"{PLAN}/steps/agree", old).status_code == 409, "not what was looked at"
    seen = html.fromstring(binh.open(PLAN).text).xpath("//input[@name='seen']/@value")[-1]
    assert binh.send(f"{PLAN}/steps/agree", old | {"seen": seen}).status_code == 303
    assert hanh.send(f"{PLAN}/steps/approve", {"reason": "Duyệt."}).status_code == 303
    assert hanh.send(f"{PLAN}/steps/approve", {"reason": "Duyệt."}).status_code == 409
    page = lan.open(PLAN).text
    assert "Hiệu trưởng đã duyệt" in page and "data-move" not in page
    assert lan.send(f"{SLOT}/move", {"week": "12", "seen": "0"}).status_code == 422
    answer = lan.send(f"{SLOT}/move", {"week": "12", "seen": "0", "reason": "Trùng lịch thi."})
    assert answer.status_code == 303
    changes = lan.open(f"{PLAN}/versions").text
    assert "Trùng lịch thi." in changes and "<del>11</del>" in changes
    assert "Trùng lịch thi." in binh.open(f"{PLAN}/versions?from=0&to=2").text
    assert lan.open(f"{PLAN}/versions?to=9").status_code == 404


def test_a_plan_that_is_not_whole_says_what_is_missing(app: Flask, cast: Cast) -> None:
    lan, binh = Visitor(app, cast.lan), Visitor(app, cast.binh)
    lan.send(f"{PLAN}/slots/new", {"title": "Chưa ai nhận", "form": "club"})
    assert "Chưa ai nhận" in lan.open(PLAN).text
    lan.send(f"{PLAN}/steps/submit")
    answer = binh.send(f"{PLAN}/steps/agree", {"reason": "Đủ."})
    assert answer.status_code == 422 and "thời điểm: Chưa ai nhận" in answer.text


def test_every_view_shows_what_is_planned_in_both_languages(
    app: Flask, cast: Cast, library: Library
) -> None:
    with library.sessions.writing() as session:
        made = session.get(YearPlan, 1)
        hanh = users.by_id(session, cast.hanh)
        assert made
        tet = Days("break", date(2027, 2, 1), date(2027, 2, 14), {"vi": "Nghỉ Tết Nguyên đán"})
        frames.add_days(session, hanh, made.unit, made.year, tet)
        shelf.slot(session, cast, made, title="Mít tinh", day_on=shelf.TEACHERS_DAY,
                   grades=["grade.07"], owner_id=None, owner_name="Cô Hà")  # fmt: skip
        plans.set_theme(session, hanh, made, 11, "Tôn sư trọng đạo")
    lan = Visitor(app, cast.lan)
    for language in ("vi", "en"):
        base = f"/{language}/plans/1"
        year = html.fromstring(lan.open(base).text)
        assert len(year.xpath("//li[contains(@class, 'week')]")) == 36
        assert "Nghỉ Tết" in year.xpath("//li[contains(@class, 'off')]")[0].text_content()
        views = ("week?number=11", "month?number=11", "grade", "person", "person?who=Cô Hà")
        for view in views:
            text = lan.open(f"{base}/by/{view}").text
            assert "Mít tinh" in text, view
            check_nothing_inline(html.fromstring(text))
        assert "Tôn sư trọng đạo" in lan.open(f"{base}/by/month?number=11").text
        assert "Mít tinh" not in lan.open(f"{base}/by/month?number=12").text
        assert "Mít tinh" in lan.open(f"{base}/by/targets").text
    assert lan.open(f"{PLAN}/by/nothing").status_code == 404
    assert lan.open(f"{PLAN}/by/week?number=999").status_code == 200


def test_targets_stand_beside_what_was_reached_and_a_wrong_one_is_asked_again(
    app: Flask, cast: Cast
) -> None:
    lan, place = Visitor(app, cast.lan), f"{PLAN}/targets"
    wrong = lan.send(place, {"theme": "theme.heritage", "activities": "nhiều", "pupils": "300"})
    page = html.fromstring(wrong.text)
    assert wrong.status_code == 422 and page.xpath("//a[@href='#activities']")
    assert page.xpath("//input[@name='pupils']/@value") == ["300"]
    assert page.xpath("//option[@selected]/@value") == ["theme.heritage"]
    assert lan.send(place, {"theme": "", "activities": "1.200", "en": ""}).status_code == 303
    done = {"slot": SLOT.rpartition("/")[2], "title": "Ngày hội", "day_on": "2026-11-20"}
    assert lan.send("/vi/logbook/new", done | {"pupils": "40"}).status_code == 303
    page = html.fromstring(lan.open(f"{PLAN}/by/targets").text)
    [row] = page.xpath("//section[@aria-labelledby='aims']//tbody/tr")
    assert [cell.text_content() for cell in row] == [
        "Cả kế hoạch", "Hoạt động", "1.200", "1", "0%",
    ]  # fmt: skip


def test_what_is_to_be_done_this_week_stands_below_the_year(
    app: Flask, cast: Cast, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_page, "today", lambda: shelf.TEACHERS_DAY)
    lan = Visitor(app, cast.lan)
    page = html.fromstring(lan.open(PLAN).text)
    assert "Ngày hội" in page.xpath("//section[@aria-labelledby='this-week']")[0].text_content()
    assert page.xpath("//li[contains(@class, 'now')]/@data-week") == ["11"]
    monkeypatch.setattr(plan_page, "today", lambda: date(2026, 8, 1))
    page = html.fromstring(lan.open(PLAN).text)
    assert not page.xpath("//section[@aria-labelledby='this-week'] | //li[contains(@class, 'now')]")


def test_spreadsheets_hold_texts_only_whatever_is_typed(
    app: Flask, cast: Cast, library: Library
) -> None:
    with library.sessions.writing() as session:
        made = session.get(YearPlan, 1)
        assert made
        shelf.slot(session, cast, made, title='=HYPERLINK("http://x")', grades=["grade.07"],
                   owner_id=None, owner_name="[Cô]: Hà/" + "rất dài" * 9)  # fmt: skip
    lan = Visitor(app, cast.lan)
    mine = "assignments.xlsx?who=Phạm Minh"
    for path, sheets in (("plan.xlsx", 2), ("assignments.xlsx", 2), (mine, 1)):
        answer = lan.open(f"{PLAN}/{path}")
        archive = zipfile.ZipFile(io.BytesIO(answer.data))
        names = [name for name in archive.namelist() if "worksheets/" in name]
        assert len(names) == sheets
        cells = [
            cell for name in names for cell in etree.fromstring(archive.read(name)).iter("{*}c")
        ]
        assert {cell.get("t") for cell in cells} == {"inlineStr"}
        assert not [name for name in names if b"<f>" in archive.read(name)]
        book = etree.fromstring(archive.read("xl/workbook.xml"))
        titles = [each.get("name") for each in book.iter("{*}sheet")]
        assert all(len(each) <= 31 and not re.search(r"[\[\]:*?/\\]", each) for each in titles)


def test_a_calendar_is_made_once_shown_once_and_read_without_an_account(
    app: Flask, cast: Cast, library: Library
) -> None:
    with library.sessions.writing() as session:
        made = session.get(YearPlan, 1)
        assert made
        made.version, made.state = 1, State.APPROVED
    minh, reader = Visitor(app, cast.minh), Visitor(app)
    page = html.fromstring(minh.send("/vi/plans/calendars", {"unit": ""}).text)
    address = page.xpath("//code[@id='address']")[0].text
    path = address[address.index("/vi/") :]
    assert path not in minh.open("/vi/plans/calendars").text
    answer = reader.open(path)
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"].startswith("private")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Ngày hội"]
    assert Visitor(app, cast.tu).send("/vi/plans/calendars/1/end").status_code == 404
    assert (
        Visitor(app, cast.tu).send("/vi/plans/calendars", {"unit": cast.school}).status_code == 403
    )
    assert minh.send("/vi/plans/calendars/1/end").status_code == 303
    assert reader.open(path).status_code == 404


def test_a_school_enters_its_year_and_only_its_head(app: Flask, cast: Cast) -> None:
    address = f"/vi/plans/years/{cast.school}/2025-2026"
    hanh, lan, tu = (Visitor(app, id) for id in (cast.hanh, cast.lan, cast.tu))
    assert "chưa biết ngày đầu" in lan.open(address).text
    days = {"first1": "2025-09-08", "first2": "2026-01-19", "source": "QĐ 1", "seen": "0"}
    assert lan.send(f"{address}/semesters", days).status_code == 403
    assert tu.send(f"{address}/semesters", days).status_code == 404
    assert hanh.send(f"{address}/semesters", {"first1": "2025-09-08"}).status_code == 422
    assert hanh.send(f"{address}/semesters", days).status_code == 303
    assert "8/9" in lan.open(address).text
    tet = {"kind": "break", "name": "Nghỉ Tết", "first": "2026-02-16", "last": "2026-02-22"}
    assert hanh.send(f"{address}/days", tet | {"seen": "0"}).status_code == 409, "an old page"
    assert hanh.send(f"{address}/days", tet | {"first": "ngày kia"}).status_code == 422
    assert hanh.send(f"{address}/days", tet | {"seen": "1"}).status_code == 303
    assert hanh.send(f"{address}/places", {"places": "Sân trường"}).status_code == 303
    assert hanh.send(f"{address}/remove", {"place": "7"}).status_code == 409
    assert hanh.send(f"{address}/remove", {"place": "0"}).status_code == 303
    assert hanh.send(f"{address}/nothing").status_code == 422
    assert lan.open(f"/vi/plans/years/{cast.school}/2025").status_code == 422


def test_a_removed_slot_is_offered_again_and_results_are_compared(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan = Visitor(app, cast.lan)
    result = {"slot": "1", "title": "Ngày hội", "form": "topic", "day_on": "2026-11-20",
              "pupils": "40", "product_title": "12 tranh", "product_language": "vi",
              "product_url": ""}  # fmt: skip
    assert lan.send("/vi/logbook/new", result).status_code == 303
    assert "12 tranh" in lan.open(f"{PLAN}/by/targets").text
    assert "đã làm 1" in lan.open("/vi/plans/").text and "/vi/logbook/1" in lan.open(SLOT).text
    assert lan.send(f"{SLOT}/remove", {"seen": "0"}).status_code == 303
    assert f"{SLOT}/back" in lan.open(PLAN).text
    assert lan.send(f"{SLOT}/back").status_code == 303
    assert kept(library).removed_at is None
