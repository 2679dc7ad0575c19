"""Which items a work is on: all that a search finds, or those whose ids are given."""

import re
from dataclasses import replace

from library.bulk import works
from library.errors import Conflict, Invalid
from library.marking import N_
from library.search import answering
from library.search.index import Index
from library.search.query import Query
from library.tags.vocabulary import Vocabulary

_BETWEEN = re.compile(r"[\s,;]+")


def found(index: Index, query: Query, vocabulary: Vocabulary) -> list[str]:
    """Return the ids of all items that a search finds, on every page of it.

    Raises Conflict when they are more than are changed at once, Invalid when there is none.
    """
    results = answering.answer(index, replace(query, page=1, size=works.MOST), vocabulary).results
    if results.total > works.MOST:
        raise Conflict(works.TOO_MANY, most=f"{works.MOST:,}")
    if not results.total:
        raise Invalid(N_("This search finds nothing (any more)."), field="q")
    return [hit.id for hit in results.hits]


def listed(given: str) -> list[str]:
    """Return the ids in a list with spaces, commas or line ends between them; raise Invalid."""
    ids = list(dict.fromkeys(filter(None, _BETWEEN.split(given))))
    if not ids:
        raise Invalid(N_("Give the ids of the items, one a line."), field="items")
    return ids
