"""PDF files drawn letter by letter, for what no program at hand writes."""

import io
from collections.abc import Sequence

import pypdfium2

from tests.items import papers

A4 = (595, 842)


def pdf(
    *pages: str,
    font: str = "Times-Roman",
    size: tuple[int, int] = A4,
    more: bytes = b"",
    letters: str = "",
) -> bytes:
    """Return a PDF of these drawings; the fonts are F1 and, bold, F2.

    `letters` is what the letters from 128 on stand for, of a font that has a table of them.
    """
    kids = [5 + 2 * place for place in range(len(pages))]
    table = f"/ToUnicode {5 + 2 * len(pages)} 0 R" if letters else ""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]/Count {len(kids)}>>".encode(),
        f"<</Type/Font/Subtype/Type1/BaseFont/{font}{table}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Bold>>",
    ]
    for kid, page in zip(kids, pages, strict=True):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R%s"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>" % (*size, kid + 1, more)
        )
        objects.append(_stream(page.encode("latin-1")))
    if letters:
        objects.append(_stream(_table(letters)))
    return papers.raw_pdf(*objects)


def _stream(content: bytes) -> bytes:
    return b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)


def _table(letters: str) -> bytes:
    lines = "".join(
        f"<{128 + place:02x}> <{letter.encode('utf-16-be').hex()}>\n"
        for place, letter in enumerate(letters)
    )
    return (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /X def /CMapType 2 def"
        " 1 begincodespacerange <00> <ff> endcodespacerange"
        f" {len(letters)} beginbfchar\n{lines}endbfchar endcmap end"
    ).encode()


def said(x: float, y: float, text: str, size: float = 12, font: str = "F1", more: str = "") -> str:
    """Return a drawing that writes a text at a place."""
    return f"BT {more} /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


def column(x: float, y: float, lines: Sequence[str], step: float = 14) -> str:
    """Return a drawing with lines below one another."""
    return "".join(said(x, y - step * place, text) for place, text in enumerate(lines))


def ruled(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Return a drawing of a grid, each of its lines from one end to the other."""
    lines = [f"{xs[0]} {y} m {xs[-1]} {y} l S\n" for y in ys]
    return "".join([*lines, *(f"{x} {ys[0]} m {x} {ys[-1]} l S\n" for x in xs)])


def repeated(content: bytes, pages: int) -> bytes:
    """Return a PDF of so many pages, those of a file again and again."""
    source, result = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new()
    while len(result) < pages:
        result.import_pages(source)
    target = io.BytesIO()
    result.save(target)
    source.close()
    result.close()
    return target.getvalue()
