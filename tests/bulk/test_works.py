"""Many items changed at once: previewed, done as previewed, resumed, cancelled, put back exactly."""

from library import history
from library.items import catalogue
from library.review import workflow
from library.search.query import Query
from library.wiring import Library
from tests.bulk import selection
from tests.bulk.selection import GONG, WASTE
from tests.cast import Cast
from tests.review import desk


def test_undoing_puts_every_row_of_every_table_back(library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        ids = selection.items(session, library)
        made = desk.submission(session, library, cast, workflow.State.PUBLISHED)
        waiting = desk.submission(session, library, cast, workflow.State.SUBMITTED)
        assert made.item_id and waiting.item_id
        selection.vy(session, cast)
        ids.append(made.item_id)
    with library.sessions.reading() as session:
        before = selection.rows(session)
        known = {name: set(found) for name, found in before.items()}
    number = selection.done(
        library, cast, ids, add=(GONG,), remove=(WASTE,), licence="licence.cc0",
        unit=cast.other_school, visibility="withdrawn", reason="Sai tên xã.",
    )  # fmt: skip
    with library.sessions.reading() as session:
        assert selection.outcomes(session, number) == ["changed"] * 4
        assert not catalogue.published_ids(session)
        changed = selection.rows(session)
        assert all(changed[name] != before[name] for name in ("items", "item_tags", "submissions"))
    selection.undone(library, cast, number)
    with library.sessions.reading() as session:
        assert selection.outcomes(session, number) == ["undone"] * 4
        after = selection.rows(session)
        # A revision is never taken away, and a decision stands in the record.
        grown = {"revisions", "editions", "files", "decisions"}
        assert {name for name in after if after[name] != before[name]} == grown
        assert all(known[name] <= set(after[name]) for name in grown)
        assert history.first_broken(session) is None
        assert {id: [each.verb for each in history.of(session, "items", id)][-2:] for id in ids[:1]} == {
            ids[0]: ["restore", "put back with others"]
        }  # fmt: skip
    assert library.index.search(Query(tags=(WASTE,))).total == 3
    assert not library.index.search(Query(tags=(GONG,))).total
