"""The feed of a search: the page's newest results, kept and asked for again as pages are."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from library.wiring import Library
from tests import make
from tests.exchange import test_atom
from tests.web import reading

ATOM = test_atom.ATOM
HOST = "http://127.0.0.1:8000"


def fed(client: FlaskClient, address: str) -> Any:
    answer = reading.sent(client, address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml"), address
    feed = etree.fromstring(answer.get_data())
    test_atom.check(feed)
    return feed


def slugs(feed: Any) -> list[str]:
    links = feed.iterfind(f"{ATOM}entry/{ATOM}link")
    return [str(link.get("href")).rsplit("/", 1)[-1] for link in links]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("query", ["q=van+hoa", "tag=grade.07", "q=lop&tag=theme.heritage", ""])
def test_a_feed_has_what_the_page_has_newest_first(
    client: FlaskClient, language: str, query: str
) -> None:
    page = reading.page(client, f"/{language}/search?{query}&sort=newest&size=20")
    feed = fed(client, f"/{language}/search.atom?{query}")
    assert slugs(feed) == reading.slugs(page)
    assert feed.get(test_atom.LANGUAGE) == language


def test_order_page_and_size_of_the_address_do_not_matter(client: FlaskClient) -> None:
    plain = fed(client, "/en/search.atom?q=van+hoa")
    other = fed(client, "/en/search.atom?q=van+hoa&sort=shortest&page=3&size=1&utm_source=x")
    assert etree.tostring(plain) == etree.tostring(other)


def test_a_feed_has_twenty_entries_at_most(own: FlaskClient, library: Library) -> None:
    with library.writing() as session:
        for number in range(22):
            make.saved(session, library, f"muc-{number}")
    found = slugs(fed(own, "/vi/search.atom"))
    assert len(found) == 20 and not {"muc-0", "muc-1"} & set(found)


def test_a_feed_names_itself_and_its_page_with_the_address_of_the_library(
    client: FlaskClient,
) -> None:
    feed = fed(client, "/vi/search.atom?q=r%C3%A1c&tag=grade.07")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": f"{HOST}/vi/search.atom?q=r%C3%A1c&tag=grade.07",
        "alternate": f"{HOST}/vi/search?q=r%C3%A1c&tag=grade.07",
    }
    assert test_atom.said(feed, "title") == "rác · Lớp 7 · Sáo Diều"
    assert (
        test_atom.said(fed(client, "/en/search.atom"), "title") == "New in the library · Sáo Diều"
    )


@pytest.mark.parametrize(
    "query",
    ["q=%3Cb%3E%26%22%5D%5D%3E", "q=%00%08%1b", "q=%E2%80%AEr%C3%A1c", "q=%ED%A0%80", "tag=%3Cx%3E",
     "q=" + "r%C3%A1c+" * 2_000],
)  # fmt: skip
def test_any_query_has_a_feed(client: FlaskClient, query: str) -> None:
    fed(client, f"/vi/search.atom?{query}")


def test_the_search_page_leads_to_its_feed(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?q=van+hoa&tag=grade.07&sort=shortest&page=1")
    head = page.xpath("//head/link[@rel='alternate'][@type='application/atom+xml']/@href")
    assert head == [reading.link(page, "Follow this search (Atom)")]
    assert head == ["/en/search.atom?q=van+hoa&tag=grade.07"]
    nothing = reading.page(client, "/vi/search?q=qwertyuiop")
    assert reading.link(nothing, "Theo dõi tìm kiếm này (Atom)") == "/vi/search.atom?q=qwertyuiop"


def test_a_feed_that_has_not_changed_is_not_sent_again(own: FlaskClient, library: Library) -> None:
    first = reading.sent(own, "/vi/search.atom?q=rac")
    again = reading.sent(own, "/vi/search.atom?q=rac", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    with library.writing() as session:
        make.saved(session, library)
    changed = reading.sent(own, "/vi/search.atom?q=rac", If_None_Match=first.headers["ETag"])
    assert changed.status_code == 200 and "Ngày hội phân loại rác" in changed.get_data(as_text=True)
