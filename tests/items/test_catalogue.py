"""Questions about published items: what is not published never appears, whoever asks and how."""

import pytest
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
