"""Issues of a unit: numbers, order, copies, who may, and a print that a broken picture does not stop."""

from datetime import UTC, datetime

import pypdfium2 as pdfium
import pytest
from sqlalchemy.orm import Session

from library import mentions
from library.accounts import units, users
from library.database import today
from library.documents import blocks
from library.documents.document import Document
from library.errors import Conflict, Invalid, NotAllowed, NotFound
from library.logbook import entries, showing
from library.logbook.models import Entry
from library.newsletters import making, printing
from library.newsletters import newsletter as issues
from library.newsletters.models import Newsletter
from library.newsletters.printing import Sheet, Story
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast


def begun(session: Session, cast: Cast, **choices: bool) -> Newsletter:
    """Have Lan begin an issue of the school."""
    lan, school = users.by_id(session, cast.lan), units.by_id(session, cast.school)
    return making.begin(session, lan, school, **choices)


def entry(session: Session, cast: Cast, title: str, *, is_open: bool = True) -> Entry:
    """Record what Lan carried out today."""
    lan, school = users.by_id(session, cast.lan), units.by_id(session, cast.school)
    made = entries.record(session, lan, school, {"title": title, "day_on": today()})
    if is_open:
        showing.open_up(session, SHELL, made)
    return made


def test_pieces_are_put_in_order_and_a_copy_leaves_out_what_is_not_public_any_more(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        lan, made = users.by_id(session, cast.lan), begun(session, cast)
        item = make.saved(session, library).item
        some = [entry(session, cast, title) for title in ("Một", "Hai")]
        making.add_items(session, lan, made, [item.id, item.id])
        making.add_entries(session, lan, made, [each.id for each in some])
        making.add_entries(session, lan, made, [some[0].id])
        assert [(each.item_id, each.entry_id) for each in made.pieces] == [
            (item.id, None), (None, some[0].id), (None, some[1].id),
        ]  # fmt: skip
        making.order(session, lan, made, made.pieces[2].id, 1, made.edited)
        assert [each.entry_id for each in made.pieces] == [some[1].id, None, some[0].id]
        showing.close(session, SHELL, some[1])
        again = begun(session, cast, copies=True)
        assert again.number == 2 and [each.entry_id for each in again.pieces] == [None, some[0].id]
        assert [issues.is_shown(each) for each in made.pieces] == [False, True, True]


def test_what_nobody_opened_or_another_school_did_is_no_piece(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        lan, made = users.by_id(session, cast.lan), begun(session, cast)
        closed = entry(session, cast, "Kín", is_open=False)
        with pytest.raises(NotFound):
            making.add_entries(session, lan, made, [closed.id])
        with pytest.raises(NotAllowed):
            showing.open_up(session, lan, closed)
        tu, other = users.by_id(session, cast.tu), units.by_id(session, cast.other_school)
        theirs = entries.record(session, tu, other, {"title": "Khác", "day_on": today()})
        showing.open_up(session, tu, theirs)
        with pytest.raises(Invalid):
            making.add_entries(session, lan, made, [theirs.id])
        making.add_items(session, lan, made, [make.saved(session, library).item.id])
        with pytest.raises(Invalid):
            making.add_items(session, lan, made, ["nothing"])


def test_a_number_is_given_once_and_a_published_issue_is_its_heads(
    library: Library, cast: Cast
) -> None:
    texts = {"title": "Bản tin", "number": 1, "month": "2026-11", "language": "vi", "lead": "Chào"}
    with library.writing() as session:
        lan, hanh = (users.by_id(session, id) for id in (cast.lan, cast.hanh))
        first, second = begun(session, cast), begun(session, cast)
        assert (first.number, second.number) == (1, 2)
        with pytest.raises(Invalid):
            making.describe(session, lan, second, {**texts, "html": ""}, second.edited)
        with pytest.raises(Invalid):
            making.publish(session, hanh, second, second.edited)
        making.describe(session, lan, first, {**texts, "html": "<p>Chào</p>"}, first.edited)
        with pytest.raises(making.Stale):
            making.publish(session, hanh, first, 0)
        making.publish(session, hanh, first, first.edited)
        with pytest.raises(NotAllowed):
            making.hide(session, lan, first, first.edited)
        with pytest.raises(Conflict):
            making.discard(session, hanh, first, first.edited)
        assert list(issues.published(session, first.unit)) == [first]


def test_whoever_an_issue_names_is_found_by_the_administrator(library: Library, cast: Cast) -> None:
    texts = {"title": "Bản tin", "number": 1, "month": "2026-11", "language": "vi", "html": ""}
    with library.writing() as session:
        lan, an = users.by_id(session, cast.lan), users.by_id(session, cast.an)
        made = begun(session, cast)
        lead = "Em Nguyễn Văn Tí đoạt giải."
        making.describe(session, lan, made, {**texts, "lead": lead}, made.edited)
        [found] = mentions.of(session, an, "nguyen van ti")
        assert (found.noun, found.thing) == ("newsletters", str(made.id))
        assert "đoạt giải" in found.passage


def sheet(stories: list[Story]) -> Sheet:
    """Return what is printed of an issue with these stories."""
    document = Document(
        title="Bản tin", promise="", kind="", language="vi", facts=(), pictures={}, source="",
        body=tuple(blocks.from_html("<p>Chào #set text(red)</p>")), authors=("Trường",),
        keywords=(), modified_at=datetime(2026, 12, 1, tzinfo=UTC), address="http://x.vn/1",
    )  # fmt: skip
    return Sheet(document, "UBND xã", "Trường", "Số 1", b"no logo", stories, "Giấy phép")


def test_a_print_shows_words_as_they_are_and_goes_on_without_a_broken_picture() -> None:
    story = Story("Bài", "6A", "Một câu.", "http://x.vn/2", "Nguồn. http://x.vn/3", "http://x.vn/3",
                  b"\x89PNG broken", "Cây")  # fmt: skip
    data = printing.write(sheet([story]))
    with pdfium.PdfDocument(data) as pdf:
        said = pdf[0].get_textpage().get_text_bounded()
        pages = len(pdf)
    assert pages == 1 and "#set text(red)" in said and "Nguồn." in said and "Giấy phép" in said
    assert b"/StructTreeRoot" in data and b"<pdfaid:part>2<" in data
    assert b"/URI(http://x.vn/2)" in data
