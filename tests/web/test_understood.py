"""How a search was taken is said on its page: chips to take away, what was read, what may be meant."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from library.search.query import EVERYTHING
from tests.web import reading

WORDS = {
    "vi": {
        "understood": "Đã hiểu:",
        "group": "Cách hiểu câu tìm",
        "chip": "Lớp 8, đọc “k8” đúng như đã gõ",
        "literal": "Tìm đúng chữ đã gõ: “{}”",
        "keyboard": "Đã đọc là “{}” (gõ khi chưa bật bộ gõ).",
        "encoding": "Đã đọc là “{}” (chữ theo phông cũ).",
        "mended": "Không mục nào có đủ các từ đã gõ. Đang tìm “{}”.",
        "suggestion": "Có phải bạn muốn tìm {}?",
        "other": "hay là {}?",
        "civics": "Giáo dục công dân",
        "short": "không quá 45 phút",
        "about": "30 đến 49 phút",
        "grades": "Lớp 6 đến lớp 9",
    },
    "en": {
        "understood": "Understood:",
        "group": "How the search was understood",
        "chip": "Grade 8, read “k8” as it is typed",
        "literal": "Search exactly as typed: “{}”",
        "keyboard": "Read as “{}”, typed with the input method off.",
        "encoding": "Read as “{}”, written in an old font.",
        "mended": "Nothing has all of the words typed. Shown is “{}”.",
        "suggestion": "Did you mean {}?",
        "other": "or {}?",
        "civics": "Civic Education",
        "short": "up to 45 minutes",
        "about": "30 to 49 minutes",
        "grades": "Grades 6 to 9",
    },
}
LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


def searched(client: FlaskClient, language: str, text: str) -> HtmlElement:
    return reading.page(client, f"/{language}/search?q={quote(text)}")


def group(page: HtmlElement, language: str) -> HtmlElement | None:
    found = page.xpath(f"//*[@role='group'][@aria-label='{WORDS[language]['group']}']")
    return found[0] if found else None


def chips(page: HtmlElement) -> list[HtmlElement]:
    return list(page.find_class("chip"))


def query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def literal(page: HtmlElement, language: str) -> HtmlElement | None:
    begin = WORDS[language]["literal"].split("{")[0]
    return next((a for a in page.iter("a") if reading.said(a).startswith(begin)), None)


@LANGUAGES
def test_chips_name_what_was_understood_and_take_it_away(
    client: FlaskClient, language: str
) -> None:
    text = "k8 bao luc hoc duong"
    page = searched(client, language, text)
    grade, theme = chips(page)
    assert reading.said(grade) == WORDS[language]["chip"]
    assert grade.get("rel") == "nofollow"
    assert WORDS[language]["understood"] in reading.said(group(page, language))
    assert query(grade.get("href")) == {"q": [text], "typed": ["k8"]}

    without = reading.page(client, grade.get("href"))
    assert [reading.said(chip) for chip in chips(without)] == [reading.said(theme)]
    neither = reading.page(client, chips(without)[0].get("href"))
    assert not chips(neither) and literal(neither, language) is None
    assert page.get_element_by_id("q").get("value") == text


def test_a_missing_edition_is_named_as_missing(client: FlaskClient) -> None:
    [chip] = chips(searched(client, "vi", "chưa có bản tiếng Anh"))
    assert "Chưa có bản: Tiếng Anh" in reading.said(chip)


@LANGUAGES
def test_the_literal_reading_is_one_click_away(client: FlaskClient, language: str) -> None:
    text = "k8 bao luc hoc duong"
    anchor = literal(searched(client, language, text), language)
    assert anchor is not None
    assert reading.said(anchor) == WORDS[language]["literal"].format(text)
    assert query(anchor.get("href")) == {"q": [text], "typed": [EVERYTHING]}
    page = reading.page(client, anchor.get("href"))
    assert group(page, language) is None and not chips(page)
    assert page.get_element_by_id("q").get("value") == text


@LANGUAGES
def test_a_second_reading_is_offered_beside_a_chip(client: FlaskClient, language: str) -> None:
    page = searched(client, language, "GDCD 11")
    offered = WORDS[language]["other"].format(WORDS[language]["civics"])
    address = reading.link(page, offered)
    assert query(address) == {"q": ["GDCD 11"], "tag": ["subject.civics"], "typed": ["gdcd"]}
    taken = reading.page(client, address)
    assert WORDS[language]["civics"] in reading.said(chips(taken)[0])


@LANGUAGES
def test_durations_and_ranges_are_named_in_words(client: FlaskClient, language: str) -> None:
    for text, key in (("dưới 45 phút", "short"), ("45 phút", "about"), ("lớp 6-9", "grades")):
        [chip] = chips(searched(client, language, text))
        assert reading.said(chip).split(", ")[0] == WORDS[language][key]


@LANGUAGES
@pytest.mark.parametrize(
    ("text", "how", "read"),
    [
        ("baoj luwcj hocj dduwowngf", "keyboard", "bạo lực học đường"),
        ("Keá hoaïch ngoaïi khoùa", "encoding", "Kế hoạch ngoại khóa"),
        ("bạo lực học đườn", "mended", "bạo lực học đường"),
    ],
)
def test_a_search_for_something_else_says_so_and_leads_back(
    client: FlaskClient, language: str, text: str, how: str, read: str
) -> None:
    page = searched(client, language, text)
    said = reading.said(group(page, language))
    assert WORDS[language][how].format(read) in said
    anchor = literal(page, language)
    assert anchor is not None and query(anchor.get("href"))["q"] == [text]
    back = reading.page(client, anchor.get("href"))
    assert group(back, language) is None
    assert page.get_element_by_id("q").get("value") == text


@LANGUAGES
def test_what_may_have_been_meant_is_a_link(client: FlaskClient, language: str) -> None:
    page = searched(client, language, "cồng chiên")
    question = WORDS[language]["suggestion"].format("cồng chiêng")
    assert question in [reading.said(line) for line in page.iter("p")]
    address = reading.link(page, "cồng chiêng")
    assert query(address) == {"q": ["cồng chiêng"]}
    assert reading.slugs(reading.page(client, address))


@LANGUAGES
def test_a_plain_query_says_nothing_of_itself(client: FlaskClient, language: str) -> None:
    for text in ("rác", "bao luc", "", "xyzzy", '"lớp 7"'):
        page = searched(client, language, text)
        assert group(page, language) is None
        assert WORDS[language]["suggestion"].split(" {")[0] not in reading.said(page)


def test_filters_order_and_page_size_are_kept(client: FlaskClient) -> None:
    page = reading.page(
        client, "/en/search?q=k8+van+hoa&tag=theme.heritage&sort=newest&size=3&page=2"
    )
    chosen, understood = chips(page)
    kept = {"q": ["k8 van hoa"], "tag": ["theme.heritage"], "sort": ["newest"], "size": ["3"]}
    assert query(understood.get("href")) == kept | {"typed": ["k8"]}
    assert query(chosen.get("href")).keys() == kept.keys() - {"tag"}
    anchor = literal(page, "en")
    assert anchor is not None
    assert query(anchor.get("href")) == kept | {"typed": [EVERYTHING]}


def test_what_is_given_back_is_text_and_no_markup(client: FlaskClient) -> None:
    evil = "<b id=evil>k8</b> \"><img src=x onerror=alert(1)> baoj luwcj lớp 7' dưới 15'"
    page = searched(client, "en", evil)
    assert chips(page)
    assert not page.xpath("//*[@id='evil'] | //img[@src='x'] | //*[@onerror]")


# --- anything

PIECES = st.sampled_from(
    [
        "lớp 7", "k8", "GDĐP", "ddaor", "triêng", "Keá", '"', "'", "<b id=evil>", "<script>", "</a>",
        "&lt;", "&#x3c;", "\x00", "\ud800", "\u202e", "\u0301", "javascript:", "{{ 7*7 }}", "%s",
        "%(text)s", "]]>", "-",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(st.characters(codec=None), max_size=4), max_size=8).map(" ".join)


def encoded(text: str) -> str:
    """Return a text as an address carries it; lone surrogates become bytes that are no UTF-8."""
    return quote(text.encode("utf-8", "surrogatepass"))


@given(TEXTS, TEXTS, st.sampled_from(["vi", "en"]))
@settings(deadline=None, max_examples=60)
@example("%(text)s k8", "", "vi")
@example("<b id=evil>k8</b> baoj luwcj", "*", "en")
def test_any_query_has_a_page_and_gives_nothing_back_as_markup(
    app: Flask, text: str, typed: str, language: str
) -> None:
    address = f"/{language}/search?q={encoded(text)}&typed={encoded(typed)}"
    page = reading.page(app.test_client(), address)
    foreign = "//main//script[not(starts-with(@src,'/static/js/'))]"
    assert not page.xpath(f"//*[@id='evil'] | {foreign} | //a[starts-with(@href,'javascript')]")


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=60)
def test_any_query_is_answered_by_the_api(app: Flask, text: str, typed: str) -> None:
    client = app.test_client()
    address = f"/api/v1/items?q={encoded(text)}&typed={encoded(typed)}"
    answer = reading.sent(client, address)
    assert answer.status_code == 200
    assert isinstance(answer.get_json()["searched"], str)
    suggested = reading.sent(client, f"/api/v1/suggest?q={encoded(text)}")
    assert suggested.status_code == 200
