"""A query against a snapshot: what answers it, filtering by bits, counting facets, the page's order.

The order: how well they answer (`matching`), the reader's accents among equals, then the newest.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from library.search import matching
from library.search.matching import Match
from library.search.query import SORTS, Query
from library.search.reading import Reading
from library.search.segments import Bits, Floats, Snapshot, packed, unpacked

# Fewer than these are too few: the next step of the ladder is taken.
ENOUGH = 10
# The share of the syllables that must be there when all of them find too little.
MOST = 0.6
# The share of the best score that an item with most of the syllables must reach.
FAIR = 0.4
# The share of the best score that the nearest must reach when most of the syllables find too little.
NEAR = 0.02

# What likely was meant counts so much beside what was typed.
MEANT = 1.0

# Scores that differ by less are equal, and the accents that were typed decide.
_DIGITS = 4

# No scheme of the vocabulary is called so.
_AMONG = ""

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
    are the folded words and phrases to highlight, `typed` the syllables that were typed; `complete`
    says how many items have them all. `anywhere` says that without the filters, and `best` is the
    highest score without them: what a text finds does not depend on page, order and filters.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Facets
    words: frozenset[str]
    typed: frozenset[str]
    complete: int
    anywhere: int
    best: float

    @property
    def relaxed(self) -> bool:
        """Whether items are among them that lack some of the syllables."""
        return self.complete < self.total


def search(
    snapshot: Snapshot, query: Query, reading: Reading, meant: Reading | None = None
) -> Results:
    """Return the page of results that a query asks for; no query is wrong.

    What may be `meant` instead has a say in the order, and none in what is found.
    """
    filters = {scheme: _any_of(snapshot, tags) for scheme, tags in query.by_scheme().items()}
    if query.among is not None:
        filters[_AMONG] = packed(snapshot.weights(query.among) > 0)
    chosen = _all_of(snapshot, filters.values())
    matched = matching.match(snapshot, reading)
    found, complete = _ladder(snapshot, reading, matched, chosen, is_ranked=query.sort == SORTS[0])
    if meant:
        likely = matching.match(snapshot, meant)
        matched.scores[:] += np.float32(MEANT) * likely.scores * _shares(likely, meant)
    wanted = unpacked(chosen)
    answering = found & wanted
    return Results(
        hits=_page(snapshot, query, matched, answering),
        total=int(np.count_nonzero(answering)),
        facets=_facets(snapshot, filters, packed(found)),
        words=reading.marked,
        typed=reading.typed,
        complete=int(np.count_nonzero(complete & wanted)),
        anywhere=int(np.count_nonzero(complete)),
        best=float(np.where(found, matched.scores, np.float32(0)).max(initial=0)),
    )


def _ladder(
    snapshot: Snapshot, reading: Reading, matched: Match, chosen: Bits, *, is_ranked: bool
) -> tuple[Mask, Mask]:
    """Return the documents that the text finds, and those of them that answer all of it.

    The ladder looks at the text alone, so that a facet's count is what a click on it shows; only
    when the filters leave nothing of it, a step down is better than an empty page. A long text may
    have all words of a question by chance: only when none of those with most of them is better than
    the first page, those with all are enough. Where the order is another than how well they answer,
    the nearest would come first, so they stay out.
    """
    allowed = _allowed(snapshot, reading)
    asked = reading.asked
    complete = allowed & (matched.counts >= asked)
    if not asked:
        return complete, complete
    matched.scores[:] *= _shares(matched, reading)
    most = complete | _most(reading, matched, allowed)
    is_whole = np.count_nonzero(complete) >= ENOUGH and bool(np.any(packed(complete) & chosen))
    if is_whole and not (is_ranked and _is_behind(matched, complete, most)):
        return complete, complete
    is_enough = np.count_nonzero(most) >= ENOUGH or not is_ranked
    if is_enough and np.any(packed(most) & chosen):
        return most, complete
    return most | _nearest(matched, allowed), complete


def _shares(matched: Match, reading: Reading) -> Floats:
    """Return which share of what is asked each document answers."""
    shares: Floats = matched.counts.astype(np.float32) / np.float32(max(1, reading.asked))
    return shares


def _is_behind(matched: Match, complete: Mask, most: Mask) -> bool:
    """Tell whether one that answers only most of the text is better than the first page."""
    others = matched.scores[most & ~complete].max(initial=0)
    return bool(others > np.partition(matched.scores[complete], -ENOUGH)[-ENOUGH])


def _allowed(snapshot: Snapshot, reading: Reading) -> Mask:
    """Return the documents with all that is quoted and nothing that is excluded."""
    allowed = snapshot.alive
    for phrase in reading.required:
        allowed = allowed & matching.holding(snapshot, matching.terms_of(phrase))
    for phrase in reading.excluded:
        allowed = allowed & ~matching.holding(snapshot, matching.terms_of(phrase))
    return allowed


def _most(reading: Reading, matched: Match, allowed: Mask) -> Mask:
    """Return the documents with most of the syllables, those far behind the best left out."""
    enough = allowed & (matched.counts >= _needed(reading.asked, matched.known))
    best = np.where(enough, matched.scores, np.float32(0)).max(initial=0)
    most: Mask = enough & (matched.scores >= FAIR * best)
    return most


def _needed(asked: int, known: int) -> int:
    """Return how many syllables must be there; what no item has is not held against those found."""
    most = math.ceil(MOST * asked)
    return min(most, known) if 2 * known >= asked else most


def _nearest(matched: Match, allowed: Mask) -> Mask:
    """Return the best few of those that answer something, while they are not far behind the best."""
    scores = np.where(allowed & (matched.counts > 0), matched.scores, np.float32(0))
    nearest: Mask = np.zeros(len(scores), dtype=bool)
    first = np.argpartition(scores, -ENOUGH)[-ENOUGH:] if len(scores) > ENOUGH else slice(None)
    nearest[first] = True
    close: Mask = (scores > 0) & (scores >= NEAR * scores.max(initial=0))
    return nearest & close


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


def _page(snapshot: Snapshot, query: Query, matched: Match, answering: Mask) -> tuple[Hit, ...]:
    """Return the hits of one page. Only what can be on it or before it is put in order."""
    numbers = np.flatnonzero(answering)
    start, end = (query.page - 1) * query.size, query.page * query.size
    if start >= len(numbers):
        return ()
    keys = _keys(snapshot, query, matched.scores)[numbers]
    if end < len(numbers):
        place = len(numbers) - end
        first = keys >= np.partition(keys, place)[place]
        numbers, keys = numbers[first], keys[first]
    by_accents, by_day = -matched.agreement[numbers], -snapshot.published_at[numbers]
    order = np.lexsort((by_day, by_accents, -keys))[start:end]
    return tuple(
        Hit(snapshot.id_of(number), float(matched.scores[number]))
        for number in numbers[order].tolist()
    )


def _keys(snapshot: Snapshot, query: Query, scores: Floats) -> NDArray[np.floating]:
    """Return the number by which the highest documents come first."""
    if query.sort == "shortest":
        return np.where(snapshot.minutes >= 0, -snapshot.minutes.astype(np.float64), -np.inf)
    if query.sort == "works" and query.among:
        return snapshot.weights(query.among)
    if query.sort == "newest" or not scores.any():
        return snapshot.published_at
    return np.round(scores, _DIGITS)
