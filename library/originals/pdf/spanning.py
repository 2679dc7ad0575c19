"""What goes on from one page to the next: the margins, a paragraph, a table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from library.originals.pdf import passages
from library.originals.pdf.layout import Element, Sheet, SheetCell
from library.originals.pdf.passages import Passage
from library.originals.pdf.printed import Page

_EXACT, _SMALL = 3.0, 0.88
# How many words end so exactly at the right edge that it is one.
_OFTEN, _ALIKE = 4, 1.0
_MOST_ALONE = 20
_ENDS = tuple(".:;!?…”/")


def edges(pages: Sequence[Page]) -> Mapping[float, tuple[float, float]]:
    """Return from where to where lines run on the pages of each width."""
    ends: dict[float, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for page in pages:
        starts, stops = ends[page.width]
        starts += [word.x0 for word in page.words]
        stops += [word.x1 for word in page.words]
    return {width: _edges(width, starts, stops) for width, (starts, stops) in ends.items()}


def _edges(width: float, starts: list[float], stops: list[float]) -> tuple[float, float]:
    """Return where lines begin and end; where they end nowhere alike, the margins are alike."""
    if not starts:
        return 0.0, width
    left = _edge(sorted(starts))
    right = -_edge(sorted(-stop for stop in stops))
    ending = sum(abs(stop - right) <= _ALIKE for stop in stops)
    return left, right if ending >= _OFTEN else max(right, width - left)


def _edge(places: list[float]) -> float:
    """Return the first place that has others near it; what stands farther out stands there alone."""
    for place, following in pairwise(places[:_MOST_ALONE]):
        if place >= following - _EXACT:
            return place
    return places[0]


def joined(pages: Sequence[list[Element]]) -> list[Element]:
    """Return the elements of all pages, with those together that a page break has parted."""
    result: list[Element] = []
    for elements in pages:
        if elements and result and _continues(result[_last(result, elements[0])], elements[0]):
            elements = elements[1:]
        result += elements
    return result


def _last(result: Sequence[Element], first: Element) -> int:
    """Return the place of what may go on: small print at the foot of the page stands behind it."""
    place = len(result) - 1
    if isinstance(first, Passage):
        while place and _is_small(result[place], first):
            place -= 1
    return place


def _is_small(element: Element, first: Passage) -> bool:
    return isinstance(element, Passage) and element.lines[0].size < _SMALL * first.lines[0].size


def _continues(last: Element, element: Element) -> bool:
    """Add an element to the one that it goes on, if it does."""
    if isinstance(last, Passage) and isinstance(element, Passage) and _goes_on(last, element):
        last.lines += element.lines
        return True
    if isinstance(last, Sheet) and isinstance(element, Sheet) and _is_same(last, element):
        _extend(last, element)
        return True
    return False


def _goes_on(last: Passage, passage: Passage) -> bool:
    line = passage.lines[0]
    begins_low = line.text[:1].islower()
    if last.lines[-1].text.endswith(_ENDS) and not begins_low:
        return False
    return passages.goes_on(last, line, last.edges)


def _is_same(last: Sheet, sheet: Sheet) -> bool:
    """Tell whether a table goes on in another: its columns are the same."""
    return (
        bool(last.edges)
        and len(last.edges) == len(sheet.edges)
        and all(abs(a - b) <= _EXACT for a, b in zip(last.edges, sheet.edges, strict=True))
    )


def _extend(last: Sheet, sheet: Sheet) -> None:
    """Add the rows of a table to the one that it goes on; its head is said once."""
    repeated = 0
    while repeated < min(len(sheet.rows) - 1, len(last.rows)) and _texts(
        sheet.rows[repeated]
    ) == _texts(last.rows[repeated]):
        repeated += 1
    last.headers = max(last.headers, repeated)
    rows = sheet.rows[repeated:]
    if rows and _is_rest(last, rows[0]):
        above = {cell.column: cell for cell in last.rows[-1]}
        for rest in rows[0]:
            if rest.elements:
                _append(above[rest.column], rest)
        rows = rows[1:]
    last.rows += rows


def _texts(row: Sequence[SheetCell]) -> list[list[str]]:
    return [
        [line.text for each in cell.elements if isinstance(each, Passage) for line in each.lines]
        for cell in row
    ]


def _is_rest(last: Sheet, row: Sequence[SheetCell]) -> bool:
    """Tell whether a row is the rest of one: its first cell is empty, and words go on in another."""
    above = {cell.column: cell for cell in last.rows[-1]}
    said = [cell for cell in row if cell.elements]
    return all(
        cell.column and cell.column in above and above[cell.column].elements for cell in said
    ) and any(map(_begins_low, said))


def _begins_low(cell: SheetCell) -> bool:
    first = cell.elements[0]
    return isinstance(first, Passage) and first.lines[0].text[:1].islower()


def _append(cell: SheetCell, rest: SheetCell) -> None:
    for element in rest.elements:
        if not cell.elements or not _continues(cell.elements[-1], element):
            cell.elements.append(element)
