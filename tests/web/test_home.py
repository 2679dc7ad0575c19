"""The home page: which language `/` leads to, the days that come, themes and news."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from library.web import home
from tests.web import reading


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "vi"), ("en-GB,en;q=0.9", "en"), ("vi,en;q=0.5", "vi"), ("fr", "vi"), ("fr,en", "en")],
)
def test_the_door_speaks_the_language_of_the_browser(
    client: FlaskClient, accepted: str, language: str
) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.location) == (302, f"/{language}/")
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)


def test_a_language_chosen_before_counts_more_than_the_browser(client: FlaskClient) -> None:
    client.set_cookie("language", "en")
    assert client.get("/", headers={"Accept-Language": "vi"}).location == "/en/"


def test_a_cookie_with_nonsense_is_not_followed(client: FlaskClient) -> None:
    client.set_cookie("language", "//example.org")
    assert client.get("/", headers={"Accept-Language": "en"}).location == "/en/"


def test_occasions_are_those_of_the_next_four_weeks(app: Flask) -> None:
    with app.test_request_context("/en/"):
        page = html.document_fromstring(home.page(date(2026, 4, 5)))
    days = [time.get("datetime") for time in page.iter("time")]
    assert days == ["2026-04-19", "2026-04-21", "2026-04-26", "2026-04-30"]
    assert "In the next four weeks" in reading.headings(page)
    assert "Victory Day" in reading.headings(page, 3)
    assert reading.said(next(page.iter("time"))) == "19Apr"


def test_weeks_without_occasions_show_no_empty_heading(app: Flask) -> None:
    with app.test_request_context("/en/"):
        page = html.document_fromstring(home.page(date(2026, 7, 1)))
    assert "In the next four weeks" not in reading.headings(page)
    assert "By theme" in reading.headings(page)


def test_an_occasion_leads_to_as_many_items_as_it_says(app: Flask) -> None:
    with app.test_request_context("/en/"):
        page = html.document_fromstring(home.page(date(2026, 11, 5)))
    links = page.find_class("days")[0].findall(".//a")
    assert links
    for link in links:
        found = reading.page(app.test_client(), link.get("href"))
        assert reading.headings(found)[0] == reading.said(link).split(",")[0]


def test_an_occasion_nothing_suits_has_no_link(app: Flask) -> None:
    with app.test_request_context("/en/"):
        page = html.document_fromstring(home.page(date(2026, 12, 1)))
    disability = page.find_class("days")[0].findall("li")[0]
    assert "Disabilities" in reading.said(disability)
    assert disability.find(".//a") is None


def test_a_theme_has_as_many_items_as_its_card_says(client: FlaskClient) -> None:
    cards = reading.page(client, "/en/").find_class("card")
    assert len(cards) == 8
    for card in cards:
        tag = reading.page(client, card.find(".//a").get("href"))
        assert reading.said(card.findall(".//p")[-1]) in reading.headings(tag)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_example_finds_something(client: FlaskClient, language: str) -> None:
    examples = reading.page(client, f"/{language}/").xpath("//p[@id='q-help']/a/@href")
    assert len(examples) == 3
    for address in examples:
        assert reading.titles(reading.page(client, address)), address


def test_the_newest_items_are_listed_with_their_answers(client: FlaskClient) -> None:
    page = reading.page(client, "/en/")
    newest = reading.slugs(page)
    searched = reading.slugs(reading.page(client, "/en/search?sort=newest"))
    assert newest == searched[: len(newest)]
    questions = {reading.said(question) for question in page.iter("dt")}
    assert questions == {"For whom", "How long", "What it needs", "Languages"}


def test_numbers_are_written_as_the_language_writes_them(client: FlaskClient) -> None:
    needs = {
        language: reading.page(client, f"/{language}/").text_content() for language in ("vi", "en")
    }
    assert "25.000" in needs["vi"] and "25,000" in needs["en"]
