"""Looking inside an attachment: who may have the file may look, nobody waits, nothing can run."""

import time

import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement

from library.items import withholding
from library.items.models import Item
from library.wiring import Library
from tests import make
from tests.items import papers
from tests.originals.standing_in import StandIn
from tests.web import reading

PAGE = "/vi/items/phan-loai-rac/preview/"
FILES = {
    "to.pdf": papers.pdf("Một", "Hai"),
    "bai.pptx": papers.slides("Cồng chiêng", "Hết"),
    "ke-hoach.md": b"## M\xe1\xbb\xa5c \xc4\x91\xc3\xadch\n\n<script>alert(1)</script>\n",
    "bang.csv": b"a,b\n1,2\n",
    "hong.pdf": b"%PDF-1.7 nothing",
}


@pytest.fixture(autouse=True)
def item(library: Library) -> None:
    """Publish an item with files of every kind."""
    library.reader = StandIn()
    with library.writing() as session:
        make.saved(session, library, files=FILES)


def opened(own: FlaskClient, name: str) -> HtmlElement:
    """Ask until the preview is there."""
    for _ in range(600):
        answer = reading.sent(own, PAGE + name)
        assert answer.status_code == 200
        if "Refresh" not in answer.headers:
            break
        time.sleep(0.05)
    return reading.page(own, PAGE + name)


def test_the_first_who_asks_is_told_to_come_again(own: FlaskClient) -> None:
    answer = reading.sent(own, PAGE + "to.pdf")
    assert answer.headers["Refresh"] == "2" and answer.headers["Cache-Control"] == "no-store"
    assert "Refresh" not in reading.sent(own, "/vi/items/phan-loai-rac").headers


def test_a_pdf_shows_its_pages(own: FlaskClient) -> None:
    root = opened(own, "to.pdf")
    pictures = root.xpath("//main//img/@src")
    assert len(pictures) == 2
    for picture in pictures:
        answer = reading.sent(own, picture)
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert reading.sent(own, f"{PAGE}to.pdf?page=3").status_code == 404


def test_a_presentation_shows_its_slides(own: FlaskClient) -> None:
    root = opened(own, "bai.pptx")
    assert reading.marked(root, "slide") == [
        "Trang chiếu 1 / 2 Cồng chiêng",
        "Trang chiếu 2 / 2 Hết",
    ]


def test_a_document_shows_its_text_and_runs_nothing(own: FlaskClient) -> None:
    root = opened(own, "ke-hoach.md")
    assert "Mục đích" in reading.headings(root) and not root.xpath("//main//script")
    policy = reading.sent(own, PAGE + "ke-hoach.md").headers["Content-Security-Policy"]
    assert "script-src" not in policy and "default-src 'none'" in policy


def test_a_damaged_file_says_so_and_can_still_be_downloaded(own: FlaskClient) -> None:
    root = opened(own, "hong.pdf")
    assert root.find_class("notice")
    assert reading.link(root, "Tải về").endswith("/files/hong.pdf")


def test_the_page_of_the_item_leads_to_what_can_be_looked_into(own: FlaskClient) -> None:
    root = reading.page(own, "/vi/items/phan-loai-rac")
    links = [each for each in root.xpath("//section[@id='files']//a/@href") if "/preview/" in each]
    assert {each.rpartition("/")[2] for each in links} == set(FILES) - {"bang.csv"}


def test_other_files_and_other_items_have_none(own: FlaskClient) -> None:
    for address in (f"{PAGE}bang.csv", f"{PAGE}khong-co.pdf", "/vi/items/khong-co/preview/to.pdf"):
        assert reading.sent(own, address).status_code == 404


def test_a_withheld_file_cannot_be_looked_into(own: FlaskClient, library: Library) -> None:
    opened(own, "to.pdf")
    with library.writing() as session:
        [item] = session.query(Item).all()
        withholding.hide(session, item, "files/to.pdf")
    for address in (f"{PAGE}to.pdf", f"{PAGE}to.pdf?page=1"):
        assert reading.sent(own, address).status_code == 404
