"""Records and an index for the tests of the search: what a test does not say is left empty."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from library.search.index import Index
from library.search.query import Query
from library.search.record import Record

EMPTY: dict[str, Any] = {
    "titles": (), "summaries": (), "labels": (), "bodies": (),
    "names": frozenset(), "tags": frozenset(), "minutes": None, "published_at": 0.0,
}  # fmt: skip


def record(id: str, title: str = "", body: str = "", tags: str = "", **others: Any) -> Record:
    """Make a record; tags are written with spaces between them."""
    given = {"titles": (title,), "bodies": (body,), "tags": frozenset(tags.split())}
    return Record(id, **EMPTY | given | others)


def named(id: str, *names: str, tags: str = "", **others: Any) -> Record:
    """Make a record that is called so and says nothing."""
    return record(id, tags=tags, names=frozenset(names), **others)


def index_of(root: Path, records: Iterable[Record]) -> Index:
    """Make an index that holds these records."""
    index = Index.open(root)
    index.apply(records, upto=1)
    return index


def found(index: Index, text: str = "", **others: Any) -> list[str]:
    """Return the ids that a query finds, in order."""
    return [hit.id for hit in index.search(Query(text, **others)).hits]
