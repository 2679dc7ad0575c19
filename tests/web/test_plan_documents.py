"""Documents of a year plan as pages: three clicks from the plan, who may, what is no way to divide it."""

import io
from typing import Any

import docx
import pytest
from flask import Flask
from lxml import html

from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.documents.test_official import paragraphs
from tests.planning import shelf
from tests.web.visiting import Visitor

PLAN = "/vi/plans/1"
CHOICE = f"{PLAN}/documents"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with a plan of the school in which Minh answers for two activities."""
    with library.sessions.writing() as session:
        made = shelf.plan(session, cast)
        shelf.slot(session, cast, made, grades=["grade.07"], place="Sân trường")
        shelf.slot(session, cast, made, title="Chào cờ", week=12)
    return create_app(library)


def opened(visitor: Visitor, place: str) -> Any:
    """Return the Word file of a document."""
    return docx.Document(io.BytesIO(visitor.open(f"{place}/download.docx").data))


def test_three_clicks_lead_from_a_plan_to_the_second_annex(app: Flask, cast: Cast) -> None:
    lan = Visitor(app, cast.lan)
    assert CHOICE in lan.open(PLAN).text
    page = html.fromstring(lan.open(CHOICE).text)
    [way] = page.xpath("//a[contains(@href, '5512-group-activities') and contains(@href, 'only')]")
    form = html.fromstring(lan.open(way.get("href")).text)
    assert form.xpath("//input[@name='class_size_07']") and not form.xpath(
        "//*[@name='activities']"
    )
    answer = lan.send(way.get("href"), {"class_size_07": "120", "group": "Tổ Văn"})
    assert answer.status_code == 303
    shown = lan.open(answer.location).text
    assert f'href="{PLAN}"' in shown and "năm học 2026-2027, khối 7" in shown
    word = opened(lan, answer.location)
    first, second = (each for each in word.tables if each.style.name == "Table Grid")
    assert [cell.text for cell in first.rows[1].cells][1:6] == [
        "Ngày hội", "", "", "Tuần 11", "Sân trường",
    ]  # fmt: skip
    assert second.rows[1].cells[1].text == "Chào cờ"
    assert 'value="120"' in lan.open(way.get("href")).text, "there the next time"


def test_a_change_of_the_draft_keeps_its_rows(app: Flask, cast: Cast) -> None:
    lan = Visitor(app, cast.lan)
    place = lan.send(f"{CHOICE}/5512-teacher?by=person&only=Phạm Minh", {}).location
    fields = {"edition": "1", "teacher_name": "Phạm Minh", "leader": "Trần Văn Bình"}
    assert lan.send(place, fields).status_code == 303
    said = [each.text for each in paragraphs(opened(lan, place))]
    assert "Tổ chức: Ngày hội (Tuần 11; Sân trường)." in said and "Trần Văn Bình" in said


def test_only_who_contributes_to_the_school_makes_documents_of_its_plan(
    app: Flask, cast: Cast
) -> None:
    way = f"{CHOICE}/2345-collective?by=whole"
    for path in (CHOICE, way):
        assert Visitor(app, cast.tu).open(path).status_code == 404
        assert Visitor(app).open(path).status_code == 302
    assert Visitor(app, cast.tu).send(way, {}).status_code == 404
    vy = Visitor(app, cast.vy)
    assert "hãy hỏi quản trị" in vy.open(CHOICE).text, "she sees the plan and makes nothing"
    assert vy.send(way, {}).status_code == 403


def test_a_plan_is_divided_only_as_a_form_says(app: Flask, cast: Cast) -> None:
    lan = Visitor(app, cast.lan)
    for way in (
        "5512-group-activities", "5512-group-activities?by=person&only=Phạm Minh",
        "5512-group-activities?by=grade&only=grade.99", "5512-teacher?by=person",
        "5512-teacher?by=person&only=Ai đó", "activity-plan?by=grade", "nothing?by=grade",
    ):  # fmt: skip
        assert lan.open(f"{CHOICE}/{way}").status_code == 404, way
    assert "school-year-activities" not in lan.open("/vi/documents/new").text


def test_what_is_too_long_is_named_and_nothing_typed_is_lost(app: Flask, cast: Cast) -> None:
    lan = Visitor(app, cast.lan)
    fields = {"leader": "Trần Văn Bình", "group": "x" * 2001}
    refused = lan.send(f"{CHOICE}/5512-group-activities?by=grade", fields)
    assert refused.status_code == 422 and "Trần Văn Bình" in refused.text
