"""Names that go on from what is being typed: each word typed stands in them, the last may go on.

Names and typed text are plain (`vietnamese.plain`): accents and case never count here.
"""

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from library.search import vietnamese
from library.search.segments import Segment, Snapshot

# Of more names the shortest are looked at: two letters begin thousands of titles.
MOST = 200
_LAST_LETTER = "\U0010ffff"
_FIELD = "names"

Numbers = NDArray[np.int32]


class Completion(NamedTuple):
    """A name that goes on from what is typed; the least is the nearest.

    `distance`: 0 when the name begins so, 1 when words inside it do, 2 when they stand scattered.
    """

    distance: int
    length: int
    name: str


class Names:
    """Some names in their order, and for each word the names that it stands in."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(set(names))
        self._lengths = np.array([len(name) for name in self._names], dtype=np.int32)
        places: dict[str, list[int]] = {}
        for number, name in enumerate(self._names):
            for word in set(name.split()):
                places.setdefault(word, []).append(number)
        self._words = sorted(places)
        counts = [len(places[word]) for word in self._words]
        self._bounds = [0, *np.cumsum(counts, dtype=np.int64).tolist()]
        # One row for all words in their order: those that begin alike are one stretch of it.
        self._places = np.fromiter(
            (number for word in self._words for number in places[word]), np.int32, sum(counts)
        )

    def completions(self, typed: str) -> list[Completion]:
        """Return names that go on from a plain text, the nearest first, at most MOST."""
        found = {
            number: name
            for form in vietnamese.unfinished(typed)
            for number, name in self._completions(form)
        }
        return sorted(found.values())

    def _completions(self, form: str) -> Iterator[tuple[int, Completion]]:
        first, end = _stretch(self._names, form)
        numbers = np.flatnonzero(self._with_all(form.split())).astype(np.int32)
        if len(numbers) > MOST:
            inside = (numbers < first) | (numbers >= end)
            order = np.argpartition(self._lengths[numbers] + inside * (1 << 20), MOST)
            numbers = numbers[order[:MOST]]
        for number in numbers.tolist():
            name = self._names[number]
            distance = 0 if first <= number < end else 1 if f" {form}" in name else 2
            yield number, Completion(distance, len(name), name)

    def _with_all(self, words: list[str]) -> NDArray[np.bool_]:
        """Mark the names that have all words; the last word may be the beginning of one."""
        *whole, last = words
        marked = self._marked(*_stretch(self._words, last))
        for word in whole:
            place = bisect_left(self._words, word)
            is_there = self._words[place : place + 1] == [word]
            marked &= self._marked(place, place + is_there)
        return marked

    def _marked(self, first: int, end: int) -> NDArray[np.bool_]:
        marked = np.zeros(len(self._names), dtype=bool)
        marked[self._places[self._bounds[first] : self._bounds[end]]] = True
        return marked


class Titles:
    """What the items of one commit of the index are called: titles and document numbers."""

    def __init__(self, snapshot: Snapshot, before: "Titles | None" = None) -> None:
        self.snapshot = snapshot
        known: dict[str, Names] = before._names if before else {}
        self._names: dict[str, Names] = {
            segment.name: known.get(segment.name) or _names(segment)
            for _, segment in snapshot.segments
        }

    def completions(self, typed: str, most: int) -> list[str]:
        """Return ids of items with a name that goes on from what is typed, the nearest first."""
        parts = [self._in_segment(start, part, typed) for start, part in self.snapshot.segments]
        merged = heapq.merge(*parts, key=itemgetter(0))
        ids = dict.fromkeys(self.snapshot.id_of(number) for _, number in islice(merged, 2 * most))
        return list(ids)[:most]

    def _in_segment(
        self, start: int, segment: Segment, typed: str
    ) -> Iterator[tuple[Completion, int]]:
        """Yield the names of a segment with the newest item called so, deleted ones left out."""
        for completion in self._names[segment.name].completions(typed):
            postings = segment.postings(_FIELD, completion.name)
            numbers = postings.numbers
            if numbers is None:
                numbers = np.flatnonzero(postings.steps).astype(np.int32)
            alive = numbers[self.snapshot.alive[start + numbers]]
            if len(alive):
                newest = int(np.argmax(segment.published_at[alive]))
                yield completion, start + int(alive[newest])


def _names(segment: Segment) -> Names:
    return Names(name for name, _ in segment.frequencies(_FIELD))


def _stretch(ordered: list[str], beginning: str) -> tuple[int, int]:
    """Return where those that begin so stand in an ordered list: the first, and one past the last."""
    return bisect_left(ordered, beginning), bisect_left(ordered, beginning + _LAST_LETTER)
