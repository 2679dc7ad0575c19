"""Near-duplicates: compared in the background, kept as pairs, compared again when one changes."""

from sqlalchemy import select

from library import jobs
from library.wiring import Library
from library.workbench import lists, twins
from library.workbench.models import Twins
from library.workbench.sieve import Sieve, Sources
from tests import make
from tests.search.test_likeness import EN, OTHER, VI


def compared(library: Library) -> list[str]:
    """Let the chore compare what waits, and return the pairs of the list."""
    with library.sessions.writing() as session:
        for job in jobs.every(session):
            session.delete(job)
        jobs.add(session, twins.JOB, {})
    assert library.slow_worker.run() == 1
    with library.sessions.reading() as session:
        where = Sources(session, library.index, library.vocabulary(session))
        assert not twins.waiting(session, 50)
        return list(lists.page(where, lists.by_key("duplicates"), Sieve(), 1, 50))


def test_copies_are_pairs_until_one_is_rewritten_and_adaptations_are_none(library: Library) -> None:
    gongs = make.plan("\n\n".join(VI), title="Buổi nghe chiêng")
    with library.writing() as session:
        make.saved(session, library, "a", vi=gongs, en=make.plan("\n\n".join(EN), title="Gongs"))
        make.saved(session, library, "b", vi=gongs)
        make.saved(session, library, "c", vi=make.plan(OTHER, title="Kiểm đếm rác"))
        make.saved(session, library, "d", vi=gongs).item.adapted_from = "a"
    assert compared(library) == ["a b", "b d"]
    with library.sessions.reading() as session:
        kept = session.scalars(select(Twins).where(Twins.other_id == "b")).one()
        assert (kept.of_one, kept.of_other) == (100, 100)
    with library.writing() as session:
        make.saved(session, library, "b", vi=make.plan(OTHER * 2, title="Khác hẳn"))
    assert compared(library) == ["b c"]
