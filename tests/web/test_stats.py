"""Statistics as pages and tables: sums for everybody, what a unit does for its people only."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml.html import HtmlElement

from library.database import today
from library.items.models import Item
from library.review.workflow import State
from library.usage import counting
from library.web import create_app
from library.wiring import Library
from tests import make
from tests.cast import Cast
from tests.review import desk
from tests.web import reading
from tests.web.visiting import Visitor

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def site(library: Library, cast: Cast) -> Flask:
    """A library with an item of the school, of which 1,234 downloads and a view are known."""
    plan = make.plan(title=FORMULA, theme=["theme.environment.waste"], grade=["grade.07"])
    with library.writing() as session:
        id = make.saved(session, library, "rac", vi=plan).item_id
        session.get_one(Item, id).unit_id = cast.school
        session.flush()
        counted = {(id, "vi", "docx"): 1200, (id, "vi", "pdf"): 34, (id, "en", "views"): 1}
        counting.add(session, counted, counting.month_of(today()))
    return create_app(library)


def rows(client: FlaskClient, address: str) -> list[list[str]]:
    answer = reading.sent(client, address)
    assert answer.status_code == 200 and answer.data.startswith("\N{BOM}".encode())
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def sums(page: HtmlElement) -> dict[str, str]:
    return {
        each.find("dt").text: each.find("dd").text for each in page.xpath("//dl[@class='sums']/div")
    }


def test_everybody_sees_how_the_library_is_used(site: Flask) -> None:
    client = site.test_client()
    page = reading.page(client, "/en/stats")
    assert sums(page) | {"Searches": "0"} == {
        "Views": "1", "Downloads": "1,234", "Adaptations": "0", "New items": "1", "Searches": "0",
    }  # fmt: skip
    assert sums(reading.page(client, "/vi/stats"))["Lượt tải"] == "1.234"
    assert len(page.xpath("//svg[@role='img'][title and desc]")) == 2
    assert not page.xpath("//section[@aria-labelledby='work' or @aria-labelledby='units']")


def test_every_table_can_be_taken_away_and_runs_nothing(site: Flask) -> None:
    client = site.test_client()
    taken = rows(client, "/en/stats.csv?table=items")
    assert taken == [
        ["Item", "Views", "Downloads", "Adaptations"],
        [f"'{FORMULA}", "1", "1234", "0"],
    ]
    months = rows(client, "/en/stats.csv")
    assert len(months) == 13
    assert months[-1] == [f"{today():%m/%Y}", "1", "1234", "0", "0", "1", "0"]
    formats = {row[0]: row[1:] for row in rows(client, "/en/stats.csv?table=formats")}
    assert formats["Format"] == ["English", "Vietnamese", "Together"]
    assert formats["Word"] == ["0", "1200", "1200"] and formats["Views"] == ["1", "0", "1"]
    by_grade = rows(client, "/vi/stats.csv?table=tags&by=grade")
    assert by_grade[1:] == [["Lớp 7", "1", "1", "1234", "0"]]
    assert reading.sent(client, "/vi/stats.csv?table=work").status_code == 404


def test_figures_are_narrowed_by_tag_kind_and_period(site: Flask) -> None:
    client = site.test_client()

    def downloads(query: str) -> str:
        return sums(reading.page(client, f"/en/stats?{query}"))["Downloads"]

    assert downloads("tag=theme.environment") == "1,234"
    assert downloads("tag=theme.heritage") == "0"
    assert downloads("kind=material.activity-plan&tag=grade.07") == "1,234"
    assert downloads("kind=material.worksheet") == "0"
    last_year = today() - timedelta(days=400)
    assert downloads(f"from=2020-01&to={last_year:%Y-%m}") == "0"
    assert downloads("tag=no.such.tag") == "1,234"


def test_a_period_that_is_none_is_refused_at_its_field(client: FlaskClient) -> None:
    for query, field in (
        ("from=soon", "from"),
        ("from=2026-09&to=2026-03", "to"),
        ("from=2001-01&to=2026-01", "from"),
    ):
        page = reading.page(client, f"/vi/stats?{query}", 422)
        assert page.xpath(f"//input[@id='{field}']/@aria-invalid") == ["true"]
        assert reading.sent(client, f"/vi/stats.csv?{query}").status_code == 422


def test_a_unit_shows_its_figures_to_its_people_and_to_those_above(
    site: Flask, library: Library, cast: Cast
) -> None:
    address = f"/en/stats/units/{cast.school}"
    for path in (address, f"{address}.csv"):
        assert Visitor(site).open(path).status_code == 302, "to the page for signing in"
        assert Visitor(site, cast.tu).open(path).status_code == 403
        for user in (cast.lan, cast.binh, cast.vy):
            assert Visitor(site, user).open(path).status_code == 200
    assert Visitor(site, cast.vy).open("/en/stats/units/9999").status_code == 404
    page = reading.page(Visitor(site, cast.lan).client, address)
    assert sums(page)["Downloads"] == "1,234"
    assert page.xpath("//section[@aria-labelledby='work']")
    assert "no-store" in Visitor(site, cast.lan).open(address).headers["Cache-Control"]


def test_a_unit_above_adds_up_those_below(site: Flask, cast: Cast) -> None:
    client = Visitor(site, cast.vy).client
    below = rows(client, f"/vi/stats/units/{cast.department}.csv?table=units")
    assert [row[:5] for row in below[1:]] == [
        ["Trường THCS Mẫu", "1", "1", "1234", "0"],
        ["Trường THCS Mẫu Hai", "0", "0", "0", "0"],
    ]
    assert (
        reading.page(client, f"/vi/stats/units/{cast.other_school}").xpath("//dl/div/dd")[1].text
        == "0"
    )


def test_an_item_says_modestly_how_often_it_was_downloaded(site: Flask, library: Library) -> None:
    page = reading.page(site.test_client(), "/vi/items/rac")
    assert "đã tải 1.234 lần" in page.xpath("string(//p[@class='by'])")
    with library.writing() as session:
        make.saved(session, library, "la")
    page = reading.page(site.test_client(), "/vi/items/la")
    assert "đã tải" not in page.xpath("string(//p[@class='by'])")


def test_authors_see_what_became_of_what_they_have_published(library: Library, cast: Cast) -> None:
    with library.writing() as session:
        made = desk.submission(session, library, cast, State.PUBLISHED)
        desk.submission(session, library, cast, State.IN_REVIEW, name="chua-dang")
        counted = {(made.item_id or "", "vi", "views"): 12, (made.item_id or "", "vi", "pdf"): 1}
        counting.add(session, counted, counting.month_of(today()))
    page = reading.page(Visitor(create_app(library), cast.lan).client, "/en/contribute/")
    works = [each.text_content() for each in page.xpath("//ul[contains(@class, 'works')]/li")]
    assert ["12 views · 1 download · 0 adaptations" in each for each in works].count(True) == 1
    assert len(works) == 2
