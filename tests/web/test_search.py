"""The search page: filters with true counts, removable chips, orders, pages, and odd queries."""

import unicodedata
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement

from library.search.query import PAGE_SIZE
from library.wiring import Library
from tests import make
from tests.web import reading

ALL = 17
ODD = {
    "10,000 characters": "a" * 10_000,
    "10,000 words": "rác " * 2_500,
    "punctuation": "!?.,;:—…“”()[]{}",
    "emoji": "🪁🎶",
    "star": "*",
    "many stars": "r*c c?ng",
    "quote": '"',
    "open quote": '"cồng chiêng',
    "operators": "AND OR NOT",
    "field": "title:rác AND (",
    "script": "<script>alert(1)</script>",
    "attribute": '"><img src=x onerror=alert(1)>',
    "template": "{{ 7*7 }} {% raw %}",
    "NUL": "rác\0thải",
    "line ends": "rác\r\nX-Evil: 1",
    "right to left": "\u202erác\u2066",
    "combining": "a" + "\u0301" * 500,
}
RAW = {
    "lone surrogate": "%ED%A0%80",
    "half a character": "r%C3",
    "no UTF-8": "%FF%FE",
    "percent": "100%",
    "plus": "%2B%2B",
}


def total(page: HtmlElement) -> str:
    return reading.headings(page)[0]


def options(page: HtmlElement, facet: str) -> dict[str, tuple[str, str]]:
    """Return the options of a facet: label -> (count, address)."""
    links = page.get_element_by_id(f"facet-{facet}").iter("a")
    found = {}
    for anchor in links:
        count = reading.said(anchor.find("span"))
        found[reading.said(anchor).removesuffix(count).strip()] = (count, anchor.get("href"))
    return found


def notices(page: HtmlElement) -> str:
    return " ".join(reading.marked(page, "notice"))


def test_without_words_everything_is_there_with_filters(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search")
    assert total(page) == f"{ALL} items" and len(reading.titles(page)) == PAGE_SIZE
    assert len(reading.titles(reading.page(client, "/en/search?size=100"))) == ALL
    facets = [facet.get("id") for facet in page.find_class("facet")]
    for name in ("level", "grade", "subject", "theme", "activity", "material", "language"):
        assert f"facet-{name}" in facets
    for name in ("duration", "setting", "month", "place"):
        assert f"facet-{name}" in facets


@pytest.mark.parametrize("facet", ["grade", "theme", "duration", "language"])
def test_an_option_finds_as_many_as_it_promises(client: FlaskClient, facet: str) -> None:
    choices = options(reading.page(client, "/en/search"), facet)
    assert choices
    for label, (count, address) in list(choices.items())[:12]:
        page = reading.page(client, address)
        assert total(page) == f"{count} item{'' if count == '1' else 's'}", label


def test_a_second_choice_in_a_facet_widens_and_its_count_stays(client: FlaskClient) -> None:
    before = options(reading.page(client, "/en/search"), "grade")
    chosen = reading.page(client, "/en/search?tag=grade.04")
    after = options(chosen, "grade")
    assert after["Grade 4"][0] == "remove"
    assert after["Grade 9"][0] == before["Grade 9"][0]
    both = reading.page(client, after["Grade 9"][1])
    four = set(reading.slugs(chosen))
    nine = set(reading.slugs(reading.page(client, "/en/search?tag=grade.09")))
    assert set(reading.slugs(both)) == four | nine != four


def test_choices_in_two_facets_must_both_be_met(client: FlaskClient) -> None:
    grade = set(reading.slugs(reading.page(client, "/en/search?tag=grade.07")))
    theme = set(reading.slugs(reading.page(client, "/en/search?tag=theme.heritage")))
    both = reading.page(client, "/en/search?tag=grade.07&tag=theme.heritage")
    assert set(reading.slugs(both)) == grade & theme != grade


def test_themes_are_a_tree_whose_branches_are_indented(client: FlaskClient) -> None:
    facet = reading.page(client, "/en/search").get_element_by_id("facet-theme")
    depths = [row.get("class") for row in facet.iter("li")]
    assert {None, "depth-1"} <= set(depths)
    assert depths[0] is None


def test_more_than_eight_options_are_folded_until_one_of_them_is_chosen(
    client: FlaskClient,
) -> None:
    facet = reading.page(client, "/en/search").get_element_by_id("facet-grade")
    shown, folded = facet.xpath("./ul/li"), facet.xpath("./details/ul/li")
    assert len(shown) == 8 and folded
    assert facet.find("details").get("open") is None
    chosen = reading.page(client, folded[-1].find("a").get("href")).get_element_by_id("facet-grade")
    assert chosen.find("details").get("open") is not None


def test_chips_name_the_filters_and_take_them_away(client: FlaskClient) -> None:
    page = reading.page(
        client, "/en/search?q=van+hoa&tag=grade.07&tag=theme.heritage&sort=shortest"
    )
    chips = page.find_class("chip")
    assert [reading.said(chip).removesuffix(", remove") for chip in chips] == [
        "Grade 7",
        "History, culture and people of Viet Nam",
    ]
    fewer = parse_qs(urlsplit(chips[0].get("href")).query)
    assert fewer == {"q": ["van hoa"], "tag": ["theme.heritage"], "sort": ["shortest"]}
    bare = parse_qs(urlsplit(reading.link(page, "Remove all")).query)
    assert bare == {"q": ["van hoa"], "sort": ["shortest"]}


def test_shortest_first_is_in_order_of_minutes(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?sort=shortest&tag=grade.07&tag=grade.04")
    minutes = [
        int(reading.said(line.find("dd")).split()[0])
        for line in page.xpath("//dl[@class='quad']/div[dt='How long']")
    ]
    assert minutes == sorted(minutes) and len(set(minutes)) > 2
    assert page.xpath("//b[@aria-current='true']/text()") == ["shortest"]


def test_a_new_order_keeps_words_and_filters_and_begins_at_the_first_page(
    client: FlaskClient,
) -> None:
    page = reading.page(client, "/en/search?q=lop&tag=theme.heritage&size=3&page=2")
    query = parse_qs(urlsplit(reading.link(page, "newest")).query)
    assert query == {"q": ["lop"], "tag": ["theme.heritage"], "sort": ["newest"], "size": ["3"]}


def test_pages_together_hold_every_item_once(client: FlaskClient) -> None:
    address: str | None = "/en/search?size=5"
    seen: list[str] = []
    while address:
        page = reading.page(client, address)
        seen += reading.slugs(page)
        address = next(iter(page.xpath("//nav[@class='pager']/a[@rel='next']/@href")), None)
    assert len(seen) == len(set(seen)) == ALL


def test_the_pager_names_the_page_and_leads_back(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?size=5&page=2")
    assert page.xpath("//nav[@class='pager']/span[@aria-current='page']/text()") == ["2"]
    assert reading.link(page, "Previous") == "/en/search?size=5"


def test_beyond_the_last_page_a_notice_leads_to_the_first(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?page=99999")
    assert "no more results" in notices(page) and not reading.titles(page)
    assert reading.link(page, "Go to the first page") == "/en/search"
    assert total(page) == f"{ALL} items"


def test_when_nothing_is_found_the_page_offers_what_to_leave_out(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?tag=grade.04&tag=theme.sovereignty")
    assert not reading.titles(page) and reading.headings(page)[0] == "Nothing found"
    assert [reading.said(text) for text in page.find_class("empty")[0].iter("p")] == [
        "No item has all of this at once. Leave one out:"
    ]
    drops = page.find_class("empty")[0].iterfind(".//li/a")
    promised = {reading.said(drop): drop.get("href") for drop in drops}
    assert len(promised) == 2
    for words, address in promised.items():
        assert total(reading.page(client, address)) == words.rsplit(": ", 1)[1]
    assert reading.headings(page)[1] == "Or start from a theme"


def test_an_unheard_word_is_named_and_themes_are_offered(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?q=qwertyuiop")
    assert "Nothing found for “qwertyuiop”" in reading.headings(page)
    assert page.find_class("card") and "Fewer words" in reading.said(page.find_class("empty")[0])


def test_words_without_accents_are_marked_in_the_accented_original(client: FlaskClient) -> None:
    page = reading.page(client, "/vi/search?q=cong+chieng")
    marks = {reading.said(mark).lower() for mark in page.iter("mark")}
    assert "cồng chiêng" in marks
    titles = reading.page(client, "/vi/search?q=rung+chuong+vang").xpath("//h3//mark")
    assert reading.said(titles[0]) == "Rung chuông vàng"


def test_titles_are_in_the_language_of_the_page(client: FlaskClient) -> None:
    english = reading.page(client, "/en/search?q=gong+culture")
    assert any("festival" in title.lower() for title in reading.titles(english))
    official = english.xpath("//h3[@lang='vi']")
    assert all("Kế hoạch" in reading.said(title) for title in official)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Found in file “word-list.txt”: "), ("vi", "Thấy trong tệp “word-list.txt”: ")],
)
def test_a_row_names_the_file_that_has_what_its_own_text_lacks(
    client: FlaskClient, language: str, told: str
) -> None:
    page = reading.page(client, f"/{language}/search?q=repair+motorbikes")
    assert reading.slugs(page) == ["my-place-in-six-sentences"]
    [line] = page.find_class("inside")
    assert reading.said(line).startswith(told)
    assert [reading.said(mark) for mark in line.iter("mark")] == ["repair motorbikes"]
    file = reading.sent(client, line.find("a").get("href"))
    assert file.status_code == 200 and b"repair motorbikes" in file.data


def test_a_row_whose_own_text_has_the_words_names_no_file(client: FlaskClient) -> None:
    for query in ("my+place", "truong", "lop+7", ""):
        page = reading.page(client, f"/en/search?q={query}")
        assert reading.titles(page) and not page.find_class("inside")


def test_the_name_and_the_text_of_a_file_are_given_back_as_text(
    own: FlaskClient, library: Library
) -> None:
    name = '100% <b>&"phiếu".txt'
    files = {name: "Nhạc cụ <script>alert(1)</script>".encode()}
    with library.writing() as session:
        make.saved(session, library, files=files)
    [line] = reading.page(own, "/en/search?q=nhac+cu").find_class("inside")
    said = f"Found in file “{name}”: Nhạc cụ <script>alert(1)</script>"
    assert reading.said(line) == said
    assert reading.sent(own, line.find("a").get("href")).data == files[name]


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_odd_query_is_answered_and_given_back_as_text(
    client: FlaskClient, language: str, text: str
) -> None:
    page = reading.page(client, f"/{language}/search?q={quote(text)}")
    given_back = page.get_element_by_id("q").get("value")
    sent = " ".join(unicodedata.normalize("NFC", text).replace("\0", "").split())
    assert given_back == sent[: len(given_back)]
    strange = "//*[starts-with(local-name(), 'script') or @onerror or @src='x']"
    assert not page.xpath(f"{strange}[not(starts-with(@src, '/static/js/'))]")
    if len(text) > 400:
        assert len(given_back) <= 400 and reading.marked(page, "notice")


def test_a_query_too_long_says_that_its_end_was_left_out(client: FlaskClient) -> None:
    page = reading.page(client, f"/en/search?q={'rác ' * 2_500}")
    assert "longer than we read" in notices(page)


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_a_query_that_is_no_text_is_answered_too(client: FlaskClient, raw: str) -> None:
    reading.page(client, f"/vi/search?q={raw}")
    reading.page(client, f"/vi/search?tag={raw}")
    reading.page(client, f"/vi/search?q=rac&page={raw}")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("tag=theme.nothing", "There is no filter “theme.nothing”."),
        ("tag=%3Cb%3E", "There is no filter “<b>”."),
        ("page=0", "“page=0” could not be read."),
        ("page=-1", "“page=-1” could not be read."),
        ("page=two", "“page=two” could not be read."),
        ("page=" + "9" * 5_000, "could not be read."),
        ("size=1000", "“size=1000” could not be read."),
        ("sort=best", "“sort=best” could not be read."),
    ],
)
def test_what_cannot_be_read_is_left_out_and_named(
    client: FlaskClient, query: str, told: str
) -> None:
    page = reading.page(client, f"/en/search?{query}")
    assert told in notices(page)
    assert total(page) == f"{ALL} items"


def test_parameters_that_are_not_ours_are_not_minded(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?utm_source=x&q=&tag=")
    assert not notices(page) and total(page) == f"{ALL} items"


def test_no_search_engine_is_led_into_the_filters(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?q=rac")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, follow"]
    assert {anchor.get("rel") for anchor in page.xpath("//aside//a")} == {"nofollow"}
