"""A plan from above for five hundred schools: tasks by units, a school's own page, texts looked up.

A department sees its table whole; the library has a thousand official texts.
"""

import tempfile
import time as clock
from collections.abc import Callable, Iterator
from functools import partial

from library import config
from library.accounts import units, users
from library.bases import reading, standing
from library.database import today
from library.directives import adopting, progress
from library.directives.models import Adoption, Commitment, Directive
from library.directives.tasks import Row as Task
from library.web import create_app
from library.wiring import Library
from tests import cast as people
from tests import make
from tests.bench.rows import Row
from tests.directives import paper
from tests.web.visiting import Visitor

UNITS = 500
_TASKS, _TEXTS, _TIMES = 12, 1_000, 3


def measured(count: int) -> Iterator[Row]:
    """Measure with so many schools, half of which have taken the plan over."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        cast = people.assemble(library)
        _fill(library, cast, count)
        with library.sessions.reading() as session:
            made = session.get_one(Directive, 1)
            note = f"{count} units, {_TASKS} tasks"
            yield Row(
                "tasks by units", _taken(lambda: progress.lines(session, made, today())), "", note
            )
            line = reading.read("Căn cứ Thông tư số 500/2020/TT-BGDĐT")
            yield Row(
                "a basis looked up",
                _taken(lambda: list(standing.texts(session).over([line], today()))),
                "",
                f"{_TEXTS} official texts",
            )
            phuc = users.by_email(session, "phuc@example.vn")
            assert phuc
        app = create_app(library)
        for name, who, path in (
            ("page: tasks by units", phuc.id, "/units"),
            ("page: what a school made of it", cast.lan, f"/at/{cast.school}"),
        ):
            visitor = Visitor(app, who)
            assert visitor.open(f"/vi/plans/above/1{path}").status_code == 200
            yield Row(name, _taken(partial(visitor.open, f"/vi/plans/above/1{path}")), "300 ms")
        library.close()


def _fill(library: Library, cast: people.Cast, count: int) -> None:
    with library.sessions.writing() as session:
        department = units.by_id(session, cast.department)
        schools = [
            units.add(session, people.SHELL, department, "school", f"Trường {number}")
            for number in range(count - 2)
        ]
        rows = tuple(
            Task({"text": f"Nhiệm vụ {number}", "due": "Quý IV năm 2026"})
            for number in range(_TASKS)
        )
        made = paper.issued(session, cast)
        paper.correct(session, cast, made, rows)
        for school in schools[::2]:
            adoption = Adoption(
                directive_id=made.id, unit_id=school.id, version=2, begun_by_id=cast.an
            )
            session.add(adoption)
            for task in made.tasks:
                session.add(Commitment(
                    adoption=adoption, task=task["key"], above=task, text=task["text"],
                    edited_by_id=cast.an,
                ))  # fmt: skip
        lan = users.by_id(session, cast.lan)
        keys = [each["key"] for each in made.tasks]
        adopting.take(session, lan, made, units.by_id(session, cast.school), keys)
        for number in range(_TEXTS):
            facts = {"kind": "material.legal-text", "number": f"{number}/2020/TT-BGDĐT"}
            plan = make.plan("Một đoạn.", title=f"Thông tư {number}", **facts)
            make.saved(session, library, f"thong-tu-{number}", vi=plan)


def _taken(act: Callable[[], object]) -> str:
    best = float("inf")
    for _ in range(_TIMES):
        started = clock.perf_counter()
        act()
        best = min(best, clock.perf_counter() - started)
    return f"{best * 1000:.0f} ms"
