"""A part of a page read from the top to the end: paragraphs, pictures, tables of both kinds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from library.originals.pdf import columns, lines, passages
from library.originals.pdf.columns import Band
from library.originals.pdf.lines import Line
from library.originals.pdf.passages import Passage
from library.originals.pdf.printed import Grid, Shown, Word

# In parts of the size: the gap that parts two lone words of a cell.
_CELL_GAP = 4.0
# In points: what Word and LibreOffice keep free on both sides of the line between two cells.
_WHITE = 10.8


@dataclass
class Sheet:
    """A table as far as it is known."""

    rows: list[list["SheetCell"]]
    edges: tuple[float, ...] = ()
    headers: int = 0


@dataclass
class SheetCell:
    """What a cell holds, and how much it covers."""

    column: int
    elements: list["Element"] = field(default_factory=list)
    columns: int = 1
    rows: int = 1


Element = Passage | Sheet | Shown


@dataclass
class Area:
    """A part of a page: words, and what is known already and stands among them."""

    words: list[Word]
    placed: list[tuple[float, Element]] = field(default_factory=list)


def read(area: Area, left: float, right: float, *, is_cell: bool = False) -> list[Element]:
    """Return what stands in a part of a page, from the top to the end."""
    pieces = lines.gathered(area.words, _CELL_GAP) if is_cell else lines.gathered(area.words)
    parts = columns.bands(lines.rows(pieces), left, right)
    alone = [lines.one(part) for part in parts if isinstance(part, list)]
    edges = passages.even(alone, left, right, is_cell=is_cell)
    result: list[Element] = []
    open_lines: list[Line] = []

    def close() -> None:
        result.extend(passages.joined(open_lines, edges))
        open_lines.clear()

    placed = sorted(area.placed, key=lambda each: each[0])
    for part in parts:
        first = part.rows[0] if isinstance(part, Band) else part
        while placed and placed[0][0] < first[0].base - first[0].size / 2:
            close()
            result.append(placed.pop(0)[1])
        if isinstance(part, Band):
            close()
            result.append(_sheet(part, left, right))
        else:
            line = lines.one(part)
            lines.raise_small(line)
            open_lines.append(line)
    close()
    return result + [element for _, element in placed]


def _sheet(band: Band, left: float, right: float) -> Sheet:
    """Return a band as a table: each column runs to the white before the one after it."""
    starts = [left, *(gap.end for gap in band.gaps)]
    ends = [*(max(gap.start, gap.end - _WHITE) for gap in band.gaps), right - _WHITE / 2]
    rows = []
    for row in columns.table_rows(band):
        cells = []
        for number, pieces in enumerate(row):
            merged = [lines.one(each) for each in lines.rows(pieces)]
            for line in merged:
                lines.raise_small(line)
            edges = passages.around(merged, starts[number], ends[number])
            cells.append(SheetCell(number, [*passages.joined(merged, edges)]))
        rows.append(cells)
    return Sheet(rows)


def ruled(grid: Grid, areas: Sequence[Area]) -> Sheet:
    """Return a table with rules from its cells and what lies in each."""
    rows: dict[int, list[SheetCell]] = {}
    white = _white(grid, areas)
    for cell, area in zip(grid.cells, areas, strict=True):
        left, right = cell.box.x0 + white, cell.box.x1 - white
        elements = read(area, left, right, is_cell=True)
        made = SheetCell(cell.column, elements, cell.columns, cell.rows)
        rows.setdefault(cell.row, []).append(made)
    return Sheet([rows[number] for number in sorted(rows)], grid.edges)


def _white(grid: Grid, areas: Sequence[Area]) -> float:
    """Return how much white the cells of a table keep at their edges."""
    gaps = [
        word.x0 - cell.box.x0
        for cell, area in zip(grid.cells, areas, strict=True)
        for word in area.words
    ]
    return min([gap for gap in gaps if gap >= 0], default=0.0)
