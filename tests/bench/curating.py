"""A curator in a library of ten thousand items: a merge shown, done and found; a new synonym; undone.

The baseline is what a library without the overlay does: it makes its index anew after each edit.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import insert, select, update

from library import changes, config
from library.database import now
from library.items.models import Edition, Item, Revision
from library.search import catchup
from library.search.query import Query
from library.tags import editing, merging, recording, undoing
from library.tags.models import ItemTag
from library.wiring import Library
from tests.bench import corpus
from tests.bench.corpus import Plan
from tests.bench.rows import Row
from tests.cast import SHELL

PLANS = 10_000
_LOSER, _WINNER = "theme.environment.waste", "theme.heritage.gong"


def measured(count: int) -> Iterator[Row]:
    """Measure the steps of a curator where every item carries the tag that goes."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        fill(library, count)
        yield Row(
            "the index made anew: the baseline", _seconds(_rebuilt(library)), "", f"{count:,} items"
        )
        yield from _merging(library, count)
        yield from _naming(library, count)
        library.close()


_published = select(Revision.id).where(Revision.item_id == Item.id).scalar_subquery()


def fill(library: Library, count: int) -> None:
    """Put made-up items into the tables; each carries the tag that will be merged."""
    with library.sessions.writing() as session:
        for number, plan in enumerate(corpus.plans(count), start=1):
            for table, rows in _rows(number, plan):
                session.execute(insert(table), rows)
        session.execute(update(Item).values(published_at=now()))
        session.execute(update(Item).values(published_id=_published))
        changes.touch(session, "items", "bench")


def _rows(number: int, plan: Plan) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    own = {"id": number, "item_id": plan.id, "number": 1, "created_at": now(), "digest": ""}
    facts = {"kind": "material.activity-plan", "duration_minutes": plan.minutes}
    item = {"id": plan.id, "slug": plan.id, "short": plan.id, "created_at": now()}
    yield Item, [item]
    yield Revision, [own | {"facts": facts}]
    yield Edition, [
        {"revision_id": number, "language": language, "title": plan.titles[language],
         "summary": plan.summaries[language], "facts": {}, "outline": [],
         "body": plan.bodies[language], "html": "", "plain": plan.bodies[language]}
        for language in corpus.LANGUAGES
    ]  # fmt: skip
    tags = {term.id for term in plan.terms} | {_LOSER, "material.activity-plan"}
    yield ItemTag, [{"item_id": plan.id, "named": tag, "tag_id": tag} for tag in sorted(tags)]


def _rebuilt(library: Library) -> Callable[[], object]:
    def rebuild() -> None:
        with library.sessions.reading() as session:
            catchup.rebuild(session, library.index, library.vocabulary(session))

    return rebuild


def _merging(library: Library, count: int) -> Iterator[Row]:
    with library.sessions.reading() as session:
        shown = _seconds(lambda: merging.preview(session, _LOSER, _WINNER))
    yield Row("merge: the preview", shown, "1 s", f"{count:,} items carry the tag")
    yield Row("merge: the act", _seconds(lambda: _merge(library)), "3 s", "committed")
    yield Row("merge: searches are right after", _seconds(lambda: _quickly(library)), "5 s")
    assert library.index.search(Query(tags=(_WINNER,))).total == count
    yield Row("merge taken back", _seconds(lambda: _undo(library)), "3 s", "committed")
    yield Row("searches are right again after", _seconds(lambda: _quickly(library)), "5 s")


def _merge(library: Library) -> None:
    with library.sessions.writing() as session:
        seen = recording.by_id(session, _LOSER).edited
        merging.merge(session, SHELL, _LOSER, _WINNER, seen)


def _undo(library: Library) -> None:
    with library.sessions.writing() as session:
        undoing.undo(session, SHELL, recording.newest(session, 1)[0].number)


def _quickly(library: Library) -> None:
    """Catch up as a server does before it answers the curator."""
    with library.sessions.reading() as session:
        vocabulary = library.vocabulary(session)
        catchup.catch_up(session, library.index, vocabulary)
        library.index.search(Query(tags=(_LOSER,)))


def _naming(library: Library, count: int) -> Iterator[Row]:
    def name() -> None:
        with library.sessions.writing() as session:
            editing.add_name(session, SHELL, _LOSER, "bịch xốp quai", "vi")
        _quickly(library)
        with library.sessions.reading() as session:
            answer = library.answer(session, Query("bich xop quai"))
        assert answer.results.total == count

    yield Row("a new synonym: until a search finds by it", _seconds(name), "1 s")


def _seconds(act: Callable[[], object]) -> str:
    """Return how long it takes, and of that on the processor: others may be at work."""
    started, worked = time.perf_counter(), time.process_time()
    act()
    took, worked = time.perf_counter() - started, time.process_time() - worked
    return f"{took:.2f} s ({worked:.2f} of processor)"
