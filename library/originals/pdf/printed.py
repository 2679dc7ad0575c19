"""What stands on a printed page, in points from its upper left corner: words, rules, pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Look(NamedTuple):
    """How a word is set; neighbours of one look become one run."""

    bold: bool = False
    italic: bool = False
    encoding: str = ""
    capitals: bool = False
    link: str = ""


@dataclass(slots=True)
class Word:
    """Letters without a space between them, in one look, on one line.

    `order` is their place in the file; `is_apart` that a space stands before them, as none does
    where the word goes on in another look; `is_tied` that no line may end at that space, `tab` that
    it is one of layout.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    look: Look
    order: int
    is_apart: bool
    is_around: bool = False
    is_tied: bool = False
    raised: bool = False
    tab: bool = False


class Rule(NamedTuple):
    """A straight line along one axis: where it stands on the other, and from where to where."""

    at: float
    start: float
    end: float


class Box(NamedTuple):
    """A part of a page."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies in it."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    @property
    def area(self) -> float:
        """Its size."""
        return max(self.x1 - self.x0, 0.0) * max(self.y1 - self.y0, 0.0)


class Shown(NamedTuple):
    """A picture and where it stands; the number is that in the album."""

    box: Box
    number: int


@dataclass
class Ruled:
    """A cell between rules: where it begins in the grid and how much of it it covers."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass
class Grid:
    """A ruled table on one page."""

    box: Box
    edges: tuple[float, ...]
    cells: list[Ruled]


@dataclass
class Page:
    """A page as it was printed."""

    width: float
    height: float
    words: Sequence[Word] = ()
    across: Sequence[Rule] = ()
    down: Sequence[Rule] = ()
    pictures: Sequence[Shown] = field(default_factory=list)
    grids: Sequence[Grid] = ()
    covered: float = 0.0
