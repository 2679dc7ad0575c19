"""An official document for tests: made of a form and a small item, as the web makes it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from library.documents import composing, forms
from library.documents.composing import Composed
from library.documents.document import Document
from library.documents.filling import Given

LETTERHEAD: Mapping[str, Any] = {
    "parent": "UBND xã Mẫu",
    "name": "Trường THCS Mẫu",
    "symbol": "THCSM",
    "place": "Lâm Đồng",
    "signers": [
        {"name": "Vũ Ba", "post": "Phó Hiệu trưởng", "power": "KT", "of": "Hiệu trưởng"},
    ],
    "recipients": ["UBND xã (để báo cáo)", "Các tổ chuyên môn"],
}  # fmt: skip
HTML = """
<h2>I. Mục đích, yêu cầu</h2><h3>1. Mục đích</h3><p>Học sinh phân loại được rác.</p>
<h3>2. Yêu cầu</h3><ul><li>An toàn.</li></ul>
<h2>III. Tiến trình</h2>
<table><thead><tr><th>Phút</th><th>Việc</th></tr></thead>
<tbody><tr><td>0 - 10</td><td>Mở đầu</td></tr></tbody></table>
<h2>IV. Câu đố</h2><p>Cái gì vào bếp thành phân bón?</p>
"""
ANSWERS = {
    "when": "07:00 ngày 05/12/2026",
    "where": "sân trường",
    "who": "khối 6",
    "bases": "Căn cứ Kế hoạch giáo dục năm học 2026-2027\nTheo đề nghị của Tổ Tự nhiên",
    "board": "Cô Lan: dẫn chương trình",
}


def source(name: str) -> str:
    return forms.shipped()[name]


def made(
    name: str = "activity-plan",
    *,
    html: str = HTML,
    answers: Mapping[str, str] = ANSWERS,
    letterhead: Mapping[str, Any] = LETTERHEAD,
    number: int | None = 5,
    on: date | None = date(2026, 2, 5),
    form: str = "",
    **values: str,
) -> Composed:
    said = {"title": "Ngày hội phân loại rác", "summary": "Cả lớp cùng phân loại.", **values}
    given = Given(
        source={"html": html, "values": said, "citation": "Nhóm biên soạn. Thư viện"},
        answers=answers,
        letterhead=letterhead,
        number=number,
        issued_on=on,
        today=date(2026, 11, 30),
    )
    paper = Document(
        said["title"], "", "", "vi", (), (), {}, "", (), (), datetime(2026, 11, 30, tzinfo=UTC), ""
    )
    return composing.compose(forms.read(form or source(name)), given, paper)
