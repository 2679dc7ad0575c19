"""The coverage page: pictures that say their numbers, ways to items and ways to fill what is empty."""

import csv
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from library.web import create_app, heat
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.web import reading
from tests.web.visiting import Visitor

PAGE = "/en/curate/coverage"
NAMES = ["theme-level", "subject-grade", "theme-month", "digcomp-level"]


def test_every_chart_is_a_drawing_with_a_title_and_a_description(client: FlaskClient) -> None:
    page = reading.page(client, PAGE)
    drawings = page.xpath("//main//div[@role='region']/svg")
    assert len(drawings) == len(NAMES)
    for name, drawing in zip(NAMES, drawings, strict=True):
        assert drawing.get("aria-labelledby") == f"{name}-title"
        assert reading.said(drawing.find("title")) and "no item yet" in drawing.find("desc").text


def test_a_number_in_the_drawing_leads_to_as_many_items(client: FlaskClient) -> None:
    page = reading.page(client, PAGE)
    squares = page.xpath("//svg[@aria-labelledby='theme-level-title']//a")
    assert squares
    for square in squares[::6]:
        shown = int(square.findtext("text"))
        found = reading.page(client, square.get("href"))
        assert f"{shown} item" in reading.said(found.find(".//main"))
        assert square.get("aria-label").endswith(f": {shown}")


def test_the_table_says_the_same_as_the_drawing(client: FlaskClient) -> None:
    page = reading.page(client, PAGE)
    for name in NAMES:
        [section] = page.xpath(f"//section[@aria-labelledby='{name}']")
        drawn = [text.text for text in section.xpath(".//svg//*[rect]/text")]
        written = [reading.said(cell) for cell in section.xpath(".//tbody//td")]
        assert [cell for cell in written if cell != "·"] == drawn


def test_no_square_rests_on_its_colour_alone(client: FlaskClient) -> None:
    page = reading.page(client, PAGE)
    for square in page.xpath("//main//section//svg//*[rect]"):
        assert square.findtext("text").isdecimal()
    assert [heat.shade(count) for count in (0, 1, 2, 4, 5, 24, 25, 9_999)] == [
        0,
        1,
        2,
        2,
        3,
        4,
        5,
        5,
    ]


def test_a_reader_meets_no_way_into_the_form(client: FlaskClient) -> None:
    page = reading.page(client, PAGE)
    assert not page.xpath("//main//a[contains(@href, 'contribute')]")


def test_a_theme_can_be_looked_at_closer(client: FlaskClient) -> None:
    page = reading.page(client, reading.link(reading.page(client, PAGE), "Environmental"))
    drawn = page.xpath("//svg[@aria-labelledby='theme-level-title']//g[@aria-hidden]")
    assert "Climate change" in " ".join(reading.said(label) for label in drawn)


@pytest.mark.parametrize("given", ["theme.nothing", "grade.07", "%00", "x" * 3000])
def test_what_cannot_be_looked_at_closer_is_left_out(client: FlaskClient, given: str) -> None:
    assert len(reading.page(client, f"{PAGE}?within={given}").xpath("//main//section//svg")) == 4


def test_the_table_to_take_away_has_every_cell_once(client: FlaskClient) -> None:
    answer = reading.sent(client, f"{PAGE}.csv")
    assert answer.mimetype == "text/csv"
    text = answer.get_data().decode()
    assert text.startswith("\N{BOM}")
    head, *rows = csv.reader(StringIO(text[1:]))
    assert head[-1] == "Items" and len(rows) > 500
    assert len({(row[0], row[1], row[3]) for row in rows}) == len(rows)


def test_the_page_of_themes_leads_here(client: FlaskClient) -> None:
    assert reading.link(reading.page(client, "/en/tags/"), "What is missing") == PAGE


def test_an_empty_square_leads_a_contributor_to_a_submission_with_its_tags(
    library: Library, cast: Cast
) -> None:
    with library.writing() as session:
        make.saved(session, library, vi=make.plan(theme=["theme.environment"], grade=["grade.07"]))
    lan = Visitor(create_app(library), cast.lan)
    page = reading.page(lan.client, PAGE)
    asked = {"tag": ["theme.environment", "level.primary"]}
    [way] = {
        href
        for href in page.xpath("//main//svg//a/@href")
        if "/contribute/new?" in href and parse_qs(urlsplit(href).query) == asked
    }
    form = reading.page(lan.client, way)
    assert form.xpath("//input[@name='tag']/@value") == asked["tag"]
    begun = lan.send("/en/contribute/new", {"unit": cast.school, "language": "vi", **asked})
    facts = reading.page(lan.client, begun.location.replace("/text", "/facts"))
    chosen = facts.xpath("//input[@checked]/@value | //option[@selected]/@value")
    assert set(asked["tag"]) <= set(chosen)


def test_only_tags_that_people_give_come_in_by_an_address(library: Library, cast: Cast) -> None:
    lan = Visitor(create_app(library), cast.lan)
    tags = "tag=status.published&tag=theme.nothing&tag=licence.cc0"
    form = reading.page(lan.client, f"/en/contribute/new?{tags}")
    assert not form.xpath("//input[@name='tag']")
