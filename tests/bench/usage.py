"""Statistics of ten thousand items over 24 months: the pages, a minute's writing, what counting costs.

Every item was found, viewed and downloaded in two languages in each of the months.
"""

import random
import tempfile
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from library import config
from library.accounts import units
from library.database import now, today
from library.items.models import Edition, Item, Revision
from library.stats import periods
from library.tags.models import ItemTag
from library.usage import counting
from library.usage.models import Usage
from library.web import context, create_app
from library.wiring import Library
from tests import cast as people
from tests.bench import corpus, rows
from tests.bench.rows import Row
from tests.cast import SHELL

PLANS = 10_000
_MONTHS, _ROUNDS, _SCHOOLS, _BATCH = 24, 10, 30, 500
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"


def measured(count: int) -> Iterator[Row]:
    """Measure a library with this many items."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        own = _fill(library, count)
        client = create_app(library).test_client()
        client.set_cookie(context.SIGN_IN_COOKIE, people.cookie(library, own.hanh))
        note = f"{count:,} items, {_MONTHS} months, made anew"
        yield from _pages(client, own.school, note)
        yield _written(library, count)
        yield _counted(library, client)
        library.close()


def _fill(library: Library, count: int) -> people.Cast:
    """Put made-up items into the tables, each of a school, with usage in every month."""
    cast = people.assemble(library)
    with library.sessions.writing() as session:
        department = units.by_id(session, cast.department)
        schools = [cast.school, cast.other_school] + [
            units.add(session, SHELL, department, "school", f"Trường {number}").id
            for number in range(_SCHOOLS)
        ]
    chance = random.Random(1)
    lines: dict[Any, list[dict[str, Any]]] = {}
    for number, plan in enumerate(corpus.plans(count), start=1):
        for table, row in _rows(number, plan, chance.choice(schools)):
            lines.setdefault(table, []).append(row)
    with library.sessions.writing() as session:
        for table, found in lines.items():
            session.execute(insert(table), found)
        first = select(Revision.id).where(Revision.item_id == Item.id).scalar_subquery()
        session.execute(update(Item).values(published_at=now(), published_id=first))
    _use(library, [row["id"] for row in lines[Item]], chance)
    return cast


def _rows(number: int, plan: corpus.Plan, unit: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    item = {"id": plan.id, "slug": plan.id, "short": plan.id, "created_at": now()}
    yield Item, item | {"unit_id": unit}
    revision = {"id": number, "item_id": plan.id, "number": 1, "created_at": now(), "digest": ""}
    yield Revision, revision | {"facts": {}}
    for language in corpus.LANGUAGES:
        yield Edition, {
            "revision_id": number, "language": language, "title": plan.titles[language],
            "summary": "", "facts": {}, "outline": [], "body": "", "html": "", "plain": "",
        }  # fmt: skip
    for tag in sorted({term.id for term in plan.terms}):
        yield ItemTag, {"item_id": plan.id, "named": tag, "tag_id": tag}


def _use(library: Library, ids: list[str], chance: random.Random) -> None:
    last = counting.month_of(today())
    for number in range(_MONTHS):
        month = periods.later(last, -number)
        found = [
            {"month": month, "item_id": id, "language": language, "found": chance.randrange(90),
             "views": chance.randrange(30), "docx": chance.randrange(9), "pdf": chance.randrange(9)}
            for id in ids for language in corpus.LANGUAGES
        ]  # fmt: skip
        with library.sessions.writing() as session:
            session.execute(insert(Usage), found)


def _pages(client: FlaskClient, unit: int, note: str) -> Iterator[Row]:
    first = periods.later(counting.month_of(today()), 1 - _MONTHS)
    whole = f"from={first:%Y-%m}"
    for name, address in (
        ("the library's", f"/vi/stats?{whole}"),
        ("the library's, 12 months", "/vi/stats?"),
        ("of one tag", f"/vi/stats?{whole}&tag=theme.environment"),
        ("of a school", f"/vi/stats/units/{unit}?{whole}"),
        ("all items as CSV", f"/vi/stats.csv?{whole}&table=items"),
    ):
        first_time = rows.seconds(lambda: _got(client, address))  # noqa: B023
        taken = [rows.seconds(lambda: _got(client, address)) for _ in range(_ROUNDS)]  # noqa: B023
        target = "" if "CSV" in name else "300 ms"
        said = f"{note}; the first time {first_time * 1000:.0f} ms"
        measure = rows.median_and_p95(taken)
        yield Row(f"statistics, {name}: median / p95", measure, target, said)


def _got(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def _written(library: Library, count: int) -> Row:
    """Write a busy minute: 5,000 items found and viewed."""
    with library.sessions.reading() as session:
        ids = list(session.scalars(select(Item.id).limit(min(count, 5_000))))
    for column in ("found", "views"):
        library.usage.note(ids, "vi", column)
    taken = rows.seconds(library.usage.write)
    note = f"{len(ids):,} items found and viewed, in one transaction"
    return Row("a busy minute's counts written", f"{taken * 1000:.0f} ms", "", note)


def _counted(library: Library, client: FlaskClient) -> Row:
    """Let a request count a page of twenty results, besides making anything."""
    with library.sessions.reading() as session:
        ids = list(session.scalars(select(Item.id).limit(20)))
    usage = library.usage

    def count(number: int) -> None:
        if usage.clicks.is_first("203.0.113.7", _AGENT, f"/vi/search?q={number}"):
            usage.note(ids, "vi", "found")

    def count_all() -> None:
        for number in range(1_000):
            count(number)

    taken = rows.seconds(count_all)
    return Row("what counting costs a search", f"{taken * 1000:.0f} µs", "", "twenty results")
