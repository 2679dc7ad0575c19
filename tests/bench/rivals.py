"""The same search by plain Whoosh and by SQLite FTS5: all words, best first, the same filter.

Both get the text folded by us and count no facets. Neither has pairs, accents or a ladder.
"""

import sqlite3
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from whoosh import fields, index, scoring
from whoosh.query.compound import And, Or
from whoosh.query.terms import Term

from library.search import vietnamese
from library.search.query import Query, scheme_of
from library.search.record import Record

Search = Callable[[Query], list[str]]


def make_fts5(place: Path, records: Iterable[Record]) -> None:
    """Put the records in a database at place."""
    with sqlite3.connect(place / "fts5.db") as database:
        database.execute(
            "CREATE VIRTUAL TABLE plans USING fts5(title, labels, body,"
            " tokenize = 'unicode61 remove_diacritics 2')"
        )
        database.execute("CREATE TABLE tags (tag, plan, PRIMARY KEY (tag, plan)) WITHOUT ROWID")
        for number, record in enumerate(records):
            columns = [" ".join(words) for words in _columns(record)]
            database.execute(
                "INSERT INTO plans (rowid, title, labels, body) VALUES (?, ?, ?, ?)",
                (number, *columns),
            )
            database.executemany(
                "INSERT INTO tags VALUES (?, ?)", ((tag, number) for tag in record.tags)
            )
    database.close()


def fts5(place: Path) -> Search:
    """Return the search of the database at place."""
    database = sqlite3.connect(place / "fts5.db")

    def search(asked: Query) -> list[str]:
        words = " ".join(f'"{word}"' for word in _words(asked.text))
        filters = [list(tags) for _, tags in groupby(sorted(asked.tags), scheme_of)]
        # The plus keeps SQLite from matching anew for each row of the filter.
        narrowed = "".join(
            f" AND +rowid IN (SELECT plan FROM tags WHERE tag IN ({', '.join('?' * len(tags))}))"
            for tags in filters
        )
        rows = database.execute(
            f"SELECT rowid FROM plans WHERE plans MATCH ?{narrowed}"
            " ORDER BY bm25(plans, 3, 2, 1) LIMIT ?",
            (words, *(tag for tags in filters for tag in tags), asked.size),
        )
        return [f"bench-{number:06}" for (number,) in rows]

    return search


def make_whoosh(place: Path, records: Iterable[Record]) -> None:
    """Put the records in an index at place."""
    words = {name: fields.KEYWORD(scorable=True) for name in ("title", "labels", "body")}
    schema = fields.Schema(id=fields.ID(stored=True), tags=fields.KEYWORD(), **words)
    # Enough memory for all postings: sorting them on disk takes three times as long.
    writer: Any = index.create_in(str(place), schema).writer(limitmb=8192)
    for record in records:
        title, labels, body = _columns(record)
        writer.add_document(
            id=record.id, title=title, labels=labels, body=body, tags=sorted(record.tags)
        )
    writer.commit()


def whoosh(place: Path) -> Search:
    """Return the search of the index at place."""
    boosts = {"title": 3.0, "labels": 2.0, "body": 1.0}
    searcher: Any = index.open_dir(str(place)).searcher(weighting=scoring.BM25F(B=0.4, K1=0.9))

    def search(asked: Query) -> list[str]:
        words = And(
            [
                Or([Term(field, word, boost) for field, boost in boosts.items()])
                for word in _words(asked.text)
            ]
        )
        filters = [
            Or([Term("tags", tag) for tag in tags])
            for _, tags in groupby(sorted(asked.tags), scheme_of)
        ]
        narrowed = And(filters) if filters else None
        return [hit["id"] for hit in searcher.search(words, limit=asked.size, filter=narrowed)]

    return search


def _columns(record: Record) -> tuple[list[str], list[str], list[str]]:
    title, labels = "\n\n".join(record.titles), "\n\n".join((*record.labels, *record.broader))
    body = "\n\n".join((*record.summaries, *record.bodies))
    return _words(title), _words(labels), _words(body)


def _words(text: str) -> list[str]:
    return [word for word, _, _ in vietnamese.syllables(text)]
