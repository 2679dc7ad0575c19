"""Loading the shipped vocabulary: what is there already stays, what a curator changed above all."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from library import changes
from library.database import Base, Sessions
from library.tables import metadata
from library.tags import models, shipped
from library.wiring import Library


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    tables = ("schemes", "tags", "labels", "ambiguities", "changes")
    return {
        name: sorted(
            (tuple(row) for row in session.execute(select(metadata.tables[name]))), key=str
        )
        for name in tables
    }


def forget(session: Session, *tables: type[Base]) -> None:
    for table in tables:
        session.execute(delete(table))


def test_loading_again_changes_nothing(library: Library) -> None:
    with library.sessions.writing() as session:
        before = everything(session)
        assert shipped.load(session) == 0
        assert everything(session) == before


def test_what_a_curator_changed_survives_loading(library: Library) -> None:
    with library.sessions.writing() as session:
        tag = session.get_one(models.Tag, "theme.environment.waste")
        tag.labels[0].text = "Rác và tái chế"
        tag.parent_id = "theme.environment"
        tag.replaced_by = "theme.environment"
        session.get_one(models.Ambiguity, "TH").rule = "luật mới"
    with library.sessions.writing() as session:
        shipped.load(session)
    with library.sessions.reading() as session:
        tag = session.get_one(models.Tag, "theme.environment.waste")
        assert (tag.labels[0].text, tag.replaced_by) == ("Rác và tái chế", "theme.environment")
        assert session.get_one(models.Ambiguity, "TH").rule == "luật mới"


def test_a_term_that_the_tables_lack_is_added_and_indexes_are_told(library: Library) -> None:
    with library.sessions.writing() as session:
        session.execute(delete(models.Label).where(models.Label.tag_id == "textbook.cd"))
        session.execute(delete(models.Tag).where(models.Tag.id == "textbook.cd"))
        before = changes.last(session, "tags")
        assert shipped.load(session) == 1
        assert changes.last(session, "tags") > before
        labels = session.get_one(models.Tag, "textbook.cd").labels
        assert [label.text for label in labels][:2] == ["Cánh Diều", "Canh Dieu (The Kite)"]


def test_tags_keep_the_order_of_the_file(library: Library) -> None:
    with library.sessions.reading() as session:
        grades = select(models.Tag.id).where(models.Tag.scheme_id == "grade")
        ordered = session.scalars(grades.order_by(models.Tag.position)).all()
    assert ordered[0] == "grade.n"
    assert ordered[-2:] == ["grade.11", "grade.12"]


def test_several_first_starts_at_once_load_it_once(library: Library) -> None:
    with library.sessions.writing() as session:
        session.execute(update(models.Tag).values(parent_id=None, replaced_by=None))
        forget(session, models.Label, models.Tag, models.Scheme, models.Ambiguity)

    def load(sessions: Sessions) -> int:
        with sessions.writing() as session:
            return shipped.load(session)

    with ThreadPoolExecutor(3) as pool:
        added = sorted(pool.map(load, [library.sessions] * 3))
    assert added[:2] == [0, 0]
    assert added[2] == 435 + 4 + 34 + 30
