"""A Word file that a teacher has already becomes a submission: ten clicks and two minutes are too many.

With SAODIEU_RECORD=FOLDER the browser is recorded; `playwright show-trace` plays it.
"""

import io
import os
import re
import time
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Inches
from playwright.sync_api import FilePayload, Locator, Page, expect
from sqlalchemy import select

from library.originals.models import Original
from library.wiring import Library
from tests.cast import Cast
from tests.items import papers
from tests.journeys.conftest import Visit, signed_in
from tests.uploads import hostile

pytestmark = pytest.mark.xdist_group("browser")
HEADINGS = ("I. MỤC TIÊU", "II. CHUẨN BỊ", "III. TIẾN TRÌNH", "IV. ĐÁNH GIÁ", "V. GỢI Ý ĐIỀU CHỈNH")
CAPTIONS = ("Quầy sách dưới gốc bàng", "Thẻ trao đổi", "Sơ đồ sân trường", "Bảng cảm nhận")
FACTS = (
    "Môn: Ngữ văn", "Lớp: 7A1, 7A2", "Thời lượng: 45 phút",
    "Loại hình: Hoạt động trải nghiệm",
)  # fmt: skip
SENTENCE = "Học sinh giới thiệu một cuốn sách cũ bằng hai câu, lắng nghe bạn và trao đổi ít nhất một cuốn. "


# What a browser does when somebody pastes: the event, then the bare text.
PASTE = """html => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    const field = document.activeElement;
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
    document.execCommand("insertText", false, "Một Hai");
}"""


def plan() -> bytes:
    """Return a plan of five pages as schools write them, with three tables and four pictures."""
    document = docx.Document()
    head = document.add_table(1, 2).rows[0].cells
    head[0].text = "SỞ GD&ĐT MẪU\nTRƯỜNG THCS MẪU"
    head[1].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    for line in ("KẾ HOẠCH", "Tổ chức phiên chợ sách cũ của khối Bảy"):
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(line).bold = True
    for line in FACTS:
        document.add_paragraph(line)
    for place, heading in enumerate(HEADINGS):
        document.add_paragraph().add_run(heading).bold = True
        for _ in range(4):
            document.add_paragraph(SENTENCE * 4)
        if place < len(CAPTIONS):
            document.add_picture(
                io.BytesIO(hostile.picture("JPEG", (240 + place, 160))), width=Inches(3)
            )
            document.add_paragraph(f"Hình {place + 1}: {CAPTIONS[place]}")
        if place in (1, 2, 3):
            _table(document)
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _table(document: "docx.document.Document") -> None:
    rows = (("Phút", "Việc", "Học sinh"), ("0 - 10", "Bày sách", "Bày"), ("10 - 45", "Đổi", "Đổi"))
    table = document.add_table(len(rows), 3)
    table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


class Hand:
    """Clicks and counts the clicks; to type into a field or to choose a file takes one, too."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self._begun = page, 0, time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the first page was open."""
        return time.monotonic() - self._begun

    def click(self, what: Locator) -> None:
        """Click."""
        self.clicks += 1
        what.click()

    def choose(self, content: bytes) -> None:
        """Choose a file."""
        self.clicks += 1
        file = FilePayload(name="ke-hoach-cho-sach.docx", mimeType=papers.DOCX, buffer=content)
        self.page.locator("input[type=file]").set_input_files(file)

    def tick(self, name: str, id: str) -> None:
        """Tick a tag, unless the file itself has said so."""
        box = self.page.locator(f"[name={name}][value='{id}']")
        if not box.is_checked():
            if not box.is_visible():
                self.click(self.page.locator(f"#{name} summary"))
            self.click(box)

    def fill(self, name: str, text: str) -> None:
        """Fill a field, unless it is filled already."""
        field = self.page.locator(f"#{name}")
        if not field.input_value():
            self.click(field)
            field.fill(text)


@pytest.mark.parametrize(("language", "width"), [("vi", 1280), ("en", 360)])
def test_a_plan_in_word_is_handed_in_with_few_clicks(
    visit: Visit, kept: Library, cast_of_site: Cast, language: str, width: int
) -> None:
    page = visit(f"/{language}/contribute/", width=width, **signed_in(kept, cast_of_site.minh))
    folder = os.environ.get("SAODIEU_RECORD")
    if folder:
        page.context.tracing.start(screenshots=True, snapshots=True)
    hand = Hand(page)
    hand.click(page.locator("a[href$='/originals/new']"))
    hand.choose(plan())
    hand.click(page.locator("main form .btn.main"))
    look = page.locator("#look")
    look.wait_for()
    for heading in HEADINGS:
        expect(page.locator(".framed h2", has_text=heading.partition(" ")[2])).to_have_count(1)
    expect(page.locator(".framed table")).to_have_count(3)
    expect(page.locator(".framed img")).to_have_count(4)
    expect(look.locator("#title")).to_have_value(re.compile("phiên chợ sách cũ của khối Bảy$"))
    hand.tick("grade", "grade.07")
    hand.tick("subject", "subject.literature")
    hand.fill("duration_minutes", "45")
    for place, caption in enumerate(CAPTIONS):
        expect(look.locator("[name^='alt-']").nth(place)).to_have_value(caption)
    hand.click(look.locator("[name=own_work]"))
    hand.click(look.locator("[name=ai_assisted][value=no]"))
    hand.click(look.locator("[name=personal][value=none]"))
    hand.click(look.locator(".btn.main"))
    page.wait_for_url("**/send")
    assert page.locator(".gaps").count() == 0
    hand.click(page.locator("main form .btn.main"))
    page.wait_for_url("**/preview")
    seconds = hand.seconds
    if folder:
        page.context.tracing.stop(path=Path(folder) / f"original-{language}.zip")
    expect(page.locator("main")).to_contain_text("ke-hoach-cho-sach.docx")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (hand.clicks < 10, seconds < 120) == (True, True), (hand.clicks, seconds)


@pytest.mark.parametrize(
    ("then", "media_type"), [("", "text/html"), ("x", "text/plain")], ids=["kept", "changed"]
)
def test_what_is_pasted_from_word_keeps_its_tables_until_it_is_changed(
    visit: Visit, kept: Library, cast_of_site: Cast, then: str, media_type: str
) -> None:
    page = visit("/vi/contribute/originals/new", **signed_in(kept, cast_of_site.minh))
    page.locator("summary").click()
    page.locator("#text").focus()
    page.evaluate(PASTE, "<h2>Một</h2><table><tr><td>Hai</td></tr></table>")
    expect(page.locator("[data-kept]")).not_to_be_empty()
    page.locator("#text").press_sequentially(then)
    page.locator("main form .btn.main").click()
    page.wait_for_url(re.compile(r"/originals/\d+$"))
    with kept.sessions.reading() as session:
        newest = select(Original).order_by(Original.id.desc()).limit(1)
        assert session.scalars(newest).one().media_type == media_type
