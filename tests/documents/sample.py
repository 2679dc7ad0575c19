"""A plan to write, its pictures, and short ways to change one thing of it."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from library.documents import blocks
from library.documents.document import Document

BODY = """
<p>Mỗi học sinh <strong>giới thiệu</strong> được hai nét văn hóa,
xem <a href="#noi-dung">nội dung</a> và <a href="https://example.org/nguon">nguồn</a>
có ghi chú.<sup><a href="#fn:a">1</a></sup></p>
<h2 id="noi-dung">I. Nội dung</h2>
<ol start="3"><li>Việc ba<ul><li>Ý con</li></ul></li><li>Việc bốn</li></ol>
<p>Giữa hai danh sách.</p>
<ol><li>Lại từ đầu</li></ol>
<h3>1. Phân công</h3>
<table><thead><tr><th>STT</th><th>Việc</th><th align="right">Kinh phí</th></tr></thead>
<tbody><tr><td>1</td><td>Tập giữ nhịp chiêng theo nhóm</td><td>20.000</td></tr></tbody></table>
<p><img src="files/san.png" alt="Sơ đồ sân trường"></p>
<blockquote><p>Lời trích.</p></blockquote>
<pre><code>print("chào")</code></pre>
<div><hr><ol><li><p>Chú thích <em>một</em>.&nbsp;<a href="#fnref:a">↩</a></p></li></ol></div>
"""


def png(width: int = 300, height: int = 100) -> bytes:
    return _encoded(Image.new("RGB", (width, height), "#a44"), "PNG")


def cmyk_jpeg() -> bytes:
    """Return a JPEG as printers' programs make it: without the JFIF mark."""
    return _encoded(Image.new("CMYK", (60, 40)), "JPEG")


def cut_jpeg() -> bytes:
    return _encoded(Image.effect_noise((300, 300), 60), "JPEG")[:3000]


def svg(text: str = "", size: str = 'width="300" height="100"') -> bytes:
    drawing = f'<rect width="90" height="90"/><text x="9" y="50">{text}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawing}</svg>'.encode()


def plan(**changes: Any) -> Document:
    """Return the sample plan with some fields replaced; `html` stands for the body."""
    if "html" in changes:
        changes["body"] = tuple(blocks.from_html(changes.pop("html")))
    return replace(_PLAN, **changes)


def _encoded(image: Image.Image, kind: str) -> bytes:
    result = io.BytesIO()
    image.save(result, kind)
    return result.getvalue()


_PLAN = Document(
    title='Ngày hội văn hóa "Chiêng ngân quê em"',
    promise="Buổi sáng toàn trường gồm bốn khu trải nghiệm.",
    kind="Kế hoạch tổ chức hoạt động",
    language="vi",
    facts=(("Đối tượng", "Lớp 6 đến lớp 9"), ("Thời lượng", "210 phút")),
    body=tuple(blocks.from_html(BODY)),
    pictures={"files/san.png": png()},
    source="Nguồn: Sáo Diều, https://saodieu.example/vi/items/chieng, CC BY 4.0.",
    authors=("Nhóm biên soạn", "Trường THCS Mẫu"),
    keywords=("cồng chiêng", "di sản"),
    modified_at=datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
    address="https://saodieu.example/vi/items/chieng",
)
