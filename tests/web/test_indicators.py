"""Indicators in a browser: a sheet goes out, and comes in whole or not at all."""

import io

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from library.comparing.models import Indicator
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.logbook import book
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

YEAR = "2026-2027"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application, with one activity that the school carried out."""
    with library.sessions.writing() as session:
        book.entry(session, cast)
    return create_app(library)


def page(cast: Cast) -> str:
    return f"/vi/reports/indicators/units/{cast.school}"


def sent(visitor: Visitor, address: str, *rows: str) -> tuple[int, str]:
    """Send a sheet with the columns of the template, and return the answer."""
    text = "\n".join(["unit,year,indicator,value", *rows])
    file = (io.BytesIO(text.encode()), "chi-so.csv")
    answer = visitor.send(address, {"year": YEAR, "sheet": file})
    return answer.status_code, answer.text


def test_a_sheet_comes_in_and_stands_beside_what_was_done(app: Flask, cast: Cast) -> None:
    hanh, address = Visitor(app, cast.hanh), page(cast)
    rows = (f"{cast.school},{YEAR},classes,16", f"Trường THCS Mẫu,{YEAR},Số học sinh,640")
    assert sent(hanh, address, *rows)[0] == 303
    shown = html.fromstring(hanh.open(f"{address}?year={YEAR}").text)
    check_nothing_inline(shown)
    [row] = shown.xpath("//tbody/tr")
    cells = [each.text_content() for each in row]
    assert cells[:3] == ["Trường THCS Mẫu", "16", "640"] and cells[-2:] == ["1", "0,2"]
    csv = hanh.open(f"{address}/sheet.csv?year={YEAR}").get_data(as_text=True)
    assert f"{cast.school},Trường THCS Mẫu,{YEAR},classes,Số lớp,lớp,16" in csv
    assert hanh.open(f"{address}/sheet.xlsx").data.startswith(b"PK")


def test_what_is_wrong_is_said_by_row_and_column_and_nothing_is_taken(
    library: Library, app: Flask, cast: Cast
) -> None:
    rows = (
        f"{cast.school},{YEAR},classes,16",
        f"{cast.other_school},{YEAR},classes,3",
        f"{cast.school},{YEAR},classes,17",
        f"{cast.school},26,nothing,nhiều",
    )
    code, text = sent(Visitor(app, cast.hanh), page(cast), *rows)
    shown = html.fromstring(text).xpath("//code/ancestor::tr")
    wrong = [(row[0].text_content(), row[1].text_content()) for row in shown]
    assert code == 422
    assert wrong == [
        ("3", "unit"),
        ("4", "value"),
        ("5", "year"),
        ("5", "indicator"),
        ("5", "value"),
    ]
    with library.sessions.reading() as session:
        assert not session.scalars(select(Indicator)).all()


@pytest.mark.parametrize("content", [b"", b"unit,year\n1,2026-2027\n", b"\x00\x01nothing"])
def test_a_file_that_is_no_such_sheet_is_refused_with_the_fix(
    app: Flask, cast: Cast, content: bytes
) -> None:
    file = (io.BytesIO(content), "chi-so.csv")
    answer = Visitor(app, cast.hanh).send(page(cast), {"year": YEAR, "sheet": file})
    assert answer.status_code == 422
    assert html.fromstring(answer.text).xpath("//*[@role='alert']//a[@href='#sheet']")


def test_only_heads_and_administrators_bring_figures_in(app: Flask, cast: Cast) -> None:
    row = f"{cast.school},{YEAR},classes,16"
    for who in (cast.lan, cast.binh, cast.tu, cast.vy):
        assert sent(Visitor(app, who), page(cast), row)[0] == 403
    assert Visitor(app, cast.tu).open(page(cast)).status_code == 403
    assert sent(Visitor(app, cast.an), page(cast), row)[0] == 303
