"""An official document of ten pages: Word and PDF. The baseline is the item itself as Word and PDF."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2

from library.documents import official_docx, official_pdf, to_docx, to_pdf
from tests.bench import rows
from tests.bench.rows import Row
from tests.documents import official_sample

_ROUNDS = 7
_SECTION = (
    "<h2>Nội dung phần {n}</h2>"
    + "<p>Mỗi học sinh giới thiệu được hai nét văn hóa ở nơi mình sống và kể lại điều mới học.</p>"
    * 14
    + "<table><thead><tr><th>Thời gian</th><th>Việc</th></tr></thead><tbody>"
    + "<tr><td>07:00</td><td>Tập trung, nhắc quy tắc ứng xử với nghệ nhân và hiện vật</td></tr>"
    * 10
    + "</tbody></table>"
)


def measured() -> Iterator[Row]:
    """Measure both writers on one long plan."""
    html = "".join(_SECTION.replace("{n}", str(n)) for n in range(7))
    paper = official_sample.made(html=html).official
    pages = len(pypdfium2.PdfDocument(official_pdf.write(paper)))
    plain = paper.document
    writers: tuple[tuple[str, Callable[[Any], bytes], Any, str], ...] = (
        ("DOCX", official_docx.write, paper, "200 ms"),
        ("PDF", official_pdf.write, paper, "1 s"),
        ("the same text as plain DOCX: the baseline", to_docx.write, plain, ""),
        ("the same text as plain PDF: the baseline", to_pdf.write, plain, ""),
    )
    for name, write, given, target in writers:
        worked = time.process_time()
        taken = [rows.seconds(lambda: write(given)) for _ in range(_ROUNDS)]  # noqa: B023
        worked = (time.process_time() - worked) / _ROUNDS * 1000
        note = f"{pages} pages, warm, median of {_ROUNDS}; {worked:.0f} ms of processor"
        yield Row(f"official document: {name}", rows.median(taken), target, note)
    taken = [rows.seconds(lambda: official_sample.made(html=html)) for _ in range(_ROUNDS)]
    yield Row("official document: composed from the item", rows.median(taken), "", f"{pages} pages")
