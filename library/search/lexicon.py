"""What the index has: its words with how many items have them, and which words stand beside which."""

from collections.abc import Sequence
from functools import cached_property, lru_cache

from library.search.segments import Segment, Snapshot


class Lexicon:
    """The words and pairs of one commit of the index; words are read when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._segments: Sequence[Segment] = [segment for _, segment in snapshot.segments]
        self.beside = lru_cache(maxsize=1 << 14)(self._beside)

    @cached_property
    def words(self) -> dict[str, int]:
        """Every folded word with the number of documents that have it."""
        found: dict[str, int] = {}
        for segment in self._segments:
            for word, documents in segment.words.items():
                found[word] = found.get(word, 0) + documents
        return found

    def has(self, word: str) -> bool:
        """Tell whether any document has a folded word."""
        return word in self.words

    def _beside(self, one: str, other: str) -> int:
        """Return how many documents have two words beside each other."""
        return sum(segment.frequency("pairs", f"{one} {other}") for segment in self._segments)
