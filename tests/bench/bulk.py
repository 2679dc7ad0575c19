"""Half of ten thousand items changed at once and put back, beside the same number of bare UPDATEs.

The baseline is what a library without revisions does: one column of each item, one statement each.
"""

import tempfile
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from library import config
from library.accounts import units, users
from library.accounts.models import User
from library.accounts.roles import Role
from library.bulk import changing, previewing, sheet, works
from library.bulk.changing import Changes
from library.bulk.models import Outcome, Work
from library.items import catalogue
from library.items.models import Revision
from library.search.query import Query
from library.tags.vocabulary import Vocabulary
from library.wiring import Library
from tests.bench import curating
from tests.bench.rows import Row
from tests.cast import SHELL

PLANS = 10_000
_GONE, _NEW = "theme.environment.waste", "theme.heritage.gong"


def measured(count: int) -> Iterator[Row]:
    """Measure a work on half of the items: preview, act, the index, undo, the sheet."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        library = Library.open(config.read({"SAODIEU_DATA": folder}))
        curating.fill(library, count)
        with library.sessions.writing() as session:
            _state(session, library.vocabulary(session))
        library.catch_up()
        ids = [f"bench-{number:06}" for number in range(count // 2)]
        yield Row("bare UPDATEs: the baseline", curating.seconds(lambda: _updated(library, ids)))
        yield from _acting(library, ids)
        library.close()


def _state(session: Session, vocabulary: Vocabulary) -> None:
    """Let the facts of the items name the tags that they carry."""
    carried = catalogue.all_tags(session)
    for number, id in session.execute(select(Revision.id, Revision.item_id)).all():
        facts: dict[str, Any] = changing.carried(dict.fromkeys(carried[id]), vocabulary)
        facts |= {"kind": "material.activity-plan", "licence": "licence.cc-by"}
        session.execute(update(Revision).where(Revision.id == number).values(facts=facts))


def _updated(library: Library, ids: list[str]) -> None:
    with library.sessions.writing() as session:
        for id in ids:
            session.execute(text("UPDATE items SET slug = id WHERE id = :id"), {"id": id})


def _acting(library: Library, ids: list[str]) -> Iterator[Row]:
    note = f"{len(ids):,} items: a tag for another, licence"
    with library.sessions.writing() as session:
        root = units.root(session)
        user = users.add(session, SHELL, root, "vy@example.vn", "Vy", "vi")
        users.grant(session, SHELL, user, Role.CURATOR, root)
    changes = Changes(replace=((_GONE, _NEW),), licence="licence.cc-by-sa")

    def preview() -> None:
        with library.sessions.writing() as session:
            found = _user(session)
            made = works.begin(session, found, ids, {})
            previewing.preview(session, found, made, changes, library.vocabulary(session))

    def start() -> None:
        with library.sessions.writing() as session:
            works.start(session, _user(session), session.get_one(Work, 1))
        library.bulk_worker.run()

    def undo() -> None:
        with library.sessions.writing() as session:
            works.undo(session, _user(session), session.get_one(Work, 1))
        library.bulk_worker.run()

    yield Row("bulk: the preview", curating.seconds(preview), "", note)
    library.relabeller.start()  # as a server does: texts that name tags are indexed behind it
    yield Row("bulk: the act, searches right after", curating.seconds(start), "30 s", "committed")
    assert library.index.search(Query(tags=(_NEW,))).total >= len(ids)
    yield Row("bulk: put back", curating.seconds(undo), "30 s", "committed")
    with library.sessions.reading() as session:
        assert works.counts(session, session.get_one(Work, 1))[Outcome.UNDONE] == len(ids)

        def write() -> None:
            sheet.written(session, ids, library.vocabulary(session), "vi", sheet.XLSX)

        yield Row("bulk: the sheet written", curating.seconds(write), "", "XLSX")


def _user(session: Session) -> User:
    found = users.by_email(session, "vy@example.vn")
    assert found
    return found
