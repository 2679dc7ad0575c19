"""A query answered as the product does: restored, understood, searched, and mended when that helps."""

from dataclasses import dataclass, replace

from library.search import mistakes, restoring, understanding, vietnamese
from library.search.index import Index
from library.search.query import EVERYTHING, Query
from library.search.reading import Reading
from library.search.restoring import Cause
from library.search.scoring import Results
from library.tags.vocabulary import Vocabulary

# Fewer complete results than these are few: something else may have been meant.
FEW = 3


@dataclass(frozen=True)
class Answer:
    """What a search found and how its text was taken.

    `text` is what was searched for. It differs from what was typed when `cause` says why it was
    restored, or when it is `mended`: then nothing had all that was typed. `suggestion` is what may
    have been meant instead, None when nothing better is known.
    """

    results: Results
    reading: Reading
    text: str
    cause: Cause | None = None
    mended: bool = False
    suggestion: str | None = None


def answer(index: Index, query: Query, vocabulary: Vocabulary) -> Answer:
    """Return what a query finds; no query is wrong."""
    if EVERYTHING in query.as_typed or not query.text:
        reading = understanding.literal(query.text)
        return Answer(index.search(query, reading), reading, query.text)
    lexicon = index.lexicon()
    restored = restoring.restored(query.text, lexicon.has)
    first = _read(index, query, restored.text, vocabulary)
    first = replace(first, cause=restored.cause)
    if first.results.complete >= FEW or first.reading.required or first.reading.excluded:
        return first
    found = vietnamese.syllables(restored.text)
    taken = first.reading.taken
    fixed = frozenset(place for place, (_, start, _) in enumerate(found) if start in taken)
    better = mistakes.corrected(restored.text, found, fixed, lexicon)
    if better is None:
        return first
    second = _read(index, query, better, vocabulary)
    if second.results.complete <= first.results.complete:
        return first
    if first.results.complete:
        return replace(first, suggestion=better)
    return replace(second, cause=restored.cause, mended=True)


def _read(index: Index, query: Query, text: str, vocabulary: Vocabulary) -> Answer:
    reading = understanding.read(text, vocabulary, query.as_typed)
    return Answer(index.search(query, reading), reading, text)
