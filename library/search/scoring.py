"""A query against a snapshot: adding arrays, filtering by bits, counting facets.

The order of the documents found: weight of their syllables and pairs by rarity, the reader's
accents, then the newest.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from library.search import record, vietnamese
from library.search.query import MOST_SYLLABLES, Query
from library.search.segments import Bits, Floats, Postings, Snapshot, packed, unpacked

PAIR_WEIGHT = 0.5
# What agreeing accents add to a syllable: enough to part near equals, too little for more.
ACCENT_BONUS = 0.1
# The share of the syllables that must be there when all of them find too little.
MOST = 0.6

Mask = NDArray[np.bool_]
Facets = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Hit:
    """An item found."""

    id: str
    score: float


@dataclass(frozen=True)
class Results:
    """One page of what a query found, and the counts of all of it.

    A facet counts what a click on it would show: a choice does not narrow its own scheme. `words`
    are the folded syllables to highlight, `complete` says how many items have them all.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Facets
    words: frozenset[str]
    complete: int

    @property
    def relaxed(self) -> bool:
        """Whether items are among them that lack some of the syllables."""
        return self.complete < self.total


@dataclass(frozen=True)
class Reading:
    """The query's text as terms; a syllable with marks has a bit for them, one without has 0."""

    syllables: dict[str, int]
    pairs: tuple[str, ...]


def read(text: str) -> Reading:
    """Return the distinct syllables and pairs of a query's text."""
    found = vietnamese.syllables(text)[:MOST_SYLLABLES]
    syllables: dict[str, int] = {}
    for folded, start, end in found:
        typed = text[start:end]
        bit = record.accent_bit(typed) if vietnamese.is_accented(typed) else 0
        syllables[folded] = syllables.get(folded, 0) | bit
    return Reading(syllables, tuple({pair: None for _, pair in vietnamese.pairs(text, found)}))


def search(snapshot: Snapshot, query: Query) -> Results:
    """Return the page of results that a query asks for; no query is wrong."""
    reading = read(query.text)
    filters = {scheme: _any_of(snapshot, tags) for scheme, tags in query.by_scheme().items()}
    chosen = _all_of(snapshot, filters.values())
    scores, found, complete = _match(snapshot, reading, chosen, query.size)
    wanted = unpacked(chosen)
    matching = found & wanted
    return Results(
        hits=_page(snapshot, query, scores, matching),
        total=int(np.count_nonzero(matching)),
        facets=_facets(snapshot, filters, packed(found)),
        words=frozenset(reading.syllables),
        complete=int(np.count_nonzero(complete & wanted)),
    )


def _match(
    snapshot: Snapshot, reading: Reading, chosen: Bits, enough: int
) -> tuple[Floats, Mask, Mask]:
    """Return scores, the documents that the text finds, and those of them with all syllables.

    The ladder looks at the text alone, so that a facet's count is what a click on it shows; only
    when the filters leave nothing of it, a step down is better than an empty page.
    """
    scores = np.zeros(snapshot.padded, dtype=np.float32)
    asked = len(reading.syllables)
    if not asked:
        return scores, snapshot.alive, snapshot.alive
    counts, known = _add_up(snapshot, reading, scores)
    complete = (counts == asked) & snapshot.alive
    if np.count_nonzero(complete) >= enough and np.any(packed(complete) & chosen):
        return scores, complete, complete
    scores *= counts.astype(np.float32) / asked
    return scores, (counts >= _needed(asked, known)) & snapshot.alive, complete


def _needed(asked: int, known: int) -> int:
    """Return how many syllables must be there; what no item has is not held against those found."""
    most = math.ceil(MOST * asked)
    return min(most, known) if 2 * known >= asked else most


def _add_up(snapshot: Snapshot, reading: Reading, scores: Floats) -> tuple[NDArray[np.uint8], int]:
    counts = np.zeros(snapshot.padded, dtype=np.uint8)
    known = 0
    for syllable, accent in reading.syllables.items():
        known += _add(snapshot, "words", syllable, accent, 1.0, scores, counts)
    for pair in reading.pairs:
        _add(snapshot, "pairs", pair, 0, PAIR_WEIGHT, scores, None)
    return counts, known


def _add(
    snapshot: Snapshot,
    field: str,
    term: str,
    accent: int,
    weight: float,
    scores: Floats,
    counts: NDArray[np.uint8] | None,
) -> bool:
    """Add one term's weights to the scores and 1 to the counts; say whether any item has it."""
    found = [(start, part, part.postings(field, term)) for start, part in snapshot.segments]
    frequency = sum(postings.documents for _, _, postings in found)
    if not frequency:
        return False
    rarity = math.log1p((snapshot.documents - frequency + 0.5) / (frequency + 0.5))
    factor = np.float32(weight * rarity / record.STEPS)
    for start, segment, postings in found:
        if postings.documents:
            place = slice(start, start + segment.size)
            gained = _gained(postings, factor, accent)
            _scatter(postings, gained, scores[place], None if counts is None else counts[place])
    return True


def _gained(postings: Postings, factor: np.float32, accent: int) -> Floats:
    gained: Floats = postings.steps * factor
    if accent:
        agree = (postings.accents & np.uint16(accent)) != 0
        gained *= np.where(agree, np.float32(1 + ACCENT_BONUS), np.float32(1))
    return gained


def _scatter(
    postings: Postings, gained: Floats, scores: Floats, counts: NDArray[np.uint8] | None
) -> None:
    if postings.numbers is None:
        scores += gained
        if counts is not None:
            counts += postings.steps > 0
    else:
        scores[postings.numbers] += gained
        if counts is not None:
            counts[postings.numbers] += 1


def _any_of(snapshot: Snapshot, tags: Iterable[str]) -> Bits:
    rows = [snapshot.row_of[tag] for tag in tags if tag in snapshot.row_of]
    any_of: Bits = np.bitwise_or.reduce(snapshot.rows[rows], axis=0)
    return any_of


def _all_of(snapshot: Snapshot, filters: Iterable[Bits]) -> Bits:
    every = packed(snapshot.alive)
    for bits in filters:
        every = every & bits
    return every


def _facets(snapshot: Snapshot, filters: dict[str, Bits], found: Bits) -> Facets:
    chosen = found & _all_of(snapshot, filters.values())
    counts = np.bitwise_count(snapshot.rows & chosen).sum(axis=1, dtype=np.int64)
    for scheme in filters.keys() & snapshot.schemes.keys():
        others = [bits for other, bits in filters.items() if other != scheme]
        rows = snapshot.rows[snapshot.schemes[scheme]] & found & _all_of(snapshot, others)
        counts[snapshot.schemes[scheme]] = np.bitwise_count(rows).sum(axis=1)
    return {
        scheme: {
            tag: count
            for tag, count in zip(snapshot.tags[rows], counts[rows].tolist(), strict=True)
            if count
        }
        for scheme, rows in snapshot.schemes.items()
    }


def _page(snapshot: Snapshot, query: Query, scores: Floats, matching: Mask) -> tuple[Hit, ...]:
    """Return the hits of one page. Only what can be on it or before it is put in order."""
    numbers = np.flatnonzero(matching)
    start, end = (query.page - 1) * query.size, query.page * query.size
    if start >= len(numbers):
        return ()
    keys = _keys(snapshot, query, scores)[numbers]
    if end < len(numbers):
        place = len(numbers) - end
        first = keys >= np.partition(keys, place)[place]
        numbers, keys = numbers[first], keys[first]
    order = np.lexsort((-snapshot.published_at[numbers], -keys))[start:end]
    return tuple(
        Hit(snapshot.id_of(number), float(scores[number])) for number in numbers[order].tolist()
    )


def _keys(snapshot: Snapshot, query: Query, scores: Floats) -> NDArray[np.floating]:
    """Return the number by which the highest documents come first."""
    if query.sort == "shortest":
        return np.where(snapshot.minutes >= 0, -snapshot.minutes.astype(np.float64), -np.inf)
    if query.sort == "newest" or not scores.any():
        return snapshot.published_at
    return scores
