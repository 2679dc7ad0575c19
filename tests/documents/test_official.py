"""NĐ 30/2020, Appendix I, as one table: each element is read back from the Word file and from the PDF."""

import ctypes
import io
import re
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from library.documents import forms, official_docx, official_pdf
from tests.documents import official_sample
from tests.documents.official_sample import made

MM = 72 / 25.4


class Element(NamedTuple):
    """Words of an element, the sizes that the decree allows, its style and its side."""

    words: str
    sizes: tuple[float, float]
    bold: bool
    italic: bool
    side: str


# domain.md 2.1, the elements that a plan has.
RULES = (
    Element("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False, "center"),
    Element("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False, "center"),
    Element("UBND XÃ MẪU", (12, 13), False, False, "center"),
    Element("TRƯỜNG THCS MẪU", (12, 13), True, False, "center"),
    Element("Số: 05/KH-THCSM", (13, 13), False, False, "center"),
    Element("Lâm Đồng, ngày 05 tháng 02 năm 2026", (13, 14), False, True, "center"),
    Element("KẾ HOẠCH", (13, 14), True, False, "center"),
    Element("Tổ chức Ngày hội phân loại rác", (13, 14), True, False, "center"),
    Element("Căn cứ Kế hoạch giáo dục năm học 2026-2027;", (13, 14), False, True, "both"),
    Element("Theo đề nghị của Tổ Tự nhiên.", (13, 14), False, True, "both"),
    Element("I. MỤC ĐÍCH, YÊU CẦU", (13, 14), True, False, "both"),
    Element("1. Mục đích", (13, 14), True, False, "both"),
    Element("Học sinh phân loại được rác.", (13, 14), False, False, "both"),
    Element("KT. HIỆU TRƯỞNG", (13, 14), True, False, "center"),
    Element("PHÓ HIỆU TRƯỞNG", (13, 14), True, False, "center"),
    Element("Vũ Ba", (13, 14), True, False, "center"),
    Element("Nơi nhận:", (12, 12), True, True, "left"),
    Element("- UBND xã (để báo cáo);", (11, 11), False, False, "left"),
    Element("- Lưu: VT.", (11, 11), False, False, "left"),
    Element("Phụ lục", (14, 14), True, False, "center"),
    Element("NỘI DUNG KÈM THEO", (13, 14), True, False, "center"),
    Element("(Kèm theo Kế hoạch số 05/KH-THCSM", (13, 14), False, True, "center"),
)


def word(**changes: Any) -> Any:
    return docx.Document(io.BytesIO(official_docx.write(made(**changes).official)))


def paragraphs(opened: Any) -> list[Any]:
    """Return every paragraph, those in tables too, in the order of reading."""
    body = opened.element.body
    return [Paragraph(p, opened) for p in body.iter(qn("w:p"))]


@pytest.fixture(scope="module")
def opened() -> Any:
    return word()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return official_pdf.write(made().official)


def test_every_element_has_its_look_in_word(opened: Any) -> None:
    found = paragraphs(opened)
    sides = {0: "left", 1: "center", 3: "both"}
    for rule in RULES:
        [paragraph] = [
            p for p in found if p.text == rule.words or p.text.startswith(f"{rule.words} ")
        ]
        style = paragraph.style
        assert rule.sizes[0] <= style.font.size.pt <= rule.sizes[1], rule
        assert (bool(style.font.bold), bool(style.font.italic)) == rule[2:4], rule
        assert sides[style.paragraph_format.alignment] == rule.side, rule
    fonts = opened.styles.element.find(f".//{qn('w:rFonts')}")
    assert set(fonts.values()) == {"Times New Roman"}


def test_every_element_has_its_look_in_the_pdf(pdf: bytes) -> None:
    with pdfium.PdfDocument(pdf) as document:
        for rule in RULES:
            size, font = next(filter(None, (look(page, rule.words) for page in document)))
            assert rule.sizes[0] <= size <= rule.sizes[1], rule
            bold, italic = ("Bold" in font), ("Italic" in font)
            assert font.startswith("LiberationSerif") and (bold, italic) == rule[2:4], rule


def look(page: Any, words: str) -> tuple[float, str] | None:
    """Return the size and the font of the first letter of some words, as a page is drawn."""
    text = page.get_textpage()
    found = text.search(words, match_case=True).get_next()
    if found is None:
        return None
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, found[0], name, 100, flags)
    size = raw.FPDFText_GetFontSize(text, found[0])
    return round(size, 1), name.value.decode().rpartition("+")[2]


def test_the_paper_is_a4_with_the_margins_of_the_decree(opened: Any, pdf: bytes) -> None:
    for section in opened.sections:
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        edges = [
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
        ]
        limits = [(20, 25), (20, 25), (30, 35), (15, 20)]
        for edge, (least, most) in zip(edges, limits, strict=True):
            assert least - 0.1 <= edge.mm <= most
    with pdfium.PdfDocument(pdf) as document:
        assert [round(side / MM) for side in document[0].get_size()] == [210, 297]
        boxes = [char[0] for char in letters(document[0])]
        assert min(boxes) + 0.5 >= 30 * MM and max(boxes) <= 195 * MM


def letters(page: Any) -> list[tuple[float, float, float, float]]:
    text = page.get_textpage()
    return [
        text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1).strip()
    ]


def test_rules_are_as_long_as_the_motto_and_a_part_of_other_lines(pdf: bytes) -> None:
    with pdfium.PdfDocument(pdf) as document:
        page = document[0]
        lines = [
            round(right - left, 1)
            for left, bottom, right, top in (
                each.get_bounds() for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
            )
            if top - bottom < 2 and bottom > page.get_height() * 0.7
        ]
        motto = width(page, "Độc lập - Tự do - Hạnh phúc")
        issuer, subject = (
            width(page, "TRƯỜNG THCS MẪU"),
            width(page, "Tổ chức Ngày hội phân loại rác"),
        )
    lengths = sorted(lines)
    assert abs(lengths[2] - motto) < 2.5
    assert issuer / 3 <= lengths[0] <= issuer / 2 and subject / 3 <= lengths[1] <= subject / 2


def width(page: Any, words: str) -> float:
    text = page.get_textpage()
    first, count = text.search(words, match_case=True).get_next()
    return float(text.get_charbox(first + count - 1)[2] - text.get_charbox(first)[0])


def test_word_draws_its_rules_as_long(opened: Any) -> None:
    rules = [p for p in paragraphs(opened) if p.style.name == "Short Rule"]
    issuer, motto, subject = (
        room - p.paragraph_format.left_indent.mm - p.paragraph_format.right_indent.mm
        for p, room in zip(rules, (73, 92, 165), strict=True)
    )
    assert motto == pytest.approx(56.1, abs=0.3)
    assert 13 < issuer < 22 and 25 < subject < 38


def test_pages_are_numbered_at_the_top_from_the_second_and_an_annex_for_itself(pdf: bytes) -> None:
    long = made(html="<h2>Mục đích</h2>" + "<p>Một đoạn dài. </p>" * 60 + "<h2>Câu đố</h2>"
                + "<p>Câu hỏi.</p>" * 60).official  # fmt: skip
    with pdfium.PdfDocument(official_pdf.write(long)) as document:
        tops = [top(page) for page in document]
    body = tops[1:].index("") + 1
    assert tops == [
        "",
        *map(str, range(2, body + 1)),
        "",
        *map(str, range(2, len(tops) - body + 1)),
    ]
    opened = docx.Document(io.BytesIO(official_docx.write(long)))
    first, annex = opened.sections
    assert first.different_first_page_header_footer and annex.different_first_page_header_footer
    assert annex._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    header = first.header.paragraphs[0]
    assert header.alignment or header.style.paragraph_format.alignment == 1
    assert "PAGE" in header._p.xml


def top(page: Any) -> str:
    """Return what stands in the top margin of a page."""
    height = page.get_height()
    return str(page.get_textpage().get_text_bounded(bottom=height - 19 * MM)).strip()


def test_the_pdf_is_tagged_and_meets_pdf_ua_and_pdf_a_on_every_form() -> None:
    for name in forms.shipped():
        data = official_pdf.write(made(name, answers={}).official)
        assert b"<pdfuaid:part>1<" in data and b"<pdfaid:part>2<" in data, name
        fonts = set(re.findall(rb"/FontName ?/[A-Z]{6}\+(\w+)", data))
        assert fonts <= {b"LiberationSerif", b"DejaVuSansMono"}, name


def test_letters_numbers_and_dates_have_their_zeros_and_letters() -> None:
    html = "<h2>Mục đích</h2><h3>Một</h3>" + "".join(f"<h4>Điểm {n}</h4><p>x</p>" for n in range(6))
    found = [p.text for p in paragraphs(word(html=html))]
    points = [line for line in found if "Điểm" in line]
    assert [line[:2] for line in points] == ["a)", "b)", "c)", "d)", "đ)", "e)"]
    assert "Số: 12/KH-THCSM" in [p.text for p in paragraphs(word(number=12))]


def test_a_draft_leaves_room_for_the_number_and_the_day() -> None:
    found = [p.text.replace("\u00a0", "_") for p in paragraphs(word(number=None, on=None))]
    assert "Số: ______/KH-THCSM" in found
    assert "Lâm Đồng, ngày______tháng______năm 2026" in found


def test_the_text_ends_with_its_sign_and_tables_repeat_their_header(opened: Any) -> None:
    found = [p.text for p in paragraphs(opened)]
    closing = next(line for line in found if line.startswith("Trên đây là"))
    assert closing.endswith("Trường THCS Mẫu./.")
    [table] = [t for t in opened.tables if t.style.name == "Table Grid"]
    assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def test_an_official_letter_says_what_it_is_about_under_its_number() -> None:
    answers = {
        "about_what": "phối hợp tổ chức",
        "to": "Đồn Biên phòng\nHội Nông dân",
        "drafter": "VP",
    }
    found = [p.text for p in paragraphs(word(name="official-letter", answers=answers))]
    assert found[found.index("Số: 05/THCSM-VP") + 1] == "V/v phối hợp tổ chức"
    start = found.index("Kính gửi:")
    assert found[start + 1 : start + 3] == ["- Đồn Biên phòng;", "- Hội Nông dân."]


def test_a_very_long_name_and_sixty_recipients_stay_in_their_columns() -> None:
    letterhead = dict(official_sample.LETTERHEAD) | {
        "name": "Trường " + "Phổ thông Dân tộc nội trú " * 11,
        "recipients": [f"Đơn vị số {n}" for n in range(60)],
    }
    paper = made(letterhead=letterhead).official
    with pdfium.PdfDocument(official_pdf.write(paper)) as document:
        assert max(box[2] for box in letters(document[0])) <= 196 * MM
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "- Đơn vị số 59;" in text and "- Lưu: VT." in text
    assert b"word/document.xml" in official_docx.write(paper)


def test_the_same_document_gives_the_same_word_file() -> None:
    paper = made().official
    assert official_docx.write(paper) == official_docx.write(paper)


def test_every_form_is_valid_by_the_schema_of_word_files(tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit", reason="openxml-audit is not installed")
    validator = audit.OpenXmlValidator()
    for name in forms.shipped():
        place = tmp_path / f"{name}.docx"
        place.write_bytes(official_docx.write(made(name).official))
        told = [each.description for each in validator.validate(place).errors]
        # ECMA-376, Part 1, 11.3 lets both parts be left out.
        told = [each for each in told if "/fontTable" not in each and "/theme" not in each]
        assert told == [], name


@given(st.text(max_size=200))
@settings(max_examples=8)
def test_whatever_is_typed_both_files_can_be_made(said: str) -> None:
    answers = dict.fromkeys((*official_sample.ANSWERS, "board"), said)
    paper = made(answers=answers, title=said).official
    assert official_docx.write(paper) and official_pdf.write(paper).startswith(b"%PDF")
