"""Tables of a form: rows that somebody has typed or pasted, and tables of an item in a form's columns."""

from collections.abc import Sequence

from library import text
from library.documents import budgets, document, wording
from library.documents.blocks import Block, Paragraph, Run, Table
from library.documents.forms import Column

_MOST_COLUMNS = 6
_COUNTED = ("STT", "TT")
# What is left for a column that only the item has, in the shares of the form.
_SHARE_OF_OTHERS = 20
Cell = tuple[Block, ...]


def typed(rows: str) -> Sequence[Sequence[str]]:
    """Return the cells of rows, one a line: parted by tabs, as sheets are pasted, or by “|”."""
    lines = [line for line in rows.split("\n") if line.strip(" |\t")]
    return [
        [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split("|"))]
        for line in lines
    ]


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], blank: int, total: str
) -> Table:
    """Return a table of some rows; empty ones to write in when there are none."""
    counted = columns[0].name in _COUNTED
    given = [_row(cells, columns, number, counted) for number, cells in enumerate(rows, 1)]
    empty = [""] * (len(columns) - 1)
    made = given or [[str(number) if counted else "", *empty] for number in range(1, blank + 1)]
    if total and given:
        made = [*made, _total(columns, given, total)]
    return Table(
        header=(tuple(_cell(column.name) for column in columns),),
        rows=tuple(tuple(_cell(value) for value in row) for row in made),
        alignments=tuple(column.side for column in columns),
        shares=tuple(float(column.width) for column in columns),
    )


def _row(cells: Sequence[str], columns: Sequence[Column], number: int, counted: bool) -> list[str]:
    """Return as many cells as there are columns; what is too much stays in the last one."""
    if counted and not (len(cells) == len(columns) and cells[0].rstrip(".").isdecimal()):
        cells = [str(number), *cells]
    most = len(columns)
    rest = [" ".join(cells[most - 1 :])] if len(cells) > most else cells[most - 1 :]
    row = [*cells[: most - 1], *rest]
    return row + [""] * (most - len(row))


def _total(columns: Sequence[Column], rows: Sequence[Sequence[str]], name: str) -> list[str]:
    place = next((n for n, column in enumerate(columns) if column.name == name), -1)
    added = sum(budgets.amount(row[place]) or 0 for row in rows)
    last = ["" for _ in columns]
    last[1 if columns[0].name in _COUNTED else 0] = "Cộng"
    last[place] = wording.money(added)
    return last


def _cell(value: str) -> Cell:
    return (Paragraph((Run(value),)),) if value else ()


def fitted(found: Table, columns: Sequence[Column]) -> Table:
    """Return a table of an item in the columns of a form; a column that only the item has stays.

    A table that has nothing to do with the form is returned as it is.
    """
    if len(found.header) != 1 or not columns:
        return found
    names = [text.fold(" ".join(map(document.plain, cell))).strip() for cell in found.header[0]]
    places = [_place(column, names) for column in columns]
    others = [n for n in range(len(names)) if n not in places]
    if None in places[:2] or len(columns) + len(others) > _MOST_COLUMNS:
        return found
    order = [*places, *others]
    header = [*(_cell(column.name) for column in columns), *(found.header[0][n] for n in others)]
    return Table(
        header=(tuple(header),),
        rows=tuple(tuple(() if n is None else row[n] for n in order) for row in found.rows),
        alignments=("",) * len(order),
        caption=found.caption,
        shares=(*(float(column.width) for column in columns), *[float(_SHARE_OF_OTHERS)] * len(others)),
    )  # fmt: skip


def _place(column: Column, names: Sequence[str]) -> int | None:
    wanted = {text.fold(each) for each in (column.name, *column.match)}
    return next((n for n, name in enumerate(names) if name in wanted), None)
