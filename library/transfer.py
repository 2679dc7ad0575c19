"""Import and export of many items: each item is one transaction, what cannot be is refused alone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from library import changes, paths
from library.errors import Conflict, LibraryError, Message
from library.items import catalogue, folder, writing
from library.items.folder import Source
from library.items.models import Edition
from library.marking import N_
from library.search.query import LARGEST_SIZE, Query
from library.wiring import Library

Progress = Callable[[int], None]


@dataclass
class Outcome:
    """What became of an import: which items were saved or unchanged, which were refused and why."""

    ids: set[str] = field(default_factory=set)
    saved: int = 0
    unchanged: int = 0
    refused: list[tuple[str, Message]] = field(default_factory=list)


def sources(places: Sequence[Path], outcome: Outcome) -> Iterator[Source]:
    """Yield the items of all places; a place that cannot be read is refused."""
    for place in places:
        try:
            yield from folder.find(place)
        except LibraryError as error:
            outcome.refused.append((place.name, error.message))


def count(places: Sequence[Path]) -> int:
    """Return how many items the places hold, for a progress bar."""
    return sum(1 for _ in sources(places, Outcome()))


def bring_in(
    library: Library, places: Sequence[Path], *, publish: bool, progress: Progress | None = None
) -> Outcome:
    """Import every item in the places, then bring the index up to date."""
    outcome = Outcome()
    library.store.sweep()
    for done, source in enumerate(sources(places, outcome), start=1):
        try:
            _bring_one(library, source, outcome, publish=publish)
        except LibraryError as error:
            outcome.refused.append((source.name, error.message))
        if progress:
            progress(done)
    library.catch_up()
    return outcome


def _bring_one(library: Library, source: Source, outcome: Outcome, *, publish: bool) -> None:
    draft = folder.draft(source)
    if draft.id in outcome.ids:
        raise Conflict(
            N_("Another item of this import has the id “%(id)s” too; change one of them."),
            id=draft.id,
        )
    with library.sessions.writing() as session:
        revision, is_new = writing.save(session, draft, library.workshop(session))
        if publish:
            writing.publish(session, revision, library.vocabulary(session))
    outcome.ids.add(draft.id)
    if is_new:
        outcome.saved += 1
    else:
        outcome.unchanged += 1


def is_new(library: Library) -> bool:
    """Tell whether nothing has been put into the library yet."""
    with library.sessions.reading() as session:
        return not catalogue.count(session)


def bring_starter_collection(library: Library) -> Outcome:
    """Import what the library ships with."""
    return bring_in(library, [paths.shipped("activities")], publish=True)


def found(library: Library, words: str) -> list[str]:
    """Return the ids of all items that a search finds, of all published ones without words."""
    with library.sessions.reading() as session:
        library.follow(session, changes.last(session))
        if not words:
            return list(catalogue.published_ids(session))
        query = Query(text=words, size=LARGEST_SIZE)
        ids: list[str] = []
        while hits := library.answer(session, query).results.hits:
            ids += [hit.id for hit in hits]
            query = replace(query, page=query.page + 1)
    return ids


def write_out(
    library: Library, ids: Sequence[str], target: Path, progress: Progress | None = None
) -> int:
    """Write published items in the activity format; return how many."""
    written = 0
    with library.sessions.reading() as session:
        for item in catalogue.in_batches(session, ids, Edition.body):
            if item.published:
                folder.write(item, item.published, library.store, target)
                written += 1
                if progress:
                    progress(written)
    return written
