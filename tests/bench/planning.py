"""A year plan of four hundred slots: its page, clash check, spreadsheet, calendar and Annex II.

The baseline is what a plan without one query and one pass does: it compares every pair of slots.
"""

import random
import tempfile
import time as clock
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from functools import partial
from itertools import combinations

from library import config
from library.accounts import users
from library.documents import official_docx
from library.documents.models import OfficialDocument
from library.planning import calendars, clashes, frames, plans
from library.planning.models import Slot, YearPlan
from library.web import context, create_app, document_texts
from library.wiring import Library
from tests import cast as people
from tests import make
from tests.bench.rows import Row
from tests.planning import shelf
from tests.web.visiting import Visitor

SLOTS = 400
_TIMES = 5


def measured(count: int) -> Iterator[Row]:
    """Measure a plan in which some slots meet and a few items were planned."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        cast = people.assemble(library)
        _fill(library, cast, count)
        yield from _of_library(library, cast, count)
        yield from _of_pages(library, cast)
        yield from _of_documents(library, cast)
        library.close()


def _fill(library: Library, cast: people.Cast, count: int) -> None:
    chance = random.Random(7)
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        made = shelf.plan(session, cast)
        items = [make.saved(session, library, f"muc-{each}").item for each in range(20)]
        for number in range(count):
            day = date(2026, 9, 7) + timedelta(days=chance.randrange(200))
            session.add(Slot(
                plan_id=made.id, title=f"Hoạt động {number}", form="topic", planned_by_id=lan.id,
                day_on=day, begins=time(7 + number % 9), owner_name=f"Cô {number % 40}",
                place=f"Phòng {number % 25}", grades=[f"grade.0{6 + number % 4}"], edited=0,
                item_id=items[number % 20].id, revision_id=items[number % 20].published_id,
                classes="", support="", needs="", outcomes="", products="",
            ))  # fmt: skip
        made.version = 1


def _of_library(library: Library, cast: people.Cast, count: int) -> Iterator[Row]:
    with library.sessions.reading() as session:
        plan = session.get(YearPlan, 1)
        assert plan
        slots = plans.slots(session, plan)
        year = frames.year(session, plan.unit, plan.year)
        found = clashes.of(slots, year)
        note = f"{count} slots, {len(found)} clashes"
        yield Row("clash check", _milliseconds(lambda: clashes.of(slots, year)), "100 ms", note)
        pairs = _milliseconds(lambda: [_meets(one, two) for one, two in combinations(slots, 2)])
        yield Row("every pair compared: the baseline", pairs, "", "people and places only")
        yield Row("slots read", _milliseconds(lambda: _read(library)), "", "with items and owners")
    with library.sessions.writing() as session:
        minh = users.by_id(session, cast.minh)
        kept = calendars.found(
            session, calendars.renew(session, minh, users.places(session, minh)[0])
        )
        yield Row(
            "calendar of the school",
            _milliseconds(lambda: calendars.written(session, kept, "", "x.vn", lambda _slot: "")),
            "1 s",
            "as iCalendar",
        )


def _meets(one: Slot, two: Slot) -> bool:
    same = one.who == two.who or one.place == two.place
    return same and one.day_on == two.day_on and one.begins == two.begins


def _read(library: Library) -> None:
    with library.sessions.reading() as session:
        plan = session.get(YearPlan, 1)
        assert plan
        plans.slots(session, plan)


def _of_pages(library: Library, cast: people.Cast) -> Iterator[Row]:
    lan = Visitor(create_app(library), cast.lan)
    for name, path, target in (
        ("page: the year", "", "300 ms"),
        ("page: assignments", "/by/person", "300 ms"),
        ("page: a month", "/by/month?number=11", "300 ms"),
        ("spreadsheet", "/plan.xlsx", "1 s"),
    ):
        answer = lan.open(f"/vi/plans/1{path}")
        assert answer.status_code == 200
        size = f"{len(answer.data) // 1024} KB"
        yield Row(name, _milliseconds(partial(lan.open, f"/vi/plans/1{path}")), target, size)


def _of_documents(library: Library, cast: people.Cast) -> Iterator[Row]:
    """Measure Annex II of the whole plan, made and written."""
    app = create_app(library)
    lan, way = Visitor(app, cast.lan), "/vi/plans/1/documents/5512-group-activities?by=grade"
    place = str(lan.send(way, {}).location)
    yield Row("annex II made", _milliseconds(partial(lan.send, way, {})), "1 s", "from the plan")
    with app.test_request_context("/vi/"):
        found = context.session().get(OfficialDocument, 1)
        assert found
        paper = document_texts.composed(found).official
    yield Row("annex II as Word", _milliseconds(partial(official_docx.write, paper)), "1 s")
    started, before = clock.perf_counter(), clock.process_time()
    size = len(lan.open(f"{place}/download.pdf").data) // 1024
    taken, worked = clock.perf_counter() - started, clock.process_time() - before
    said = f"{taken * 1000:.0f} ms ({worked * 1000:.0f} of processor)"
    yield Row("annex II as PDF", said, "1 s", f"{size} KB, once: typst remembers")


def _milliseconds(act: Callable[[], object]) -> str:
    """Return how long it takes at best, and of that on the processor: others may be at work."""
    best = worked = float("inf")
    for _ in range(_TIMES):
        started, before = clock.perf_counter(), clock.process_time()
        act()
        best = min(best, clock.perf_counter() - started)
        worked = min(worked, clock.process_time() - before)
    return f"{best * 1000:.0f} ms ({worked * 1000:.0f} of processor)"
