"""Comparison in a browser: for the people of a unit and above it; what is shown is what the CSV says."""

import csv
import io
from datetime import date

import pytest
from flask import Flask

from library.accounts import units, users
from library.logbook import entries
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.planning import shelf
from tests.web.visiting import Visitor

PAGE = "/en/reports/comparison/units/3?year=2026-2027"


@pytest.fixture
def site(library: Library, cast: Cast) -> Flask:
    """A school with a slot of week 5 that nobody recorded, and a contest without a plan."""
    with library.sessions.writing() as session:
        shelf.slot(session, cast, shelf.plan(session, cast), title="=Ngày hội", week=5)
        lan, school = users.by_id(session, cast.lan), units.by_id(session, cast.school)
        entries.record(session, lan, school, {
            "title": "Hội thi", "day_on": date(2026, 11, 20), "form": "contest", "pupils": 1234,
        })  # fmt: skip
    return create_app(library)


def test_a_school_and_its_department_see_what_was_forgotten_and_what_came_beside(
    site: Flask, cast: Cast
) -> None:
    for person in (cast.lan, cast.vy):
        page = Visitor(site, person).open(PAGE).text
        assert 'href="/en/plans/slots/1"' in page and "Hội thi" in page and "1,234" in page
    above = Visitor(site, cast.vy).open(f"/en/reports/comparison/units/{cast.department}").text
    assert "/en/reports/comparison/units/3" in above and "Trường THCS Mẫu Hai" in above


def test_the_table_is_csv_too(site: Flask, cast: Cast) -> None:
    answer = Visitor(site, cast.lan).open(PAGE.replace("3?", "3.csv?table=forms&"))
    found = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert found[1:] == [
        ["Themed activity", "1", "0", "0", "1", "0", "0", "0"],
        ["Contest", "0", "0", "0", "0", "0", "1", "1234"],
    ]


def test_others_see_nothing_of_it_and_a_year_that_is_none_is_refused(
    site: Flask, cast: Cast
) -> None:
    assert Visitor(site, cast.tu).open(PAGE).status_code == 403
    assert "/account/sign-in" in str(Visitor(site).open(PAGE).location)
    assert Visitor(site, cast.lan).open(PAGE.replace("2026-2027", "2026")).status_code == 422
    assert Visitor(site, cast.lan).open(PAGE.replace("3?", "3.csv?table=x&")).status_code == 404
