"""Manuscripts in a few words, for what comes after the readers."""

from library.originals.shape import Block, Cell, Manuscript, Paragraph, Run, Table


def line(text: str, look: str = "", **more: object) -> Paragraph:
    """Return a paragraph; `look` has b for bold, c for centred, r for right."""
    alignment = "center" if "c" in look else "right" if "r" in look else ""
    runs = (Run(text, bold="b" in look),)
    return Paragraph(**{"runs": runs, "alignment": alignment} | more)  # type: ignore[arg-type]


def table(*rows: list[str], lines: bool = True) -> Table:
    """Return a table of cells; a line break in one begins a paragraph."""
    cells = tuple(tuple(Cell(tuple(map(line, each.split("\n")))) for each in row) for row in rows)
    return Table(cells, has_lines=lines)


def manuscript(*blocks: Block | str) -> Manuscript:
    """Return a manuscript of blocks, those that are only words without any look."""
    return Manuscript([line(each) if isinstance(each, str) else each for each in blocks])
