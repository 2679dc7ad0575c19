"""What tests say of a manuscript in short: its paragraphs as texts, its tables as rows of texts."""

from collections.abc import Sequence

from library.originals.shape import Block, Manuscript, Paragraph, Table, paragraphs

Seen = str | list[list[str]]


def outline(blocks: Sequence[Block]) -> list[Seen]:
    """Return the texts with their markers; a table is rows of cells, lines parted by a slash."""
    return [line(block) if isinstance(block, Paragraph) else rows(block) for block in blocks]


def line(paragraph: Paragraph) -> str:
    """Return a paragraph as it reads."""
    return f"{paragraph.marker} {paragraph.text}".strip()


def rows(table: Table) -> list[list[str]]:
    """Return the text of the cells."""
    return [[" / ".join(map(line, paragraphs(cell.blocks))) for cell in row] for row in table.rows]


def spans(table: Table) -> list[list[tuple[int, int]]]:
    """Return how many columns and rows each cell covers."""
    return [[(cell.columns, cell.rows) for cell in row] for row in table.rows]


def found(manuscript: Manuscript, start: str) -> Paragraph:
    """Return the paragraph that begins with a text."""
    return next(each for each in paragraphs(manuscript.blocks) if line(each).startswith(start))


def tables(manuscript: Manuscript) -> list[Table]:
    """Return the tables that stand in no other."""
    return [block for block in manuscript.blocks if isinstance(block, Table)]
