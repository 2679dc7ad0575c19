"""Kept pages: never old, never another reader's; packed for those who can unpack them."""

import gzip

import pytest
from flask.testing import FlaskClient

from library.web.pages import Kept, Shelf
from library.wiring import Library
from tests import make
from tests.web import reading

NEW = "Ngày hội phân loại rác"


@pytest.mark.parametrize(
    "address", ["/vi/", "/vi/search?q=rac", "/vi/tags/theme.environment", "/vi/tags/"]
)
def test_what_is_published_is_seen_at_once(
    own: FlaskClient, library: Library, address: str
) -> None:
    before = reading.sent(own, address).data
    assert reading.sent(own, address).data == before
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(theme=["theme.environment"]))
    after = reading.sent(own, address).get_data(as_text=True)
    assert NEW in after or "1 mục" in after


def test_a_new_revision_is_seen_at_once(own: FlaskClient, library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library)
    page = reading.page(own, "/vi/items/phan-loai-rac")
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(title="Ngày hội mới"))
    again = reading.page(own, "/vi/items/phan-loai-rac")
    assert [reading.said(each.find(".//h1")) for each in (page, again)] == [NEW, "Ngày hội mới"]
    assert "Ngày hội mới" in reading.sent(own, "/api/v1/items/phan-loai-rac").get_data(as_text=True)


def test_what_is_saved_and_not_published_is_not_seen(own: FlaskClient, library: Library) -> None:
    with library.writing() as session:
        make.saved(session, library, publish=False)
    for address in ("/vi/items/phan-loai-rac", "/api/v1/items/phan-loai-rac"):
        assert reading.sent(own, address).status_code == 404
    assert not reading.titles(reading.page(own, "/vi/search"))


def test_who_asks_for_little_data_gets_the_page_without_fonts(client: FlaskClient) -> None:
    usual = reading.page(client, "/vi/").xpath("//link[@rel='stylesheet']/@href")
    lean = reading.page(client, "/vi/", Save_Data="on").xpath("//link[@rel='stylesheet']/@href")
    assert [address for address in usual if "fonts.css" in address]
    assert lean == [address for address in usual if "fonts.css" not in address]
    assert reading.page(client, "/vi/").xpath("//link[@rel='stylesheet']/@href") == usual


@pytest.mark.parametrize(
    ("address", "status"), [("/vi/", 200), ("/en/search?q=rac", 200), ("/vi/nothing", 404)]
)
def test_suggestions_are_there_with_every_box_save_for_those_who_ask_for_little_data(
    client: FlaskClient, address: str, status: int
) -> None:
    scripts = "//script[contains(@src, 'js/suggest.js')]"
    usual = reading.page(client, address, status)
    assert len(usual.xpath(f"{scripts} | //input[@data-suggest]")) == 2
    lean = reading.page(client, address, status, Save_Data="on")
    assert not lean.xpath(f"{scripts} | //input[@data-suggest]") and lean.xpath("//input[@id='q']")


@pytest.mark.parametrize(
    "address",
    [
        "/vi/",
        "/vi/search?q=rac",
        "/vi/nothing",
        "/api/v1/tags",
        "/static/style.css",
        "/static/sprites.svg",
    ],
)
def test_text_is_packed_for_those_who_can_unpack_it(client: FlaskClient, address: str) -> None:
    plain = reading.sent(client, address, Accept_Encoding="identity")
    packed = reading.sent(client, address, Accept_Encoding="gzip, br")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == packed.content_length < len(plain.data) * 0.6
    assert {"Accept-Encoding", "Cookie", "Save-Data"} <= set(plain.vary)


def test_who_refuses_gzip_does_not_get_it(client: FlaskClient) -> None:
    answer = reading.sent(client, "/vi/", Accept_Encoding="gzip;q=0")
    assert "Content-Encoding" not in answer.headers


def test_downloads_and_pictures_are_not_packed_again(client: FlaskClient) -> None:
    for address in (
        "/vi/items/culture-day-assembly/download.pdf",
        "/static/fonts/sd-serif-400.woff2",
    ):
        answer = reading.sent(client, address, Accept_Encoding="gzip")
        assert answer.status_code == 200 and "Content-Encoding" not in answer.headers


def test_a_page_of_one_reader_is_not_shown_to_another(client: FlaskClient) -> None:
    client.set_cookie("theme", "dark")
    assert reading.page(client, "/vi/help").get("data-theme") == "dark"
    client.delete_cookie("theme")
    assert reading.page(client, "/vi/help").get("data-theme") is None


def test_the_shelf_forgets_everything_when_something_changed() -> None:
    shelf = Shelf()
    page = Kept(b"packed", ("told",))
    assert shelf.find(("a",), 1) is None
    shelf.keep(("a",), 1, page)
    assert shelf.find(("a",), 1) is page
    assert shelf.find(("a",), 2) is None
    shelf.keep(("a",), 1, page)
    assert shelf.find(("a",), 2) is None, "a page made before the change must not come back"


def test_the_shelf_lets_go_of_what_was_not_asked_for_lately() -> None:
    shelf = Shelf()
    large = Kept(b"x" * 5_000_000, ())
    shelf.find(("a",), 1)
    shelf.keep(("a",), 1, large)
    shelf.keep(("b",), 1, large)
    assert shelf.find(("a",), 1)
    shelf.keep(("c",), 1, large)
    assert [bool(shelf.find((name,), 1)) for name in "abc"] == [True, False, True]


def test_a_head_request_has_no_body(client: FlaskClient) -> None:
    answer = client.head("/vi/search?q=rac", buffered=True)
    assert answer.status_code == 200 and not answer.data
