"""Excel files from the XML of their parts, for what no program writes on demand."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_USUAL = {
    "[Content_Types].xml": "<Types/>",
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_KINDS}"><sheets>'
    '<sheet name="Ẩn" sheetId="1" state="hidden" r:id="a"/>'
    '<sheet name="Mục" sheetId="2" r:id="b"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="a" Type="{_KINDS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="b" Type="{_KINDS}/worksheet" Target="/xl/worksheets/muc.xml"/>'
    "</Relationships>",
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr">'
    "<is><t>không phải tờ này</t></is></c></row></sheetData></worksheet>",
}


def excel(rows: str, parts: Mapping[str, str] | None = None) -> bytes:
    """Return an Excel file whose shown sheet has these rows; other parts by name."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**_USUAL, "xl/worksheets/muc.xml": sheet, **(parts or {})}.items():
            archive.writestr(name, part)
    return stream.getvalue()


def of(rows: Sequence[Sequence[str]]) -> bytes:
    """Return an Excel file with texts."""
    return excel("".join(f"<row>{''.join(map(said, row))}</row>" for row in rows))


def said(text: str) -> str:
    """Return a cell with a text of its own."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'
