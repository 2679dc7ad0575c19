"""Saved searches: in a cookie of the device and nowhere else; a list of one never meets another's."""

import base64
import time
import zlib
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement

from library.search import saved
from library.wiring import Library
from tests import make
from tests.web import reading

COOKIE = "saved-searches"
SEARCH = "/en/search?q=van+hoa&tag=grade.07"
LIST = "/en/search/saved"


def save(client: FlaskClient, address: str) -> None:
    """Save a search by the link of its page."""
    answer = reading.sent(client, reading.link(reading.page(client, address), "Save this search"))
    assert answer.status_code == 302


def names(page: HtmlElement) -> list[str]:
    return [reading.said(heading) for heading in page.xpath("//ul[contains(@class,'saved')]//h2")]


def lines(page: HtmlElement) -> list[str]:
    return [
        reading.said(line.find("p")) for line in page.xpath("//ul[contains(@class,'saved')]/li")
    ]


def kept(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def looked_at(client: FlaskClient, moment: int) -> None:
    """Move the moment when every saved search was last looked at."""
    searches = [each._replace(seen_at=moment) for each in saved.load(kept(client))]
    client.set_cookie(COOKIE, saved.dump(searches))


def test_a_search_is_saved_by_a_link_and_the_page_says_so(client: FlaskClient) -> None:
    page = reading.page(client, SEARCH)
    answer = reading.sent(client, reading.link(page, "Save this search"))
    assert (answer.status_code, answer.location) == (302, SEARCH)
    page = reading.page(client, answer.location)
    assert "This search is saved" in reading.said(page)
    assert "Save this search" not in reading.said(page)
    assert "Save this search" in reading.said(reading.page(client, "/en/search?q=van+hoa"))


def test_the_list_names_searches_by_words_and_tags_the_newest_first(client: FlaskClient) -> None:
    save(client, SEARCH)
    save(client, "/en/search?tag=theme.heritage&sort=newest&page=2")
    page = reading.page(client, reading.link(reading.page(client, SEARCH), "Saved searches"))
    assert names(page) == ["History, culture and people of Viet Nam", "van hoa · Grade 7"]
    assert "van hoa · Lớp 7" in names(reading.page(client, "/vi/search/saved"))


def test_a_count_is_that_of_the_page_it_leads_to(client: FlaskClient) -> None:
    save(client, SEARCH)
    save(client, "/en/search?q=qwertyuiop")
    page = reading.page(client, LIST)
    for line, link in zip(lines(page), page.xpath("//h2/a/@href"), strict=True):
        answer = reading.sent(client, link)
        found = reading.headings(reading.page(client, answer.location))[0]
        count = line.split(" Follow")[0]
        assert found == count or (count == "0 items" and found.startswith("Nothing found"))


def test_how_a_part_is_read_is_saved_too(client: FlaskClient) -> None:
    save(client, "/en/search?q=k8&typed=*")
    page = reading.page(client, LIST)
    assert names(page) == ["k8 · exactly as typed"]
    assert (
        reading.sent(client, page.xpath("//h2/a/@href")[0]).location == "/en/search?q=k8&typed=%2A"
    )


def test_what_is_new_is_counted_until_it_is_looked_at(own: FlaskClient, library: Library) -> None:
    save(own, "/en/search?tag=theme.environment")
    assert reading.marked(reading.page(own, LIST), "badge") == []
    looked_at(own, int(time.time()) - 60)
    with library.writing() as session:
        make.saved(session, library, "rac", vi=make.plan(theme=["theme.environment"]))
        make.saved(session, library, "la", vi=make.plan(theme=["theme.environment"]))
        make.saved(session, library, "khac", vi=make.plan(title="Khác"))
    page = reading.page(own, LIST)
    assert reading.marked(page, "badge") == ["2 new"]
    assert reading.marked(reading.page(own, LIST), "badge") == ["2 new"], "the list is no search"
    reading.sent(own, page.xpath("//h2/a/@href")[0])
    looked_at(own, int(time.time()) + 60)  # a second is enough, but tests do not wait
    assert reading.marked(reading.page(own, LIST), "badge") == []


def test_opening_from_the_list_notes_the_moment(client: FlaskClient) -> None:
    save(client, SEARCH)
    looked_at(client, 1_000)
    link = reading.page(client, LIST).xpath("//h2/a/@href")[0]
    assert reading.sent(client, link).location == SEARCH
    assert abs(saved.load(kept(client))[0].seen_at - time.time()) < 60


def test_many_new_ones_are_not_counted_to_the_end(
    own: FlaskClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("library.web.saved._PAGES_OF_NEWS", 1)
    with library.writing() as session:
        for number in range(10):
            make.saved(session, library, f"muc-{number}", vi=make.plan(grade=["grade.07"]))
    save(own, "/en/search?tag=grade.07")
    looked_at(own, 1_000)
    assert reading.marked(reading.page(own, LIST), "badge") == ["10 new"]
    with library.writing() as session:
        make.saved(session, library, "muc-10", vi=make.plan(grade=["grade.07"]))
    page = reading.page(own, LIST)
    assert lines(page)[0].startswith("11 items")
    assert reading.marked(page, "badge") == ["10 new or more"]
    monkeypatch.setattr("library.web.saved._PAGES_OF_NEWS", 2)
    assert reading.marked(reading.page(own, LIST), "badge") == ["11 new"]


def test_a_search_is_removed_and_the_others_stay(client: FlaskClient) -> None:
    for query in ("q=rac", "q=la", "tag=grade.07"):
        save(client, f"/en/search?{query}")
    page = reading.page(client, LIST)
    answer = reading.sent(client, reading.link(page, "Remove: la"))
    assert (answer.status_code, answer.location) == (302, LIST)
    assert names(reading.page(client, LIST)) == ["Grade 7", "rac"]


def test_with_the_last_search_the_cookie_goes(client: FlaskClient) -> None:
    save(client, "/en/search?q=rac")
    reading.sent(client, reading.link(reading.page(client, LIST), "Remove"))
    assert client.get_cookie(COOKIE) is None
    page = reading.page(client, LIST)
    assert "No search is saved on this device" in reading.headings(page)
    assert reading.link(page, "Search activities") == "/en/search"


def test_the_twenty_first_is_refused_politely_and_nothing_is_lost(client: FlaskClient) -> None:
    for number in range(20):
        save(client, f"/en/search?q=so+{number}")
    link = reading.link(reading.page(client, "/en/search?q=mot+nua"), "Save this search")
    page = reading.page(client, link, 409)
    assert "20 searches are saved" in " ".join(reading.marked(page, "notice"))
    assert len(names(page)) == 20 and "mot nua" not in names(page)
    assert len(names(reading.page(client, LIST))) == 20


def test_what_does_not_fit_into_a_cookie_is_refused_politely(client: FlaskClient) -> None:
    def random(number: int) -> str:
        return quote(
            "".join(chr(0x1000 + number * 399 + place * 7 % 20_000) for place in range(390))
        )

    status = 302
    for number in range(20):
        if status == 302:
            link = f"{LIST}?q={random(number)}&choice=add"
            status = reading.sent(client, link).status_code
    assert status == 409 and 0 < len(saved.load(kept(client))) < 20
    assert "larger than a browser keeps" in reading.said(reading.page(client, link, 409))
    assert len(kept(client)) < 4_000


@pytest.mark.parametrize(
    "query", ["choice=add", "choice=add&sort=newest", "choice=add&tag=grade.99"]
)
def test_a_search_for_everything_is_not_saved(client: FlaskClient, query: str) -> None:
    assert reading.sent(client, f"{LIST}?{query}").location == "/en/search"
    assert client.get_cookie(COOKIE) is None
    assert "Save this search" not in reading.said(reading.page(client, "/en/search?sort=newest"))


def test_the_cookie_is_kept_a_year_and_out_of_reach_of_scripts(client: FlaskClient) -> None:
    answer = reading.sent(client, f"{LIST}?q=rac&choice=add")
    cookie = SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]
    assert int(cookie["max-age"]) > 300 * 24 * 3600
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode())).decode()


@pytest.mark.parametrize(
    "value",
    ["", "x", "====", "\xe1\xba", "A" * 4_000, packed("1 tag=gone.tag"), packed("1 &&&\n2 q=%00")],
)
def test_a_broken_cookie_is_an_empty_list(client: FlaskClient, value: str) -> None:
    client.set_cookie(COOKIE, value)
    assert "No search is saved" in reading.said(reading.page(client, LIST))
    reading.page(client, SEARCH)
    save(client, SEARCH)
    assert names(reading.page(client, LIST)) == ["van hoa · Grade 7"]


def test_markup_and_marks_of_direction_in_a_name_stay_inside_it(client: FlaskClient) -> None:
    text = "<b>\u202erác</b>"
    reading.sent(client, f"{LIST}?q={quote(text)}&choice=add")
    page = reading.page(client, LIST)
    assert names(page) == [text]
    assert page.xpath("//h2/a/bdi") and not page.xpath("//h2//b")


def test_a_list_is_never_shown_to_another_reader(
    app_clients: tuple[FlaskClient, FlaskClient],
) -> None:
    one, other = app_clients
    save(one, SEARCH)
    for address in (SEARCH, "/en/", LIST):
        mine, theirs = (reading.sent(each, address).get_data(as_text=True) for each in (one, other))
        assert ("This search is saved" in mine) is (address == SEARCH)
        assert "This search is saved" not in theirs
    assert names(reading.page(one, LIST)) and not names(reading.page(other, LIST))
    answer = reading.sent(one, LIST)
    assert "private" in answer.headers["Cache-Control"] and "Cookie" in answer.vary


@pytest.fixture
def app_clients(client: FlaskClient) -> tuple[FlaskClient, FlaskClient]:
    """Two readers of one library."""
    return client, client.application.test_client()


def test_a_head_request_changes_nothing(client: FlaskClient) -> None:
    assert client.head(f"{LIST}?q=rac&choice=add").status_code == 200
    assert client.get_cookie(COOKIE) is None


def test_an_unknown_choice_shows_the_list(client: FlaskClient) -> None:
    assert not names(reading.page(client, f"{LIST}?q=rac&choice=burn"))


def test_a_choice_never_leads_to_another_host(client: FlaskClient) -> None:
    for query in ("q=//example.org", "q=%0d%0aLocation:x", "q=https://example.org"):
        for choice in ("add", "open", "remove"):
            answer = reading.sent(client, f"{LIST}?{query}&choice={choice}")
            assert urlsplit(answer.location).netloc == "" and answer.location.startswith(
                "/en/search"
            )


def test_the_home_page_leads_to_the_list_for_everybody(client: FlaskClient) -> None:
    assert reading.link(reading.page(client, "/vi/"), "Tìm kiếm đã lưu") == "/vi/search/saved"


def test_the_feed_of_a_saved_search_is_that_search(client: FlaskClient) -> None:
    save(client, SEARCH)
    feed = reading.link(reading.page(client, LIST), "Follow (Atom)")
    assert urlsplit(feed).path == "/en/search.atom"
    assert parse_qs(urlsplit(feed).query) == {"q": ["van hoa"], "tag": ["grade.07"]}


def test_a_search_that_finds_nothing_can_be_saved(client: FlaskClient) -> None:
    save(client, "/en/search?q=qwertyuiop")
    assert names(reading.page(client, LIST)) == ["qwertyuiop"]
