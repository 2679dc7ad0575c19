"""Tags that a text under way might carry: those that it names, and those of similar items.

They are offered and never set: a text may name what it is not about.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from library.items import catalogue
from library.search import answering, understanding
from library.search.index import Index
from library.search.query import Query
from library.tags.vocabulary import Vocabulary

# How much a line says: the title and the promise more than any line below them.
_TITLE, _LINE = 1.0, 0.4
_MOST_LINES, _LONGEST_LINE = 80, 400
# Similar items, by score; one of them alone does not carry its tags over.
_MOST_SIMILAR, _LONGEST_QUERY = 6, 200
_SHARE = 0.7
_ENOUGH = 1.0

Weights = Mapping[str, float]


def suggest(
    session: Session, index: Index, vocabulary: Vocabulary, title: str, body: str
) -> dict[str, list[str]]:
    """Return tags by scheme, the likeliest first; `title` is the title with its promise."""
    weights: defaultdict[str, float] = defaultdict(float)
    for line, weight in _lines(title, body):
        for understood in understanding.read(line, vocabulary).understood:
            for tag in () if understood.is_absent else understood.tags:
                weights[tag] += weight
    for tag, weight in _of_similar(session, index, vocabulary, title).items():
        weights[tag] += _SHARE * weight
    found: dict[str, list[str]] = {}
    for tag in sorted(weights, key=lambda tag: -weights[tag]):
        if weights[tag] >= _ENOUGH:
            found.setdefault(vocabulary[tag].scheme, []).append(tag)
    return found


def _lines(title: str, body: str) -> Iterator[tuple[str, float]]:
    for sentence in title.split(". "):
        yield sentence[:_LONGEST_LINE], _TITLE
    for line in filter(str.strip, body.splitlines()[:_MOST_LINES]):
        yield line[:_LONGEST_LINE], _LINE


def _of_similar(session: Session, index: Index, vocabulary: Vocabulary, title: str) -> Weights:
    """Return the tags of similar items, each counted by how similar its items are."""
    weights: defaultdict[str, float] = defaultdict(float)
    text = title[:_LONGEST_QUERY].strip()
    if not text:
        return weights
    results = answering.answer(index, Query(text, size=_MOST_SIMILAR), vocabulary).results
    tags = catalogue.tags_by_item(session, [hit.id for hit in results.hits])
    for hit in results.hits:
        for tag in filter(vocabulary.__contains__, tags[hit.id]):
            weights[tag] += hit.score / (results.hits[0].score or 1)
    return weights
