"""Official documents as pages: three clicks from an item, what is missing, the number, who may what."""

import io

import docx
import pytest
from docx.oxml.ns import qn
from flask import Flask
from lxml import html
from sqlalchemy import select

from library import database
from library.accounts import units
from library.documents import profiles
from library.items import withholding
from library.items.models import Item
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast
from tests.documents import sample
from tests.web.visiting import Visitor

BODY = """## I. Mục đích, yêu cầu

Học sinh phân loại được rác.

## II. Thời gian, địa điểm

- Địa điểm: sân trường.

## III. Tiến trình

| Thời gian | Việc |
|---|---|
| 0 - 10 | Mở đầu |

## IV. Kinh phí

- Dự toán 500.000 đồng: nước 100.000; giấy 150.000.

## V. Câu đố

Cái gì vào bếp thành phân bón?

![Thùng rác ba ngăn](files/thung.png)
"""
SLUG = "phan-loai-rac"
NEW = f"/vi/items/{SLUG}/document/activity-plan"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """A library with one item and the letterhead of the first school."""
    plan = make.plan(BODY, cost_vnd=500_000, participants=40)
    with library.sessions.writing() as session:
        make.saved(session, library, SLUG, vi=plan)
        school = units.by_id(session, cast.school)
        said = {
            "symbol": "THCSM",
            "place": "Lâm Đồng",
            "signers": [
                {"name": "Nguyễn Thị Hạnh", "post": "Hiệu trưởng", "power": "", "of": ""},
                {"name": "Vũ Ba", "post": "Phó Hiệu trưởng", "power": "KT", "of": "Hiệu trưởng"},
            ],
        }
        profiles.change(session, SHELL, school, said, 0)
    library.catch_up()
    return create_app(library)


def made(visitor: Visitor, **fields: str) -> str:
    """Make a document of the item and return where it is."""
    answer = visitor.send(NEW, {"when": "07:00 ngày 05/12", **fields})
    assert answer.status_code == 303
    return str(answer.location)


def word(visitor: Visitor, place: str) -> str:
    """Return all the words of the Word file, those in tables too."""
    content = visitor.open(f"{place}/download.docx").data
    body = docx.Document(io.BytesIO(content)).element.body
    return " ".join("".join(p.itertext(qn("w:t"))) for p in body.iter(qn("w:p")))


def today() -> str:
    return f"{database.today():%Y-%m-%d}"


def test_three_clicks_lead_from_an_item_to_a_word_file(app: Flask, cast: Cast) -> None:
    lan = Visitor(app, cast.lan)
    assert f"/vi/items/{SLUG}/document" in lan.open(f"/vi/items/{SLUG}").text
    assert NEW in lan.open(f"/vi/items/{SLUG}/document").text
    place = made(lan)
    assert f"{place}/download.pdf" in lan.open(place).text
    found = word(lan, place)
    for words in (
        "SỞ GD&ĐT MẪU", "TRƯỜNG THCS MẪU", "/KH-THCSM", "Tổ chức Ngày hội phân loại rác",
        "Thời gian: 07:00 ngày 05/12.", "I. MỤC ĐÍCH, YÊU CẦU", "Học sinh phân loại được rác.",
        "Nguyễn Thị Hạnh", "- Lưu: VT.", "Mẫu./.", "Phụ lục", "Cái gì vào bếp thành phân bón?",
    ):  # fmt: skip
        assert words in found
    pdf = lan.open(f"{place}/download.pdf")
    assert pdf.data.startswith(b"%PDF") and pdf.content_type == "application/pdf"


def test_a_page_says_what_is_missing_and_shows_sums_that_do_not_add_up(
    app: Flask, cast: Cast
) -> None:
    lan = Visitor(app, cast.lan)
    place = made(lan, where="")
    shown = lan.open(place).text
    assert "thành phần" in shown and "địa điểm" in shown
    assert "các khoản cộng lại là 250.000, còn tổng ghi là 500.000" in shown
    assert "nước 100.000; giấy 150.000" in word(lan, place)
    lan.send(place, {"edition": "1", "when": "8 giờ", "where": "nhà đa năng", "who": "khối 6"})
    assert "thành phần" not in lan.open(place).text.partition("Còn thiếu")[2].partition("</ul>")[0]


def test_what_the_item_says_after_a_label_is_filled_in_and_not_said_twice(
    app: Flask, cast: Cast
) -> None:
    lan = Visitor(app, cast.lan)
    assert 'value="sân trường"' in lan.open(NEW).text
    assert word(lan, made(lan, where="sân trường")).count("sân trường") == 1


def test_what_was_filled_in_is_there_the_next_time_for_colleagues_too(
    app: Flask, cast: Cast
) -> None:
    made(Visitor(app, cast.lan), board="Cô Lan: dẫn chương trình", where="sân sau")
    for person in (cast.lan, cast.minh):
        page = Visitor(app, person).open(NEW).text
        assert "Cô Lan: dẫn chương trình" in page and 'value="sân sau"' in page
        assert "07:00 ngày 05/12" not in page
    assert "Cô Lan" not in Visitor(app, cast.tu).open(NEW).text


def test_the_head_issues_and_from_then_on_nothing_changes(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan, hanh = Visitor(app, cast.lan), Visitor(app, cast.hanh)
    place = made(lan, where="sân trường", who="khối 6", board="Cô Lan")
    assert lan.send(f"{place}/issue", {"on": today(), "edition": "1"}).status_code == 403
    assert hanh.send(f"{place}/issue", {"on": "", "edition": "1"}).status_code == 422
    assert hanh.send(f"{place}/issue", {"on": "2999-01-01", "edition": "1"}).status_code == 422
    given = {"on": today(), "edition": "1", "used": "6"}
    assert hanh.send(f"{place}/issue", given).status_code == 303
    assert hanh.send(f"{place}/issue", given).status_code == 409
    before = word(lan, place)
    assert "Số: 07/KH-THCSM" in before
    assert lan.send(place, {"edition": "2", "when": "khác"}).status_code == 409
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        profiles.change(session, SHELL, school, {"name": "Trường khác", "symbol": "TK"}, 1)
        make.saved(session, library, SLUG, vi=make.plan("## I. Mục đích\n\nViệc khác."))
    assert word(lan, place) == before


def test_a_change_of_an_old_page_is_refused_and_keeps_what_was_typed(
    app: Flask, cast: Cast
) -> None:
    lan, minh = Visitor(app, cast.lan), Visitor(app, cast.minh)
    place = made(lan)
    assert minh.send(place, {"edition": "1", "when": "của Minh"}).status_code == 303
    late = lan.send(place, {"edition": "1", "when": "của Lan"})
    assert late.status_code == 409 and "của Lan" in late.text
    assert "của Minh" in word(lan, place)


def test_documents_are_for_the_people_of_their_unit(app: Flask, cast: Cast) -> None:
    place = made(Visitor(app, cast.lan))
    other, stranger = Visitor(app, cast.tu), Visitor(app)
    for path in (place, f"{place}/download.docx", f"{place}/pages/1.png"):
        assert other.open(path).status_code == 404
        assert stranger.open(path).status_code != 200
    for path in (place, f"{place}/issue", f"{place}/discard"):
        assert other.send(path, {"edition": "1"}).status_code == 404
    assert stranger.send(NEW, {}).status_code != 303
    assert "Ngày hội phân loại rác" not in other.open("/vi/documents/").text
    assert "Ngày hội phân loại rác" in Visitor(app, cast.minh).open("/vi/documents/").text


def test_a_draft_is_thrown_away_by_who_made_it(app: Flask, cast: Cast) -> None:
    lan, minh = Visitor(app, cast.lan), Visitor(app, cast.minh)
    place = made(lan)
    assert minh.send(f"{place}/discard", {"edition": "1"}).status_code == 403
    assert lan.send(f"{place}/discard", {"edition": "1"}).status_code == 303
    assert lan.open(place).status_code == 404


def test_a_day_that_is_none_is_asked_again(app: Flask, cast: Cast) -> None:
    lan = Visitor(app, cast.lan)
    refused = lan.send(NEW, {"when": "8 giờ", "report_on": "31/13/2026"})
    assert refused.status_code == 422 and "8 giờ" in refused.text


def test_a_document_outlives_its_item(app: Flask, cast: Cast, library: Library) -> None:
    lan = Visitor(app, cast.lan)
    place = made(lan)
    with library.sessions.writing() as session:
        [item] = session.scalars(select(Item))
        item.published_id = item.published_at = None
    assert "Cái gì vào bếp" in word(lan, place)
    assert f"/vi/items/{SLUG}" not in lan.open(place).text


def test_the_letterhead_says_what_is_inherited_and_what_is_missing(app: Flask, cast: Cast) -> None:
    tu, lan = Visitor(app, cast.tu), Visitor(app, cast.lan)
    page = f"/vi/units/{cast.other_school}/letterhead"
    assert "Ký hiệu viết tắt trong số văn bản" in tu.open(page).text.partition("Còn thiếu")[2]
    assert lan.open(page).status_code == 404
    assert lan.send(f"/vi/units/{cast.school}/letterhead", {}).status_code == 403
    wrong = tu.send(page, {"symbol": "TH CS", "name": "Trường Tên Dài", "edition": "0"})
    assert wrong.status_code == 422 and "Trường Tên Dài" in wrong.text
    fields = {
        "symbol": "THCSMH", "edition": "0", "recipients": "Các tổ\nCha mẹ học sinh",
        "signer-name": "Hoàng Tú", "signer-post": "Hiệu trưởng", "signer-power": "", "signer-of": "",
    }  # fmt: skip
    assert tu.send(page, fields).status_code == 303
    assert tu.send(page, fields).status_code == 409
    shown = tu.open(page).text
    assert "Hoàng Tú: HIỆU TRƯỞNG" in shown and "Cha mẹ học sinh" in shown
    fields |= {"edition": "1"}
    text = {"logo": (io.BytesIO(b"no picture"), "logo.txt")}
    assert tu.send(page, {**fields, **text}).status_code == 422
    logo = {"logo": (io.BytesIO(sample.png()), "logo.png")}
    assert tu.send(page, {**fields, **logo}).status_code == 303
    slip = "/vi/documents/new/consent-slip"
    assert pictures(tu, str(tu.send(slip, {"return_by": ""}).location)) == 1
    assert tu.send(page, {**fields, "edition": "2", "no_logo": "1"}).status_code == 303
    assert pictures(tu, str(tu.send(slip, {"return_by": ""}).location)) == 0


def test_a_department_changes_a_form_and_an_error_leaves_the_old_one_in_force(
    app: Flask, cast: Cast
) -> None:
    an, lan = Visitor(app, cast.an), Visitor(app, cast.lan)
    page = f"/vi/units/{cast.department}/forms/activity-plan"
    assert lan.open(page).status_code == 403
    assert lan.send(page, {}).status_code == 403
    source = own_source(an.open(page).text)
    place = made(lan)
    broken = an.send(page, {"source": source.replace("parts:", "pasts:"), "edition": "0"})
    assert broken.status_code == 422 and "Dòng" in broken.text and "pasts" in broken.text
    changed = source.replace("heading: Mục đích, yêu cầu", "heading: Mục đích của Sở")
    looked = an.send(page, {"source": changed, "edition": "0", "look": "1"})
    assert looked.status_code == 200 and "data:image/png" in looked.text
    assert "MỤC ĐÍCH CỦA SỞ" not in word(lan, made(lan))
    assert an.send(page, {"source": changed, "edition": "0"}).status_code == 303
    assert an.send(page, {"source": changed, "edition": "0"}).status_code == 409
    assert "MỤC ĐÍCH CỦA SỞ" in word(lan, made(lan))
    assert "MỤC ĐÍCH CỦA SỞ" not in word(lan, place)
    assert an.send(f"{page}/drop").status_code == 303
    assert "MỤC ĐÍCH CỦA SỞ" not in word(lan, made(lan))


def test_the_pages_of_a_form_follow_what_is_typed_and_an_error_names_its_line(
    app: Flask, cast: Cast
) -> None:
    an = Visitor(app, cast.an)
    page = f"/vi/units/{cast.department}/forms/activity-plan"
    look = f"/vi/units/{cast.department}/forms/preview.json"
    source = own_source(an.open(page).text)
    before = an.send(look, {"source": source}).get_json()["pictures"]
    after = an.send(look, {"source": source.replace("\n", "\r\n").replace("KẾ HOẠCH", "DỰ ÁN")})
    assert before[0].startswith("data:image/png") and after.get_json()["pictures"] != before
    broken = source.replace("parts:", "pasts:")
    refused = an.send(look, {"source": broken})
    line = source.split("parts:")[0].count("\n") + 1
    assert refused.status_code == 422 and refused.get_json()["wrong"].startswith(f"Dòng {line}:")
    looked = an.send(page, {"source": broken, "edition": "0", "look": "1"}).text
    assert f"Dòng {line}:" in looked and before[0] in looked, "the one in force is still shown"
    assert Visitor(app, cast.lan).send(look, {"source": source}).status_code == 403


def own_source(page: str) -> str:
    """Return the text of a form as its page shows it."""
    [field] = html.fromstring(page).xpath("//textarea[@name='source']")
    return str(field.text)


def test_a_picture_that_is_withheld_later_leaves_documents_too(
    app: Flask, cast: Cast, library: Library
) -> None:
    lan = Visitor(app, cast.lan)
    with library.sessions.writing() as session:
        files = {"thung.png": sample.png()}
        make.saved(session, library, SLUG, vi=make.plan(BODY), files=files)
    place = made(lan)
    assert pictures(lan, place) == 1
    with library.sessions.writing() as session:
        [item] = session.scalars(select(Item))
        withholding.hide(session, item, "files/thung.png")
    assert pictures(lan, place) == 0
    assert "Thùng rác ba ngăn" not in word(lan, place)


def pictures(visitor: Visitor, place: str) -> int:
    content = visitor.open(f"{place}/download.docx").data
    return len(docx.Document(io.BytesIO(content)).inline_shapes)
