"""Three usual ways to search the same records, in the same process: what ours is compared with.

Each joins the words of a query with OR and knows nothing of Vietnamese beyond what is said of it.
"""

import heapq
import math
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from whoosh import fields, qparser
from whoosh.filedb import filestore

from library.search import vietnamese
from library.search.record import K1, B, Record
from tests.bench.measures import DEPTH

Search = Callable[[str], Sequence[str]]

_TEXTS = ("titles", "labels", "summaries", "bodies")
_WORD = re.compile(r"[\w\u0300-\u036f]+")
# Neither has types yet.
_qparser: Any = qparser
_filestore: Any = filestore


def whoosh(records: Sequence[Record]) -> Search:
    """Return the search of Whoosh with its default analyser and BM25F."""
    schema = fields.Schema(id=fields.ID(stored=True), **{name: fields.TEXT() for name in _TEXTS})
    made = _filestore.RamStorage().create_index(schema)
    writer = made.writer()
    for record in records:
        writer.add_document(id=record.id, **{name: _text(record, name) for name in _TEXTS})
    writer.commit()
    searcher = made.searcher()
    parser = _qparser.MultifieldParser(_TEXTS, schema, group=_qparser.OrGroup)

    def search(text: str) -> list[str]:
        return [hit["id"] for hit in searcher.search(parser.parse(text), limit=DEPTH)]

    return search


def fts5(records: Sequence[Record]) -> Search:
    """Return the search of SQLite FTS5, whose tokenizer takes marks off but not from đ."""
    columns = ", ".join(_TEXTS)
    database = sqlite3.connect(":memory:")
    database.execute(
        f"CREATE VIRTUAL TABLE items USING fts5(id UNINDEXED, {columns},"
        " tokenize = 'unicode61 remove_diacritics 2')"
    )
    database.executemany(
        f"INSERT INTO items (id, {columns}) VALUES (?, ?, ?, ?, ?)",
        ([record.id, *(_text(record, name) for name in _TEXTS)] for record in records),
    )

    def search(text: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        if not words:
            return []
        rows = database.execute(
            "SELECT id FROM items WHERE items MATCH ? ORDER BY bm25(items) LIMIT ?", (words, DEPTH)
        )
        return [item for (item,) in rows]

    return search


def folded(records: Sequence[Record]) -> Search:
    """Return BM25 over syllables folded as ours are: one field, no pairs, no accents, no ladder."""
    counts = [
        Counter(_syllables("\n\n".join(_text(record, name) for name in _TEXTS)))
        for record in records
    ]
    lengths = [part.total() for part in counts]
    usual = sum(lengths) / len(lengths)
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, part in enumerate(counts):
        norm = K1 * (1 - B + B * lengths[number] / usual)
        for term, count in part.items():
            postings[term].append((number, count / (count + norm)))

    def search(text: str) -> list[str]:
        scores: defaultdict[int, float] = defaultdict(float)
        for term in dict.fromkeys(_syllables(text)):
            with_it = postings.get(term, [])
            rarity = math.log1p((len(records) - len(with_it) + 0.5) / (len(with_it) + 0.5))
            for number, weight in with_it:
                scores[number] += rarity * weight
        best = heapq.nlargest(DEPTH, scores, key=lambda number: (scores[number], -number))
        return [records[number].id for number in best]

    return search


def _text(record: Record, name: str) -> str:
    texts: tuple[str, ...] = getattr(record, name)
    return "\n\n".join((*texts, *record.broader) if name == "labels" else texts)


def _syllables(text: str) -> list[str]:
    return [syllable for syllable, _, _ in vietnamese.syllables(text)]
