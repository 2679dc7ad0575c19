"""Plans from above and legal bases in a browser: the whole way as a department and a school walk it."""

import io
import re
import zipfile

import pytest
from flask import Flask
from lxml import html

from library.accounts import users
from library.directives.models import Adoption, Commitment, Directive
from library.directives.tasks import Row
from library.documents.models import OfficialDocument
from library.planning import plans
from library.planning.models import YearPlan
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.directives import paper
from tests.planning import shelf
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

ABOVE = "/vi/plans/above/1"
OLD = "Căn cứ Thông tư số 32/2020/TT-BGDĐT của Bộ Giáo dục và Đào tạo"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with plan 1 from above in force, and year plan 1 of the school."""
    with library.sessions.writing() as session:
        paper.issued(session, cast)
        shelf.plan(session, cast)
        facts = {"kind": "material.legal-text", "doctype": "doctype.circular"}
        make.saved(session, library, "cu", vi=make.plan(
            **facts, title="Điều lệ trường cũ", number="32/2020/TT-BGDĐT",
            expired_on="2026-05-10", replaced_by="moi"))  # fmt: skip
        make.saved(session, library, "moi", vi=make.plan(
            **facts, title="Điều lệ trường mới", number="15/2026/TT-BGDĐT",
            issued_on="2026-03-24", issuer="Bộ Giáo dục và Đào tạo"))  # fmt: skip
    library.catch_up()
    return create_app(library)


def oanh(app: Flask, library: Library, key: str = "oanh") -> Visitor:
    with library.sessions.reading() as session:
        found = users.by_email(session, f"{key}@example.vn")
        assert found
        return Visitor(app, found.id)


def form(page: str, action: str) -> dict[str, list[str]]:
    """Return what a form of a page would send."""
    root = html.fromstring(page).xpath(f"//form[contains(@action, '{action}') or not(@action)]")[0]
    sent: dict[str, list[str]] = {}
    for field in root.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if field.get("type") == "checkbox" and field.get("checked") is None:
            continue
        if field.tag == "select":
            chosen = field.xpath("./option[@selected]") or field.xpath("./option[1]")
            value = chosen[0].get("value") if chosen else ""
        else:
            value = field.text or "" if field.tag == "textarea" else field.get("value", "")
        sent.setdefault(field.get("name"), []).append(value.strip("\n"))
    return sent


def test_a_department_writes_corrects_and_withdraws_a_plan(
    app: Flask, cast: Cast, library: Library
) -> None:
    drafter, head = oanh(app, library), oanh(app, library, "phuc")
    assert "/plans/above/new" in drafter.open("/vi/plans/above/").text
    blank = form(drafter.open("/vi/plans/above/new").text, "x")
    assert len(blank["text"]) == 3
    more = drafter.send("/vi/plans/above/new", {**blank, "title": "Hè", "more": "1"})
    assert more.status_code == 200 and more.text.count('name="text"') == 6
    assert 'value="Hè"' in more.text
    bad = drafter.send("/vi/plans/above/new", {**blank, "title": ""})
    assert bad.status_code == 422 and "Hãy ghi tên kế hoạch" in bad.text
    sent = {**blank, "title": "Hè", "text": ["", "Trại hè", ""], "due": ["", "Quý II năm 2027", ""]}
    made = drafter.send("/vi/plans/above/new", sent).location
    page = drafter.open(made)
    check_nothing_inline(html.fromstring(page.text))
    assert "Trại hè" in page.text
    refused = drafter.send(f"{made}/steps/submit")
    assert refused.status_code == 422 and "số ký hiệu" in refused.text
    edit = form(drafter.open(f"{made}/edit").text, "x")
    assert "Tính đến hết ngày 30/06/2027" in drafter.open(f"{made}/edit").text
    edit |= {"number": ["9/KH-SGDĐT"], "dated_on": ["2026-10-01"]}
    assert drafter.send(f"{made}/edit", edit).status_code == 303
    assert drafter.send(f"{made}/edit", edit).status_code == 409, "a stale form"
    assert drafter.send(f"{made}/steps/submit").status_code == 303
    assert drafter.send(f"{made}/steps/issue").status_code == 403
    assert head.send(f"{made}/steps/issue").status_code == 303
    lan = Visitor(app, cast.lan)
    assert "Trại hè" in lan.open(made).text and lan.open(f"{made}/edit").status_code == 403
    assert lan.open(f"{made}/units").status_code == 403
    edit = form(drafter.open(f"{made}/edit").text, "x")
    edit["text"][0] = "Trại hè hai ngày"
    assert drafter.send(f"{made}/edit", edit).status_code == 422, "why it is corrected"
    assert drafter.send(f"{made}/edit", {**edit, "reason": "Thêm ngày"}).status_code == 303
    assert "Thêm ngày" in lan.open(f"{made}/versions").text
    assert head.send(f"{made}/steps/withdraw", {"reason": "Gộp"}).status_code == 303
    assert "đã bị thu hồi" in lan.open(made).text


def test_a_school_takes_tasks_over_into_its_year_plan_and_says_how_far_they_are(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan, hanh = Visitor(app, cast.lan), Visitor(app, cast.hanh)
    place = f"{ABOVE}/at/{cast.school}"
    assert place in lan.open("/vi/plans/above/").text
    sent = form(lan.open(place).text, "/take")
    assert sent["task"] == ["1", "2", "3"], "all that is open is ticked"
    none = lan.send(f"{place}/take", {"task": []})
    assert none.status_code == 422
    assert lan.send(f"{place}/take", {"task": ["1", "2"], "plan": "1"}).status_code == 303
    assert lan.send(f"{place}/leave-out", {"task": "3", "reason": "x"}).status_code == 403
    assert hanh.send(f"{place}/leave-out", {"task": "3", "reason": "Không có"}).status_code == 303
    assert lan.send(f"{place}/add", {"text": "Thi vẽ"}).status_code == 303
    assert lan.send(f"{place}/nothing").status_code == 404
    page = lan.open(place).text
    assert "Không có" in page and "Thi vẽ" in page
    assert "Tổ chức ngày hội văn hóa" in lan.open("/vi/plans/1").text
    assert "/plans/above/tasks/1" in lan.open("/vi/plans/slots/1").text
    task = "/vi/plans/above/tasks/1"
    fields = form(lan.open(task).text, "/tasks/1")
    fields |= {"status": ["under-way"], "said": ["Đã có 3 lớp tập"], "text": ["Ngày hội dân gian"]}
    assert lan.send(task, fields).status_code == 303
    assert lan.send(task, fields).status_code == 409
    assert "Khác với cấp trên giao" in lan.open(task).text
    untie = {"slot": "1", "then": "untie"}
    assert lan.send(f"{task}/slots", untie).status_code == 303
    assert lan.send(f"{task}/slots", {"slot": "1"}).status_code == 303
    assert lan.send(f"{task}/slots", {"slot": "99"}).status_code == 404
    above = oanh(app, library, "phuc").open(f"{ABOVE}/units").text
    assert "Đã có 3 lớp tập" in above and "Trường THCS Mẫu Hai" in above
    with library.sessions.reading() as session:
        assert (
            session.get(YearPlan, 1)
            and len(plans.slots(session, session.get_one(YearPlan, 1))) == 2
        )


def test_a_school_looks_at_a_correction_and_follows_it(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan, place = Visitor(app, cast.lan), f"{ABOVE}/at/{cast.school}"
    assert lan.send(f"{place}/follow").status_code == 409, "nothing was taken over yet"
    lan.send(f"{place}/take", {"task": ["1"]})
    with library.sessions.writing() as session:
        made = session.get_one(Directive, 1)
        rows = tuple(Row({**each, "due": "Quý I năm 2027"}, each["key"]) for each in made.tasks)
        paper.correct(session, cast, made, rows)
    assert "Cấp trên đã thay đổi" in lan.open(place).text
    assert "Mới điều chỉnh" in lan.open("/vi/plans/above/").text
    assert lan.send(f"{place}/follow").status_code == 303
    assert "Cấp trên đã thay đổi" not in lan.open(place).text
    with library.sessions.reading() as session:
        assert session.get_one(Adoption, 1).version == 2
        assert session.get_one(Commitment, 1).due == "Quý I năm 2027"


def test_another_school_sees_the_plan_and_nothing_of_what_this_one_made_of_it(
    app: Flask, cast: Cast
) -> None:
    lan, tu = Visitor(app, cast.lan), Visitor(app, cast.tu)
    place = f"{ABOVE}/at/{cast.school}"
    lan.send(f"{place}/take", {"task": ["1"]})
    assert tu.open(ABOVE).status_code == 200
    assert tu.open(place).status_code == 404
    for path in (f"{place}/take", f"{place}/add", "/vi/plans/above/tasks/1",
                 "/vi/plans/above/tasks/1/slots", f"/vi/plans/bases/{cast.school}"):  # fmt: skip
        assert tu.send(path, {"task": "1", "text": "x"}).status_code == 404, path
    for path in (f"{ABOVE}/edit", f"{ABOVE}/remind", f"{ABOVE}/steps/withdraw"):
        answer = tu.send(path, {"title": "x", "text": "x", "reason": "x", "unit": "1"})
        assert answer.status_code == 403, path
    answer = tu.send("/vi/plans/above/new", {"title": "x", "unit": cast.department})
    assert answer.status_code == 403


def test_the_unit_above_reminds_those_who_have_something_open(
    app: Flask, cast: Cast, library: Library
) -> None:
    head = oanh(app, library, "phuc")
    assert head.send(f"{ABOVE}/remind").status_code == 422
    answer = head.send(f"{ABOVE}/remind", {"unit": [cast.school, cast.other_school]})
    assert answer.status_code == 303 and "Đã nhắc 2 đơn vị" in head.open(answer.location).text
    assert oanh(app, library).send(f"{ABOVE}/remind", {"unit": cast.school}).status_code == 403
    assert "trân trọng đề nghị" in Visitor(app, cast.hanh).open("/vi/account/notices").text


def test_legal_bases_are_found_kept_for_the_next_document_and_warned_of(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan, place = Visitor(app, cast.lan), f"/vi/plans/bases/{cast.school}"
    found = lan.open("/vi/plans/bases/find?q=dieu+le+truong").text
    assert found.count('name="cite"') == 2 and "hết hiệu lực từ 10/05/2026" in found
    assert 'name="cite"' in lan.open("/vi/plans/bases/find?q=15/2026/TT-BGDĐT").text
    assert 'name="cite"' not in lan.open("/vi/plans/bases/find?q=hoi+thao+boi+loi").text
    asked = {"bases": OLD, "cite": "Theo đề nghị", "looked_for": "điều lệ mới", "find": "1"}
    looked = lan.send(place, asked)
    assert looked.status_code == 200 and f"{OLD}\nTheo đề nghị</textarea>" in looked.text
    cite = re.findall(r'name="cite" value="([^"]*15/2026[^"]*)"', looked.text)[0]
    assert lan.send(place, {"bases": OLD, "cite": cite, "edited": "0"}).status_code == 303
    assert lan.send(place, {"bases": OLD, "edited": "0"}).status_code == 409
    page = lan.open(place)
    check_nothing_inline(html.fromstring(page.text))
    assert "Điều lệ trường mới" in page.text and "thay thế bởi 15/2026/TT-BGDĐT" in page.text
    assert "đã hết hiệu lực" in lan.open("/vi/plans/1").text, "the page of the year plan says so"
    fill = lan.open("/vi/documents/new/activity-plan").text
    assert OLD in fill and "Thay bằng" in fill
    sent = form(fill, "x")
    looked = lan.send("/vi/documents/new/activity-plan", {**sent, "find": "1", "looked_for": "cũ"})
    assert looked.status_code == 200 and 'name="cite"' in looked.text
    made = lan.send("/vi/documents/new/activity-plan", {**sent, "cite": "Theo đề nghị của Đội"})
    shown = lan.open(made.location).text
    assert "đã hết hiệu lực" in shown
    with library.sessions.reading() as session:
        kept = session.get_one(OfficialDocument, 1)
        assert [(each["number"], each["item"]) for each in kept.bases] == [
            ("32/2020/TT-BGDĐT", "cu"),
            ("15/2026/TT-BGDĐT", "moi"),
            ("", None),
        ]
    word = lan.open(f"{made.location}/download.docx").data
    with zipfile.ZipFile(io.BytesIO(word)) as packed:
        printed = "".join(html.fromstring(packed.read("word/document.xml")).itertext())
    assert "Căn cứ Thông tư số 15/2026/TT-BGDĐT ngày 24 tháng 3 năm 2026" in printed
    check = lan.open("/vi/plans/bases/check").text
    assert check.count("<li><p><a") == 2, "the list of the unit, and the draft"
