"""Which file of a result has the words that its own text lacks, and the passage where they stand.

Only what a page needs is read: the files of results that lack words, up to a number of characters.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.items import briefs, catalogue, texts
from library.items.briefs import Brief
from library.items.models import File
from library.search import catchup, highlighting, spotting
from library.search.scoring import Results
from library.tags.vocabulary import Vocabulary

# Characters of files that one page of results may look at: some tens of milliseconds.
_MOST = 1_000_000

Words = frozenset[str]


@dataclass(frozen=True)
class Found:
    """A file of an item, and its passage with the words as HTML, marked."""

    path: str
    snippet: str


def in_files(
    session: Session, items: Sequence[Brief], results: Results, vocabulary: Vocabulary
) -> dict[str, Found]:
    """Return for items, by id, the file with most of the words that stand nowhere else in them."""
    if not results.typed:
        return {}
    found = {}
    left = _MOST
    for id, (files, missing) in dict(_lacking(session, items, results.typed, vocabulary)).items():
        read = [(file.path, text) for file, text in _read(session, files, left)]
        left -= sum(len(text) for _, text in read)
        if passage := _best(read, missing, results.words):
            found[id] = passage
    return found


def _lacking(
    session: Session, items: Sequence[Brief], words: Words, vocabulary: Vocabulary
) -> Iterator[tuple[str, tuple[list[File], Words]]]:
    """Yield the items that have files with text and lack some words, with those files and words."""
    files = texts.with_text(session, [item.revision_id for item in items])
    suspects = [item for item in items if item.revision_id in files]
    tags = catalogue.tags_by_item(session, [item.id for item in suspects]) if suspects else {}
    for item in suspects:
        if missing := _without(words, _own(session, item, tags[item.id], vocabulary)):
            yield item.id, (files[item.revision_id], missing)


def _own(
    session: Session, item: Brief, tags: Sequence[str], vocabulary: Vocabulary
) -> Iterator[str]:
    """Yield what an item says besides its files; what takes loading comes last."""
    for edition in item.editions:
        yield from (edition.title, edition.summary, edition.plain)
    known = [tag for tag in tags if tag in vocabulary]
    yield from catchup.labels(known, vocabulary)
    yield from catchup.broader_labels(known, vocabulary)
    yield from catchup.words(briefs.facts(session, item))


def _without(words: Words, texts: Iterable[str]) -> Words:
    """Return the words that stand in none of the texts."""
    for text in texts:
        if not words:
            break
        words -= {folded for folded, _, _ in spotting.among(text, words)}
    return words


def _read(session: Session, files: Iterable[File], most: int) -> Iterator[tuple[File, str]]:
    for file in files:
        if most > 0:
            [text] = texts.of(session, [file])
            most -= len(text)
            yield file, text


def _best(read: Sequence[tuple[str, str]], missing: Words, words: Words) -> Found | None:
    """Return the file with most of the missing words, the first of equals; None when none has any."""
    best, most = None, 0
    for path, text in read:
        found = spotting.among(text, missing)
        count = len({folded for folded, _, _ in found})
        if count > most:
            best, most = Found(path, highlighting.passage(text, found, words)), count
    return best
