"""Whoosh's file format written a term at a time: what is on disk is the same, made in a third of the time.

Whoosh hands every posting on by itself, through a sort on disk. Here a segment's postings are
collected by term in memory, eight bytes each, and go to the file as blocks. Reading is Whoosh's own.
"""

import pickle
import struct
import zlib
from array import array
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, groupby
from operator import itemgetter, sub
from typing import Any

import numpy as np
from whoosh.codec import whoosh3

from library.search.analysing import Postings

# Postings in a block, which is compressed and read as one.
BLOCK = 1024
# Bytes from which it is worth while to compress a block, and how hard zlib tries.
_WORTH_PACKING = 80
_LEVEL = 3
# Whoosh's own files say 2, so that every Python reads them.
_PICKLE = 2
_LENGTH = struct.Struct("!i")
# Where a term's postings begin in their file, and how long they are.
_EXTENT = struct.Struct("!qi")
_whoosh3: Any = whoosh3  # has no types yet
_MAGIC: bytes = _whoosh3.WHOOSH3_HEADER_MAGIC
# Most terms of a segment stand in one document, and say the same of it.
_KEPT = 10_000

Posting = tuple[str, bytes, int, float, bytes | None]
Term = tuple[str, bytes, "array[int]", bytearray]


class Pool:
    """Collects the postings of one segment until they are written, field by field."""

    def __init__(self) -> None:
        self.fieldnames: set[str] = set()
        self._terms: dict[tuple[str, bytes], tuple[array[int], bytearray]] = {}

    def add(self, posting: Posting) -> None:
        """Take one posting; those of a term come in the order of their documents."""
        field, term, number, _, value = posting
        numbers, values = self._of(field, term)
        numbers.append(number)
        values += value or b""

    def extend(self, field: str, first: int, postings: Postings) -> None:
        """Take the postings of some documents, the first of which has this number."""
        numbers = (postings.documents + np.uint32(first)).tobytes()
        entries = postings.entries.tobytes()
        width = postings.entries.itemsize
        for term, start, end in zip(
            postings.terms, postings.bounds, postings.bounds[1:], strict=False
        ):
            kept = self._of(field, term)
            kept[0].frombytes(numbers[start * 4 : end * 4])
            kept[1].extend(entries[start * width : end * width])

    def _of(self, field: str, term: bytes) -> tuple["array[int]", bytearray]:
        kept = self._terms.get((field, term))
        if kept is None:
            self.fieldnames.add(field)
            kept = self._terms[field, term] = (array("I"), bytearray())
        return kept

    def iter_postings(self) -> Iterator[Term]:
        """Return the terms in order, each with its documents and their values in a row."""
        for field, term in sorted(self._terms):
            yield field, term, *self._terms[field, term]

    def cleanup(self) -> None:
        """Forget everything; Whoosh calls it when the segment is written or given up."""
        self._terms.clear()


class Codec(_whoosh3.W3Codec):  # type: ignore[misc]
    """Whoosh's codec, save that it takes the postings as a Pool gives them."""

    def field_writer(self, storage: Any, segment: Any) -> Any:
        """Return what writes the terms of a segment."""
        return TermWriter(self, storage, segment)


class TermWriter(_whoosh3.W3FieldWriter):  # type: ignore[misc]
    """Writes whole terms."""

    def add_postings(self, schema: Any, lengths: Any, terms: Iterator[Term]) -> None:
        """Write all terms of a segment; Whoosh calls it once."""
        end = self._postfile.tell()
        for number, (field, those) in enumerate(groupby(terms, key=itemgetter(0))):
            self._fieldmap[field] = number
            prefix = number.to_bytes(2)
            for _, term, numbers, values in those:
                written = _postings(numbers, bytes(values))
                self._postfile.write(written)
                extent = _EXTENT.pack(end, len(written))
                self._tindex.add(
                    prefix + term, _info(len(numbers), numbers[0], numbers[-1]) + extent
                )
                end += len(written)


@lru_cache(_KEPT)
def _info(count: int, first: int, last: int) -> bytes:
    """Return what Whoosh's dictionary says of a term whose weights are all 1, save its extent."""
    info = _whoosh3.W3TermInfo(weight=count, df=count, maxweight=1.0, minid=first, maxid=last)
    info.set_extent(0, 0)
    return bytes(info.to_bytes()[: -_EXTENT.size])


def _postings(numbers: "array[int]", values: bytes) -> bytes:
    """Return a term's postings as W3PostingsWriter would write them, its mark first."""
    if len(numbers) <= BLOCK:  # nearly all of them
        return _MAGIC + _block(numbers, values, is_last=True)
    width = len(values) // len(numbers)
    blocks = [
        _block(
            numbers[start : start + BLOCK],
            values[start * width : (start + BLOCK) * width],
            is_last=start + BLOCK >= len(numbers),
        )
        for start in range(0, len(numbers), BLOCK)
    ]
    return b"".join([_MAGIC, *blocks])


def _block(ids: "array[int]", values: bytes, *, is_last: bool) -> bytes:
    steps = tuple(map(sub, ids, chain((0,), ids)))
    data = pickle.dumps((steps, None, values), _PICKLE)
    level = _LEVEL if len(data) >= _WORTH_PACKING else 0
    if level:
        data = zlib.compress(data, level)
    info = _block_info(len(ids), ids[-1], level)
    length = len(info) + len(data)
    return _LENGTH.pack(-length if is_last else length) + info + data


@lru_cache(_KEPT)
def _block_info(count: int, last: int, level: int) -> bytes:
    return pickle.dumps((count, last, 1.0, level, 0, 0), _PICKLE)
