"""The rows of a sheet, CSV or Excel, in the confined process of `reader.py`.

What is refused here has a key of `reader.REASONS`. Whatever a cell holds comes out as text.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from library import legacy
from library.items import decoding
from library.originals import columns_of_sheets, workbook
from library.originals.shape import Unreadable

XLSX = workbook.XLSX
CSV = "text/csv"
MEDIA_TYPES = (CSV, XLSX)
MOST_COLUMNS = 200
# A cell may hold the whole text of an item; a sheet as much as all items of a large school.
LONGEST_CELL, MOST_LETTERS = 300_000, 32_000_000
_DELIMITERS = (",", ";", "\t", "|")
_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# The names of the columns stand in one of the first rows; above them may be a heading.
FIRST = 15
# Line ends within a cell, while all cells are looked at as lines of one text.
_WITHIN, _SAMPLE = "\x1f", 100_000

Rows = list[tuple[int, list[str]]]


def read(path: Path, media_type: str, most: int) -> dict[str, Any]:
    """Return the rows that hold something, each with its number, or {"error": reason}."""
    try:
        found = workbook.rows(path) if media_type == XLSX else _separated(path.read_bytes())
        return {"rows": _in_unicode(_limited(found, most))}
    except Unreadable as error:
        return {"error": str(error)}
    except csv.Error:
        return {"error": "cell"}
    except MemoryError:
        raise  # the process is not to be trusted any more
    except Exception:  # damaged files raise anything
        return {"error": "damaged"}


def _limited(rows: Iterable[tuple[int, Sequence[str]]], most: int) -> Rows:
    """Return rows without empty ones; raise Unreadable when there is more than an import is."""
    found: Rows = []
    letters = 0
    for number, row in rows:
        cells = [*row]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        letters += sum(map(len, cells))
        if len(cells) > MOST_COLUMNS:
            raise Unreadable("columns")
        if letters > MOST_LETTERS:
            raise Unreadable("letters")
        # The names of the columns, and what stands above them, are no items.
        if len(found) >= most + FIRST:
            raise Unreadable("rows")
        found.append((number, cells))
    if not found:
        raise Unreadable("empty")
    return found


def _separated(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    decoded = decoding.decoded(content, len(content))
    if content and not decoded:
        raise Unreadable("encoding")
    csv.field_size_limit(LONGEST_CELL)
    named = _DELIMITER.match(decoded)
    delimiter = named[1] if named else _delimiter(decoded)
    rest = decoded[named.end() :] if named else decoded
    before = decoded.count("\n", 0, named.end()) if named else 0
    rows = csv.reader(StringIO(rest.replace("\0", ""), newline=""), delimiter=delimiter)
    # Numbers are those of rows as a spreadsheet counts them, not of lines.
    return ((number, row) for number, row in enumerate(rows, start=1 + before))


def _delimiter(decoded: str) -> str:
    """Return the sign between cells: the one with which the first rows name most columns."""

    def named(sign: str) -> tuple[int, int]:
        try:
            rows = [*islice(csv.reader(StringIO(decoded, newline=""), delimiter=sign), FIRST)]
        except csv.Error:
            return 0, 0
        return max(map(columns_of_sheets.count, rows), default=0), max(map(len, rows), default=0)

    return max(_DELIMITERS, key=named)


def _in_unicode(rows: Rows) -> Rows:
    """Return the rows with text of the time before Unicode as it was meant."""
    lines = (cell for _, row in rows for cell in row)
    sample = "\n".join(cell.replace("\n", _WITHIN) for cell in islice(lines, _SAMPLE // 10))
    if sample.isascii() or not legacy.read(sample[:_SAMPLE]).encoding:
        return rows
    whole = "\n".join(cell.replace("\n", _WITHIN) for _, row in rows for cell in row)
    meant = iter(legacy.read(whole).text.split("\n"))
    return [(number, [next(meant).replace(_WITHIN, "\n") for _ in row]) for number, row in rows]
