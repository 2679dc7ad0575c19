"""The workbench over ten thousand items, with searches, uses and links as after a year.

The baseline answers such a count the plain way: by looking at every published item. All times are
those of the processor.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from library import config
from library.database import now, today
from library.items import catalogue
from library.items.models import Edition, Item
from library.search.asked import MOST_ROWS, AskedQuery
from library.usage.counting import month_of
from library.usage.models import Usage
from library.web import create_app
from library.wiring import Library
from library.workbench import lists, twins
from library.workbench.models import Cited, OutsideLink, Twins
from library.workbench.sieve import Sieve, Sources
from tests import cast
from tests.bench import curating, rows
from tests.bench.rows import Row
from tests.web.visiting import Visitor

PLANS = 10_000
_ROUNDS, _COMPARED = 20, 40
_LINKS = 5_000


def measured(count: int) -> Iterator[Row]:
    """Measure the pages of the workbench, each count, and how long one item is compared."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        curating.fill(library, count)
        people = cast.assemble(library)
        with library.sessions.writing() as session:
            cast.let_curate_all(session, people)
            _use(session)
        library.catch_up()
        yield from _counts(library, count)
        vy = Visitor(create_app(library), people.vy)
        paths = ("", *(f"/{key}" for key in lists.LISTS))
        for path in paths:
            taken = [_worked(lambda: _open(vy, path)) for _ in range(_ROUNDS)]  # noqa: B023
            what = f"page {path or 'with all counts'}: median / p95"
            yield Row(what, rows.median_and_p95(taken), "300 ms", f"{count:,} items")
        yield _comparing(library, count)
        library.close()


def _open(visitor: Visitor, path: str) -> None:
    answer = visitor.open(f"/vi/curate/workbench{path}")
    assert answer.status_code == 200


def _use(session: Session) -> None:
    """Note a year of searches, uses and links; a tenth of each is what the lists look for."""
    session.execute(update(Item).values(published_at=now() - timedelta(days=60)))
    is_english = Edition.language == "en"
    session.execute(delete(Edition).where(is_english, Edition.revision_id % 10 == 0))
    session.execute(update(Edition).where(Edition.revision_id % 10 == 1).values(summary=""))
    items = session.execute(select(Item.id, Item.published_id).order_by(Item.id)).all()
    session.execute(
        insert(AskedQuery),
        [
            {"text": f"câu {n}", "folded": f"cau {n}", "language": "vi", "asked": 1 + n % 9,
             "opened": n % 3, "found": n % 10, "last_on": today()}
            for n in range(MOST_ROWS)
        ],
    )  # fmt: skip
    months = [month_of(today() - timedelta(days=31 * back)) for back in range(1, 13)]
    for month in months:
        used = [
            {"month": month, "item_id": id, "language": "vi", "found": 3, "views": 2, "docx": 1}
            for number, (id, _revision) in enumerate(items)
            if number % 10
        ]
        session.execute(insert(Usage), used)
    moment = now()
    session.execute(
        insert(OutsideLink),
        [
            {"id": n, "url": f"https://h{n % 500}.vn/{n}", "checked_at": moment, "reason": "gone",
             "code": 404, "failing_since_at": moment, "broken_at": None if n % 10 else moment}
            for n in range(1, _LINKS + 1)
        ],
    )  # fmt: skip
    cited = [
        {"revision_id": revision, "link_id": 1 + number % _LINKS}
        for number, (_id, revision) in enumerate(items)
    ]
    session.execute(insert(Cited), cited)
    pairs = [
        {"one_id": one, "other_id": other, "of_one": 80, "of_other": 70}
        for (one, _one), (other, _other) in zip(items[::20], items[1::20], strict=False)
    ]
    session.execute(insert(Twins), pairs)


def _counts(library: Library, count: int) -> Iterator[Row]:
    with library.sessions.reading() as session:
        where = Sources(session, library.index, library.vocabulary(session))
        for each in lists.LISTS.values():
            found = lists.count(where, each)
            taken = [_worked(lambda: lists.count(where, each)) for _ in range(_ROUNDS)]  # noqa: B023
            yield Row(f"count of {each.key}", rows.median_and_p95(taken), "", f"{found:,} rows")
        lists.count(where, lists.by_key("no-english"), Sieve(kind="material.activity-plan"))
    yield Row("the baseline: looking at every item", _once(lambda: _walk(library)), "", "one count")


def _walk(library: Library) -> None:
    with library.sessions.reading() as session:
        ids = catalogue.published_ids(session)
        sum(
            all(edition.language != "en" for edition in item.published.editions)
            for item in catalogue.in_batches(session, ids)
            if item.published
        )


def _comparing(library: Library, count: int) -> Row:
    with library.sessions.reading() as session:
        ids = list(twins.waiting(session, _COMPARED))
    taken = []
    for id in ids:
        with library.sessions.reading() as session:
            taken.append(_worked(lambda: twins.compare(session, library.index, id)))  # noqa: B023
    whole = f"{sum(taken) / len(taken) * count / 60:.0f} min for all, in the background"
    return Row("one item compared with all: median / p95", rows.median_and_p95(taken), "", whole)


def _worked(act: Callable[[], object]) -> float:
    """Return how long the processor is at something: on a busy machine the clock says little."""
    started = time.process_time()
    act()
    return time.process_time() - started


def _once(act: Callable[[], object]) -> str:
    return f"{_worked(act):.2f} s"
