"""Lists of published items: their order, what is near what, and that nothing hidden is in them."""

from sqlalchemy.orm import Session

from library.items import briefs, catalogue
from library.wiring import Library
from tests import make


def published(session: Session, library: Library, name: str, *theme: str, **more: str) -> None:
    make.saved(session, library, name, vi=make.plan(theme=list(theme), **more))


def hidden(session: Session, library: Library, name: str, *theme: str) -> None:
    make.saved(session, library, name, publish=False, vi=make.plan(theme=list(theme)))


def test_what_is_not_published_is_in_no_list(library: Library) -> None:
    with library.sessions.writing() as session:
        hidden(session, library, "nhap", "theme.environment")
        assert briefs.by_ids(session, ["nhap"]) == []
        assert briefs.newest(session, 5) == []


def test_items_come_in_the_order_that_was_asked_for(library: Library) -> None:
    with library.sessions.writing() as session:
        for name in "abc":
            published(session, library, name)
        assert [item.id for item in briefs.by_ids(session, ["c", "x", "a"])] == ["c", "a"]
        assert [item.id for item in briefs.newest(session, 2)] == ["c", "b"]
        assert list(catalogue.published_ids(session)) == ["a", "b", "c"]


def test_an_item_in_a_list_has_what_its_row_says(library: Library) -> None:
    with library.sessions.writing() as session:
        make.saved(
            session,
            library,
            "rac",
            vi=make.plan(theme=["theme.civic"]),
            en=make.plan(title="Waste"),
        )
        revision = make.saved(session, library, "rac", vi=make.plan(theme=["theme.environment"]))
        [item] = briefs.newest(session, 1)
        assert (item.slug, item.revision_id) == ("rac", revision.id)
        assert item.facts["theme"] == ["theme.environment"]
        assert [edition.language for edition in item.editions] == ["vi"]
        assert item.editions[0].plain == revision.editions[0].plain


def test_an_edition_falls_back_to_the_first(library: Library) -> None:
    with library.sessions.writing() as session:
        make.saved(session, library, vi=make.plan(), en=make.plan(title="Waste"))
        [item] = briefs.newest(session, 1)
        assert item.edition("en").title == "Waste"
        assert item.edition("km").language == "vi"


def test_related_items_share_tags_and_rare_ones_count_more(library: Library) -> None:
    common, rare = "theme.environment", "theme.heritage.gong"
    with library.sessions.writing() as session:
        published(session, library, "hoi", common, rare)
        published(session, library, "hiem", rare)
        published(session, library, "chung-1", common)
        published(session, library, "chung-2", common)
        published(session, library, "khac", "theme.civic", kind="material.reading")
        hidden(session, library, "nhap", common, rare)
        found = [each.id for each in briefs.related(session, "hoi", 5)]
        assert found == ["hiem", "chung-1", "chung-2"]
        assert len(briefs.related(session, "hoi", 2)) == 2
