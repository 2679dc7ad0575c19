"""What a file says and how it looks, as each reader gives it: paragraphs and tables of runs.

The look stays: in most papers of schools only bold type, size and place tell a heading.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """A stretch of text in one look; "\\n" is a line break, "\\t" a tab.

    `encoding` is that of a font from before Unicode ("tcvn3", "vni"), `capitals` that every letter
    is drawn as a capital. `footnote` and `picture` are numbers from 1 and stand for no text, save
    that the text of a picture is its text alternative.
    """

    text: str
    bold: bool = False
    italic: bool = False
    superscript: bool = False
    link: str = ""
    footnote: int = 0
    picture: int = 0
    encoding: str = ""
    capitals: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `level` is what the file itself says of the outline, 1 the highest, 0 nothing.

    `marker` is what numbering writes before it ("1.", "a)", "•") and `depth` how deep its list is,
    from 0. `size` is in points, 0 where nothing says it; `alignment` is "center", "right" or "".
    `style` is the name of its style in small letters without gaps ("bodytext").
    """

    runs: tuple[Run, ...]
    level: int = 0
    is_title: bool = False
    marker: str = ""
    depth: int = 0
    alignment: str = ""
    size: float = 0.0
    style: str = ""

    @property
    def text(self) -> str:
        """The words, as one string."""
        return "".join(run.text for run in self.runs if not run.picture)


@dataclass(frozen=True)
class Cell:
    """A cell; `columns` and `rows` are how many it covers."""

    blocks: tuple["Block", ...]
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of cells: each stands in the row where it begins; `headers` are rows said to repeat."""

    rows: tuple[tuple[Cell, ...], ...]
    headers: int = 0
    has_lines: bool = True
    style: str = ""


Block = Paragraph | Table


@dataclass(frozen=True)
class Picture:
    """A picture as the file holds it, with the name that its program gave it."""

    content: bytes
    media_type: str
    name: str = ""


@dataclass
class Manuscript:
    """All that a reader found. `properties` are what the file says of itself: title, author, item."""

    blocks: Sequence[Block]
    pictures: Sequence[Picture] = ()
    notes: Sequence[Sequence[Block]] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    warnings: Sequence[str] = ()


class Unreadable(Exception):
    """A file that cannot be read; the argument is the reason, a key of `reader.REASONS`."""


def paragraphs(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """Yield every paragraph, those in tables too, in the order of reading."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        for row in block.rows:
            for cell in row:
                yield from paragraphs(cell.blocks)
