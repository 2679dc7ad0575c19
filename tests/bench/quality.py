"""How well the search answers teachers' queries: nDCG@10 by class, beside plain Whoosh.

An item's gain is the share of the query's `expected_terms` that it carries, itself or by a
narrower tag. Plain Whoosh has its default analyser and BM25F over the same records.
"""

import csv
import math
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import fields, index, qparser

from library import config, transfer
from library.items import catalogue
from library.items.models import Edition
from library.search import catchup
from library.search.query import Query
from library.search.record import Record
from library.wiring import Library
from tests.bench.rows import Row

_QUERIES = Path(__file__).with_name("queries.tsv")
_DEPTH = 10

Search = Callable[[str], Sequence[str]]

_qparser: Any = qparser  # has no types yet


@dataclass(frozen=True)
class Question:
    """A query with its class and the tags that a good answer carries."""

    text: str
    kind: str
    expected: tuple[str, ...]


def measured() -> Iterator[Row]:
    """Measure the shipped collection."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": f"{folder}/data"}))
        transfer.bring_starter_collection(library)
        records = _records(library)
        plain = _plain_whoosh(Path(folder), records)
        yield from _compared(_questions(), records, lambda text: _ours(library, text), plain)
        library.close()


def _ours(library: Library, text: str) -> list[str]:
    return [hit.id for hit in library.index.search(Query(text=text, size=_DEPTH)).hits]


def _compared(
    questions: Sequence[Question], records: Sequence[Record], ours: Search, plain: Search
) -> Iterator[Row]:
    gains = {question: _gains(question, records) for question in questions}
    fair = [question for question in questions if any(gains[question].values())]
    for kind in dict.fromkeys(question.kind for question in questions):
        asked = [question for question in fair if question.kind == kind]
        if asked:
            yield _row(f"nDCG@{_DEPTH}, {kind}", asked, gains, ours, plain)
    yield _row(f"nDCG@{_DEPTH}, all", fair, gains, ours, plain)
    unmet = len(questions) - len(fair)
    yield Row(
        "queries without any relevant item", str(unmet), "", f"of {len(questions)}, left out above"
    )
    whole = sum(1.0 in gains[question].values() for question in questions)
    yield Row("queries with an item that has every term", str(whole), "", f"of {len(questions)}")


def _row(
    name: str,
    asked: Sequence[Question],
    gains: dict[Question, dict[str, float]],
    ours: Search,
    plain: Search,
) -> Row:
    def mean(search: Search) -> float:
        return statistics.fmean(_ndcg(search(each.text), gains[each]) for each in asked)

    note = f"plain Whoosh {mean(plain):.3f}, {len(asked)} queries"
    return Row(name, f"{mean(ours):.3f}", "", note)


def _gains(question: Question, records: Sequence[Record]) -> dict[str, float]:
    """Return the gain of each item; a record's tags are closed upwards."""
    return {
        record.id: sum(tag in record.tags for tag in question.expected) / len(question.expected)
        for record in records
    }


def _ndcg(found: Sequence[str], gains: dict[str, float]) -> float:
    best = sorted(gains.values(), reverse=True)
    return _dcg([gains[id] for id in found]) / _dcg(best)


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains[:_DEPTH]))


def _questions() -> list[Question]:
    with _QUERIES.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Question(row["query"], row["class"], tuple(row["expected_terms"].split()))
            for row in rows
        ]


def _records(library: Library) -> list[Record]:
    with library.sessions.reading() as session:
        ids, vocabulary = catalogue.published_ids(session), library.vocabulary(session)
        tags = catalogue.tags_by_item(session, ids)
        return [
            catchup.record(item, item.published, tags[item.id], vocabulary)
            for item in catalogue.in_batches(session, ids, Edition.plain)
            if item.published
        ]


def _plain_whoosh(place: Path, records: Sequence[Record]) -> Search:
    texts = ("titles", "labels", "summaries", "bodies")
    schema = fields.Schema(id=fields.ID(stored=True), **{name: fields.TEXT() for name in texts})
    made: Any = index.create_in(str(place), schema)
    writer = made.writer()
    for record in records:
        writer.add_document(
            id=record.id, **{name: "\n".join(getattr(record, name)) for name in texts}
        )
    writer.commit()
    searcher = made.searcher()
    parser = _qparser.MultifieldParser(texts, schema, group=_qparser.OrGroup)

    def search(text: str) -> list[str]:
        return [hit["id"] for hit in searcher.search(parser.parse(text), limit=_DEPTH)]

    return search
