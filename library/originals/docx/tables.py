"""Tables of Word files: what covers several columns or rows, and rows that were deleted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import takewhile

from lxml import etree

from library.originals.docx.styles import W, has_lines, value
from library.originals.shape import Block, Cell, Table

_MOST_COLUMNS = 63  # Word's own limit


@dataclass(frozen=True)
class _Placed:
    """A cell with the column where it begins; one that goes on from above has no text."""

    column: int
    cell: Cell
    goes_on: bool


Rows = list[list[_Placed]]


def cells(element: etree._Element, read: Callable[[etree._Element], tuple[Block, ...]]) -> Rows:
    """Return the cells of the rows that are there when every change is accepted."""
    rows = []
    for row in element.iter(W + "tr"):
        if _table_of(row) is element and row.find(f"{W}trPr/{W}del") is None:
            rows.append(_row(row, read))
    return rows


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors(W + "tbl"), None)


def _row(row: etree._Element, read: Callable[[etree._Element], tuple[Block, ...]]) -> list[_Placed]:
    placed = []
    column = _number(value(row, "trPr", "gridBefore"), 0)
    for cell in row.iter(W + "tc"):
        if next(cell.iterancestors(W + "tr")) is not row:
            continue
        if column >= _MOST_COLUMNS:
            break
        columns = min(_number(value(cell, "tcPr", "gridSpan"), 1), _MOST_COLUMNS)
        merge = value(cell, "tcPr", "vMerge")
        goes_on = merge is not None and merge != "restart"
        # Word hides what stands in a cell that another covers.
        blocks = () if goes_on else read(cell)
        placed.append(_Placed(column, Cell(blocks, columns), goes_on))
        column += columns
    return placed


def _number(said: str | None, otherwise: int) -> int:
    return max(int(said), otherwise) if said and said.isdigit() else otherwise


def table(element: etree._Element, rows: Rows, *, has_lines: bool) -> Table:
    """Return the table of placed cells; `has_lines` is what its style says."""
    return Table(
        rows=tuple(_joined(rows, place) for place in range(len(rows))),
        headers=_headers(element),
        has_lines=_is_drawn(element, has_lines),
    )


def _joined(rows: Rows, place: int) -> tuple[Cell, ...]:
    """Return the cells that begin in a row, each with the rows it covers."""
    own = [each for each in rows[place] if not each.goes_on]
    return tuple(replace(each.cell, rows=1 + _below(rows, place, each)) for each in own)


def _below(rows: Rows, place: int, above: _Placed) -> int:
    """Return in how many rows below its own a cell goes on."""
    following = (rows[later] for later in range(place + 1, len(rows)))
    return sum(1 for _ in takewhile(lambda row: _goes_on_in(row, above), following))


def _goes_on_in(row: list[_Placed], above: _Placed) -> bool:
    return any(each.goes_on and each.column == above.column for each in row)


def _headers(element: etree._Element) -> int:
    count = 0
    for row in element.iterchildren(W + "tr"):
        if row.find(f"{W}trPr/{W}tblHeader") is None:
            break
        count += 1
    return count


def _is_drawn(element: etree._Element, of_style: bool) -> bool:
    own = has_lines(element.find(f"{W}tblPr/{W}tblBorders"))
    of_cells = any(has_lines(each) for each in element.iter(W + "tcBorders"))
    return of_cells or (of_style if own is None else own)
