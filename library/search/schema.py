"""What Whoosh keeps of a record, and which of its segments it merges.

The postings carry our own four bytes (record.ENTRY) in place of Whoosh's weights: Whoosh keeps,
arrays score.
"""

from collections.abc import Generator, Iterable
from typing import Any

import numpy as np
from whoosh import columns, fields, formats, writing

from library.search import record
from library.search.record import Record

# What is stored in `minutes` for an item that says nothing about its duration.
NO_MINUTES = -1
# Segments of one magnitude are merged when there are as many; above LARGEST a merge takes seconds.
MANY = 8
LARGEST = 512
# The entry of a term that is only there or not.
_THERE = np.array((1, 0), record.ENTRY).tobytes()

# Parts of Whoosh that have no types yet.
_columns: Any = columns
_writing: Any = writing

Terming = Generator[tuple[bytes, int, float, bytes], None, None]


class EntryFormat(formats.Format):
    """Postings whose value is one record.ENTRY."""

    posting_size = record.ENTRY.itemsize

    def decode_weight(self, value: bytes) -> float:
        """Return the weight that analysing.postings worked out."""
        steps: int = np.frombuffer(value, record.ENTRY)["steps"].item()
        return steps / record.STEPS


class Terms(fields.FieldType):
    """A field that takes terms as they are, without a weight.

    Those that have one go to the codec's pool, which a batch of records reaches at once.
    """

    def __init__(self) -> None:
        self.format = EntryFormat()
        self.scorable = self.stored = self.unique = False

    def index(self, value: Iterable[str], **_: Any) -> Terming:
        """Return term, frequency, weight and value of each posting, as Whoosh's writer asks."""
        for term in value:
            yield term.encode(), 1, 1.0, _THERE


SCHEMA = fields.Schema(
    id=fields.ID(unique=True, sortable=True),
    words=Terms(),
    pairs=Terms(),
    tags=Terms(),
    names=Terms(),
    minutes=fields.COLUMN(_columns.NumericColumn("i", default=NO_MINUTES)),
    published_at=fields.COLUMN(_columns.NumericColumn("d")),
)


def document(kept: Record) -> dict[str, Any]:
    """Return the record's fields, all but its texts, as Whoosh's writer takes them."""
    return {
        "id": kept.id,
        "tags": kept.tags,
        "names": kept.names,
        "minutes": NO_MINUTES if kept.minutes is None else kept.minutes,
        "published_at": kept.published_at,
    }


def merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge segments of like size once there are MANY: a commit stays quick, segments stay few."""
    kept = []
    sizes: dict[int, list[Any]] = {}
    for segment in segments:
        magnitude = segment.doc_count_all().bit_length() // 3
        sizes.setdefault(magnitude, []).append(segment)
    for alike in sizes.values():
        documents = sum(segment.doc_count() for segment in alike)
        if documents and len(alike) >= MANY and documents <= LARGEST:
            _writing.OPTIMIZE(writer, alike)
        elif documents:
            kept += alike
    return kept


def keep_all(_: Any, segments: list[Any]) -> list[Any]:
    """Merge nothing: what a rebuild wrote is large enough."""
    return segments
