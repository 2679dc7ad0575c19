"""The logbook of a province: 1,000 schools with 200 entries each; pages, evidence, schools alike.

The baseline of the filter is what asks the table of entries with every search.
"""

import random
import tempfile
import time as clock
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from sqlalchemy import func, insert, select

from library import config
from library.accounts import units
from library.accounts.models import Unit, UnitName
from library.database import now
from library.items import catalogue
from library.logbook import entries, traits, works
from library.logbook.models import Entry, UnitTraits
from library.web import create_app
from library.wiring import Library
from tests import cast as people
from tests import make
from tests.bench.rows import Row
from tests.web.visiting import Visitor

ENTRIES = 200_000
_SCHOOLS, _ITEMS, _TIMES = 1_000, 100, 5


def measured(count: int) -> Iterator[Row]:
    """Measure a library with so many entries."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        cast = people.assemble(library)
        slugs = _fill(library, cast, count)
        yield from _of_library(library, cast, slugs[0], count)
        yield from _of_pages(library, cast, slugs[0])
        library.close()


def _fill(library: Library, cast: people.Cast, count: int) -> list[str]:
    chance = random.Random(7)
    with library.writing() as session:
        slugs = [f"muc-{each}" for each in range(_ITEMS)]
        items = [make.saved(session, library, each).item.id for each in slugs]
        above = units.by_id(session, cast.department)
        for number in range(_SCHOOLS):
            unit = Unit(parent_id=above.id, kind="school", path="")
            unit.names.append(UnitName(name=f"Trường {number}", folded=f"truong {number}"))
            session.add(unit)
            session.flush()
            unit.path = f"{above.path}{unit.id}/"
            session.add(UnitTraits(unit_id=unit.id, levels=["level.primary"], edited=0,
                                   pupils=chance.choice((100, 500, 2000)),
                                   settings=[chance.choice([*traits.SETTINGS])]))  # fmt: skip
        schools = session.scalars(select(Unit.id).where(Unit.kind == "school")).all()
        own = UnitTraits(unit_id=cast.school, levels=["level.primary"], pupils=400, edited=0,
                         settings=["highland"])  # fmt: skip
        session.add(own)
        session.flush()
        for start in range(0, count, 10_000):
            rows = [
                _row(each, chance, schools, items, cast) for each in range(start, start + 10_000)
            ]
            session.execute(insert(Entry), rows)
    return slugs


def _row(
    number: int,
    chance: random.Random,
    schools: Sequence[int],
    items: Sequence[str],
    cast: people.Cast,
) -> dict[str, object]:
    return {
        "key": f"bench-{number}", "unit_id": chance.choice(schools), "outcome": "done",
        "item_id": chance.choice(items), "day_on": date(2026, 9, 1) + timedelta(chance.randrange(90)),
        "title": f"Hoạt động {number}", "form": "topic", "themes": [], "grades": ["grade.07"],
        "products": [], "difficulties": ["time"] if number % 3 else [], "minutes": 40 + number % 20,
        "pupils": 40, "recorded_by_id": cast.lan, "recorded_at": now(), "changed_at": now(),
        "edited": 0, "is_public": False, "reason": "", "classes": "", "place": "", "channel": "",
        "went_well": "", "difficult": "",
    }  # fmt: skip


def _of_library(library: Library, cast: people.Cast, slug: str, count: int) -> Iterator[Row]:
    size = f"{count} entries"
    with library.sessions.reading() as session:
        item = catalogue.by_slug(session, slug)
        told = _milliseconds(
            lambda: works.of_item(session, item, 45, library.carried_out.schools(session))
        )
        yield Row("what is told of an item", told, "100 ms", size)
        known = library.carried_out

        def anew() -> None:
            known.forget()
            known.school(session, cast.school)

        yield Row("schools and items read, once in ten minutes", _milliseconds(anew), "", size)
        own = known.school(session, cast.school)
        assert own
        alike = _milliseconds(lambda: known.alike(session, own, ["level", "size"]))
        yield Row("items of schools alike", alike, "10 ms", "in memory")
        query = select(Entry.item_id, func.count(Entry.unit_id.distinct())).group_by(Entry.item_id)
        baseline = _milliseconds(lambda: session.execute(query).all())
        yield Row("asked of the table each time: the baseline", baseline, "", "no traits at all")
        school = units.by_id(session, cast.school)
        first, last = date(2026, 9, 1), date(2026, 11, 30)
        read = _milliseconds(lambda: entries.of_units(session, [school], first, last))
        yield Row("entries of a school", read, "", "a semester")


def _of_pages(library: Library, cast: people.Cast, slug: str) -> Iterator[Row]:
    lan = Visitor(create_app(library), cast.lan)
    for name, path, target in (
        ("page: the logbook", "/vi/logbook/", "300 ms"),
        ("page: a new entry", f"/vi/logbook/new?item={slug}", "300 ms"),
        ("page: an item", f"/vi/items/{slug}", ""),
        ("page: a search", "/vi/search?q=rac", ""),
        ("page: a search, schools alike", "/vi/search?q=rac&works=size", ""),
        ("spreadsheet", "/vi/logbook/logbook.xlsx", "1 s"),
    ):
        assert lan.open(path).status_code == 200
        yield Row(name, _milliseconds(partial(lan.open, path)), target, "")


def _milliseconds(act: Callable[[], object]) -> str:
    """Return how long it takes at best: others may be at work."""
    best = float("inf")
    for _time in range(_TIMES):
        started = clock.perf_counter()
        act()
        best = min(best, clock.perf_counter() - started)
    return f"{best * 1000:.0f} ms"
