"""Whoosh's file format written a term at a time: what is on disk is the same, made in a third of the time.

Whoosh hands every posting on by itself, through a sort on disk. Here a segment's postings are
collected by term in memory, eight bytes each, and go to the file as blocks. Reading is Whoosh's own.
"""

import pickle
import struct
import zlib
from array import array
from collections.abc import Iterator
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
_whoosh3: Any = whoosh3  # has no types yet

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
            for _, term, numbers, values in those:
                written = b"".join(_blocks(numbers, bytes(values)))
                self._postfile.write(written)
                info = _info(numbers)
                info.set_extent(end, len(written))
                self._tindex.add(number.to_bytes(2) + term, info.to_bytes())
                end += len(written)


def _info(numbers: "array[int]") -> Any:
    """Return what Whoosh's dictionary of terms says of one whose weights are all 1."""
    count = len(numbers)
    return _whoosh3.W3TermInfo(
        weight=count, df=count, maxweight=1.0, minid=numbers[0], maxid=numbers[-1]
    )


def _blocks(numbers: "array[int]", values: bytes) -> Iterator[bytes]:
    """Yield a term's postings as W3PostingsWriter would write them, its mark first."""
    yield _whoosh3.WHOOSH3_HEADER_MAGIC
    width = len(values) // len(numbers)
    for start in range(0, len(numbers), BLOCK):
        end = start + BLOCK
        ids = numbers[start:end]
        steps = tuple(map(sub, ids, chain((0,), ids)))
        data = pickle.dumps((steps, None, values[start * width : end * width]), _PICKLE)
        level = _LEVEL if len(data) >= _WORTH_PACKING else 0
        if level:
            data = zlib.compress(data, level)
        info = pickle.dumps((len(ids), ids[-1], 1.0, level, 0, 0), _PICKLE)
        length = len(info) + len(data)
        yield _LENGTH.pack(length if end < len(numbers) else -length)  # the last one's is negative
        yield info
        yield data
