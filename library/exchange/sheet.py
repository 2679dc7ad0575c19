"""Rows as CSV that a spreadsheet opens as text: nothing in a cell is taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_FORMULA = ("=", "+", "-", "@", "\t", "\n")


def written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a head and rows as CSV; text that a spreadsheet would run gets an apostrophe before it."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return stream.getvalue()


def line(cells: Sequence[object]) -> str:
    """Return one line of such a table, for those that are too long to be held."""
    stream = StringIO()
    csv.writer(stream, lineterminator="\n").writerow([_safe(cell) for cell in cells])
    return stream.getvalue()


def _safe(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r", "\n")
    return f"'{text}" if text.startswith(_FORMULA) else text
