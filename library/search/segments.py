"""Whoosh's segments as arrays: postings read once and kept, tags as rows of bits.

A segment never changes, so its arrays are shared by every later snapshot; what was deleted since
is a mask of the snapshot.
"""

import threading
import weakref
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index

from library.search import query, record, schema
from library.search.overlay import Overlay

Floats = NDArray[np.float32]
Bits = NDArray[np.uint64]

# Above this share of a segment's documents a term is kept as one entry a document: adding it up
# is then one pass over memory without looking up places.
DENSE_FROM = 1 / 8
# Arrays kept in memory, in bytes a document; the least recently used go first.
KEPT_PER_DOCUMENT = 4_000
SPARE_ROOM = 100_000
WORD = 64
_NO_ACCENTS = np.zeros(0, dtype=np.uint16)
_index: Any = whoosh_index  # has no types yet


class Postings(NamedTuple):
    """A term in a segment. Without numbers the other two have one entry for each document.

    Only words have accents.
    """

    documents: int
    numbers: NDArray[np.int32] | None
    steps: NDArray[np.uint16]
    accents: NDArray[np.uint16]

    @property
    def room(self) -> int:
        """What the arrays take in memory, in bytes."""
        numbers = 0 if self.numbers is None else self.numbers.nbytes
        return numbers + self.steps.nbytes + self.accents.nbytes + 200


class Segment:
    """One segment of the index: its documents, and the postings that were asked for so far."""

    def __init__(self, storage: Any, kept: Any) -> None:
        self.name: str = kept.segment_id()
        self.size: int = kept.doc_count_all()
        self.padded = -(-self.size // WORD) * WORD
        documents = kept.codec().per_document_reader(storage, kept)
        columns = {
            name: documents.column_reader(name, schema.SCHEMA[name].column_type)
            for name in ("id", "minutes", "published_at")
        }
        self.ids: list[str] = [id.decode() for id in columns["id"]]
        self.minutes = np.array(columns["minutes"].load(), dtype=np.int32)
        self.published_at = np.array(columns["published_at"].load(), dtype=np.float64)
        documents.close()
        self._terms = kept.codec().terms_reader(storage, kept)
        weakref.finalize(self, self._terms.close)
        self.tags = {tag: self._bits(tag) for tag in self._lexicon("tags")}
        self._kept: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._room = KEPT_PER_DOCUMENT * self.size + SPARE_ROOM
        self._lock = threading.Lock()

    def postings(self, field: str, term: str) -> Postings:
        """Return the postings of a term, read through Whoosh the first time."""
        with self._lock:
            kept = self._kept.pop((field, term), None)
            if kept is None:
                kept = self._read(field, term)
                self._make_room(kept.room)
            self._kept[field, term] = kept
            return kept

    def frequency(self, field: str, term: str) -> int:
        """Return how many documents have a term."""
        name = (field, term.encode())
        with self._lock:
            return int(self._terms.doc_frequency(*name)) if name in self._terms else 0

    def documents(self, field: str, term: str) -> NDArray[np.int32]:
        """Return the documents with a term, for who asks once: nothing is kept."""
        with self._lock:
            return self._numbers_and_entries(field, term)[0]

    @cached_property
    def words(self) -> dict[str, int]:
        """Every folded word with how many documents have it; read once, as a segment never changes."""
        return dict(self.frequencies("words"))

    def frequencies(self, field: str) -> list[tuple[str, int]]:
        """Return every term of a field with how many documents have it."""
        with self._lock:
            return list(self._counted(field))

    def _counted(self, field: str) -> Iterator[tuple[str, int]]:
        for (name, term), kept in self._terms.items_from(field, b""):
            if name != field:
                return
            yield term.decode(), int(kept.doc_frequency())

    def _make_room(self, room: int) -> None:
        self._room -= room
        while self._room < 0 and self._kept:
            self._room += self._kept.popitem(last=False)[1].room

    def _read(self, field: str, term: str) -> Postings:
        numbers, entries = self._numbers_and_entries(field, term)
        is_dense = len(numbers) >= self.size * DENSE_FROM
        if is_dense:
            dense = np.zeros(self.size, dtype=record.ENTRY)
            dense[numbers] = entries
            entries = dense
        accents = entries["accents"].copy() if field == "words" else _NO_ACCENTS
        kept = None if is_dense else numbers
        return Postings(len(numbers), kept, entries["steps"].copy(), accents)

    def _numbers_and_entries(self, field: str, term: str) -> tuple[NDArray[np.int32], Any]:
        name = (field, term.encode())
        if name not in self._terms:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=record.ENTRY)
        matcher = self._terms.matcher(*name, schema.SCHEMA[field].format)
        numbers, values = zip(*_blocks(matcher), strict=True)
        return np.concatenate(numbers), np.frombuffer(b"".join(values), dtype=record.ENTRY)

    def _lexicon(self, field: str) -> list[str]:
        found = []
        for name, term in self._terms.terms_from(field, b""):
            if name != field:
                break
            found.append(term.decode())
        return found

    def _bits(self, tag: str) -> Bits:
        marked = np.zeros(self.padded, dtype=bool)
        marked[self._numbers_and_entries("tags", tag)[0]] = True
        return packed(marked)


class Snapshot:
    """All segments at one commit, as one row of documents: each segment starts at a full word.

    Where the overlay has other tags of a document, they count.
    """

    def __init__(
        self, segments: Iterable[tuple[Segment, Iterable[int]]], overlay: Overlay | None = None
    ) -> None:
        self.overlay = overlay or Overlay()
        self.segments: list[tuple[int, Segment]] = []
        self.documents = 0
        self.padded = 0
        deleted: list[int] = []
        for segment, numbers in segments:
            self.segments.append((self.padded, segment))
            deleted += (self.padded + number for number in numbers)
            self.documents += segment.size
            self.padded += segment.padded
        self._starts = [start for start, _ in self.segments]
        self.alive = self._alive(deleted)
        self.minutes = self._column(np.dtype(np.int32), "minutes")
        self.published_at = self._column(np.dtype(np.float64), "published_at")
        self.tags, self.schemes, self.rows = self._tag_rows()
        self.row_of = {tag: row for row, tag in enumerate(self.tags)}
        self._crowds: dict[str, Floats] = {}

    def id_of(self, number: int) -> str:
        """Return the id of the document with this number."""
        start, segment = self.segments[bisect_right(self._starts, number) - 1]
        return segment.ids[number - start]

    def weights(self, known: Mapping[str, int]) -> Floats:
        """Return a number for each document by its id, zero where none is given."""
        found: Floats = np.zeros(self.padded, dtype=np.float32)
        numbers = self._numbers
        for id, weight in known.items():
            if id in numbers:
                found[numbers[id]] = weight
        return found

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {self.id_of(number): number for number in np.flatnonzero(self.alive).tolist()}

    def bits(self, tags: Sequence[str]) -> Bits:
        """Return a row of bits for each tag, without one set where no item has it."""
        found = np.zeros((len(tags), self.padded // WORD), dtype=np.uint64)
        for place, tag in enumerate(tags):
            if tag in self.row_of:
                found[place] = self.rows[self.row_of[tag]]
        return found

    def crowd(self, scheme: str) -> Floats:
        """Return how many tags of a scheme each document has, in times of what is usual; 0 for none."""
        if scheme not in self._crowds:
            counts = np.zeros(self.padded, dtype=np.float32)
            for row in self.rows[self.schemes.get(scheme, slice(0))]:
                counts += unpacked(row)
            tagged = counts[self.alive & (counts > 0)]
            self._crowds[scheme] = counts / (tagged.mean() if len(tagged) else np.float32(1))
        return self._crowds[scheme]

    def _alive(self, deleted: list[int]) -> NDArray[np.bool_]:
        alive = np.zeros(self.padded, dtype=bool)
        for start, segment in self.segments:
            alive[start : start + segment.size] = True
        alive[deleted] = False
        return alive

    def _column(self, kind: np.dtype[Any], name: str) -> NDArray[Any]:
        column = np.zeros(self.padded, dtype=kind)
        for start, segment in self.segments:
            column[start : start + segment.size] = getattr(segment, name)
        return column

    def _tag_rows(self) -> tuple[list[str], dict[str, slice], Bits]:
        """Return the tags in order, the rows of each scheme, and a row of bits for each tag."""
        known = {tag for _, segment in self.segments for tag in segment.tags}
        tags = sorted(known.union(*self.overlay.tags.values()), key=_by_scheme)
        rows = np.zeros((len(tags), self.padded // WORD), dtype=np.uint64)
        row_of = {tag: row for row, tag in enumerate(tags)}
        for start, segment in self.segments:
            part = slice(start // WORD, (start + segment.padded) // WORD)
            for tag, bits in segment.tags.items():
                rows[row_of[tag], part] = bits
        self._lay_over(rows, row_of)
        schemes: dict[str, slice] = {}
        for tag, row in row_of.items():
            scheme = query.scheme_of(tag)
            schemes[scheme] = slice(schemes[scheme].start if scheme in schemes else row, row + 1)
        return tags, schemes, rows

    def _lay_over(self, rows: Bits, row_of: dict[str, int]) -> None:
        if not self.overlay.tags:
            return
        newer: dict[str, list[int]] = {}
        changed = np.zeros(self.padded, dtype=bool)
        for number in np.flatnonzero(self.alive).tolist():
            tags = self.overlay.tags.get(self.id_of(number))
            if tags is not None:
                changed[number] = True
                for tag in tags:
                    newer.setdefault(tag, []).append(number)
        rows &= ~packed(changed)
        for tag, numbers in newer.items():
            marked = np.zeros(self.padded, dtype=bool)
            marked[numbers] = True
            rows[row_of[tag]] |= packed(marked)

    def carriers(self, tags: Iterable[str]) -> frozenset[str]:
        """Return the ids of the documents with one of some tags."""
        rows = [self.row_of[tag] for tag in tags if tag in self.row_of]
        held = unpacked(np.bitwise_or.reduce(self.rows[rows], axis=0)) & self.alive
        return frozenset(map(self.id_of, np.flatnonzero(held).tolist()))

    def tags_by_id(self, ids: Collection[str]) -> dict[str, frozenset[str]]:
        """Return the tags of those of some documents that there are."""
        alive = np.flatnonzero(self.alive).tolist()
        wanted = {number: id for number in alive if (id := self.id_of(number)) in ids}
        held: dict[int, list[str]] = {number: [] for number in wanted}
        for tag, row in zip(self.tags, self.rows, strict=True):
            for number in np.flatnonzero(unpacked(row)).tolist():
                if number in held:
                    held[number].append(tag)
        return {wanted[number]: frozenset(tags) for number, tags in held.items()}


def packed(marked: NDArray[np.bool_]) -> Bits:
    """Return one bit for each document; the number of documents is a multiple of WORD."""
    return np.packbits(marked, bitorder="little").view(np.uint64)


def unpacked(bits: Bits) -> NDArray[np.bool_]:
    """Return one bool for each bit."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_)


def opened(kept: Any, before: Snapshot | None, overlay: Overlay) -> Snapshot:
    """Return the last commit of a Whoosh index; segments that are known are not read again."""
    known = {segment.name: segment for _, segment in before.segments} if before else {}
    found = (
        (
            known.get(segment.segment_id()) or Segment(kept.storage, segment),
            sorted(segment.deleted_docs()),
        )
        for segment in _index.TOC.read(kept.storage, kept.indexname, schema=schema.SCHEMA).segments
    )
    return Snapshot(found, overlay)


def _blocks(matcher: Any) -> Iterator[tuple[NDArray[np.int32], bytes]]:
    # Whoosh keeps postings in blocks, the documents as steps from one to the next, but hands them
    # out one by one: ten times the price. These names are the same in 2.7.4 and all its heirs.
    while matcher.is_active():
        matcher._read_data()
        steps, _, values = matcher._data
        yield np.cumsum(steps, dtype=np.int32), values
        matcher._next_block()


def _by_scheme(tag: str) -> tuple[str, str]:
    return query.scheme_of(tag), tag
