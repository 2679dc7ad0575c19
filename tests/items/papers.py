"""Files as teachers attach them, one of each kind, made from scratch with the words that are given."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape

import docx

from library.documents import typesetting

OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = OFFICE + "wordprocessingml.document"
PPTX = OFFICE + "presentationml.presentation"
XLSX = OFFICE + "spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"
OCTETS = "application/octet-stream"

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_O = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def packed(parts: Mapping[str, str | bytes], begun: bytes = b"") -> bytes:
    """Return a zip of parts by name, added to one that was begun."""
    target = io.BytesIO(begun)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def word(*paragraphs: str | Sequence[tuple[str, str]], table: Sequence[str] = ()) -> bytes:
    """Return a Word file; a paragraph is a text or runs, each a text and its font."""
    document = docx.Document()
    for paragraph in paragraphs:
        written = document.add_paragraph()
        for text, font in [(paragraph, "")] if isinstance(paragraph, str) else paragraph:
            run = written.add_run(text)
            if font:
                run.font.name = font
    if table:
        cells = document.add_table(1, len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.text = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def word_of(body: str, styles: str = "") -> bytes:
    """Return a Word file with this XML as its body and as its styles."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
    }
    return packed(parts)


def slides(*texts: str, notes: str = "") -> bytes:
    """Return a presentation, one slide a text."""
    parts: dict[str, str | bytes] = {"[Content_Types].xml": "<Types/>"}
    for number, text in enumerate(texts, start=1):
        parts[f"ppt/slides/slide{number}.xml"] = _slide(text)
    parts["ppt/notesSlides/notesSlide1.xml"] = _slide(notes)
    return packed(parts)


def _slide(text: str) -> str:
    runs = "".join(f"<a:r><a:t>{escape(word)}</a:t></a:r>" for word in text.split("|"))
    return f"<p:sld xmlns:p='urn:p' {_A}><a:p>{runs}</a:p></p:sld>"


def sheet(*texts: str, shared: bool = True) -> bytes:
    """Return a workbook with the texts as cells: in the shared table or in the sheet itself."""
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    cells = "".join(
        f'<c t="s"><v>{place}</v></c>' if shared
        else f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        for place, text in enumerate(texts)
    )  # fmt: skip
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f"<workbook {X}/>",
        "xl/worksheets/sheet1.xml": f"<worksheet {X}><row>{cells}</row></worksheet>",
    }
    if shared:
        parts["xl/sharedStrings.xml"] = f"<sst {X}>{strings}</sst>"
    return packed(parts)


def open_document(body: str, media_type: str = ODT) -> bytes:
    """Return an OpenDocument file with this XML as its body."""
    content = (
        f"<office:document-content {_O}><office:body>{body}</office:body></office:document-content>"
    )
    return packed({"mimetype": media_type, "content.xml": content})


def pdf(*pages: str) -> bytes:
    """Return a PDF, one page a text."""
    source = b'#set document(title: "x")\n#json("pages.json").map(text).join(pagebreak())\n'
    files = {"pages.json": json.dumps(pages).encode()}
    return typesetting.pdf(source, files, at=datetime(2026, 1, 1, tzinfo=UTC), strict=False)


def raw_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, the first of them its catalogue."""
    body = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer <</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (count, trailer, len(body))
    )


def locked_pdf() -> bytes:
    """Return a PDF that opens only with a password that nobody knows."""
    keys = b"/O<%s>/U<%s>" % (b"11" * 32, b"22" * 32)
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        b"<</Filter/Standard/V 2/R 3/Length 128/P -4" + keys + b">>",
        trailer=b"/Encrypt 4 0 R/ID[<00><00>]",
    )


def swelling_pdf(depth: int = 8) -> bytes:
    """Return a PDF of a few hundred bytes whose page draws a drawing of drawings without an end."""

    def stream(head: bytes, content: bytes) -> bytes:
        return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(content), content)

    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    forms = [stream(form % (6 + level), b"/X Do " * 30) for level in range(depth)]
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        b"/Resources<</XObject<</X 5 0 R>>>>>>",
        stream(b"", b"/X Do " * 30),
        *forms,
        stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 m"),
    )
