"""Reports of incidents in a browser: written, read by those named alone, added to, closed."""

import re
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select, text

from library import checking
from library.accounts import users
from library.incidents.models import Incident
from library.notices import Notice
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

NEW = "/vi/reports/incidents/new"
SAID = {
    "subject": "Đoạn phim xấu trên mạng",
    "happened": "20/11/2026, 14:30",
    "course": "Một đoạn phim quay trong lớp bị đăng lên mạng.\nĐã có người bình luận.",
    "spread": "Hai nhóm phụ huynh",
}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application."""
    return create_app(library)


@pytest.fixture
def reported(app: Flask, cast: Cast) -> str:
    """The address of an incident that Lan reported to Hạnh, who heads her school."""
    answer = Visitor(app, cast.lan).send(NEW, SAID | {"to": [str(cast.hanh)]})
    assert answer.status_code == 303
    return str(answer.location)


def test_heads_are_ticked_and_those_below_or_beside_are_not_offered(app: Flask, cast: Cast) -> None:
    page = html.fromstring(Visitor(app, cast.lan).open(NEW).text)
    boxes = page.xpath("//input[@name='to']")
    offered = {int(each.get("value")): each.get("checked") for each in boxes}
    assert set(offered) == {cast.binh, cast.hanh}
    assert offered[cast.hanh] is not None and offered[cast.binh] is None
    check_nothing_inline(page)


def test_only_who_wrote_it_and_who_was_named_may_open_it(
    app: Flask, cast: Cast, reported: str
) -> None:
    seen = {
        who: Visitor(app, getattr(cast, who)).open(reported).status_code
        for who in ("lan", "hanh", "minh", "binh", "tu", "vy", "an")
    }
    assert seen == {"lan": 200, "hanh": 200} | dict.fromkeys(
        ["minh", "binh", "tu", "vy", "an"], 404
    )
    page = html.fromstring(Visitor(app, cast.hanh).open(reported).text)
    assert "Hai nhóm phụ huynh" in page.text_content()
    check_nothing_inline(page)


@pytest.mark.parametrize("act", ["notes", "readers", "close", "readers/{hanh}/remove"])
def test_nobody_else_can_do_anything_to_it(app: Flask, cast: Cast, reported: str, act: str) -> None:
    address = f"{reported}/{act.format(hanh=cast.hanh)}"
    for stranger in (cast.minh, cast.binh, cast.tu, cast.vy, cast.an):
        assert Visitor(app, stranger).send(address, {"text": "x", "to": "1"}).status_code == 404


def test_neither_the_database_nor_a_notice_says_what_it_is_about(
    library: Library, app: Flask, cast: Cast, reported: str
) -> None:
    Visitor(app, cast.hanh).send(f"{reported}/notes", {"text": "Đã gọi phụ huynh"})
    with library.sessions.reading() as session:
        told = [
            each.message.sentence % each.message.values for each in session.scalars(select(Notice))
        ]
        [sealed] = session.scalars(select(Incident.sealed))
        rows = [str(row) for name in ("incident_notes", "events", "notices", "jobs")
                for row in session.execute(text(f"SELECT * FROM {name}"))]  # fmt: skip
    assert len(told) == 2  # Hạnh of the report, Lan of the answer
    for word in ("phim", "phụ huynh", "Đoạn"):
        assert not [each for each in (*told, *rows, sealed.decode()) if word in each]


def test_each_opening_is_on_record(app: Flask, cast: Cast, reported: str) -> None:
    hanh = Visitor(app, cast.hanh)
    hanh.open(reported)
    record = html.fromstring(hanh.open(reported).text).xpath("//section[@aria-labelledby='events']")
    assert len(re.findall("Nguyễn Thị Hạnh đã đọc", record[0].text_content())) == 2


def test_what_was_typed_comes_back_when_it_cannot_be_sent(
    library: Library, app: Flask, cast: Cast
) -> None:
    lan = Visitor(app, cast.lan)
    refused: list[tuple[dict[str, Any], str]] = [
        (SAID | {"course": " ", "to": [str(cast.hanh)]}, "Hãy ghi diễn biến"),
        (SAID | {"to": []}, "Hãy chọn người được đọc"),
        (SAID | {"to": [str(cast.tu)]}, "Hãy chọn người được đọc"),
        (SAID | {"subject": "x" * 201, "to": [str(cast.hanh)]}, "200 kí tự"),
    ]
    for fields, why in refused:
        answer = lan.send(NEW, fields)
        assert answer.status_code == 422
        assert why in answer.text
        assert "Hai nhóm phụ huynh" in answer.text
    with library.sessions.reading() as session:
        assert not session.scalars(select(Incident)).all()


def test_who_belongs_to_no_unit_cannot_report(app: Flask, cast: Cast, library: Library) -> None:
    answer = Visitor(app, cast.lan).send(
        NEW, SAID | {"unit": str(cast.other_school), "to": [str(cast.tu)]}
    )
    assert answer.status_code == 404


def test_who_is_named_can_pass_it_on_and_take_back_but_somebody_stays(
    app: Flask, cast: Cast, reported: str
) -> None:
    hanh, binh = Visitor(app, cast.hanh), Visitor(app, cast.binh)
    assert hanh.send(f"{reported}/readers/{cast.hanh}/remove").status_code == 409
    assert hanh.send(f"{reported}/readers", {"to": [str(cast.binh)]}).status_code == 303
    assert binh.open(reported).status_code == 200
    assert hanh.send(f"{reported}/readers/{cast.binh}/remove").status_code == 303
    assert binh.open(reported).status_code == 404


def test_who_has_lost_the_role_reads_no_more_and_the_page_says_so(
    library: Library, app: Flask, cast: Cast, reported: str
) -> None:
    with library.sessions.writing() as session:
        hanh = users.by_id(session, cast.hanh)
        for each in list(hanh.memberships):
            session.delete(each)
    assert Visitor(app, cast.hanh).open(reported).status_code == 404
    assert "không còn ai" in Visitor(app, cast.lan).open(reported).text.lower()


def test_it_is_closed_by_those_it_was_reported_to_and_open_again_with_what_is_added(
    app: Flask, cast: Cast, reported: str
) -> None:
    lan, hanh = Visitor(app, cast.lan), Visitor(app, cast.hanh)
    assert lan.send(f"{reported}/close").status_code == 403
    assert hanh.send(f"{reported}/close").status_code == 303
    assert hanh.send(f"{reported}/close").status_code == 409
    assert "đã đóng" in lan.open("/vi/reports/incidents/").text
    assert lan.send(f"{reported}/notes", {"text": "Lại có người đăng"}).status_code == 303
    assert "đang xử lý" in hanh.open(reported).text


def test_another_key_opens_nothing_and_says_so(
    library: Library, app: Flask, cast: Cast, reported: str
) -> None:
    object.__setattr__(library.settings, "incident_key", "another")
    assert any("incident_key" in str(each) for each in checking.problems(library))
    answer = Visitor(app, cast.lan).open(reported)
    assert answer.status_code == 409
    assert "khóa" in answer.text
