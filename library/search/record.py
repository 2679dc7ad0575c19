"""What is indexed of an item, and how much each part of it weighs: BM25, all but the rarity of a term.

A term's weight depends on its own record alone (the usual length of a plan stands in for the
average of the collection), so it is worked out once, when the record is indexed. What is left to
a query is to multiply by rarity and to add.
"""

import functools
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from library.search import vietnamese

# Measured on folded syllables and pairs; half as much B leaves chance words of long plans in front.
K1 = 0.9
B = 0.75

# One term in one record: its weight in steps of 1 / STEPS, and the accents it was met with.
ENTRY = np.dtype([("steps", "<u2"), ("accents", "<u2")])
STEPS = 1 << 13


@dataclass(frozen=True)
class Record:
    """An item as the index takes it. Its tags are closed upwards: what stands above is included.

    `names` are its titles and numbers folded: who types one whole wants this item. `labels` are what
    the tags are called that it was given, `broader` what those above them are called.
    """

    id: str
    titles: tuple[str, ...]
    summaries: tuple[str, ...]
    labels: tuple[str, ...]
    bodies: tuple[str, ...]
    names: frozenset[str]
    tags: frozenset[str]
    minutes: int | None
    published_at: float
    files: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()


class Zone(NamedTuple):
    """A part of a record that is weighed by itself, so that a long body cannot drown a title."""

    weight: float
    usual_length: float
    text: str


# Every record has as many.
ZONES = 5


def zones(record: Record) -> Iterator[Zone]:
    """Return the zones of a record; texts are apart by an empty line."""
    editions = max(1, len(record.bodies))
    summary = (*record.summaries, *record.summaries)
    yield Zone(1.5, 10.0 * editions, "\n\n".join(record.titles))
    # Apart, so that many names of broad tags do not drown those of its own.
    yield Zone(1.3, 60.0, "\n\n".join(record.labels))
    yield Zone(1.3, 60.0, "\n\n".join(record.broader))
    yield Zone(1.0, 700.0 * editions, "\n\n".join((*summary, *record.bodies)))
    # Files may be of any length: a word that stands only there finds the item, and no more.
    yield Zone(0.4, 3000.0, "\n\n".join(record.files))


@functools.lru_cache(maxsize=1 << 16)
def accent_bit(syllable: str) -> int:
    """Return one of 16 bits for the marks of a syllable; two spellings rarely share one."""
    return 1 << zlib.crc32(vietnamese.accented(syllable).encode()) % 16
