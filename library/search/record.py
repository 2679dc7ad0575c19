"""What is indexed of an item, and its terms with their weights: BM25, all but the rarity of a term.

A term's weight depends on its own record alone (the usual length of a plan stands in for the
average of the collection), so it is worked out once, when the record is indexed. What is left to
a query is to multiply by rarity and to add.
"""

import functools
import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from library.search import vietnamese

# Measured best on folded syllables and pairs (design.md section 4).
K1 = 0.9
B = 0.4


@dataclass(frozen=True)
class Record:
    """An item as the index takes it. Its tags are closed upwards: what stands above is included."""

    id: str
    titles: tuple[str, ...]
    summaries: tuple[str, ...]
    labels: tuple[str, ...]
    bodies: tuple[str, ...]
    tags: frozenset[str]
    minutes: int | None
    published_at: float
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Zone:
    """A part of a record that is weighed by itself, so that a long body cannot drown a title."""

    weight: float
    usual_length: int
    texts: tuple[tuple[str, int], ...]


# One term in one record: its weight in steps of 1 / STEPS, and the accents it was met with.
ENTRY = struct.Struct("<HH")
STEPS = 1 << 13
Entries = dict[str, bytes]


def zones(record: Record) -> Iterator[tuple[float, float, str]]:
    """Return weight, usual length and text of each zone; texts are apart by an empty line."""
    editions = max(1, len(record.bodies))
    summary = (*record.summaries, *record.summaries)
    yield 2.0, 10.0 * editions, "\n\n".join(record.titles)
    yield 1.0, 60.0, "\n\n".join(record.labels)
    yield 1.0, 700.0 * editions, "\n\n".join((*summary, *record.bodies))
    # Files may be of any length: a word that stands only there finds the item, and no more.
    yield 0.4, 3000.0, "\n\n".join(record.files)


def entries(record: Record) -> tuple[Entries, Entries]:
    """Return the syllables of a record and its pairs, each with its weight and accents."""
    words: defaultdict[str, float] = defaultdict(float)
    pairs: defaultdict[str, float] = defaultdict(float)
    accents: dict[str, int] = {}
    for weight, usual, text in zones(record):
        found = vietnamese.syllables(text)
        norm = K1 * (1 - B + B * len(found) / usual)
        _add(words, Counter(folded for folded, _, _ in found), weight, norm)
        _add(pairs, Counter(pair for _, pair in vietnamese.pairs(text, found)), weight, norm)
        for syllable in {text[start:end] for _, start, end in found}:
            folded = vietnamese.key(syllable)
            accents[folded] = accents.get(folded, 0) | accent_bit(syllable)
    return (
        {term: ENTRY.pack(round(part * STEPS), accents[term]) for term, part in words.items()},
        {term: ENTRY.pack(round(part * STEPS), 0) for term, part in pairs.items()},
    )


@functools.lru_cache(maxsize=1 << 16)
def accent_bit(syllable: str) -> int:
    """Return one of 16 bits for the marks of a syllable; two spellings rarely share one."""
    return 1 << zlib.crc32(vietnamese.accented(syllable).encode()) % 16


def _add(parts: defaultdict[str, float], counts: Counter[str], weight: float, norm: float) -> None:
    for term, count in counts.items():
        parts[term] += weight * count / (count + norm)
