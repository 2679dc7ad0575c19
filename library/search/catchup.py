"""Brings an index up to date with the database: after a request, after a crash, or from nothing.

The index remembers the last change that it has applied; what came after is read from the log.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from library import changes, text
from library.items import catalogue, texts
from library.items.models import Edition, Item, Revision
from library.items.writing import NOUN as ITEMS
from library.items.writing import RETAGGED
from library.search import vietnamese
from library.search.index import Index
from library.search.query import scheme_of
from library.search.record import Record
from library.tags import places
from library.tags.recording import NAMES
from library.tags.vocabulary import NOUN as TAGS
from library.tags.vocabulary import WHOLE, Vocabulary

Progress = Callable[[int, int], None]
# Their tags follow from an item's editions and minutes, and stand in no table.
_DERIVED = ("language", "duration")
# Up to so many items whose tags changed are indexed at once; of more, only their tags.
_FEW = 50


def catch_up(session: Session, index: Index, vocabulary: Vocabulary) -> int:
    """Apply the changes that the index has missed; return how many items that were.

    After an edit of the vocabulary every search is right at once; the texts of its items are left to
    `relabel`.
    """
    newest = changes.last(session)
    if newest == index.applied:
        return 0
    edited = set(changes.since(session, index.applied, TAGS))
    if index.applied == 0 or WHOLE in edited:
        return rebuild(session, index, vocabulary)
    if edited:
        _follow_edits(session, index, vocabulary, edited)
    told = changes.since(session, index.applied, ITEMS)
    ids = [each for each in told if " " not in each]
    retagged = {each.removeprefix(RETAGGED) for each in told}.difference(ids)
    if len(retagged) > _FEW:
        _follow_tags(session, index, vocabulary, retagged)
    else:
        ids += retagged
    _index(session, index, vocabulary, ids, newest)
    return len(told)


def _index(
    session: Session, index: Index, vocabulary: Vocabulary, ids: Sequence[str], upto: int
) -> None:
    records = list(_records(session, ids, vocabulary))
    present = {record.id for record in records}
    index.apply(records, removed=[id for id in ids if id not in present], upto=upto)


def _follow_edits(session: Session, index: Index, vocabulary: Vocabulary, edited: set[str]) -> None:
    """Give items the tags that they have now, and note those with an edited one as stale."""
    renamed = {each.removeprefix(NAMES) for each in edited if each.startswith(NAMES)}
    moved = {each for each in edited if " " not in each}
    stale = index.carriers(renamed | moved)
    newer: dict[str, frozenset[str]] = {}
    if moved:
        stale = stale.union(catalogue.carriers(session, moved))
        before = index.tags_by_id(stale)
        newer = dict(_newer_tags(vocabulary, before, catalogue.all_tags(session)))
    index.retag(newer, stale)


def _follow_tags(
    session: Session, index: Index, vocabulary: Vocabulary, ids: Collection[str]
) -> None:
    """Give many items the tags that they have now; their texts, which name these, are stale."""
    before, carried = index.tags_by_id(ids), catalogue.tags_by_item(session, ids)
    index.retag(dict(_newer_tags(vocabulary, before, carried)), before)


def _newer_tags(
    vocabulary: Vocabulary,
    before: Mapping[str, frozenset[str]],
    carried: Mapping[str, Sequence[str]],
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the items whose tags, with all broader ones, are other than before."""
    closed: dict[str, frozenset[str]] = {}
    for id, held in before.items():
        given = [tag for tag in held if scheme_of(tag) in _DERIVED]
        parts = []
        for tag in (*carried.get(id, ()), *given):
            if tag not in closed:
                closed[tag] = vocabulary.closed([tag])
            parts.append(closed[tag])
        tags = frozenset().union(*parts)
        if tags != held:
            yield id, tags


def relabel(session: Session, index: Index, vocabulary: Vocabulary, most: int, applied: int) -> int:
    """Index some items anew whose texts name tags as they were before; return how many are left.

    `applied` is what the index had applied before the session began to read: when somebody was
    faster since, their news stays, and the items are stale still.
    """
    ids = sorted(index.stale())[:most]
    if ids:
        records = list(_records(session, ids, vocabulary))
        absent = set(ids).difference(record.id for record in records)
        index.apply(records, absent, upto=applied, expected=applied)
    return len(index.stale())


def rebuild(
    session: Session, index: Index, vocabulary: Vocabulary, progress: Progress | None = None
) -> int:
    """Make the index anew from all published items; return how many they are."""
    newest = changes.last(session)
    ids = catalogue.published_ids(session)
    records = _counted(_records(session, ids, vocabulary), len(ids), progress)
    index.rebuild(records, upto=newest)
    return len(ids)


def _counted(records: Iterator[Record], total: int, progress: Progress | None) -> Iterator[Record]:
    for done, record in enumerate(records, start=1):
        yield record
        if progress:
            progress(done, total)


def _records(session: Session, ids: Sequence[str], vocabulary: Vocabulary) -> Iterator[Record]:
    tags = catalogue.tags_by_item(session, ids)
    for item in catalogue.in_batches(session, ids, Edition.plain):
        if item.published:
            inside = texts.of(session, item.published.files)
            yield record(item, item.published, tags[item.id], vocabulary, inside)


def record(
    item: Item,
    revision: Revision,
    tags: Sequence[str],
    vocabulary: Vocabulary,
    files: tuple[str, ...] = (),
) -> Record:
    """Return what the index keeps of an item; `files` are the texts of its attachments."""
    known = [tag for tag in tags if tag in vocabulary]
    minutes = revision.facts.get("duration_minutes")
    derived = [*_languages(revision), *duration(minutes, vocabulary)]
    return Record(
        id=item.id,
        titles=tuple(edition.title for edition in revision.editions),
        summaries=tuple(edition.summary for edition in revision.editions if edition.summary),
        labels=labels(known, vocabulary),
        broader=broader_labels(known, vocabulary),
        bodies=tuple(_body(edition) for edition in revision.editions),
        names=frozenset(_names(revision)),
        tags=vocabulary.closed([*known, *(tag for tag in derived if tag in vocabulary)]),
        minutes=minutes,
        published_at=item.published_at.timestamp() if item.published_at else 0.0,
        files=files,
    )


def labels(tags: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return what the tags are called.

    What is of a place of today is found by the names of the places that became part of it.
    """
    former = [each for tag in tags for each in places.predecessors(vocabulary, tag)]
    return tuple(dict.fromkeys(_called((*tags, *former), vocabulary)))


def broader_labels(tags: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return what the tags above are called beside that: a grade is found by its level too."""
    above = (each for tag in tags for each in vocabulary.ancestors(tag))
    own = set(_called(tags, vocabulary))
    return tuple(dict.fromkeys(name for name in _called(above, vocabulary) if name not in own))


def _called(tags: Iterable[str], vocabulary: Vocabulary) -> Iterator[str]:
    return (name for tag in tags for name in vocabulary[tag].names)


def _names(revision: Revision) -> Iterator[str]:
    """Yield titles and document numbers as `Reading.name` has what was typed."""
    for edition in revision.editions:
        yield vietnamese.plain(edition.title)
    for facts in (revision.facts, *(edition.facts for edition in revision.editions)):
        if isinstance(number := facts.get("number"), str):
            yield vietnamese.plain(number)


def _body(edition: Edition) -> str:
    """Return the text of an edition with the words that stand only in its facts."""
    return "\n".join([edition.plain, *words(edition.facts)])


def words(facts: object) -> Iterator[str]:
    """Yield every text in facts."""
    return map(text.tidy, text.within(facts))


def _languages(revision: Revision) -> Iterator[str]:
    languages = {edition.language for edition in revision.editions}
    yield from (f"language.{language}" for language in sorted(languages))
    if {"vi", "en"} <= languages:
        yield "language.bilingual"


def duration(minutes: int | None, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the tag of the scheme `duration` that a number of minutes falls into."""
    if minutes is None or "duration" not in vocabulary.schemes:
        return
    for tag in vocabulary.schemes["duration"].terms:
        if minutes <= vocabulary[tag].properties.get("up_to_minutes", math.inf):
            yield tag
            return
