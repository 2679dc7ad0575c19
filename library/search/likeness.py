"""How much of a text stands in published items already: copies, near copies, texts inside others.

There is no index for it. The pairs of syllables that the search keeps anyway name the few items
worth reading, and those are compared word by word: nothing more is kept in memory or on disk, and
what is withdrawn is gone at once.
"""

import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from library import legacy
from library.items import catalogue, texts
from library.items.models import Item
from library.search import vietnamese
from library.search.index import Index

# Words in a row that must be the same. By chance two plans of the collection share 1 % of their
# words so, 6 % once in a hundred; with three it is 10 %, with five small changes cost too much.
RUN = 4
# Of a text with fewer words, chance and stock phrases make too much.
SHORTEST = 20
# From this share on it is worth telling.
WORTH_TELLING = 0.3
# A text that stands in this one nearly whole is told of, however long this one is.
NEARLY_WHOLE = 0.8
# Pairs by which candidates are looked up, and how many of these are read: a plan of which 15 % were
# taken over was among eight of 10,000 every time.
_PAIRS, _CANDIDATES = 256, 8
# Characters of the text, and of all candidates together; a plan has some 6,000.
_LONGEST, _MOST = 300_000, 1_000_000

Numbers = NDArray[np.uint64]


@dataclass(frozen=True)
class Likeness:
    """That a published item is like a text.

    `share` is how much of the text stands there: of its words, folded, those in a run of at least
    RUN that an edition or a file of the item has too, wherever. `back` is how much of that edition
    or file stands in the text. `language` is the edition's, None for an attached file.
    """

    item_id: str
    share: float
    back: float
    language: str | None


def likest(
    session: Session, index: Index, text: str, besides: Collection[str] = ()
) -> list[Likeness]:
    """Return the published items that are like a text, the likest first; accents do not matter.

    `besides` are ids of items that it is known to be like: the one that it corrects or adapts.
    """
    own = _Text(legacy.read(text[:_LONGEST]).text)
    if len(own.words) < SHORTEST:
        return []
    near = index.sharing(own.telling_pairs(), _CANDIDATES + len(besides))
    found = []
    left = _MOST
    # What is public is the database's to say, whatever the index has heard of by now.
    for item in catalogue.by_ids(session, [id for id in near if id not in besides]):
        parts = list(_parts(session, item)) if left > 0 else []
        left -= sum(len(part) for _, part in parts)
        found += _likenesses(own, item, parts)
    return sorted(found, key=lambda each: (-each.share, -each.back))


def _parts(session: Session, item: Item) -> Iterator[tuple[str | None, str]]:
    """Yield the texts of an item: its editions by language, and those in its files."""
    assert item.published, "the catalogue gives published items only"
    yield from catalogue.bare_texts(session, item.published)
    for inside in texts.of(session, item.published.files):
        yield None, inside


def _likenesses(
    own: "_Text", item: Item, parts: Iterable[tuple[str | None, str]]
) -> list[Likeness]:
    """Return how an item is like a text by the part that is most so, nothing when it is hardly."""
    found = []
    for language, part in parts:
        other = _Text(part, own.numbers)
        share, back = own.shares_with(other)
        is_whole = back >= NEARLY_WHOLE and len(other.words) >= SHORTEST
        if share >= WORTH_TELLING or is_whole:
            found.append(Likeness(item.id, share, back, language))
    return sorted(found, key=lambda each: -each.share)[:1]


class _Text:
    """A text as numbers of its folded words; texts that are compared share the numbering."""

    def __init__(self, text: str, numbers: dict[str, int] | None = None) -> None:
        self.numbers: dict[str, int] = {} if numbers is None else numbers
        folded = map(vietnamese.key, vietnamese.apart(text)[1::2])
        self._folded = [word for word in folded if word]
        number_of = self.numbers.setdefault
        self.words = np.array(
            [number_of(word, len(self.numbers)) for word in self._folded], np.uint64
        )
        self.runs = self._runs()
        self._distinct, self._places = np.unique(self.runs, return_inverse=True)

    def _runs(self) -> Numbers:
        """Return each RUN of words as one number, exact for the first 65,536 different words."""
        count = max(0, len(self.words) - RUN + 1)
        runs = np.zeros(count, np.uint64)
        for place in range(RUN):
            runs = (runs << np.uint64(64 // RUN)) ^ self.words[place : place + count]
        return runs

    def telling_pairs(self) -> list[str]:
        """Return some pairs of neighbouring words, from all over the text and always the same."""
        pairs = {f"{one} {other}" for one, other in pairwise(self._folded)}
        return sorted(pairs, key=lambda pair: zlib.crc32(pair.encode()))[:_PAIRS]

    def shares_with(self, other: "_Text") -> tuple[float, float]:
        """Return which share of the words stands in the other text, and of the other's in this one.

        Only the other's runs are looked up, so that a long text is put in order once.
        """
        if not len(self.runs):
            return 0.0, 0.0
        at = np.searchsorted(self._distinct, other.runs)
        at[at == len(self._distinct)] = 0
        is_here = self._distinct[at] == other.runs
        is_there = np.zeros(len(self._distinct), np.bool_)
        is_there[at[is_here]] = True
        return self._covered(is_there[self._places]), other._covered(is_here)

    def _covered(self, known: NDArray[np.bool_]) -> float:
        """Return the share of the words that stand in a run which is known."""
        covered = np.zeros(len(self.words), np.bool_)
        for place in range(RUN):
            covered[place : place + len(known)] |= known
        return float(covered.mean()) if len(known) else 0.0
