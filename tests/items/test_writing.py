"""Saving and publishing: nothing is overwritten, nothing changes twice, nobody overtakes another."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from library import changes
from library.errors import Conflict, Invalid
from library.items import catalogue, drafts, writing
from library.items.drafts import DraftFile
from library.items.models import Edition, Item, Revision
from library.tags import models as tags
from library.tags.models import ItemTag
from library.wiring import Library
from tests import make


def save(session: Session, library: Library, name: str = "rac", **head: Any) -> Revision:
    return make.saved(session, library, name, publish=False, vi=make.plan(**head))


def tags_of(session: Session, id: str) -> list[str]:
    return catalogue.tags_by_item(session, [id])[id]


def test_a_save_that_changes_nothing_makes_no_revision(library: Library) -> None:
    draft = drafts.assemble("rac", {"plan.vi.md": make.plan()})
    with library.sessions.writing() as session:
        first, is_new = writing.save(session, draft, library.workshop(session))
        assert is_new and first.number == 1
        again, is_new = writing.save(session, draft, library.workshop(session))
        assert not is_new and again is first


def test_every_revision_is_kept_as_it_was(library: Library) -> None:
    with library.sessions.writing() as session:
        for title in ("Một", "Hai", "Một"):
            save(session, library, title=title)
    with library.sessions.reading() as session:
        revisions = session.get_one(Item, "rac").revisions
        assert [each.number for each in revisions] == [1, 2, 3]
        assert [each.editions[0].title for each in revisions] == ["Một", "Hai", "Một"]
        assert revisions[0].digest == revisions[2].digest


def test_html_and_bare_text_are_made_when_a_revision_is_saved(library: Library) -> None:
    with library.sessions.writing() as session:
        save(session, library)
    with library.sessions.reading() as session:
        html, plain, outline = session.execute(
            select(Edition.html, Edition.plain, Edition.outline)
        ).one()
        assert '<h2 id="i-muc-dich">' in html
        assert plain.startswith("I. Mục đích\nHọc sinh phân loại được rác.")
        assert outline[0] == [2, "i-muc-dich", "I. Mục đích"]


def test_a_file_is_kept_with_its_type_and_a_changed_one_makes_a_revision(library: Library) -> None:
    def attached(content: bytes) -> drafts.Draft:
        file = DraftFile("files/a.pdf", len(content), lambda: BytesIO(content))
        return drafts.assemble("rac", {"plan.vi.md": make.plan()}, [file])

    with library.sessions.writing() as session:
        for content in (b"%PDF-1", b"%PDF-1", b"%PDF-2"):
            revision, _ = writing.save(session, attached(content), library.workshop(session))
        assert revision.number == 2
        assert revision.files[0].media_type == "application/pdf"
        assert library.store.read(revision.files[0].sha256) == b"%PDF-2"


def test_publishing_shows_an_item_and_tells_the_indexes_once(library: Library) -> None:
    with library.sessions.writing() as session:
        revision = save(session, library, grade=["grade.07"])
        assert catalogue.count(session) == 0
        before = changes.last(session)
        writing.publish(session, revision, library.vocabulary(session))
        told = changes.last(session)
        published_at = revision.item.published_at
        assert told > before and published_at
        writing.publish(session, revision, library.vocabulary(session))
        assert changes.last(session) == told
        assert catalogue.count(session) == 1
        assert revision.item.published_at == published_at
        assert tags_of(session, "rac") == ["grade.07", "material.activity-plan"]


def test_a_newer_revision_is_not_seen_before_it_is_published(library: Library) -> None:
    with library.sessions.writing() as session:
        old = make.saved(session, library, vi=make.plan(title="Cũ", grade=["grade.07"]))
        new = make.saved(
            session, library, publish=False, vi=make.plan(title="Mới", grade=["grade.08"])
        )
        assert catalogue.by_slug(session, "phan-loai-rac").published == old
        assert "grade.07" in tags_of(session, old.item_id)
        writing.publish(session, new, library.vocabulary(session))
        assert "grade.07" not in tags_of(session, old.item_id)
        writing.publish(session, old, library.vocabulary(session))
        assert catalogue.by_slug(session, "phan-loai-rac").published == old


def test_an_item_without_a_known_licence_is_kept_but_not_published(library: Library) -> None:
    with library.sessions.writing() as session:
        revision = save(session, library, licence="licence.unknown")
        with pytest.raises(Invalid, match="name its licence"):
            writing.publish(session, revision, library.vocabulary(session))
        assert revision.item.published is None


def test_an_unknown_tag_is_refused_before_anything_is_written(library: Library) -> None:
    with library.sessions.writing() as session:
        with pytest.raises(Invalid, match=r"did you mean “grade\.0"):
            save(session, library, grade=["grade.7"])
        assert session.scalars(select(Item)).all() == []
    assert list(library.store.kept()) == []


def test_an_item_with_a_retired_tag_and_its_replacement_has_it_once(library: Library) -> None:
    with library.sessions.writing() as session:
        session.get_one(tags.Tag, "theme.environment.waste").replaced_by = "theme.environment"
        changes.touch(session, "tags", "theme.environment.waste")
    with library.sessions.writing() as session:
        both = ["theme.environment.waste", "theme.environment"]
        revision = make.saved(session, library, vi=make.plan(theme=both))
        themes = select(ItemTag.tag_id).where(ItemTag.tag_id.startswith("theme")).distinct()
        kept = session.scalars(themes)
        assert kept.all() == ["theme.environment"]
        assert revision.facts["theme"] == both


def test_an_address_belongs_to_one_item(library: Library) -> None:
    with library.sessions.writing() as session:
        save(session, library, id="act-1")
        with pytest.raises(Conflict, match="Another item has the address “rac”"):
            save(session, library, id="act-2")
        assert save(session, library, name="ten-moi", id="act-1", title="Mới").item.slug == "rac"


def test_short_links_are_short_and_apart(library: Library) -> None:
    with library.sessions.writing() as session:
        for number in range(5):
            save(session, library, name=f"rac-{number}")
        codes = session.scalars(select(Item.short).order_by(Item.id)).all()
        assert {len(code) for code in codes} == {5}
        assert len(set(codes)) == 5
        taken = codes[0]
        session.get_one(Item, "rac-0").short = "khac1"
        session.flush()
        assert writing._short(session, "rac-0") == taken
        session.get_one(Item, "rac-1").short = taken
        session.flush()
        assert writing._short(session, "rac-0").startswith(taken)
        assert len(writing._short(session, "rac-0")) == 6


def test_many_that_save_one_item_at_once_make_revisions_one_after_the_other(
    library: Library,
) -> None:
    def write(number: int) -> int:
        with library.sessions.writing() as session:
            return save(session, library, title=f"Lần {number}").number

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, range(6))) == [1, 2, 3, 4, 5, 6]
