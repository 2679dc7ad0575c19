"""Columns that only the empty space between them tells: letterheads, two languages side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from library.originals.pdf.lines import Line

# In parts of the size: how wide the space between columns is at least, how far down it may go
# without a word on it.
_SPACE, _FARTHEST, _CLOSE = 0.45, 3.0, 1.9
# In points: how exactly lines of one column stand below one another; how far from the edge of the
# page a column begins, so that it is none of the page itself.
_EXACT, _INSIDE = 3.0, 60.0
_MOST = 12


@dataclass(frozen=True)
class Gap:
    """The space between two columns."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """Where the one column ends and the other begins."""
        return (self.start + self.end) / 2


@dataclass
class Band:
    """Rows of pieces that stand in columns, and the gaps between these."""

    rows: list[list[Line]]
    gaps: list[Gap]

    def column(self, piece: Line) -> int:
        """Return the number of the column in which a piece begins."""
        return sum(gap.middle <= piece.x0 + 1 for gap in self.gaps)

    @property
    def is_table(self) -> bool:
        """Tell whether more than one line stands in columns."""
        return len(self.rows) > 1


def bands(rows: Sequence[list[Line]], left: float, right: float) -> list[Band | list[Line]]:
    """Return rows of pieces, those that stand in columns together."""
    result: list[Band | list[Line]] = []
    place = 0
    while place < len(rows):
        band = _band(rows, place, left, right)
        if band and band.is_table:
            result.append(band)
            place += len(band.rows)
        else:
            result.append(rows[place])
            place += 1
    return result


def _band(rows: Sequence[list[Line]], start: int, left: float, right: float) -> Band | None:
    """Return the band that begins with a row, if it has columns."""
    if not 2 <= len(rows[start]) <= _MOST:
        return None
    band = Band([rows[start]], _gaps(rows[start]))
    sure = 1
    for row in rows[start + 1 :]:
        last = band.rows[-1]
        step = (row[0].base - last[0].base) / max(row[0].size, 1.0)
        gaps = _narrowed(band.gaps, row)
        if not gaps or step > _FARTHEST:
            break
        candidate = Band([*band.rows, row], gaps)
        if len(row) > 1 and len({candidate.column(piece) for piece in row}) > 1:
            sure = len(candidate.rows)
        elif step <= _CLOSE and _belongs(candidate, row[0], left, right):
            sure = len(candidate.rows) if sure == len(band.rows) else sure
        elif len(row) > 1:
            break
        band = candidate
    kept = band.rows[:sure]
    gaps = _gaps(kept[0])
    for row in kept[1:]:
        gaps = _narrowed(gaps, row)
    return Band(kept, gaps)


def _gaps(row: Sequence[Line]) -> list[Gap]:
    return [Gap(last.x1, piece.x0) for last, piece in pairwise(row)]


def _narrowed(gaps: Iterable[Gap], row: Sequence[Line]) -> list[Gap]:
    """Return what the words of a row leave of the gaps."""
    result = []
    for gap in gaps:
        start, end = gap.start, gap.end
        for piece in row:
            if piece.x0 < end and piece.x1 > start:
                before, after = piece.x0 - start, end - piece.x1
                start, end = (start, piece.x0) if before >= after else (piece.x1, end)
        if end - start >= _SPACE * row[0].size:
            result.append(Gap(start, end))
    return result


def _belongs(band: Band, piece: Line, left: float, right: float) -> bool:
    """Tell whether a lone piece below a band stands in one of its columns, and not on the page."""
    column = band.column(piece)
    others = [each for row in band.rows[:-1] for each in row]
    if any(piece.order < each.order for each in others if band.column(each) > column):
        return True
    same = [each for each in others if band.column(each) == column]
    middle, of_page = (piece.x0 + piece.x1) / 2, (left + right) / 2
    if any(abs((each.x0 + each.x1) / 2 - middle) <= _EXACT for each in same):
        return abs(middle - of_page) > 5 * _EXACT
    is_below = any(abs(each.x0 - piece.x0) <= _EXACT for each in same)
    return is_below and column > 0 and piece.x0 - left > _INSIDE


def table_rows(band: Band) -> list[list[list[Line]]]:
    """Return the rows of a band, each a list of columns with their pieces.

    A file has the cells of a row one after another: where it goes back to the left and downwards, a
    row begins. What it has line by line is put together where the first column says nothing.
    """
    pieces = sorted((piece for row in band.rows for piece in row), key=lambda piece: piece.order)
    width = len(band.gaps) + 1
    result: list[list[list[Line]]] = []
    last = width
    for piece in pieces:
        column = band.column(piece)
        if column < last and not (result and _is_between(result[-1], piece)):
            result.append([[] for _ in range(width)])
        result[-1][column].append(piece)
        last = column
    return _without_rests(result)


def _is_between(row: Sequence[Sequence[Line]], piece: Line) -> bool:
    """Tell whether a piece stands higher than the end of the row so far, and so within it."""
    return piece.base < max(each.base for column in row for each in column) - 0.5 * piece.size


def _without_rests(rows: list[list[list[Line]]]) -> list[list[list[Line]]]:
    result: list[list[list[Line]]] = []
    for row in rows:
        if result and not row[0] and _is_rest(result[-1], row):
            for column, pieces in enumerate(row):
                result[-1][column] += pieces
        else:
            result.append(row)
    return result


def _is_rest(above: Sequence[Sequence[Line]], row: Sequence[Sequence[Line]]) -> bool:
    """Tell whether the lines of a row stand just below those of the row above."""
    pieces = [(column, piece) for column, pieces in enumerate(row) for piece in pieces]
    return all(
        above[column] and 0 < piece.base - above[column][-1].base < _CLOSE * piece.size
        for column, piece in pieces[:1]
    )
