"""How much of an original is read at most: beyond it a file is an attack, or no item."""

from dataclasses import dataclass

from library.items.rendering import LONGEST

MOST_BLOCKS = 50_000
MOST_COLUMNS = 60
MOST_ROWS = 5_000
DEEPEST = 6


@dataclass
class Room:
    """What may still be taken; once it is used up nothing more is."""

    characters: int = LONGEST
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
