"""A query answered as the product does: restored, understood, searched, and mended when that helps."""

from dataclasses import dataclass, replace

from library.search import mistakes, restoring, understanding
from library.search.index import Index
from library.search.query import EVERYTHING, Query
from library.search.reading import Reading
from library.search.restoring import Cause
from library.search.scoring import Results
from library.tags.vocabulary import Vocabulary

# Fewer complete results than these are few: something else may have been meant.
FEW = 3
# How much better the best result must be where neither text finds all of its words.
CLEARLY = 1.25


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
    first = replace(_read(index, query, restored.text, vocabulary), cause=restored.cause)
    better = mistakes.corrected(first.text, first.reading.taken, lexicon)
    if better is None:
        return first
    second = replace(_read(index, query, better, vocabulary), cause=restored.cause, mended=True)
    if not _finds_more(second.results, first.results):
        return first
    if not first.results.anywhere:
        return second
    if first.results.anywhere < FEW:
        return replace(first, suggestion=better)
    # Many have all that was typed, somewhere in their text: what was meant tells which come first.
    results = index.search(query, first.reading, second.reading)
    return replace(first, results=results, suggestion=better)


def _finds_more(mended: Results, typed: Results) -> bool:
    """Tell whether a mended text answers so much better that it was meant.

    Where more than a few have all that was typed, they may have it by chance: the best tell.
    """
    if max(mended.anywhere, typed.anywhere) > 0 and typed.anywhere < FEW:
        return mended.anywhere > typed.anywhere
    return mended.best > CLEARLY * typed.best


def _read(index: Index, query: Query, text: str, vocabulary: Vocabulary) -> Answer:
    reading = understanding.read(text, vocabulary, query.as_typed)
    return Answer(index.search(query, reading), reading, text)
