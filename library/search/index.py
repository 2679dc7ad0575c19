"""The search index: a cache on disk of what the database says, safe to lose and to share.

Whoosh keeps it, `segments` and `scoring` answer from it. Several threads and processes may search
while one writes; each notices a newer commit by itself.
"""

import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np
from whoosh import index

from library.search import (
    analysing,
    codec,
    folder,
    matching,
    schema,
    scoring,
    segments,
    understanding,
)
from library.search.completing import Titles
from library.search.lexicon import Lexicon
from library.search.overlay import Overlay
from library.search.query import Query
from library.search.reading import Reading
from library.search.record import Record
from library.search.scoring import Results
from library.search.segments import Snapshot

# Documents in a segment at most while rebuilding: their postings are in memory until it is written.
SEGMENT = 5_000
# Records whose texts are taken apart at once.
BATCH = 250
_RETRIES = 20

Progress = Callable[[int], None]


class Index:
    """One folder with an index. It is opened once a process and used by all its threads."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._snapshot = Snapshot([])
        self._lexicon: tuple[Snapshot, Lexicon] | None = None
        self._titles = Titles(self._snapshot)
        self._refresh()

    @classmethod
    def open(cls, root: Path) -> Self:
        """Open the index; a missing, damaged or older one is made anew, empty."""
        # Damaged pickles raise anything; whatever it is, the cure is the same.
        with suppress(Exception):
            return cls(root)
        root.mkdir(parents=True, exist_ok=True)
        with folder.locked(root, folder.REBUILDING), folder.locked(root, folder.WRITING):
            with suppress(Exception):
                return cls(root)
            _put_empty(root)
        return cls(root)

    @classmethod
    def create(cls, root: Path) -> Self:
        """Put an empty index in place of whatever is there; nothing is applied to it yet."""
        root.mkdir(parents=True, exist_ok=True)
        with folder.locked(root, folder.REBUILDING), folder.locked(root, folder.WRITING):
            _put_empty(root)
        return cls(root)

    @property
    def applied(self) -> int:
        """The number of the last change that the index on disk contains."""
        return folder.applied(folder.current(self._root))

    def ids(self) -> set[str]:
        """Return the ids of all items in the index."""
        snapshot = self._newest()
        return {snapshot.id_of(number) for number in np.flatnonzero(snapshot.alive).tolist()}

    def search(
        self, query: Query, reading: Reading | None = None, meant: Reading | None = None
    ) -> Results:
        """Return the page of results that a query asks for; no query is wrong.

        Without a reading its words are taken as they were typed. What may be meant instead changes
        the order, and not what is found.
        """
        reading = reading or understanding.literal(query.text)
        return scoring.search(self._newest(), query, reading, meant)

    def sharing(self, pairs: Iterable[str], most: int) -> list[str]:
        """Return the ids of the items that share the most and the rarest of some folded pairs."""
        snapshot = self._newest()
        return [snapshot.id_of(number) for number in matching.sharing(snapshot, pairs, most)]

    def lexicon(self) -> Lexicon:
        """Return what words the index has, as of now."""
        snapshot = self._newest()
        if self._lexicon is None or self._lexicon[0] is not snapshot:
            self._lexicon = snapshot, Lexicon(snapshot)
        return self._lexicon[1]

    def titles(self) -> Titles:
        """Return what items are called, as of now."""
        snapshot, titles = self._newest(), self._titles
        if titles.snapshot is not snapshot:
            titles = self._titles = Titles(snapshot, titles)
        return titles

    def used(self, tags: Iterable[str]) -> set[str]:
        """Return those of some tags that items have, or narrower ones."""
        snapshot = self._newest()
        alive, row_of = segments.packed(snapshot.alive), snapshot.row_of
        known = [tag for tag in tags if tag in row_of]
        return {tag for tag in known if np.any(snapshot.rows[row_of[tag]] & alive)}

    def counted(self, tags: Sequence[str]) -> list[int]:
        """Return how many items have each of some tags, or narrower ones."""
        snapshot = self._newest()
        bits = snapshot.bits(tags) & segments.packed(snapshot.alive)
        counts: list[int] = np.bitwise_count(bits).sum(axis=1, dtype=np.int64).tolist()
        return counts

    def crossed(self, rows: Sequence[str], columns: Sequence[str]) -> list[list[int]]:
        """Return for each tag of the rows how many items have it and each tag of the columns."""
        snapshot = self._newest()
        across = snapshot.bits(columns) & segments.packed(snapshot.alive)
        return [
            np.bitwise_count(across & row).sum(axis=1, dtype=np.int64).tolist()
            for row in snapshot.bits(rows)
        ]

    def apply(
        self,
        records: Iterable[Record],
        removed: Iterable[str] = (),
        *,
        upto: int,
        expected: int | None = None,
    ) -> bool:
        """Put records in or in place of those with their ids, and take out what was removed.

        Where a change is `expected` to be the last one applied and is not, the records may be older
        than what is there: nothing is done, and False returned.
        """
        # Two updates of one id in one Whoosh batch would both be kept: the last one counts.
        latest = {kept.id: kept for kept in records}
        gone = {*removed, *latest}
        with folder.locked(self._root, folder.WRITING):
            place = folder.current(self._root)
            if expected not in (None, folder.applied(place)):
                return False
            if gone:
                with _writing(place) as writer:
                    _delete(writer, gone)
                    _add(writer, latest.values())
                before = Overlay.of(place)
                if (left := before.without(gone)) != before:
                    folder.note_overlay(place, left)
            folder.note_applied(place, max(upto, folder.applied(place)))
        return True

    def stale(self) -> frozenset[str]:
        """Return the items whose texts name tags as they were called before."""
        return self._newest().overlay.stale

    def carriers(self, tags: Iterable[str]) -> frozenset[str]:
        """Return the items with one of some tags, as searches count them."""
        return self._newest().carriers(tags)

    def tags_by_id(self, ids: Collection[str]) -> dict[str, frozenset[str]]:
        """Return the tags of those of some items that the index has, as searches count them."""
        return self._newest().tags_by_id(ids)

    def retag(self, tags: Mapping[str, frozenset[str]], stale: Iterable[str]) -> None:
        """Give items other tags without indexing them, and note whose texts are to be made anew."""
        with folder.locked(self._root, folder.WRITING):
            place = folder.current(self._root)
            folder.note_overlay(place, Overlay.of(place).with_more(tags, stale))
            folder.note_applied(place, folder.applied(place))

    def rebuild(
        self, records: Iterable[Record], *, upto: int, progress: Progress | None = None
    ) -> None:
        """Make the index anew from all records while the old one answers, then switch.

        `progress` is told how many are done. Changes above `upto` are to be applied again.
        """
        with folder.locked(self._root, folder.REBUILDING):
            place = folder.fresh(self._root)
            try:
                _fill(place, records, progress)
            except BaseException:
                shutil.rmtree(place, ignore_errors=True)
                raise
            with folder.locked(self._root, folder.WRITING):
                folder.note_applied(place, upto)
                folder.switch(self._root, place)

    def close(self) -> None:
        """Let go of the files; searches that are under way finish."""
        self._snapshot = Snapshot([])
        self._titles = Titles(self._snapshot)

    def _newest(self) -> Snapshot:
        """Return the last commit, read again when there was one since."""
        if self._has_changed():
            with self._lock:
                # Another process may be switching, or be of a newer version: the old answers on.
                if self._has_changed():
                    with suppress(OSError, ValueError):
                        self._refresh()
        return self._snapshot

    def _has_changed(self) -> bool:
        try:
            return folder.signature(self._root, self._place) != self._signature
        except OSError:
            return True

    def _refresh(self) -> None:
        for attempt in range(_RETRIES):
            try:
                place = folder.current(self._root)
                signature = folder.signature(self._root, place)
                folder.applied(place)
                overlay = Overlay.of(place)
                snapshot = segments.opened(index.open_dir(str(place)), self._snapshot, overlay)
            except (OSError, index.EmptyIndexError):
                # The folder may have been switched and removed between two of these lines.
                if attempt == _RETRIES - 1 or not (self._root / "current").exists():
                    raise
                time.sleep(0.01)
            else:
                self._place, self._signature, self._snapshot = place, signature, snapshot
                return


def _put_empty(root: Path) -> None:
    place = folder.fresh(root)
    folder.note_applied(place, 0)
    folder.switch(root, place)


@contextmanager
def _writing(place: Path, merge: Any = schema.merge_small) -> Iterator[Any]:
    # Not as one compound file: Whoosh would read it into memory whole when it is opened.
    writer: Any = index.open_dir(str(place)).writer(codec=codec.Codec(), compound=False)
    writer.pool = codec.Pool()
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=merge)


def _delete(writer: Any, ids: Iterable[str]) -> None:
    searcher = writer.searcher()
    try:
        for gone in ids:
            writer.delete_by_term("id", gone, searcher=searcher)
    finally:
        searcher.close()


def _add(writer: Any, records: Iterable[Record]) -> int:
    """Add records and return how many they were."""
    source, before = iter(records), writer.docnum
    while batch := list(islice(source, BATCH)):
        first = writer.docnum
        for kept in batch:
            writer.add_document(**schema.document(kept))
        for field, postings in analysing.postings(batch).items():
            writer.pool.extend(field, first, postings)
    return int(writer.docnum - before)


def _fill(place: Path, records: Iterable[Record], progress: Progress | None) -> None:
    source = _reported(_distinct(records), progress)
    full = True
    while full:
        with _writing(place, merge=schema.keep_all) as writer:
            full = _add(writer, islice(source, SEGMENT)) == SEGMENT


def _distinct(records: Iterable[Record]) -> Iterator[Record]:
    seen: set[str] = set()
    for kept in records:
        if kept.id not in seen:
            seen.add(kept.id)
            yield kept


def _reported(records: Iterable[Record], progress: Progress | None) -> Iterator[Record]:
    for done, kept in enumerate(records, start=1):
        yield kept
        if progress:
            progress(done)
