"""The rows of the first sheet of an Excel file: what its cells show, of formulas the stored value.

Read as a stream, in the confined process: a sheet of any size takes the memory of its text.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from library.items import archives
from library.originals.shape import Unreadable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_FURTHEST = 1_000
_MOST_LETTERS = 40_000_000
# Numbers of formats that are a day or an hour in every program.
_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
_OF_DAYS = re.compile(r"[dmyhs]", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_TRUE = ("1", "true", "on")


@dataclass(frozen=True)
class _Book:
    """What cells refer to: strings by number, which styles are days, the day that days count from."""

    sheet: str
    strings: Sequence[str] = ()
    days: frozenset[int] = frozenset()
    first: datetime = field(default=datetime(1899, 12, 30))


def rows(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows of the first sheet that is shown, each with its number.

    Raises Unreadable for more than can be meant, anything for a damaged file.
    """
    with zipfile.ZipFile(path) as archive:
        archives.check_size(archive)
        book = _opened(archive)
        number = 0
        for row in _elements(archive, book.sheet, "row"):
            number = int(row.get("r") or number + 1)
            yield number, _cells(row, book)


def _opened(archive: zipfile.ZipFile) -> _Book:
    sheet, id, first = "xl/worksheets/sheet1.xml", "", datetime(1899, 12, 30)
    for element in _all(archive, _BOOK, "sheet", "workbookPr"):
        if element.tag == "workbookPr" and element.get("date1904", "") in _TRUE:
            first = datetime(1904, 1, 1)
        elif element.tag == "sheet" and not id and element.get("state", "visible") == "visible":
            id = next((value for name, value in element.items() if name.endswith("}id")), "")
    for element in _all(archive, _RELATIONS, "Relationship"):
        if id and element.get("Id") == id:
            target = element.get("Target", "")
            sheet = target[1:] if target[:1] == "/" else posixpath.normpath(f"xl/{target}")
    return _Book(sheet, [*_strings(archive)], frozenset(_days(archive)), first)


def _strings(archive: zipfile.ZipFile) -> Iterator[str]:
    letters = 0
    for element in _all(archive, _STRINGS, "si"):
        said = _text(element)
        letters += len(said)
        if letters > _MOST_LETTERS:
            raise Unreadable("letters")
        yield said


def _days(archive: zipfile.ZipFile) -> Iterator[int]:
    """Yield the numbers of the styles that show a day or an hour."""
    own: dict[str, str] = {}
    place = 0
    for element in _all(archive, _STYLES, "numFmt", "cellXfs"):
        if element.tag == "numFmt":
            own[element.get("numFmtId", "")] = element.get("formatCode", "")
            continue
        for style in element:
            id = style.get("numFmtId", "0")
            bare = _QUOTED.sub("", own.get(id, ""))
            if (id.isdigit() and int(id) in _DAYS) or _OF_DAYS.search(bare):
                yield place
            place += 1


def _all(archive: zipfile.ZipFile, name: str, *tags: str) -> Iterator[Any]:
    if name in archive.namelist():
        yield from _elements(archive, name, *tags)


def _elements(archive: zipfile.ZipFile, name: str, *tags: str) -> Iterator[Any]:
    """Yield the elements of some names, without their namespace; each goes when it was seen."""
    with archive.open(name) as stream:
        wanted = [f"{{*}}{tag}" for tag in tags]
        found = etree.iterparse(
            stream, tag=wanted, resolve_entities=False, no_network=True, load_dtd=False
        )
        for _, element in found:
            element.tag = element.tag.rpartition("}")[2]
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _cells(row: Any, book: _Book) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("{*}c"):
        place = _place(cell.get("r", ""), len(cells))
        if place >= _FURTHEST:
            raise Unreadable("columns")
        cells += [""] * (place + 1 - len(cells))
        cells[place] = _shown(cell, book)
    return cells


def _place(reference: str, usual: int) -> int:
    """Return the column of a cell, counted from 0: that of "AB12" is 27."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return usual
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _shown(cell: Any, book: _Book) -> str:
    kind, value = cell.get("t", "n"), cell.findtext("{*}v")
    if kind == "inlineStr":
        return "".join(map(_text, cell.iterchildren("{*}is")))
    if value is None:
        # A formula that no program has worked out stands there as it is, for somebody to see.
        formula = cell.findtext("{*}f")
        return f"={formula}" if formula else ""
    if kind == "s":
        return book.strings[int(value)] if 0 <= int(value) < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if value.strip() in _TRUE else "FALSE"
    if kind in ("str", "e", "d"):
        return str(value)
    style = cell.get("s", "")
    return _number(value, book, is_day=style.isdigit() and int(style) in book.days)


def _number(value: str, book: _Book, *, is_day: bool) -> str:
    """Return a number as people write it: 45, not 45.0; a day as 2026-11-20."""
    with suppress(ValueError, OverflowError):
        count = float(value)
        if is_day:
            moment = book.first + timedelta(seconds=round(count * 86_400))
            if count < 1:
                return f"{moment:%H:%M}"
            return f"{moment:%Y-%m-%d}" if count == int(count) else f"{moment:%Y-%m-%d %H:%M}"
        return str(int(count)) if count == int(count) else f"{count:.10g}"
    return value


def _text(element: Any) -> str:
    """Return the letters of a string, without how they are pronounced."""
    said = element.iterdescendants("{*}t")
    return "".join(each.text or "" for each in said if not _is_reading(each))


def _is_reading(element: Any) -> bool:
    return bool(etree.QName(element.getparent()).localname == "rPh")
