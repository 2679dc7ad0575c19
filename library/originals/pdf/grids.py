"""Tables that are drawn with rules: which rules make one, and what cells lie between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from library.originals.bounds import MOST_COLUMNS
from library.originals.pdf.printed import Box, Grid, Page, Rule, Ruled

# In points: how far apart rules of one line may lie, how far short of another one may end.
_NEAR, _SHORT = 2.5, 4.0
_LOWEST, _NARROWEST = 5.0, 8.0
_MOST_LINES = 200


def found(page: Page) -> list[Grid]:
    """Return the ruled tables of a page, the smallest first: those lie in the others."""
    across, down = _lines(page.across), _lines(page.down)
    if len(across) > _MOST_LINES or len(down) > _MOST_LINES:
        return []
    grids = filter(None, (_grid(*group) for group in _groups(across, down)))
    return sorted(grids, key=lambda grid: grid.box.area)


def _lines(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules with those that lie on one line and touch joined."""
    lines: list[Rule] = []
    group: list[Rule] = []
    for rule in sorted(rules):
        if group and rule.at - group[0].at > _NEAR:
            lines += _joined(group)
            group = []
        group.append(rule)
    return lines + _joined(group)


def _joined(group: Sequence[Rule]) -> list[Rule]:
    joined: list[Rule] = []
    for rule in sorted(group, key=lambda rule: rule.start):
        if joined and rule.start <= joined[-1].end + _SHORT:
            last = joined[-1]
            joined[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            joined.append(rule)
    return joined


def _groups(
    across: Sequence[Rule], down: Sequence[Rule]
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the rules that hang together by crossing or touching one another."""
    leaders = list(range(len(across) + len(down)))

    def leader(place: int) -> int:
        while leaders[place] != place:
            leaders[place] = leaders[leaders[place]]
            place = leaders[place]
        return place

    for row, line in enumerate(across):
        for column, other in enumerate(down, start=len(across)):
            if _meets(line, other.at) and _meets(other, line.at):
                leaders[leader(row)] = leader(column)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for place, line in enumerate([*across, *down]):
        groups[leader(place)][place >= len(across)].append(line)
    yield from groups.values()


def _meets(line: Rule, at: float) -> bool:
    return line.start - _SHORT <= at <= line.end + _SHORT


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    """Return the table that rules make; None for a frame, a cross or a line under words."""
    if not across or not down:
        return None
    columns = _ends([line.at for line in down], across, _NARROWEST)
    rows = _ends([line.at for line in across], down, _LOWEST)
    if not 2 <= len(columns) <= MOST_COLUMNS or len(rows) < 2 or len(columns) + len(rows) < 5:
        return None
    box = Box(columns[0], rows[0], columns[-1], rows[-1])
    return Grid(box, tuple(columns), [*_cells(columns, rows, across, down)])


def _ends(places: list[float], lines: list[Rule], least: float) -> list[float]:
    """Return where the lines of one direction stand, and the ends of the others beyond them."""
    places = [*places, min(line.start for line in lines), max(line.end for line in lines)]
    apart: list[float] = []
    for place in sorted(places):
        if not apart or place - apart[-1] > least:
            apart.append(place)
    return apart


def _cells(
    columns: Sequence[float], rows: Sequence[float], across: list[Rule], down: list[Rule]
) -> Iterator[Ruled]:
    """Yield the cells: fields of the grid that no rule parts are one."""
    taken: set[tuple[int, int]] = set()
    beside = _walls(down, columns, rows)
    below = _walls(across, rows, columns)
    width, height = len(columns) - 1, len(rows) - 1
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            right = column + 1
            while right < width and (right, row) not in beside and (row, right) not in taken:
                right += 1
            bottom = row + 1
            while bottom < height and all(
                (bottom, each) not in below and (bottom, each) not in taken
                for each in range(column, right)
            ):
                bottom += 1
            taken |= {(y, x) for y in range(row, bottom) for x in range(column, right)}
            box = Box(columns[column], rows[row], columns[right], rows[bottom])
            yield Ruled(row, column, bottom - row, right - column, box)


def _walls(
    lines: list[Rule], places: Sequence[float], others: Sequence[float]
) -> set[tuple[int, int]]:
    """Return where a rule stands: the number of its line, and of the field that it passes."""
    walls: set[tuple[int, int]] = set()
    for line in lines:
        number = min(range(len(places)), key=lambda place: abs(places[place] - line.at))
        for field in range(len(others) - 1):
            if line.start - _SHORT <= (others[field] + others[field + 1]) / 2 <= line.end + _SHORT:
                walls.add((number, field))
    return walls
