"""Questions about published items: what is not published never appears, whoever asks and how."""

import pytest
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from library.errors import NotFound
from library.items import catalogue
from library.items.models import Edition, Item
from library.wiring import Library
from tests import make


def published(session: Session, library: Library, name: str, *theme: str, **more: str) -> None:
    make.saved(session, library, name, vi=make.plan(theme=list(theme), **more))


def hidden(session: Session, library: Library, name: str, *theme: str) -> None:
    make.saved(session, library, name, publish=False, vi=make.plan(theme=list(theme)))


def test_what_is_not_published_never_appears(library: Library) -> None:
    with library.sessions.writing() as session:
        hidden(session, library, "nhap", "theme.environment")
        item = session.get_one(Item, "nhap")
        assert catalogue.count(session) == 0
        assert catalogue.by_ids(session, ["nhap"]) == []
        assert list(catalogue.newest(session, 5)) == []
        assert list(catalogue.published_ids(session)) == []
        assert list(catalogue.in_batches(session, ["nhap"])) == []
        for ask, key in (
            *((catalogue.by_slug, "nhap"), (catalogue.by_id, "nhap")),
            (catalogue.by_short, item.short),
        ):
            with pytest.raises(NotFound, match="no longer public"):
                ask(session, key)


def test_an_item_is_found_by_address_id_and_short_link(library: Library) -> None:
    with library.sessions.writing() as session:
        published(session, library, "rac", id="act-1")
        item = catalogue.by_slug(session, "rac")
        assert catalogue.by_id(session, "act-1") is item
        assert catalogue.by_short(session, item.short.upper()) is item


def test_items_come_in_the_order_that_was_asked_for(library: Library) -> None:
    with library.sessions.writing() as session:
        for name in "abc":
            published(session, library, name)
        ids = [item.id for item in catalogue.by_ids(session, ["c", "x", "a"])]
        assert ids == ["c", "a"]
        assert [item.id for item in catalogue.newest(session, 2)] == ["c", "b"]
        assert list(catalogue.published_ids(session)) == ["a", "b", "c"]


def test_related_items_share_tags_and_rare_ones_count_more(library: Library) -> None:
    common, rare = "theme.environment", "theme.heritage.gong"
    with library.sessions.writing() as session:
        published(session, library, "hoi", common, rare)
        published(session, library, "hiem", rare)
        published(session, library, "chung-1", common)
        published(session, library, "chung-2", common)
        published(session, library, "khac", "theme.civic", kind="material.reading")
        hidden(session, library, "nhap", common, rare)
        item = catalogue.by_slug(session, "hoi")
        found = [each.id for each in catalogue.related(session, item, 5)]
        assert found == ["hiem", "chung-1", "chung-2"]
        assert len(catalogue.related(session, item, 2)) == 2


def test_a_list_does_not_load_bodies_and_says_so_when_one_is_asked_for(library: Library) -> None:
    with library.sessions.writing() as session:
        published(session, library, "rac")
    with library.sessions.reading() as session:
        [item] = catalogue.newest(session, 1)
        assert item.published
        assert item.published.editions[0].plain
        with pytest.raises(InvalidRequestError):
            _ = item.published.editions[0].html


def test_items_come_in_batches_with_the_columns_asked_for(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "_BATCH", 2)
    with library.sessions.writing() as session:
        for name in "abcde":
            published(session, library, name)
    with library.sessions.reading() as session:
        found = []
        for item in catalogue.in_batches(session, list("abcde"), Edition.body):
            assert item.published and item.published.editions[0].body == make.BODY
            found.append(item.id)
        assert found == [*"abcde"]


def test_an_edition_falls_back_to_the_first(library: Library) -> None:
    with library.sessions.writing() as session:
        revision = make.saved(session, library, vi=make.plan(), en=make.plan(title="Waste"))
        assert catalogue.edition(revision, "en").title == "Waste"
        assert catalogue.edition(revision, "km").language == "vi"


def test_the_store_is_checked_for_files_of_every_revision(library: Library) -> None:
    with library.sessions.writing() as session:
        for number in range(2):
            revision = make.saved(session, library, vi=make.plan(title=f"Lần {number}"))
            assert revision.files == []
        assert list(catalogue.stored_files(session)) == []
