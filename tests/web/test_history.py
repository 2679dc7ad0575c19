"""The history in a browser: who may read which part, filters, and what is taken away."""

import csv
import gzip
import io
import json

import pytest
from werkzeug.test import TestResponse

from library import history
from library.accounts import units, users
from library.accounts.roles import Role
from library.review import drafting
from library.review.models import Submission
from library.web import create_app
from library.wiring import Library
from tests.cast import SHELL, Cast
from tests.web import reading
from tests.web.test_security import check_headers, check_nothing_inline
from tests.web.visiting import Visitor

ADDRESSES = ("/vi/history", "/vi/history.csv", "/vi/history.jsonl")


@pytest.fixture
def an(library: Library, cast: Cast) -> Visitor:
    """The browser of An, who looks after the whole department."""
    return Visitor(create_app(library), cast.an)


@pytest.fixture
def hanh(library: Library, cast: Cast) -> Visitor:
    """The browser of Hạnh, once she looks after her school."""
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        users.grant(session, SHELL, users.by_id(session, cast.hanh), Role.ADMINISTRATOR, school)
    return Visitor(create_app(library), cast.hanh)


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_who_looks_after_units_reads_it(library: Library, cast: Cast, address: str) -> None:
    app = create_app(library)
    for person in (cast.binh, cast.vy, cast.tu):
        assert Visitor(app, person).open(address).status_code == 403
    answer = Visitor(app).open(address)
    assert answer.status_code == 302 and "/vi/account/sign-in" in answer.location


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_names_people_and_says_what_they_did(an: Visitor, language: str) -> None:
    page = reading.page(an.client, f"/{language}/history")
    check_nothing_inline(page)
    check_headers(an.open(f"/{language}/history").headers)
    lines = [" ".join(line.text_content().split()) for line in page.xpath("//ol/li/p[1]")]
    said = {"vi": "giao vai trò: Vũ An", "en": "gave a role: Vũ An"}[language]
    nobody = {"vi": "Người không dùng tài khoản", "en": "Somebody without an account"}[language]
    assert lines[0] == f"{nobody} {said}"


def test_a_school_sees_its_own_part(hanh: Visitor) -> None:
    page = hanh.open("/vi/history?noun=users").text
    assert "Lê Thị Lan" in page and "Hoàng Tú" not in page
    assert "Hoàng Tú" not in hanh.open("/vi/history.csv").text
    assert "Hoàng Tú" not in hanh.open("/vi/history.jsonl").text


def numbers(answer: TestResponse) -> list[int]:
    return [json.loads(line)["number"] for line in answer.text.splitlines()]


def test_filters_hold_for_the_page_and_for_what_is_taken_away(
    library: Library, cast: Cast, an: Visitor
) -> None:
    with library.sessions.writing() as session:
        unit = units.by_id(session, cast.school)
        history.record(session, users.by_id(session, cast.lan), "moved", "units", unit.id)
        [*_, last] = history.of(session, "units", unit.id)
        number = last.number
    page = an.open("/vi/history?person=le+thi+lan").text
    assert page.count("<li>\n    <p>") == 1 and "chuyển đơn vị" in page
    assert "history.csv?person=le+thi+lan" in page
    for given in ("person=lan%40example.vn", f"noun=units&thing={cast.school}&person={cast.lan}"):
        assert numbers(an.open(f"/vi/history.jsonl?{given}")) == [number]
    assert numbers(an.open("/vi/history.jsonl?day=2001-01-01")) == []
    assert "Không có việc nào như vậy." in an.open("/vi/history?person=nobody").text


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_beside_the_calendar_is_refused(an: Visitor, day: str) -> None:
    assert an.open(f"/vi/history?day={day}").status_code == 422
    assert an.open(f"/vi/history.csv?day={day}").status_code == 422


def test_a_day_that_is_none_is_refused_and_stays_in_the_form(an: Visitor) -> None:
    answer = an.open("/vi/history?day=hôm+qua&person=Lan")
    assert answer.status_code == 422
    assert 'value="Lan"' in answer.text and "2026-11-25" in answer.text
    assert an.open("/vi/history.csv?day=x").status_code == 422


def test_a_long_history_has_pages(library: Library, cast: Cast, an: Visitor) -> None:
    with library.sessions.writing() as session:
        for _ in range(60):
            history.record(session, None, "moved", "units", cast.school)
    first = reading.page(an.client, "/vi/history?noun=units")
    assert len(first.xpath("//ol/li")) == 50
    [older] = first.xpath("//nav[@class='pager']//@href")
    assert len(reading.page(an.client, older).xpath("//ol/li")) == 60 + 3 - 50


def test_the_table_opens_in_a_spreadsheet_and_holds_the_chain(an: Visitor) -> None:
    answer = an.open("/vi/history.csv", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="history.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbfnumber,at,")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [int(row["number"]) for row in rows] == numbers(an.open("/vi/history.jsonl"))
    assert all(len(row["digest"]) == 64 for row in rows)


def test_an_export_is_sent_while_it_is_read(library: Library, cast: Cast, an: Visitor) -> None:
    for address in ADDRESSES[1:]:
        answer = an.client.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.is_streamed and "Content-Encoding" not in answer.headers
        next(answer.iter_encoded())
        answer.close()  # whoever hangs up leaves no session behind
    plain = an.client.get("/vi/history", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(plain.data)


def test_a_draft_is_not_named_before_it_is_handed_in(
    library: Library, cast: Cast, hanh: Visitor
) -> None:
    with library.sessions.writing() as session:
        lan = users.by_id(session, cast.lan)
        made = drafting.begin(session, lan, units.by_id(session, cast.school), "vi")
        drafting.save(session, lan, made, {"vi-title": "Chưa ai được biết"}, made.saved)
        id = made.id
    assert "Chưa ai được biết" not in hanh.open("/vi/history?noun=submissions").text
    with library.sessions.writing() as session:
        session.get_one(Submission, id).handed_in = 1
    assert "Chưa ai được biết" in hanh.open("/vi/history?noun=submissions").text
