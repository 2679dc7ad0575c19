"""Documents made of reports: chosen, filled in, read back from Word and PDF; the checking spreadsheet."""

import io
import zipfile

import docx
import pypdfium2 as pdfium
import pytest
from docx.enum.section import WD_ORIENT
from flask import Flask
from lxml import etree, html
from sqlalchemy import select

from library.accounts.models import User
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.reporting import diary
from tests.reporting.diary import SEMESTER
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

REPORT = "/vi/reports/1"
TYPED = {
    "seen": "0",
    "strengths": "Học sinh hào hứng.\nPhụ huynh cùng làm.",
    "proposals": "- Thêm sách\n- Tập huấn",
}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application, with two entries of the school and a receiver at the department."""
    with library.sessions.writing() as session:
        diary.entry(session, cast)
        diary.entry(session, cast, title="Hội <thi> & trò chơi", form="contest", pupils=35)
        diary.receiver(session, cast.department)
    return create_app(library)


@pytest.fixture
def lan(app: Flask, cast: Cast) -> Visitor:
    """Lan, who has begun report 1 and typed what only the school can say."""
    lan = Visitor(app, cast.lan)
    lan.send("/vi/reports/", {"unit": cast.school, "period": SEMESTER})
    assert lan.send(REPORT, TYPED).status_code == 303
    return lan


def made(lan: Visitor, name: str, to: str = "", **answers: str) -> str:
    """Return the address of a document that Lan makes on a form."""
    page = html.fromstring(lan.open(f"{REPORT}/documents/{name}{to}").text)
    check_nothing_inline(page)
    form = next(each for each in page.forms if each.method == "POST")
    answer = lan.send(f"{REPORT}/documents/{name}{to}", dict(form.form_values()) | answers)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def word(lan: Visitor, address: str) -> docx.document.Document:
    return docx.Document(io.BytesIO(lan.open(f"{address}/download.docx").data))


def words(document: docx.document.Document) -> str:
    return "\n".join(
        each.text for each in document.element.body.iter() if each.tag.endswith("}t") and each.text
    )


def test_the_page_offers_each_form_and_the_recipients(lan: Visitor, cast: Cast) -> None:
    page = html.fromstring(lan.open(f"{REPORT}/documents").text)
    links = page.xpath("//ul[@class='chips']//a/@href")
    assert [each for each in links if each.endswith(f"documents/report?to={cast.department}")]
    assert {each.rpartition("/")[2].partition("?")[0] for each in links} == {
        "report", "report-fragment", "press-sheet", "year-digest",
    }  # fmt: skip


def test_a_report_is_an_official_document_with_a_landscape_annex(lan: Visitor, cast: Cast) -> None:
    address = made(lan, "report", f"?to={cast.department}")
    document = word(lan, address)
    said = words(document)
    for piece in ("BÁO CÁO", "Sở GD&ĐT Mẫu", "Học sinh hào hứng.", "Thêm sách", "Trên đây là",
                  "Hội <thi> & trò chơi", "Phụ lục", "Nhật ký số 1", "./."):  # fmt: skip
        assert piece in said, piece
    assert [each.orientation for each in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert rows[0][0] == "STT" and [row[1] for row in rows[1:]] == [
        "Ngày hội văn hóa",
        "Hội <thi> & trò chơi",
    ]
    with pdfium.PdfDocument(lan.open(f"{address}/download.pdf").data) as pages:
        sizes = [page.get_width() > page.get_height() for page in pages]
    assert sizes[0] is False and sizes[-1] is True


def test_the_fragment_is_content_alone(lan: Visitor) -> None:
    document = word(lan, made(lan, "report-fragment"))
    said = words(document)
    assert "Học sinh hào hứng." in said and "155" in said
    assert "CỘNG HÒA" not in said and "Phụ lục" not in said


@pytest.mark.parametrize("name", ["press-sheet", "year-digest"])
def test_charts_stand_in_word_and_pdf_with_their_words(lan: Visitor, name: str) -> None:
    address = made(lan, name, contact="Văn phòng, 0123")
    document = word(lan, address)
    assert document.inline_shapes, "a chart"
    described = document.element.body.xpath(".//wp:docPr/@descr")
    assert any("1" in each and ":" in each for each in described)
    assert lan.open(f"{address}/download.pdf").data.startswith(b"%PDF")


def test_the_spreadsheet_adds_up_what_the_report_says(lan: Visitor) -> None:
    with zipfile.ZipFile(io.BytesIO(lan.open(f"{REPORT}/report.xlsx").data)) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        parts = archive.read("xl/worksheets/sheet2.xml").decode()
    kept = sheet.xpath("//*[local-name()='f']/text()")
    assert "SUM('Cộng từ'!D2:D3)" in kept
    values = [
        each.xpath("string(*[local-name()='v'])")
        for each in sheet.xpath("//*[local-name()='row'][3]/*")
    ]
    assert values[1:] == ["155", "155", "có"]
    assert "Hội &lt;thi&gt; &amp; trò chơi" in parts


@pytest.mark.parametrize("who", ["tu", "an"])
def test_another_unit_makes_no_document_of_it(
    app: Flask, cast: Cast, lan: Visitor, who: str
) -> None:
    other = Visitor(app, getattr(cast, who))
    for path in ("documents", "documents/report", "report.xlsx"):
        assert other.open(f"{REPORT}/{path}").status_code == 404
    assert other.send(f"{REPORT}/documents/report").status_code == 404


def test_a_receiver_reads_a_report_and_makes_no_document_of_it(
    library: Library, app: Flask, cast: Cast, lan: Visitor
) -> None:
    hanh = Visitor(app, cast.hanh)
    for step in ("sign", "submit"):
        assert hanh.send(f"{REPORT}/steps/{step}").status_code == 303
    with library.sessions.reading() as session:
        nga = session.scalars(select(User.id).where(User.email == "nga@example.vn")).one()
    receiver = Visitor(app, nga)
    assert receiver.open(REPORT).status_code == 200
    for path in ("documents", "documents/report", "report.xlsx"):
        assert receiver.open(f"{REPORT}/{path}").status_code == 404
    assert receiver.send(f"{REPORT}/documents/report").status_code == 404


def test_what_is_no_form_of_a_report_is_not_found(lan: Visitor) -> None:
    assert lan.open(f"{REPORT}/documents/minutes").status_code == 404
