"""Collections: made, filled, ordered, shown, handed over, gone through; who may, and what is stale."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from library import history, notices, transfer
from library.accounts import units, users
from library.accounts.models import User
from library.collections import collecting, collection_folder, maintaining
from library.collections import collection as shelf
from library.collections.collecting import Stale
from library.collections.models import Collection
from library.database import today
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.items import writing
from library.wiring import Library
from tests import make
from tests.cast import Cast

TEXTS = {"vi": {"title": "Tuần lễ xanh", "summary": "", "body": "Lời **mở đầu**."}}


def begun(session: Session, library: Library, cast: Cast) -> tuple[Collection, User]:
    """Return a collection of the department, made by its curator."""
    vy = users.by_id(session, cast.vy)
    department = units.by_id(session, cast.department)
    texts = collecting.rendered(TEXTS, library.renderer.render)
    return collecting.make(session, vy, department, "column", texts), vy


def filled(session: Session, library: Library, held: Collection, by: User) -> list[str]:
    ids = []
    for name in ("mot", "hai", "ba"):
        revision = make.saved(session, library, name, vi=make.plan(id=f"item-{name}", title=name))
        ids.append(revision.item_id)
    assert collecting.add(session, by, held, ids) == 3
    return ids


def test_a_collection_is_made_filled_ordered_and_shown(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        held, vy = begun(session, library, cast)
        assert (held.slug, held.maintainer_id, held.is_public) == ("tuan-le-xanh", cast.vy, False)
        assert "<strong>" in held.texts["vi"]["html"]
        with pytest.raises(Invalid, match="Nothing is in it"):
            maintaining.show(session, vy, held, held.edited)
        one, two, three = filled(session, library, held, vy)
        assert collecting.add(session, vy, held, [one]) == 0
        collecting.order(session, vy, held, held.entries[2].id, 1, held.edited)
        assert shelf.shown_ids(session, held) == [three, one, two]
        collecting.order(session, vy, held, held.entries[0].id, 99, held.edited)
        assert shelf.shown_ids(session, held) == [one, two, three]
        collecting.annotate(session, vy, held, held.entries[1].id, {"vi": " Hay "}, held.edited)
        collecting.remove(session, vy, held, held.entries[0].id, held.edited)
        assert [entry.notes for entry in held.entries] == [{"vi": "Hay"}, {}]
        maintaining.show(session, vy, held, held.edited)
        id = held.id
    with library.sessions.reading() as session:
        assert shelf.by_slug(session, "tuan-le-xanh").is_public
        assert [each.slug for each in shelf.holding(session, two)] == ["tuan-le-xanh"]
        verbs = [event.verb for event in history.of(session, shelf.NOUN, id)]
        assert verbs == ["made", "filled", "ordered", "ordered", "annotated", "emptied", "showed"]


def test_an_item_that_is_withdrawn_is_seen_by_who_cares_and_not_by_readers(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        held, vy = begun(session, library, cast)
        ids = filled(session, library, held, vy)
        writing.withdraw(session, held.entries[1].item)
        session.expire_all()
        assert shelf.shown_ids(session, held) == [ids[0], ids[2]]
        standing = shelf.standing(session, held, "vi")
        assert [each.is_public for each in standing] == [True, False, True]
        assert (standing[1].title, standing[1].is_withdrawn) == ("hai", True)
        with pytest.raises(Invalid, match="no public item"):
            collecting.add(session, vy, held, [ids[1]])


def test_two_who_edit_at_once_do_not_undo_each_other(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        held, vy = begun(session, library, cast)
        opened = held.edited
        collecting.readdress(session, vy, held, "Xanh", opened)
        texts = collecting.rendered({"vi": {"title": "Khác"}}, library.renderer.render)
        with pytest.raises(Stale):
            collecting.describe(session, vy, held, "column", texts, "", opened)
        assert held.said("title", "vi") == "Tuần lễ xanh"
        filled(session, library, held, vy)  # asks for no form that could be stale


def test_an_address_leads_on_and_is_nobody_elses(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        held, vy = begun(session, library, cast)
        filled(session, library, held, vy)
        maintaining.show(session, vy, held, held.edited)
        collecting.readdress(session, vy, held, "Tuần xanh", held.edited)
        assert shelf.moved_to(session, "tuan-le-xanh") == "tuan-xanh"
        other, _ = begun(session, library, cast)
        assert other.slug == "tuan-le-xanh-2"
        with pytest.raises(Invalid, match="had this address"):
            collecting.readdress(session, vy, other, "tuan-le-xanh", other.edited)
        collecting.readdress(session, vy, held, "tuan-le-xanh", held.edited)
        assert shelf.moved_to(session, "tuan-le-xanh") is None
        assert shelf.moved_to(session, "tuan-xanh") == "tuan-le-xanh"


def test_a_maintainer_edits_and_only_a_curator_of_the_unit_shows_it(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        held, vy = begun(session, library, cast)
        filled(session, library, held, vy)
        lan, tu = users.by_id(session, cast.lan), users.by_id(session, cast.tu)
        with pytest.raises(NotAllowed):
            collecting.readdress(session, lan, held, "khac", held.edited)
        with pytest.raises(Invalid, match="Nobody has an account"):
            maintaining.hand_over(session, vy, held, "nobody@example.vn", held.edited)
        maintaining.hand_over(session, vy, held, "LAN@example.vn", held.edited)
        [told] = notices.of(session, lan)
        assert (told.noun, told.thing) == (shelf.NOUN, str(held.id))
        collecting.readdress(session, lan, held, "khac", held.edited)
        assert shelf.cared_for(session, lan) == [held]
        for somebody in (lan, tu):
            with pytest.raises(NotAllowed):
                maintaining.show(session, somebody, held, held.edited)
        maintaining.show(session, vy, held, held.edited)
        with pytest.raises(Conflict, match="Only a draft"):
            maintaining.discard(session, vy, held, held.edited)
        maintaining.hide(session, vy, held, held.edited)
        maintaining.discard(session, vy, held, held.edited)
        with pytest.raises(NotFound):
            shelf.by_id(session, 1)


def test_once_a_year_the_maintainer_is_reminded_once(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        held, vy = begun(session, library, cast)
        maintaining.remind(session)
        assert notices.of(session, vy) == []
        held.review_on = today()
        for _ in range(2):
            maintaining.remind(session)
        [told] = notices.of(session, vy)
        assert "Tuần lễ xanh" in str(told.message)
        assert maintaining.go_through(session, vy, held) == today() + timedelta(days=365)
        maintaining.remind(session)
        assert len(notices.of(session, vy)) == 1
        vy.ended_at = held.changed_at
        held.review_on = today() - timedelta(days=1)
        maintaining.remind(session)  # nobody is there any more who could be told


def test_texts_are_refused_with_the_field_at_fault(library: Library) -> None:
    for given, field in (
        ({"vi": {"title": " "}}, "title-vi"),
        ({"vi": {"title": "a"}, "en": {"body": "text"}}, "title-en"),
        ({"vi": {"title": "a" * 121}}, "title-vi"),
        ({"vi": {"title": "a", "body": "b" * 20_001}}, "body-vi"),
    ):
        with pytest.raises(Invalid) as refused:
            collecting.rendered(given, library.renderer.render)
        assert refused.value.field == field


def test_a_collection_goes_out_and_comes_in_the_same(
    library: Library, cast: Cast, tmp_path: Path
) -> None:
    with library.writing() as session:
        held, vy = begun(session, library, cast)
        filled(session, library, held, vy)
        collecting.annotate(
            session, vy, held, held.entries[1].id, {"vi": "Vì sao: hay"}, held.edited
        )
        texts = collecting.rendered(TEXTS, library.renderer.render)
        collecting.describe(session, vy, held, "column", texts, "q=rac", held.edited)
        maintaining.show(session, vy, held, held.edited)
    transfer.write_collections(library, tmp_path / "one")
    [folder] = collection_folder.find(tmp_path / "one")
    told = collection_folder.read(folder)
    assert (told.slug, told.kind, told.search) == ("tuan-le-xanh", "column", "q=rac")
    assert told.items == ("item-mot", "item-hai", "item-ba")
    assert told.notes == {"item-hai": {"vi": "Vì sao: hay"}}
    with library.writing() as session:
        mine, vy = shelf.by_slug(session, "tuan-le-xanh"), users.by_id(session, cast.vy)
        collecting.remove(session, vy, mine, mine.entries[0].id, mine.edited)
    items = make.folder(tmp_path / "one" / "mot", vi=make.plan(id="item-mot", title="mot"))
    assert items.is_dir()
    # A start leaves alone what somebody changed; an import brings back what the folder says.
    assert not transfer.bring_in(library, [tmp_path / "one"], publish=True, as_shipped=True).refused
    with library.sessions.reading() as session:
        assert len(shelf.shown_ids(session, shelf.by_slug(session, "tuan-le-xanh"))) == 2
    assert not transfer.bring_in(library, [tmp_path / "one"], publish=True).refused
    transfer.write_collections(library, tmp_path / "two")
    again = collection_folder.read(tmp_path / "two" / "collections" / "tuan-le-xanh")
    assert again == told


def test_a_folder_of_a_collection_that_cannot_be_is_refused_alone(
    library: Library, tmp_path: Path
) -> None:
    make.folder(tmp_path / "mot", vi=make.plan(id="item-mot"))
    for name, source in (
        ("tot", "---\ntitle: Tốt\nitems: [item-mot, item-none]\n---\n\nLời.\n"),
        ("hong", "---\nsummary: Không tên\n---\n\nLời.\n"),
    ):
        place = tmp_path / "collections" / name
        place.mkdir(parents=True)
        (place / "collection.vi.md").write_text(source, "utf-8")
    outcome = transfer.bring_in(library, [tmp_path], publish=True)
    assert [name for name, _ in outcome.refused] == ["hong"]
    assert ["item-none" in str(message) for _, message in outcome.noted] == [True]
    with library.sessions.reading() as session:
        assert [each.slug for each in shelf.public(session)] == ["tot"]


@pytest.mark.parametrize("place", ["collections", "collections/tot"])
def test_collections_alone_are_no_items(library: Library, tmp_path: Path, place: str) -> None:
    item = make.folder(tmp_path / "mot", vi=make.plan(id="item-mot"))
    assert transfer.bring_in(library, [item], publish=True).saved == 1
    folder = tmp_path / "collections" / "tot"
    folder.mkdir(parents=True)
    (folder / "collection.vi.md").write_text(
        "---\ntitle: Tốt\nitems: [item-mot]\n---\n\nLời.\n", "utf-8"
    )
    outcome = transfer.bring_in(library, [tmp_path / place], publish=True)
    assert (outcome.refused, outcome.saved) == ([], 0)
    with library.sessions.reading() as session:
        assert [each.slug for each in shelf.public(session)] == ["tot"]
