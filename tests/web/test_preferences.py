"""What a reader chooses: the language stays on the page and is remembered, the colours too."""

from http.cookies import SimpleCookie

import pytest
from flask.testing import FlaskClient

from tests.web import reading

PAGES = [
    "/",
    "/search?q=van+hoa&tag=grade.07&tag=theme.heritage&page=2",
    "/search/saved",
    "/items/listening-to-gongs-preschool",
    "/items/listening-to-gongs-preschool/compare",
    "/tags/",
    "/tags/theme.heritage.gong",
    "/help",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("here", "there"), [("vi", "en"), ("en", "vi")])
def test_the_switch_leads_to_the_same_page_in_the_other_language(
    client: FlaskClient, path: str, here: str, there: str
) -> None:
    page = reading.page(client, f"/{here}{path}")
    switch = page.xpath(f"//header//a[@hreflang='{there}']")[0]
    assert switch.find("span").get("lang") == there
    answer = reading.sent(client, switch.get("href"))
    assert (answer.status_code, answer.location) == (302, f"/{there}{path}")
    assert reading.page(client, answer.location).get("lang") == there


def test_the_chosen_language_is_remembered_at_the_door(client: FlaskClient) -> None:
    reading.sent(client, "/en/?choose-language=en")
    assert reading.sent(client, "/", Accept_Language="vi").location == "/en/"
    reading.sent(client, "/vi/?choose-language=vi")
    assert reading.sent(client, "/", Accept_Language="en").location == "/vi/"


def test_following_a_link_to_another_language_is_no_choice(client: FlaskClient) -> None:
    reading.sent(client, "/en/?choose-language=en")
    reading.page(client, "/vi/help")
    assert reading.sent(client, "/").location == "/en/"


def test_the_switch_stands_on_a_page_that_was_not_found(client: FlaskClient) -> None:
    page = reading.page(client, "/vi/nothing", 404)
    answer = reading.sent(client, page.xpath("//header//a[@hreflang='en']/@href")[0])
    assert answer.location == "/en/nothing"


def test_colours_are_chosen_remembered_and_taken_back(client: FlaskClient) -> None:
    page = reading.page(client, "/en/search?q=rac")
    assert page.get("data-theme") is None
    answer = reading.sent(client, reading.link(page, "Dark"))
    assert (answer.status_code, answer.location) == (302, "/en/search?q=rac")
    dark = reading.page(client, "/en/help")
    assert dark.get("data-theme") == "dark"
    assert dark.xpath("//meta[@name='color-scheme']/@content") == ["dark"]
    reading.sent(client, reading.link(dark, "As the device"))
    assert reading.page(client, "/en/help").get("data-theme") is None


@pytest.mark.parametrize("query", ["theme=purple", "choose-language=fr", "theme=%22%3E"])
def test_a_choice_that_is_none_is_forgotten(client: FlaskClient, query: str) -> None:
    answer = reading.sent(client, f"/en/help?{query}")
    assert (answer.status_code, answer.location) == (302, "/en/help")
    page = reading.page(client, "/en/help")
    assert page.get("data-theme") is None


def test_a_choice_never_leads_to_another_host(client: FlaskClient) -> None:
    for path in ("//example.org/", "/en//example.org/", "/%5C%5Cexample.org"):
        answer = reading.sent(client, f"{path}?theme=dark")
        assert answer.status_code in (302, 308, 404)
        assert not (answer.location or "/").startswith(("//", "/\\", "http"))


def test_the_cookie_is_kept_a_year_and_out_of_reach_of_scripts(client: FlaskClient) -> None:
    cookie = SimpleCookie(reading.sent(client, "/en/?theme=dark").headers["Set-Cookie"])["theme"]
    assert int(cookie["max-age"]) > 300 * 24 * 3600
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_reading_sets_no_cookie(client: FlaskClient) -> None:
    for path in PAGES:
        assert "Set-Cookie" not in reading.sent(client, f"/vi{path}").headers
