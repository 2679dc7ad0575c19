"""Rows as an Excel file of one or more sheets: the first row bold and in view.

Texts are texts, whatever they look like; numbers and our own formulas are given as such.
"""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_WIDTH = 24
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0" numFmtId="49"/>'
    '<xf xfId="0" numFmtId="49" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="3"/>'
    "</cellXfs></styleSheet>"
)
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Formula:
    """A formula with its value, which is shown until a program reckons it again."""

    text: str
    value: str | int


Cell = str | int | Formula


def written(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """Return a file with sheets of rows by name; the same rows give the same bytes."""
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations({"officeDocument": "xl/workbook.xml"}),
        "xl/workbook.xml": _book([*sheets]),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"worksheet {each}": f"worksheets/sheet{each}.xml" for each in numbers}
            | {"styles": "styles.xml"}
        ),
        "xl/styles.xml": _STYLES,
    }
    for number, rows in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows)
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            archive.writestr(
                entry, f'<?xml version="1.0" encoding="UTF-8"?>{part}', zipfile.ZIP_DEFLATED
            )
    return target.getvalue()


def _content_types(count: int) -> str:
    parts = {"workbook.xml": "sheet.main", "styles.xml": "styles"}
    parts |= {f"worksheets/sheet{number}.xml": "worksheet" for number in range(1, count + 1)}
    overrides = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{_TYPES}.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Mapping[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{place}" Type="{_KINDS}/{kind.split()[0]}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _book(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{place}" r:id="r{place}"/>'
        for place, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}"><sheets>{sheets}</sheets></workbook>'


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    columns = max(map(len, rows), default=1)
    body = "".join(
        f"<row>{''.join(_cell(cell, is_head=place == 0) for cell in row)}</row>"
        for place, row in enumerate(rows)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f'</sheetViews><cols><col min="1" max="{columns}" width="{_WIDTH}" style="0" customWidth="1"/>'
        f"</cols><sheetData>{body}</sheetData></worksheet>"
    )


def _cell(cell: Cell, *, is_head: bool) -> str:
    if isinstance(cell, int):
        return f'<c s="2"><v>{cell}</v></c>'
    if isinstance(cell, Formula):
        kind = ' t="str"' if isinstance(cell.value, str) else ' s="2"'
        return (
            f"<c{kind}><f>{escape(cell.text, quote=False)}</f><v>{escape(str(cell.value))}</v></c>"
        )
    style = ' s="1"' if is_head else ""
    return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
