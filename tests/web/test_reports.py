"""Reports in a browser: from draft to accepted, who may do what, nothing typed is lost."""

import pytest
from flask import Flask
from lxml import html

from library.accounts import units
from library.reporting.models import Delivery, Report
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.reporting import diary
from tests.reporting.diary import SEMESTER
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

REPORT = "/vi/reports/1"
TYPED = {"seen": "0", "strengths": "Học sinh hào hứng.", "proposals": "- Thêm sách\n- Tập huấn"}


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the first of December 2026."""
    diary.stop_clock(monkeypatch)


@pytest.fixture
def nga(library: Library, cast: Cast) -> int:
    """Whoever receives reports at the department."""
    with library.sessions.writing() as session:
        diary.entry(session, cast)
        diary.age(session)
        return diary.receiver(session, cast.department).id


@pytest.fixture
def app(library: Library, nga: int) -> Flask:
    """The application with an entry of the school."""
    return create_app(library)


def begun(app: Flask, cast: Cast) -> Visitor:
    """Return Lan, who has begun report 1."""
    lan = Visitor(app, cast.lan)
    answer = lan.send("/vi/reports/", {"unit": cast.school, "period": SEMESTER})
    assert answer.status_code == 303 and answer.location == REPORT
    return lan


def submitted(app: Flask, cast: Cast) -> Visitor:
    """Return Hạnh, who has signed and submitted report 1."""
    begun(app, cast).send(REPORT, TYPED)
    hanh = Visitor(app, cast.hanh)
    for step in ("sign", "submit"):
        assert hanh.send(f"{REPORT}/steps/{step}").status_code == 303
    return hanh


def test_from_begun_to_accepted_with_answers_and_a_roll_up(
    app: Flask, cast: Cast, nga: int, library: Library
) -> None:
    lan, receiver = begun(app, cast), Visitor(app, nga)
    assert "sơ kết học kỳ 1" in lan.open("/vi/reports/").text
    assert lan.send("/vi/reports/", {"unit": cast.school, "period": SEMESTER}).location == REPORT
    page = html.fromstring(lan.open(REPORT).text)
    sums = [" ".join(each.text_content().split()) for each in page.xpath("//dl[@class='sums']/div")]
    assert sums[0].endswith("1") and sums[1].endswith("120")
    assert lan.send(REPORT, TYPED).status_code == 303
    hanh = Visitor(app, cast.hanh)
    assert receiver.open(REPORT).status_code == 404, "a draft is for its unit"
    for step in ("sign", "submit"):
        assert hanh.send(f"{REPORT}/steps/{step}").status_code == 303
    map_ = f"/vi/reports/received/{cast.department}/{SEMESTER}"
    assert "Trường THCS Mẫu Hai" in receiver.open(map_).text
    assert "Học sinh hào hứng." in receiver.open(REPORT).text
    assert receiver.send("/vi/reports/deliveries/1/accept").status_code == 303
    assert "Ngày hội văn hóa" in receiver.open(f"{REPORT}/entries?key=theme/theme.heritage").text
    answer = receiver.send(f"{map_}/proposals/1", {"answer": "Sở sẽ cấp thêm sách."})
    assert answer.status_code == 303
    assert "Sở sẽ cấp thêm sách." in lan.open(REPORT).text
    rolled = receiver.send("/vi/reports/", {"unit": cast.department, "period": SEMESTER})
    page = html.fromstring(receiver.open(rolled.location).text)
    assert "120" in page.xpath("//dl[@class='sums']/div[2]/dd")[0].text_content()
    assert "Trường THCS Mẫu" in receiver.open(f"{rolled.location}/entries?key=total/pupils").text
    for language in ("vi", "en"):
        for path in ("", "/1", "/1/entries", f"/received/{cast.department}/{SEMESTER}",
                     f"/received/{cast.department}/{SEMESTER}/proposals",
                     f"/received/{cast.department}/periods"):  # fmt: skip
            answer = receiver.open(f"/{language}/reports{path or '/'}")
            assert answer.status_code == 200, path
            check_nothing_inline(html.fromstring(answer.text))


def test_who_may_not_take_a_step_cannot(app: Flask, cast: Cast, nga: int) -> None:
    lan, tu = begun(app, cast), Visitor(app, cast.tu)
    for address in (REPORT, f"{REPORT}/entries"):
        assert tu.open(address).status_code == 404
        assert Visitor(app).open(address).status_code == 302
    assert tu.send(REPORT, TYPED).status_code == 404
    assert tu.send("/vi/reports/", {"unit": cast.school, "period": SEMESTER}).status_code == 403
    assert lan.send(f"{REPORT}/steps/sign").status_code == 403
    assert lan.send(f"{REPORT}/steps/submit").status_code == 409
    hanh = submitted_by_hanh(app, cast)
    assert hanh.send(REPORT, TYPED | {"seen": "1"}).status_code == 409, "it is signed"
    assert hanh.send("/vi/reports/deliveries/1/accept").status_code == 403
    assert tu.send("/vi/reports/deliveries/1/return", {"reason": "x"}).status_code == 404
    map_ = f"/vi/reports/received/{cast.department}/{SEMESTER}"
    assert hanh.open(map_).status_code == 404
    assert hanh.send(f"{map_}/proposals/1", {"answer": "x"}).status_code == 404
    assert hanh.send(f"/vi/reports/received/{cast.department}/periods").status_code == 404
    receiver = Visitor(app, nga)
    assert receiver.send(f"{REPORT}/steps/take-back").status_code == 403, "not of the unit"
    assert receiver.send("/vi/reports/deliveries/1/return", {"reason": " "}).status_code == 422
    assert receiver.send("/vi/reports/deliveries/9/accept").status_code == 404


def submitted_by_hanh(app: Flask, cast: Cast) -> Visitor:
    """Return Hạnh, who has signed and submitted report 1 as it was begun."""
    hanh = Visitor(app, cast.hanh)
    for step in ("sign", "submit"):
        assert hanh.send(f"{REPORT}/steps/{step}").status_code == 303
    return hanh


def test_a_returned_report_edited_by_two_people_shows_both_texts(
    app: Flask, cast: Cast, nga: int, library: Library
) -> None:
    submitted(app, cast)
    receiver, lan, minh = (Visitor(app, id) for id in (nga, cast.lan, cast.minh))
    assert (
        receiver.send(
            "/vi/reports/deliveries/1/return", {"reason": "Thiếu minh chứng."}
        ).status_code
        == 303
    )
    assert "Thiếu minh chứng." in lan.open(REPORT).text
    mine, theirs = TYPED | {"seen": "1", "limits": "Ít"}, TYPED | {"seen": "1", "limits": "Mưa"}
    assert lan.send(REPORT, mine).status_code == 303
    answer = minh.send(REPORT, theirs)
    assert answer.status_code == 409
    rows = [
        " ".join(each.text_content().split())
        for each in html.fromstring(answer.text).xpath("//tbody/tr")
    ]
    assert any(row.endswith("ÍtMưa") for row in rows)
    assert minh.send(REPORT, theirs | {"seen": "2"}).status_code == 303
    with library.sessions.reading() as session:
        kept = session.get(Report, 1)
        assert kept and kept.texts["limits"] == "Mưa"


def test_days_are_set_and_reports_asked_for_by_who_receives_them(
    app: Flask, cast: Cast, nga: int
) -> None:
    receiver, way = Visitor(app, nga), f"/vi/reports/received/{cast.department}/periods"
    days = {
        "first": "2026-09-01",
        "last": "2027-01-10",
        "cut_off": "2026-12-25",
        "before": "2027-01-05",
    }
    assert receiver.send(f"{way}/{SEMESTER}", days | {"seen": "0"}).status_code == 303
    assert receiver.send(f"{way}/{SEMESTER}", days | {"seen": "0"}).status_code == 409
    wrong = days | {"seen": "1", "cut_off": "2027-02-01"}
    assert receiver.send(f"{way}/{SEMESTER}", wrong).status_code == 422
    asked = receiver.send(way, days | {"title": "Tuần lễ nước sạch"})
    assert asked.status_code == 303
    lan = Visitor(app, cast.lan)
    text = lan.open("/vi/reports/").text
    assert "Tuần lễ nước sạch" in text and "05/01/2027" in text
    key = asked.location.rpartition("/")[2]
    assert lan.send("/vi/reports/", {"unit": cast.school, "period": key}).location == REPORT
    assert receiver.send(way, days | {"title": " "}).status_code == 422
    assert lan.open("/vi/reports/received/3/nothing").status_code == 404


def test_a_unit_that_has_ended_is_reported_by_its_heir(
    app: Flask, cast: Cast, nga: int, library: Library
) -> None:
    with library.sessions.writing() as session:
        ended = units.by_id(session, cast.other_school)
        ended.ended_on = diary.TEACHERS_DAY
        diary.entry(session, cast, unit_id=ended.id, pupils=30)
    receiver, way = Visitor(app, nga), f"/vi/reports/received/{cast.department}"
    assert "Trường THCS Mẫu Hai" in receiver.open(f"{way}/periods").text
    wrong = {"ended": cast.school, "heir": cast.school}
    assert receiver.send(f"{way}/heirs", wrong).status_code == 422
    fields = {"ended": cast.other_school, "heir": cast.school}
    assert receiver.send(f"{way}/heirs", fields).status_code == 303
    page = html.fromstring(begun(app, cast).open(REPORT).text)
    assert page.xpath("//dl[@class='sums']/div[2]/dd")[0].text_content() == "150"


def test_handing_over_asks_for_somebody_of_the_unit(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan = begun(app, cast)
    assert lan.send(f"{REPORT}/hand-over", {"email": "tu@example.vn"}).status_code == 422
    assert lan.send(f"{REPORT}/hand-over", {"email": "minh@example.vn"}).status_code == 303
    assert "Phạm Minh" in lan.open(REPORT).text
    with library.sessions.reading() as session:
        assert session.query(Delivery).count() == 0
