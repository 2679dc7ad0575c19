"""Import and export of many items: each item is one transaction, what cannot be is refused alone.

While one item is being saved, the rendering process is at the texts of the next.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from library import changes, paths
from library.errors import Conflict, LibraryError, Message
from library.items import catalogue, folder, writing
from library.items.drafts import Draft
from library.items.folder import Source, ZipSource
from library.items.models import Edition
from library.items.rendering import Rendered
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
    with closing(_one_ahead(library, sources(places, outcome))) as found:
        for done, coming in enumerate(found, start=1):
            try:
                _bring_one(library, coming, outcome, publish=publish)
            except LibraryError as error:
                outcome.refused.append((coming.source.name, error.message))
            if progress:
                progress(done)
    library.catch_up()
    return outcome


@dataclass
class _Coming:
    """An item on its way in: its draft or why there is none, and its texts being rendered."""

    source: Source
    draft: Draft | LibraryError
    rendered: dict[str, Future[Rendered]] = field(default_factory=dict)


def _one_ahead(library: Library, found: Iterable[Source]) -> Generator[_Coming, None, None]:
    """Yield each item once the next one's texts are being rendered.

    Only those of items that are not yet in the library: most others turn out to be unchanged.
    """
    with library.sessions.reading() as session:
        known = catalogue.all_ids(session)
    waiting: list[_Coming] = []
    with ThreadPoolExecutor(1) as pool:
        for source in found:
            coming = _Coming(source, _draft(source))
            if isinstance(coming.draft, Draft) and coming.draft.id not in known:
                texts = {edition.body for edition in coming.draft.editions}
                coming.rendered = {
                    each: pool.submit(library.renderer.render, each) for each in texts
                }
            waiting.append(coming)
            # A zip is open only while it is walked through.
            while len(waiting) > (0 if isinstance(source, ZipSource) else 1):
                yield waiting.pop(0)
        yield from waiting


def _draft(source: Source) -> Draft | LibraryError:
    try:
        return folder.draft(source)
    except LibraryError as error:
        return error


def _bring_one(library: Library, coming: _Coming, outcome: Outcome, *, publish: bool) -> None:
    if isinstance(coming.draft, LibraryError):
        raise coming.draft
    draft = coming.draft
    if draft.id in outcome.ids:
        raise Conflict(
            N_("Another item of this import has the id “%(id)s” too; change one of them."),
            id=draft.id,
        )
    wait(coming.rendered.values())  # before the transaction: others may write meanwhile
    with library.sessions.writing() as session:
        workshop = library.workshop(session)
        if coming.rendered:
            workshop = replace(workshop, render=lambda text: coming.rendered[text].result())
        revision, is_new = writing.save(session, draft, workshop)
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
