"""Newsletters and the page of a school: who sees what, what leaves them, what is printed."""

import io
import re

import pypdfium2 as pdfium
import pytest
from flask import Flask
from lxml import etree
from sqlalchemy.orm import Session

from library.accounts import units, users
from library.database import today
from library.logbook import entries, showing
from library.logbook.models import Entry, EntryFile
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import SHELL, Cast
from tests.web import reading
from tests.web.conftest import PIXEL
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

LAN = "Lê Thị Lan"


@pytest.fixture
def app(library: Library) -> Flask:
    """The pages of the empty library."""
    return create_app(library)


def recorded(library: Library, cast: Cast, *, is_open: bool = True) -> int:
    """Record an activity of Lan's with a public and a private photo; return its id."""
    with library.writing() as session:
        lan, school = users.by_id(session, cast.lan), units.by_id(session, cast.school)
        item = make.saved(session, library, "phan-loai-rac").item
        products = [{"title": "Bộ ảnh", "language": "vi", "url": "https://example.vn/anh"}]
        fields = {"title": "Ngày hội trồng cây", "day_on": today(), "classes": "6A, 7B"}
        entry = entries.record(
            session, lan, school, {**fields, "item_id": item.id, "products": products}
        )
        kept = library.evidence.keep(io.BytesIO(PIXEL))
        for name in ("mo", "kin"):
            _put(session, entry, cast, name, kept.sha256)
        if is_open:
            showing.open_up(session, SHELL, entry)
        return entry.id


def _put(session: Session, entry: Entry, cast: Cast, name: str, sha256: str) -> None:
    session.add(EntryFile(
        entry_id=entry.id, name=f"{name}.png", sha256=sha256, type="image/png", size=len(PIXEL),
        caption=f"Ảnh {name}", is_public=name == "mo", by_id=cast.lan,
    ))  # fmt: skip
    session.flush()
    session.expire(entry, ["files"])


def begun(app: Flask, cast: Cast, entry: int | None = None) -> str:
    """Have Lan begin an issue, with an entry and an item where there is one."""
    lan = Visitor(app, cast.lan)
    where = lan.send("/vi/newsletters/", {"unit": cast.school}).headers["Location"]
    where = where.removesuffix("/edit")
    if entry:
        fields = {"entry": entry, "added": "phan-loai-rac"}
        assert lan.send(f"{where}/pieces", fields).status_code == 303
    return where


def seen(visitor: Visitor, where: str) -> str:
    """Return the state of an issue that the form carries."""
    found = re.search(r'name="seen" value="(\d+)"', visitor.open(f"{where}/edit").text)
    assert found
    return found[1]


def published(app: Flask, cast: Cast, entry: int) -> str:
    where, hanh = begun(app, cast, entry), Visitor(app, cast.hanh)
    state = {"then": "publish", "seen": seen(hanh, where)}
    assert hanh.send(f"{where}/state", state).status_code == 303
    return where


def test_a_school_page_tells_what_is_public_and_never_who_recorded_it(
    app: Flask, library: Library, cast: Cast
) -> None:
    id = recorded(library, cast)
    stranger, page = Visitor(app), f"/vi/logbook/schools/{cast.school}"
    for address in (page, f"{page}/entries/{id}"):
        said = stranger.open(address).text
        assert "Ngày hội trồng cây" in said and "6A, 7B" in said and 'alt="Ảnh mo"' in said
        assert LAN not in said and "Ảnh kin" not in said
        check_nothing_inline(reading.page(stranger.client, address))
    said = stranger.open(f"{page}/entries/{id}").text
    assert "Bộ ảnh" in said and "/vi/items/phan-loai-rac" in said
    with stranger.open(f"{page}/photos/1") as photo:
        assert photo.data == PIXEL
    assert stranger.open(f"{page}/photos/2").status_code == 404
    assert stranger.open(f"/vi/logbook/schools/{cast.other_school}/entries/{id}").status_code == 404


def test_an_entry_is_opened_by_the_head_of_its_unit_alone(
    app: Flask, library: Library, cast: Cast
) -> None:
    id = recorded(library, cast, is_open=False)
    page = f"/vi/logbook/schools/{cast.school}"
    assert "Ngày hội" not in Visitor(app).open(page).text
    for who in (cast.lan, cast.tu):
        assert "Ngày hội" not in Visitor(app, who).open(page).text
        assert Visitor(app, who).send(f"{page}/public", {"entry": id}).status_code == 404
    hanh = Visitor(app, cast.hanh)
    assert hanh.send(f"{page}/public", {"entry": id}).status_code == 303
    assert "Ngày hội" in Visitor(app).open(page).text
    hanh.send(f"{page}/public", {"entry": id, "then": "close"})
    assert "Ngày hội" not in Visitor(app).open(page).text


def test_the_feed_has_entries_and_issues_with_lasting_names(
    app: Flask, library: Library, cast: Cast
) -> None:
    id = recorded(library, cast)
    where = published(app, cast, id)
    answer = Visitor(app).open(f"/en/logbook/schools/{cast.school}/school.atom")
    assert answer.mimetype == "application/atom+xml"
    root, names = etree.fromstring(answer.data), {"a": "http://www.w3.org/2005/Atom"}
    assert root.xpath("string(a:author/a:name)", namespaces=names) == "Trường THCS Mẫu"
    ids = root.xpath("a:entry/a:id/text()", namespaces=names)
    assert {each.rpartition(":")[2] for each in ids} == {f"entries/{id}", "newsletters/1"}
    links = root.xpath("a:entry/a:link/@href", namespaces=names)
    assert any(each.endswith(where.replace("/vi/", "/en/")) for each in links)
    assert LAN not in answer.text


def test_nothing_of_a_unit_that_has_ended_or_of_an_entry_taken_out_is_shown(
    app: Flask, library: Library, cast: Cast
) -> None:
    id = recorded(library, cast)
    where, page = published(app, cast, id), f"/vi/logbook/schools/{cast.school}"
    with library.writing() as session:
        entry = session.get_one(Entry, id)
        entries.take_out(session, users.by_id(session, cast.lan), entry)
    stranger = Visitor(app)
    assert stranger.open(f"{page}/entries/{id}").status_code == 404
    assert stranger.open(f"{page}/photos/1").status_code == 404
    assert "Ngày hội trồng cây" not in stranger.open(page).text + stranger.open(where).text
    with library.writing() as session:
        units.by_id(session, cast.school).ended_on = today().replace(year=2020)
    for address in (page, f"{page}/school.atom", where, f"{where}/newsletter.pdf"):
        assert stranger.open(address).status_code == 404


def test_a_draft_is_for_the_unit_and_its_head_publishes_it(
    app: Flask, library: Library, cast: Cast
) -> None:
    where = begun(app, cast, recorded(library, cast))
    lan, hanh, tu = (Visitor(app, who) for who in (cast.lan, cast.hanh, cast.tu))
    for other in (tu, Visitor(app)):
        assert other.open(where).status_code == other.open(f"{where}/newsletter.pdf").status_code
        assert other.open(where).status_code == 404
    assert tu.open(f"{where}/edit").status_code == 404
    assert "bản nháp" in lan.open(where).text
    state = {"then": "publish", "seen": seen(lan, where)}
    assert lan.send(f"{where}/state", state).status_code == 403
    assert hanh.send(f"{where}/state", {**state, "seen": 0}).status_code == 409
    assert hanh.send(f"{where}/state", state).status_code == 303
    check_nothing_inline(reading.page(Visitor(app).client, where))
    assert lan.open(f"{where}/edit").status_code == 403
    texts = {"title": "X", "number": 1, "month": "2026-11", "language": "vi", "seen": 9}
    assert lan.send(f"{where}/texts", texts).status_code == 403


def test_an_issue_is_written_in_its_form(app: Flask, library: Library, cast: Cast) -> None:
    where, lan = begun(app, cast, recorded(library, cast)), Visitor(app, cast.lan)
    texts = {"title": "Bản tin", "number": 7, "month": "2026-11", "language": "vi",
             "lead": "Chào **bạn**<script>alert(1)</script>", "seen": seen(lan, where)}  # fmt: skip
    assert lan.send(f"{where}/texts", {**texts, "month": "mai"}).status_code == 422
    assert lan.send(f"{where}/texts", texts).status_code == 303
    stale = lan.send(f"{where}/texts", {**texts, "title": "Khác"})
    assert stale.status_code == 409 and 'value="Khác"' in stale.text
    page = lan.open(where).text
    assert "<strong>bạn</strong>" in page and "<script>alert" not in page
    assert "Số 7 · Tháng 11/2026" in page
    note = {"piece": 1, "then": "note", "sentence": "Bốn mươi cây.", "picture": "2"}
    lan.send(f"{where}/piece", {**note, "seen": seen(lan, where)})
    page = lan.open(where).text
    assert "Bốn mươi cây." in page and "Ảnh" not in page, "a private photo is no picture"
    lan.send(f"{where}/piece", {"piece": 2, "then": "up", "seen": seen(lan, where)})
    page = lan.open(where).text
    assert page.index("Ngày hội phân loại rác") < page.index("Ngày hội trồng cây")
    refused = lan.send(f"{where}/pieces", {"added": "nothing"})
    assert refused.status_code == 422 and 'href="#added"' in refused.text
    lan.send(f"{where}/piece", {"piece": 1, "then": "remove", "seen": seen(lan, where)})
    assert "Ngày hội trồng cây" not in lan.open(where).text


def test_what_is_withdrawn_leaves_page_and_print_and_editors_are_told(
    app: Flask, library: Library, cast: Cast
) -> None:
    where = published(app, cast, recorded(library, cast))
    title = "Ngày hội phân loại rác"
    stranger, hanh = Visitor(app), Visitor(app, cast.hanh)
    before = stranger.open(f"{where}/newsletter.pdf").data
    assert title in stranger.open(where).text and title in printed(before)
    with library.writing() as session:
        showing.photo(session, 1).entry.item.published_id = None  # type: ignore[union-attr]
    assert title not in stranger.open(where).text
    assert title not in printed(stranger.open(f"{where}/newsletter.pdf").data)
    assert "1 bài không hiển thị" in hanh.open(where).text
    assert "không hiển thị" not in stranger.open(where).text


def printed(data: bytes) -> str:
    with pdfium.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def test_an_issue_is_printed_on_a4_tagged_with_source_and_licence(
    app: Flask, library: Library, cast: Cast
) -> None:
    where = published(app, cast, recorded(library, cast))
    answer = Visitor(app).open(f"/en{where[3:]}/newsletter.pdf")
    assert answer.mimetype == "application/pdf"
    data = answer.data
    with pdfium.PdfDocument(data) as pdf:
        assert [round(side / 72 * 25.4) for side in pdf[0].get_size()] == [210, 297]
        assert [mark.get_title() for mark in pdf.get_toc()] == [
            "Ngày hội trồng cây",
            "Ngày hội phân loại rác",
        ]
    said = printed(data)
    assert "TRƯỜNG THCS MẪU" in said and "SỞ GD&ĐT MẪU" in said and "Số 1 · Tháng" in said
    assert "Thư viện Sáo Diều" in said and "/i/" in said and LAN not in said
    assert b"/MarkInfo<</Marked true" in data and b"<pdfuaid:part>1<" in data


def test_the_last_issue_is_copied_as_a_start(app: Flask, library: Library, cast: Cast) -> None:
    published(app, cast, recorded(library, cast))
    lan = Visitor(app, cast.lan)
    made = lan.send("/vi/newsletters/", {"unit": cast.school, "then": "copy"}).headers["Location"]
    page = lan.open(made).text
    assert "Số 2 · " in page and page.count('name="then" value="note"') == 2
    assert lan.send("/vi/newsletters/", {"unit": cast.other_school}).status_code == 403
