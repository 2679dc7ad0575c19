"""Questions before and after in a browser: begun, printed, counted, compared; few answers say nothing."""

import pytest
from flask import Flask
from lxml import html

from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.logbook import book
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

SURVEY = "/vi/reports/questions/1"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application, with one entry of the logbook."""
    with library.sessions.writing() as session:
        book.entry(session, cast)
    return create_app(library)


def unit_page(cast: Cast) -> str:
    return f"/vi/reports/questions/units/{cast.school}"


@pytest.fixture
def lan(app: Flask, cast: Cast) -> Visitor:
    """Lan, who has begun survey 1 of two statements for the entry."""
    lan = Visitor(app, cast.lan)
    fields = {"title": "Ngày hội, lớp 7", "questions": "Em biết.\n\n Em  muốn. \n", "entry": "1"}
    assert lan.send(unit_page(cast), fields).location == SURVEY
    return lan


def counts(phase: str, *rows: tuple[int, ...]) -> dict[str, str]:
    return {
        f"{phase}-{row}-{answer}": str(count) if count else ""
        for row, given in enumerate(rows)
        for answer, count in enumerate(given)
    }


def changes(visitor: Visitor) -> list[list[str]]:
    page = html.fromstring(visitor.open(SURVEY).text)
    check_nothing_inline(page)
    rows = page.xpath("(//table)[1]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_answers_before_and_after_are_compared(lan: Visitor) -> None:
    before = counts("before", (4, 3, 2, 1, 0), (0, 0, 10, 0, 0))
    assert lan.send(f"{SURVEY}/before", before | {"seen": "0"}).status_code == 303
    after = counts("after", (0, 0, 0, 5, 5), (1, 1, 1, 1, 0))
    assert lan.send(f"{SURVEY}/after", after | {"seen": "1"}).status_code == 303
    assert changes(lan) == [
        ["Em biết.", "2 (10)", "4,5 (10)", "+2,5"],
        ["Em muốn.", "3 (10)", "– (4)", "–"],  # too few have answered
    ]
    csv = lan.open(f"{SURVEY}.csv").get_data(as_text=True)
    assert '"4,5",' in csv and "Em muốn." in csv


def test_the_sheet_asks_each_statement_and_no_name(lan: Visitor) -> None:
    page = html.fromstring(lan.open(f"{SURVEY}/sheet").text)
    assert [row.text_content() for row in page.xpath("//tbody/tr/th")] == ["Em biết.", "Em muốn."]
    assert len(page.xpath("//tbody/tr[1]/td")) == 5


def test_shipped_statements_fill_the_form_in_the_language_of_the_page(
    lan: Visitor, cast: Cast
) -> None:
    for language, word in (("vi", "di sản"), ("en", "heritage")):
        page = lan.open(f"/{language}/reports/questions/units/{cast.school}?set=heritage").text
        assert word in html.fromstring(page).xpath("//textarea[@name='questions']")[0].text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " ", "questions": "A"}, "title"),
        ({"title": "x" * 201, "questions": "A"}, "title"),
        ({"title": "A", "questions": " \n "}, "questions"),
        ({"title": "A", "questions": "\n".join(["A"] * 11)}, "questions"),
    ],
)
def test_what_was_typed_comes_back_when_it_cannot_be_begun(
    app: Flask, cast: Cast, fields: dict[str, str], field: str
) -> None:
    answer = Visitor(app, cast.lan).send(unit_page(cast), fields)
    page = html.fromstring(answer.text)
    assert answer.status_code == 422 and page.xpath(f"//a[@href='#{field}']")
    assert (
        page.xpath("//textarea[@name='questions']")[0].text_content().strip()
        == fields["questions"].strip()
    )


@pytest.mark.parametrize("count", ["-1", "nhiều", "1.5", "10001"])
def test_counts_that_cannot_be_are_refused_and_stay_in_the_form(lan: Visitor, count: str) -> None:
    fields = counts("after", (1, 2, 3, 4, 5), (1, 1, 1, 1, 1)) | {"after-0-0": count, "seen": "0"}
    answer = lan.send(f"{SURVEY}/after", fields)
    assert answer.status_code == 422
    assert html.fromstring(answer.text).xpath("//input[@name='after-0-0']/@value") == [count]
    assert changes(lan)[0][2] == "– (0)"


def test_who_comes_second_does_not_write_over_the_first(lan: Visitor) -> None:
    fields = counts("before", (9, 0, 0, 0, 0), (9, 0, 0, 0, 0)) | {"seen": "0"}
    assert lan.send(f"{SURVEY}/before", fields).status_code == 303
    assert lan.send(f"{SURVEY}/before", fields).status_code == 409
    assert lan.send(f"{SURVEY}/discard", {"seen": "0"}).status_code == 409
    assert lan.send(f"{SURVEY}/discard", {"seen": "1"}).status_code == 303
    assert lan.open(SURVEY).status_code == 404


def test_another_school_sees_nothing_of_it(app: Flask, cast: Cast, lan: Visitor) -> None:
    tu = Visitor(app, cast.tu)
    for path in ("", "/sheet", ".csv"):
        assert tu.open(SURVEY + path).status_code == 404
    for path in ("before", "discard"):
        assert tu.send(f"{SURVEY}/{path}", {"seen": "0"}).status_code == 404
    assert tu.send(unit_page(cast), {"title": "A", "questions": "B"}).status_code == 403
