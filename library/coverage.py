"""Where the library is full and where it is thin: published items where two schemes cross.

The counts are those of the search index, so that a cell says exactly what a click on it finds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from library.search.index import Index
from library.tags.vocabulary import Term, Vocabulary

# What crosses what, by the name that addresses and tables give it: rows, then columns.
CHARTS = {
    "theme-level": ("theme", "level"),
    "subject-grade": ("subject", "grade"),
    "theme-month": ("theme", "month"),
    "digcomp-level": ("digcomp", "level"),
}
# What every school has to reach: the programme's qualities and competences, and Circular 02/2025.
REQUIRED = ("competence", "digcomp")
# Tops that only gather others: their narrower tags stand in the chart instead.
_OPENED = ("subject.group.", "competence.", "digcomp.", "level.general")
# Schemes whose ids are codes that people know: their order is that of the codes.
_CODED = ("competence", "digcomp")


class Cell(NamedTuple):
    """Items with both tags; `is_asked` is False where the two have nothing to do with each other."""

    row: str
    column: str
    items: int
    is_asked: bool


@dataclass(frozen=True)
class Chart:
    """A table of counts, one list of cells for each row."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def empty(self) -> int:
        """How many cells are empty that should not be."""
        return sum(cell.is_asked and not cell.items for row in self.cells for cell in row)


def chart(
    index: Index, vocabulary: Vocabulary, name: str, language: str, within: str | None = None
) -> Chart:
    """Return a chart; with a broader tag of its rows only what is narrower than that."""
    down, across = CHARTS[name]
    is_closer = within is not None and vocabulary[within].scheme == down
    rows = _rows_within(vocabulary, within or "", language) if is_closer else None
    rows = rows or tops(vocabulary, down, language)
    columns = tops(vocabulary, across, language)
    counts = index.crossed(rows, columns)
    cells = (
        tuple(
            Cell(row, column, count, _belong(vocabulary[row], column) or count > 0)
            for column, count in zip(columns, line, strict=True)
        )
        for row, line in zip(rows, counts, strict=True)
    )
    return Chart(name, tuple(rows), tuple(columns), tuple(cells))


def _rows_within(vocabulary: Vocabulary, tag: str, language: str) -> list[str]:
    return vocabulary.in_order(vocabulary.children[tag], language)


def tops(vocabulary: Vocabulary, scheme: str, language: str) -> list[str]:
    """Return the broadest tags of a scheme in their order, those that only gather others opened."""
    if scheme not in vocabulary.schemes:
        return []
    found = _ordered(vocabulary, vocabulary.tops(scheme, language), language)
    return list(_opened(vocabulary, found, language))


def _opened(vocabulary: Vocabulary, tags: Iterable[str], language: str) -> Iterator[str]:
    for tag in tags:
        children = vocabulary.children[tag]
        if children and tag.startswith(_OPENED):
            yield from _ordered(vocabulary, children, language)
        else:
            yield tag


def _ordered(vocabulary: Vocabulary, tags: Iterable[str], language: str) -> list[str]:
    given = list(tags)
    if given and vocabulary[given[0]].scheme in _CODED:
        order = vocabulary.schemes[vocabulary[given[0]].scheme].terms
        return sorted(given, key=order.index)
    return vocabulary.in_order(given, language)


def _belong(row: Term, column: str) -> bool:
    """Tell whether an item could have both: a subject is taught in some grades only.

    One that is taught in no numbered grade is an area of preschool education.
    """
    grades, grade = row.properties.get("grades"), column.removeprefix("grade.")
    if not isinstance(grades, list) or grade == column:
        return True
    return grade in {str(each).zfill(2) for each in grades} if grades else not grade.isdecimal()


def required(
    index: Index, vocabulary: Vocabulary, scheme: str, language: str
) -> list[tuple[str, int]]:
    """Return what has to be reached with how many items work on it, in the order of the codes."""
    tags = tops(vocabulary, scheme, language)
    return list(zip(tags, index.counted(tags), strict=True))


def cells(charts: Sequence[Chart]) -> Iterator[tuple[str, Cell]]:
    """Yield every cell that means something with the name of its chart, for a table to take away."""
    for each in charts:
        for row in each.cells:
            yield from ((each.name, cell) for cell in row if cell.is_asked)
