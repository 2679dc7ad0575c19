"""Word files laid out as teachers lay them out, to be turned into ODT and PDF by LibreOffice."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from PIL import Image

CENTER, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
PURPOSE = (
    "Giúp học sinh hiểu giá trị của cồng chiêng Tây Nguyên và vẻ đẹp của văn hóa địa phương, biết "
    "kể lại một câu chuyện của buôn làng, từ đó thêm yêu quê hương và con người Lâm Đồng."
)
SHORT = "Tất cả học sinh khối 7 tham gia."
ROWS = (
    ("Thời gian", "Nội dung", "Phụ trách"),
    ("7h30 - 8h00", "Đón khách, ổn định chỗ ngồi và giới thiệu đại biểu về dự", "Cô Hà"),
    ("8h00 - 9h00", "Nghe nghệ nhân kể chuyện cồng chiêng", "Thầy Bình"),
)


def drawing(size: tuple[int, int] = (120, 80), colour: str = "teal") -> bytes:
    """Return a PNG."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    return target.getvalue()


def _begun() -> Any:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    usual = document.styles["Normal"]
    usual.font.name, usual.font.size = "Liberation Serif", Pt(14)
    usual.paragraph_format.space_after = Pt(6)
    return document


def _said(
    place: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    at: Any = None,
    size: int = 0,
) -> Any:
    paragraph = place.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    paragraph.alignment = at
    if size:
        run.font.size = Pt(size)
    return paragraph


def _written(cell: Any, *lines: tuple[str, bool], at: Any = CENTER) -> None:
    for number, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.add_run(text).bold = bold
        paragraph.alignment = at


def _gridded(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return table


def plan() -> Any:
    """A plan on one page and a half: letterhead, headings that are only bold, a table, a signature."""
    document = _begun()
    head = document.add_table(1, 2)
    left, right = head.rows[0].cells
    _written(left, ("SỞ GD&ĐT LÂM ĐỒNG", False), ("TRƯỜNG THCS NGUYỄN TRÃI", True))
    _written(
        right,
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True),
        ("Độc lập - Tự do - Hạnh phúc", True),
        ("Lâm Đồng, ngày 05 tháng 02 năm 2026", False),
    )
    _said(document, "KẾ HOẠCH", bold=True, at=CENTER)
    _said(document, "Tổ chức Ngày hội cồng chiêng", bold=True, at=CENTER)
    _said(document, "I. MỤC ĐÍCH, YÊU CẦU", bold=True)
    for text in (PURPOSE, SHORT, PURPOSE):
        _said(document, text).paragraph_format.first_line_indent = Mm(10)
    _said(document, "II. CHƯƠNG TRÌNH", bold=True)
    _gridded(document, ROWS)
    _said(document, "III. TỔ CHỨC THỰC HIỆN", bold=True)
    for number in range(1, 9):
        text = f"{number}. Lớp 7A{number}: {PURPOSE}"
        _said(document, text).paragraph_format.first_line_indent = Mm(10)
    foot = document.add_table(1, 2)
    _written(foot.rows[0].cells[0], ("Nơi nhận:", True), ("- Lưu: VT.", False), at=None)
    _written(foot.rows[0].cells[1], ("HIỆU TRƯỞNG", True), ("Nguyễn Văn An", True))
    section = document.sections[0]
    section.header.paragraphs[0].text = "Trường THCS Nguyễn Trãi"
    field = section.footer.paragraphs[0]
    field.alignment = CENTER
    field._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )
    return document


def lists() -> Any:
    """Word's own headings and lists, and what people type instead of them."""
    document = _begun()
    document.add_heading("Phiếu học tập", 0)
    document.add_heading("Chuẩn bị", 1)
    for text in ("Giấy A4", "Bút màu"):
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("Các bước", 2)
    document.add_paragraph("Chia nhóm", style="List Number")
    document.add_paragraph("Mỗi nhóm bốn em", style="List Bullet 2")
    document.add_paragraph("Thảo luận", style="List Number")
    for text in (
        "1. Mục tiêu",
        "a) Về kiến thức",
        "- Nêu được tên ba nhạc cụ",
        "+ Kể được một chuyện",
    ):
        document.add_paragraph(text)
    document.add_paragraph("Họ và tên:\tLớp:")
    broken = document.add_paragraph("Thời gian: 45 phút")
    broken.runs[0].add_break()
    broken.add_run("Địa điểm: sân trường")
    return document


def bilingual() -> Any:
    """Two languages side by side in a table without lines."""
    document = _begun()
    table = document.add_table(3, 2)
    pairs = (
        ("HOẠT ĐỘNG", "ACTIVITY"),
        (PURPOSE, "Pupils learn what gongs mean to the people of the highlands and retell a tale."),
        (SHORT, "All pupils of grade 7 take part in it, in groups of four or five."),
    )
    for row, texts in zip(table.rows, pairs, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return document


def tables() -> Any:
    """A table with merged cells, a row that repeats, and a table within a cell."""
    document = _begun()
    table = _gridded(
        document,
        [["STT", "Hoạt động", "Điểm", ""], ["", "", "Nhóm", "Cá nhân"]]
        + [[str(number), f"Trò chơi số {number}", "5", "10"] for number in (1, 2, 3)],
    )
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(1, 1))
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph("Bảng trong bảng:")
    outer = _gridded(document, [["Khung", ""], ["Dưới", "Cuối"]])
    inner = outer.cell(0, 1).add_table(2, 2)
    inner.style = "Table Grid"
    for row, texts in zip(inner.rows, [("a", "b"), ("c", "d")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    outer.cell(0, 1).add_paragraph("sau bảng")
    return document


def pictures() -> Any:
    """A picture with a text alternative, a note, a text box, tracked changes and a comment."""
    document = _begun()
    document.core_properties.title = "Ngày hội"
    document.core_properties.author = "Cô Hà"
    shown = document.add_paragraph("Hình: ")
    shape = shown.add_run().add_picture(io.BytesIO(drawing()), Mm(40))
    shape._inline.docPr.set("descr", "Một chiếc cồng")
    changed = document.add_paragraph("Đã ")
    changed._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z">'
            '<w:r><w:delText xml:space="preserve">bỏ đi </w:delText></w:r></w:del>'
        )
    )
    changed._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="2" w:author="A" w:date="2026-01-01T00:00:00Z">'
            '<w:r><w:t xml:space="preserve">thêm </w:t></w:r></w:ins>'
        )
    )
    changed.add_run("vào.")
    boxed = document.add_paragraph("Trước khung")
    boxed._p.append(_box("Trong khung"))
    document.add_paragraph("Sau khung")
    power = document.add_paragraph("100 m")
    power.add_run("2").font.superscript = True
    return document


def _box(text: str) -> Any:
    names = nsdecls("w", "wp", "a")
    return parse_xml(
        f'<w:r {names} xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
        ' relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>3000000'
        '</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0'
        '</wp:posOffset></wp:positionV><wp:extent cx="1800000" cy="500000"/><wp:wrapNone/>'
        '<wp:docPr id="7" name="Khung"/><a:graphic><a:graphicData'
        ' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="1800000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"</wps:spPr><wps:txbx><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        "</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing></w:r>"
    )


def old_fonts() -> Any:
    """Text of the time before Unicode, its font set on a run and in a style."""
    document = _begun()
    style = document.styles.add_style("Cu", 1)
    style.font.name = ".VnTime"
    style.element.rPr.rFonts.set(qn("w:cs"), ".VnTime")
    document.add_paragraph("KÕ ho¹ch ho¹t ®éng", style="Cu")
    document.add_paragraph().add_run("tr-êng trung häc".replace("-", "\xad")).font.name = ".VnTimeH"
    document.add_paragraph().add_run("TRÖÔØNG TIEÅU HOÏC").font.name = "VNI-Times"
    return document


DOCUMENTS: Mapping[str, Callable[[], Any]] = {
    "plan": plan,
    "lists": lists,
    "bilingual": bilingual,
    "tables": tables,
    "pictures": pictures,
    "old_fonts": old_fonts,
}
