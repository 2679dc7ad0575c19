"""Files that may not be shown: hidden below everything that shows files, also in later revisions."""

from collections.abc import Collection

import pytest

from library import changes
from library.items import catalogue, folder, texts, withholding, writing
from library.items.models import Revision
from library.search.query import Query
from library.wiring import Library
from tests import make

PICTURES = {"lop.png": b"\x89PNG\r\n\x1a\n lop", "trong.png": b"\x89PNG\r\n\x1a\n trong"}
BODY = "![Cả lớp](files/lop.png)\n\nXem [ảnh](files/lop.png) và ![trống](files/trong.png).\n"
LOP = "files/lop.png"


def paths(revision: Revision) -> list[str]:
    return [file.path for file in revision.files]


def test_a_hidden_file_is_hidden_until_it_is_shown(library: Library) -> None:
    with library.sessions.writing() as session:
        revision = make.saved(session, library, files=PICTURES, vi=make.plan(BODY))
        item, before = revision.item, changes.last(session)
        assert withholding.hide(session, item, LOP)
        assert not withholding.hide(session, item, LOP)
        assert paths(revision) == ["files/trong.png"]
        assert [file.path for file in revision.attached] == [LOP, "files/trong.png"]
        assert changes.since(session, before, writing.NOUN) == [item.id]
        assert withholding.hidden_paths(session, item) == {LOP}
        assert withholding.show(session, item, LOP)
        assert not withholding.show(session, item, LOP)
        assert len(paths(revision)) == 2


def test_the_same_bytes_under_another_name_stay_hidden_in_a_later_revision(
    library: Library,
) -> None:
    with library.sessions.writing() as session:
        item = make.saved(session, library, files=PICTURES).item
        withholding.hide(session, item, LOP)
        renamed = {"khac.png": PICTURES["lop.png"], "trong.png": PICTURES["trong.png"]}
        assert paths(make.saved(session, library, files=renamed)) == ["files/trong.png"]
        replaced = {"lop.png": b"\x89PNG\r\n\x1a\n mo"}
        assert paths(make.saved(session, library, files=replaced)) == []
        elsewhere = make.saved(session, library, "muc-khac", files=PICTURES)
        assert len(paths(elsewhere)) == 2, "another item answers for itself"


def test_search_does_not_look_into_a_hidden_file(library: Library) -> None:
    with library.sessions.writing() as session:
        revision = make.saved(session, library, files={"ten.txt": "Em Bình lớp 7".encode()})
        assert texts.with_text(session, [revision.id])
        withholding.hide(session, revision.item, "files/ten.txt")
        assert texts.of(session, revision.files) == ()
        assert texts.with_text(session, [revision.id]) == {}
    library.catch_up()
    with library.sessions.reading() as session:
        assert not library.answer(session, Query(text="bình")).results.hits


def test_an_export_leaves_it_out_with_what_points_to_it(library: Library) -> None:
    with library.sessions.writing() as session:
        item = make.saved(session, library, files=PICTURES, vi=make.plan(BODY)).item
        withholding.hide(session, item, LOP)
        found = catalogue.by_slug(session, item.slug)
        assert found.published
        written = dict(folder.contents(found, found.published, library.store))
    assert set(written) == {"plan.vi.md", "files/trong.png"}
    plan = written["plan.vi.md"].decode()
    assert "lop.png" not in plan and "Cả lớp](" not in plan
    assert "Xem ảnh và ![trống](files/trong.png)." in plan


@pytest.mark.parametrize(
    ("html", "shown", "expected"),
    [
        ('<p><img src="files/a.png" alt="Em A"></p><p>Chữ</p>', (), "<p>Chữ</p>"),
        ('<p>x <img src="files/a.png" alt="Em A"> y</p>', (), "<p>x  y</p>"),
        ('<p><a href="files/a.pdf">tệp</a>.</p>', (), "<p>tệp.</p>"),
        ('<p><a href="https://a.vn/">ra ngoài</a></p>', (), None),
        ('<p><img src="files/%E1%BA%A3nh.png" alt=""></p>', ("files/ảnh.png",), None),
        ('<p><img src="files/a&amp;b.png" alt=""></p>', ("files/a&b.png",), None),
        ('<p><a href="files/a.pdf#page=2">tệp</a></p>', ("files/a.pdf",), None),
        ("<p>Chữ &amp; số</p>", (), None),
    ],
)
def test_a_text_is_seen_without_what_is_hidden(
    html: str, shown: Collection[str], expected: str | None
) -> None:
    assert withholding.seen_html(html, shown) == (html if expected is None else expected)
