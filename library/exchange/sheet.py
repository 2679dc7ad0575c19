"""Rows as CSV that a spreadsheet opens as text: nothing in a cell is taken for a formula.

What spreadsheets save is read back in the encodings and with the separators that they use.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from library import text as texts
from library.errors import Invalid
from library.marking import N_

# What a spreadsheet would run, also behind apostrophes that were in the text before.
_FORMULA = re.compile(r"'*[=+\-@\t\n]")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SEPARATORS = ",;\t"


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
    return f"'{text}" if _FORMULA.match(text) else text


def rows(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of a table, the apostrophes that `written` adds taken off again.

    Read right are UTF-8, UTF-16 and Windows-1258, with commas, semicolons or tabs. Raises Invalid.
    """
    text = _decoded(content)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True):
            yield [_plain(cell) for cell in row]
    except csv.Error as error:
        raise Invalid(
            N_("The table cannot be read: a quotation mark is not closed, or a cell is too long.")
        ) from error


def _plain(cell: str) -> str:
    text = texts.repair(cell)
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _decoded(content: bytes) -> str:
    try:
        if content.startswith(_UTF_16):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        # It writes tones as marks behind their letters; `repair` puts the two together.
        return content.decode("cp1258")
    except UnicodeDecodeError:
        raise Invalid(
            N_("The table is in no encoding that is known here; save it as “CSV UTF-8”.")
        ) from None
