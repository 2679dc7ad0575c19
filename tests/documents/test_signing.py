"""The signature never stands alone on a page: what ends the body goes with it, in Word and in PDF."""

import io
from collections.abc import Callable

import docx
import pypdfium2 as pdfium
import pytest
from docx.oxml.ns import qn

from library.documents import official_docx, official_pdf
from library.documents.official import Official
from tests.documents.official_sample import made

ROW = "Hoạt động | Nêu được việc làm cụ thể để giữ gìn trường lớp sạch đẹp | 2 | Tuần 5"


def annex(count: int, row: str = ROW) -> Official:
    """Return Annex II, landscape, with a table of so many rows."""
    answers = {"activities": "\n".join([row] * count), "group": "Văn", "leader": "Lê Thị Lan"}
    return made("5512-group-activities", answers=answers).official


def listed(count: int) -> Official:
    """Return minutes that end with a list of so many decisions."""
    answers = {"decided": "\n".join(["Hoạt động được giao cho tổ"] * count)}
    form = (
        "name: Mẫu\ntitle: PHIẾU\nhead: motto\nfields:\n  - {id: decided, kind: lines, label: x}\n"
    )
    form += 'parts:\n  - text: ["{decided}"]\nannex: ""\n'
    return made(form=form, answers=answers).official


def pages(paper: Official) -> list[str]:
    with pdfium.PdfDocument(official_pdf.write(paper)) as document:
        return [str(page.get_textpage().get_text_bounded()) for page in document]


@pytest.mark.parametrize(
    ("paper", "counts", "post"),
    [(annex, range(4, 12), "TỔ TRƯỞNG"), (listed, range(26, 34), "PHÓ HIỆU TRƯỞNG")],
)
def test_a_page_of_the_pdf_with_the_signature_has_a_row_too(
    paper: Callable[[int], Official], counts: range, post: str
) -> None:
    lengths = []
    for count in counts:
        found = pages(paper(count))
        [signed] = [page for page in found if post in page]
        assert "Hoạt động" in signed, count
        assert sum(page.count("Hoạt động") for page in found) == count
        lengths.append((len(found), signed.count("Hoạt động")))
    assert (2, 1) in lengths, "one of these would have left the signature alone"


def test_a_row_in_word_is_kept_with_the_signature_and_may_leave_the_others() -> None:
    body = docx.Document(io.BytesIO(official_docx.write(annex(3, "Hoạt động")))).element.body
    table = body.xpath("./w:tbl[w:tblPr/w:tblStyle[@w:val='TableGrid']]")[-1]
    marks = [row.xpath("./w:tc/w:p/w:pPr/w:keepNext") for row in table.xpath("./w:tr")]
    kept = [[mark.val for mark in row] for row in marks]
    assert [set(row) for row in kept] == [{True}, {True}, {False}, {True}]
    gap = table.getnext()
    assert gap.pPr.keepNext.val and gap.getnext().tag == qn("w:tbl")
    rows = gap.getnext().xpath("./w:tr[w:trPr/w:cantSplit]")
    assert len(rows) == 1
