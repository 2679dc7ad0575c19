"""How much of an original is read at most: beyond it a file is an attack, or no item."""

from dataclasses import dataclass

from library.originals.shape import Unreadable

# More letters than the text of an item can have; what a file says beyond them is lost anyway.
MOST_CHARACTERS = 300_000
MOST_BLOCKS = 50_000
MOST_COLUMNS = 60
MOST_ROWS = 5_000
DEEPEST = 6
# Each element and each attribute takes a hundred bytes or two of memory once it is a tree.
_MOST_MARKS = 1_500_000


@dataclass
class Room:
    """What may still be taken; once it is used up nothing more is."""

    characters: int = MOST_CHARACTERS
    blocks: int = MOST_BLOCKS

    @property
    def is_full(self) -> bool:
        """Tell whether reading is to stop."""
        return self.characters <= 0 or self.blocks <= 0

    def take(self) -> None:
        """Count a block."""
        self.blocks -= 1

    def cut(self, text: str) -> str:
        """Return as much of a text as there is room for, and count it."""
        kept = text[: max(self.characters, 0)]
        self.characters -= len(text)
        return kept


def marks(source: bytes) -> int:
    """Return what a stretch of XML or HTML will weigh as a tree."""
    return source.count(b"<") + 2 * source.count(b"=")


def check(weight: int) -> None:
    """Raise Unreadable for what would take more memory as a tree than any honest file."""
    if weight > _MOST_MARKS:
        raise Unreadable("slow")
