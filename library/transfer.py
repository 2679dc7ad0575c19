"""Import and export of many items: each item is one transaction, what cannot be is refused alone.

While one item is being saved, the rendering process is at the texts of the next.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from library import changes, paths
from library.collections import collecting, collection_folder
from library.collections import collection as shelf
from library.errors import Conflict, LibraryError, Message
from library.items import catalogue, folder, writing
from library.items.drafts import Draft
from library.items.folder import Source, ZipSource
from library.items.models import Edition, Item
from library.items.rendering import Rendered
from library.marking import N_
from library.originals import gathering, importing
from library.originals import rows as originals_rows
from library.originals.gathering import Document
from library.search.query import LARGEST_SIZE, Query
from library.uploads import accepting
from library.wiring import Library

Progress = Callable[[int], None]


@dataclass
class Outcome:
    """What became of an import: which items were saved or unchanged, which were refused and why.

    `noted` is what should be known of items that went in.
    """

    ids: set[str] = field(default_factory=set)
    saved: int = 0
    unchanged: int = 0
    refused: list[tuple[str, Message]] = field(default_factory=list)
    noted: list[tuple[str, Message]] = field(default_factory=list)


@dataclass(frozen=True)
class Arrival:
    """Something that may become an item: what it is called where it lies, and how to read it.

    `is_passing` tells that it can be read only now, `is_named` that its folder gives its address.
    """

    name: str
    draft: Callable[[], Draft]
    is_passing: bool = False
    is_named: bool = False


def arrivals(library: Library, places: Sequence[Path], outcome: Outcome) -> Iterator[Arrival]:
    """Yield what may become items in all places; what cannot be read is refused."""
    with library.sessions.reading() as session:
        vocabulary, known = library.vocabulary(session), catalogue.all_ids(session)
    tools = importing.Tools(library.desk, library.reader, vocabulary, known.__contains__)
    for place in places:
        try:
            for found in gathering.find(place):
                yield from _arrivals(library, found, tools, outcome)
        except LibraryError as error:
            outcome.refused.append((place.name, error.message))


def _arrivals(
    library: Library, found: Source | Document, tools: importing.Tools, outcome: Outcome
) -> Iterator[Arrival]:
    if not isinstance(found, Document):
        is_passing = isinstance(found, ZipSource)
        draft = partial(folder.draft, found)
        yield Arrival(found.name, draft, is_passing=is_passing, is_named=True)
    elif found.is_sheet:
        try:
            rows = importing.table(found, tools)
        except LibraryError as error:
            outcome.refused.append((found.name, error.message))
            return
        for row in rows:
            named = f"{found.name}:{row.number}"
            yield Arrival(named, partial(originals_rows.draft, row, found.name))
    else:
        yield Arrival(found.name, partial(_read, library, found, tools, outcome), is_passing=True)


class _Known(LibraryError):
    """The very bytes of a document made an item before."""

    def __init__(self, id: str) -> None:
        super().__init__(N_("This file is in the library already."))
        self.id = id


def _read(library: Library, document: Document, tools: importing.Tools, outcome: Outcome) -> Draft:
    with library.sessions.reading() as session:
        id = importing.known(session, document, importing.digest(document))
    if id is not None:
        raise _Known(id)
    draft, notes = importing.draft(document, tools)
    outcome.noted += [(document.name, each) for each in notes]
    return draft


def count(library: Library, places: Sequence[Path]) -> int:
    """Return how many items the places may hold, for a progress bar."""
    return sum(1 for _ in arrivals(library, places, Outcome()))


def bring_in(
    library: Library,
    places: Sequence[Path],
    *,
    publish: bool,
    progress: Progress | None = None,
    as_shipped: bool = False,
) -> Outcome:
    """Import every item and collection in the places, then bring the index up to date.

    `as_shipped` leaves collections alone that somebody changed here.
    """
    outcome = Outcome()
    library.store.sweep()
    found = arrivals(library, places, outcome)
    with closing(_one_ahead(library, found)) as coming_in:
        for done, coming in enumerate(coming_in, start=1):
            try:
                _bring_one(library, coming, outcome, publish=publish)
            except LibraryError as error:
                outcome.refused.append((coming.arrival.name, error.message))
            if progress:
                progress(done)
    for place in places:
        _bring_collections(library, place, outcome, publish=publish, as_shipped=as_shipped)
    library.catch_up()
    return outcome


def _bring_collections(
    library: Library, place: Path, outcome: Outcome, *, publish: bool, as_shipped: bool
) -> None:
    """Take in the collections of an exported folder, after the items that they hold."""
    for each in collection_folder.find(place):
        try:
            told = collection_folder.read(each)
            with library.sessions.reading() as session:
                if not collection_folder.is_wanted(session, told, as_shipped=as_shipped):
                    continue
            _bring_collection(library, told, outcome, publish=publish)
        except LibraryError as error:
            outcome.refused.append((each.name, error.message))


def _bring_collection(
    library: Library, told: collection_folder.Told, outcome: Outcome, *, publish: bool
) -> None:
    texts, cover = collecting.rendered(told.texts, library.renderer.render), None
    if told.cover:
        with told.cover.open("rb") as stream:
            cover = accepting.accept(stream, told.cover.name, library.desk)
    with library.sessions.writing() as session:
        missing = collection_folder.bring(session, told, texts, cover, publish=publish)
    if missing:
        names = {"ids": ", ".join(missing)}
        left_out = Message(
            N_("These items are not in the library and were left out: %(ids)s."), names
        )
        outcome.noted.append((told.slug, left_out))


@dataclass
class _Coming:
    """An item on its way in: its draft or why there is none, and its texts being rendered."""

    arrival: Arrival
    draft: Draft | LibraryError
    rendered: dict[str, Future[Rendered]] = field(default_factory=dict)


def _one_ahead(library: Library, found: Iterable[Arrival]) -> Generator[_Coming, None, None]:
    """Yield each item once the next one's texts are being rendered.

    Only those of items that are not yet in the library: most others turn out to be unchanged.
    """
    with library.sessions.reading() as session:
        known = catalogue.all_ids(session)
    waiting: list[_Coming] = []
    with ThreadPoolExecutor(1) as pool:
        for arrival in found:
            coming = _Coming(arrival, _draft(arrival))
            if isinstance(coming.draft, Draft) and coming.draft.id not in known:
                texts = {edition.body for edition in coming.draft.editions}
                coming.rendered = {
                    each: pool.submit(library.renderer.render, each) for each in texts
                }
            waiting.append(coming)
            # A zip is open only while it is walked through.
            while len(waiting) > (0 if arrival.is_passing else 1):
                yield waiting.pop(0)
        yield from waiting


def _draft(arrival: Arrival) -> Draft | LibraryError:
    try:
        return arrival.draft()
    except LibraryError as error:
        return error


def _bring_one(library: Library, coming: _Coming, outcome: Outcome, *, publish: bool) -> None:
    if isinstance(coming.draft, _Known):
        _meet_again(library, coming.draft.id, outcome, publish=publish)
        return
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
        if not coming.arrival.is_named:
            draft = replace(draft, slug=writing.free_slug(session, draft.id, draft.slug))
        revision, is_new = writing.save(session, draft, workshop)
        if publish:
            writing.publish(session, revision, library.vocabulary(session))
    outcome.ids.add(draft.id)
    if is_new:
        outcome.saved += 1
    else:
        outcome.unchanged += 1


def _meet_again(library: Library, id: str, outcome: Outcome, *, publish: bool) -> None:
    """Leave the item of a document that is here already as it is; it may still be published."""
    with library.sessions.writing() as session:
        item = session.get_one(Item, id)
        newest = writing.newest(session, item)
        if publish and newest and item.published_id is None:
            writing.publish(session, newest, library.vocabulary(session))
    outcome.ids.add(id)
    outcome.unchanged += 1


def is_new(library: Library) -> bool:
    """Tell whether nothing has been put into the library yet."""
    with library.sessions.reading() as session:
        return not catalogue.count(session)


def bring_starter_collection(library: Library) -> Outcome:
    """Import what the library ships with."""
    return bring_in(library, [paths.shipped("activities")], publish=True, as_shipped=True)


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


def write_collections(library: Library, target: Path) -> None:
    """Write the public collections beside the items, in `collections/`."""
    with library.sessions.reading() as session:
        for collection in shelf.public(session):
            collection_folder.write(session, collection, library.store, target)
