"""Reports of a province: what a roll-up, the map and a school's report cost with 100 to 1,000 units.

Each school has two hundred entries in the period. The baseline of the roll-up reads every entry anew
instead of adding up what was frozen.
"""

import random
import secrets
import tempfile
import time as clock
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from library import config, text
from library.accounts import users
from library.accounts.models import Unit, UnitName, User
from library.accounts.roles import Role
from library.database import midnight
from library.logbook.models import Entry
from library.reporting import counting, drafting, figuring, receiving
from library.reporting.models import Delivery, Report, Snapshot, State
from library.reporting.periods import Calendar
from library.web import create_app
from library.wiring import Library
from tests import cast as people
from tests.bench.rows import Row
from tests.reporting import diary
from tests.web.visiting import Visitor

SIZES = (100, 300, 1000)
ENTRIES = 200
_AREAS_OF = 10
_TIMES = 3
_DAY = date(2026, 8, 1)
_THEMES = ("theme.heritage", "theme.environment", "theme.digital-citizenship", "theme.language")


def measured(count: int | None) -> Iterator[Row]:
    """Measure provinces of several sizes, or of one that is asked for."""
    for units in [count] if count else SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            library = Library.open(config.read({"SAODIEU_DATA": folder}))
            cast = people.assemble(library)
            with library.sessions.writing() as session:
                school, nga = _fill(session, cast, units)
            yield from _of(library, cast, school, nga, f"{units} units")
            library.close()


def _fill(session: Session, cast: people.Cast, count: int) -> tuple[int, int]:
    """Make schools in communes with entries and accepted reports; return a school and a receiver."""
    chance = random.Random(7)
    nga = diary.receiver(session, cast.department)
    department = session.get(Unit, cast.department)
    assert department
    area = department
    school = cast.school
    for number in range(count):
        if number % _AREAS_OF == 0:
            area = _unit(session, department, "commune", f"Xã {number}")
        made = _unit(session, area, "school", f"Trường THCS {number}")
        entries = [_entry(cast, made.id, chance) for _ in range(ENTRIES)]
        session.execute(insert(Entry), entries)
        if number:
            _report(session, cast, made.id)
        else:
            school = made.id
        for each in list(session):
            if isinstance(each, Entry | Snapshot):
                session.expunge(each)
    diary.age(session)
    return school, nga.id


def _unit(session: Session, parent: Unit, kind: str, name: str) -> Unit:
    made = Unit(parent_id=parent.id, kind=kind, path="")
    made.names.append(UnitName(name=name, folded=text.fold(name)))
    session.add(made)
    session.flush()
    made.path = f"{parent.path}{made.id}/"
    session.flush()
    return made


def _entry(cast: people.Cast, unit_id: int, chance: random.Random) -> dict[str, Any]:
    day = _DAY + timedelta(days=chance.randrange(120))
    at = midnight(day)
    return {
        "key": secrets.token_hex(8), "unit_id": unit_id, "day_on": day, "title": "Ngày hội văn hóa",
        "outcome": chance.choice(("done", "done", "done", "moved", "cancelled")), "reason": "",
        "form": chance.choice(("topic", "club", "flag")), "themes": [chance.choice(_THEMES)],
        "grades": [f"grade.0{chance.randrange(6, 10)}"], "pupils": chance.randrange(20, 400),
        "adults": 4, "products": [{"title": "Bản tin", "language": "vi"}], "classes": "", "place": "",
        "channel": "website", "went_well": "", "difficulties": ["time"], "difficult": "",
        "is_public": False, "recorded_by_id": cast.lan, "recorded_at": at, "changed_at": at,
        "edited": 0,
    }  # fmt: skip


def _report(session: Session, cast: people.Cast, unit_id: int) -> None:
    """Put an accepted report straight into the tables: signing each would take minutes."""
    entries = session.scalars(select(Entry).where(Entry.unit_id == unit_id)).all()
    told = [figuring.told(each) for each in entries]
    own = counting.figures(told)
    report = Report(unit_id=unit_id, series="semester", name="2026-2027-1", state=State.ACCEPTED,
                    responsible_id=cast.lan, begun_by_id=cast.lan)  # fmt: skip
    session.add(report)
    session.flush()
    snapshot = Snapshot(
        report_id=report.id, by_id=cast.lan, first_on=_DAY, last_on=date(2027, 1, 10),
        cut_off_on=date(2027, 1, 10), own=own, figures=own, parts={}, texts={},
        entry_ids=[each["id"] for each in told], entries=told,
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    report.snapshot_id = snapshot.id
    session.add(Delivery(
        report_id=report.id, unit_id=cast.department, form="semester", state=State.ACCEPTED,
        snapshot_id=snapshot.id, accepted_id=snapshot.id, submitted_by_id=cast.lan,
    ))  # fmt: skip
    session.flush()


def _of(library: Library, cast: people.Cast, school: int, nga: int, note: str) -> Iterator[Row]:
    key = diary.SEMESTER
    with library.sessions.writing() as session:
        user = session.get(User, nga)
        unit, one = session.get(Unit, cast.department), session.get(Unit, school)
        assert unit and one and user
        calendar = Calendar(session, unit)
        period = calendar.named(key)
        report = drafting.begin(session, user, unit, key)

        def rolled() -> None:
            session.expire_all()
            figuring.said(session, calendar, report, period)

        def again() -> None:
            query = select(Entry).where(Entry.day_on.between(period.first, period.last))
            counting.figures(figuring.told(each) for each in session.scalars(query))
            session.expunge_all()

        def mapped() -> None:
            session.expunge_all()
            receiver = session.get(Unit, cast.department)
            assert receiver
            receiving.completeness(session, receiver, period)

        def own() -> None:
            session.expunge_all()
            its = session.get(Unit, school)
            assert its
            mine = Calendar(session, its)
            figuring.own_entries(session, mine, its, mine.named(key))

        yield Row("roll-up", _milliseconds(rolled), "3 s", note)
        yield Row("completeness map", _milliseconds(mapped), "500 ms", note)
        yield Row("figures of a school", _milliseconds(own), "300 ms", f"{note}, {ENTRIES} entries")
        yield Row("roll-up from all entries: the baseline", _milliseconds(again, 1), "", note)
    receiver = Visitor(create_app(library), nga)
    way = f"/vi/reports/received/{cast.department}/{key}"
    yield Row("page: the map", _milliseconds(lambda: receiver.open(way)), "", note)
    size = len(receiver.open("/vi/reports/1").data) // 1024
    yield Row("page: a school's report", _milliseconds(lambda: receiver.open("/vi/reports/1")),
              "300 ms", f"{note}, {size} KB")  # fmt: skip
    yield from _of_document(library, receiver, nga, note)


def _of_document(library: Library, writer: Visitor, nga: int, note: str) -> Iterator[Row]:
    """Measure the report of a school with the table of its activities, as Word and PDF."""
    with library.sessions.writing() as session:
        user, report = session.get(User, nga), session.get(Report, 1)
        assert user and report
        users.grant(session, people.SHELL, user, Role.CONTRIBUTOR, report.unit)
    answer = writer.send("/vi/reports/1/documents/report", {"about_what": "Kết quả"})
    assert answer.status_code == 303
    said = f"{note}, {ENTRIES} rows"
    for form, target in (("docx", "300 ms"), ("pdf", "1.5 s")):
        way = f"{answer.location}/download.{form}"
        yield Row(f"report as {form.upper()}", _milliseconds(partial(writer.open, way), 1),
                  target, said)  # fmt: skip


def _milliseconds(act: Callable[[], object], times: int = _TIMES) -> str:
    best = worked = float("inf")
    for _ in range(times):
        started, before = clock.perf_counter(), clock.process_time()
        act()
        best = min(best, clock.perf_counter() - started)
        worked = min(worked, clock.process_time() - before)
    return f"{best * 1000:.0f} ms ({worked * 1000:.0f} of processor)"
