"""Beginning from a file: sent, waited for, looked at, confirmed; private at every step."""

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from library.accounts.models import Membership, Unit
from library.database import today
from library.originals.models import Original, State
from library.review.models import Save, Submission
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.originals.standing_in import FACTS, PLAN, StandIn
from tests.web import filling, reading
from tests.web.filling import page
from tests.web.visiting import Visitor

NEW = "/vi/contribute/originals/new"


@pytest.fixture
def app(library: Library) -> Flask:
    """The application over an empty library that the test may change."""
    library.reader = StandIn()
    return create_app(library)


@pytest.fixture
def lan(app: Flask, cast: Cast) -> Visitor:
    """Lan, who contributes at the first school."""
    return Visitor(app, cast.lan)


def send(
    visitor: Visitor, cast: Cast, content: str = PLAN, name: str = "kế hoạch.md", **more: Any
) -> TestResponse:
    fields: dict[str, Any] = {"unit": cast.school, "file": (io.BytesIO(content.encode()), name)}
    return visitor.send(NEW, fields | more)


def read(library: Library, visitor: Visitor, cast: Cast, content: str = PLAN) -> str:
    """Send a file and have it read; return the address of its page."""
    answer = send(visitor, cast, content)
    assert answer.status_code == 303
    library.work()
    return str(answer.location)


def propose(library: Library, facts: Mapping[str, Any] = FACTS) -> None:
    """Put proposals into what was understood last."""
    with library.sessions.writing() as session:
        original = session.scalars(select(Original).order_by(Original.id.desc()).limit(1)).one()
        original.understood = (original.understood or {}) | {"facts": dict(facts)}


def newest(library: Library) -> dict[str, Any]:
    with library.sessions.reading() as session:
        return session.scalars(select(Save).order_by(Save.id.desc()).limit(1)).one().content


def count(library: Library, table: type = Original) -> int:
    with library.sessions.reading() as session:
        return len(session.scalars(select(table)).all())


def test_from_a_file_to_handed_in_without_a_script(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    assert NEW in [each.get("href") for each in page(lan.open("/vi/contribute/")).iter("a")]
    answer = lan.send(NEW, filling.filled(page(lan.open(NEW))) | {"file": _file()})
    address = str(answer.location)
    waiting = page(lan.open(address))
    assert (
        waiting.xpath("//noscript//meta[@http-equiv='refresh']")
        and waiting.find(".//progress") is not None
    )
    library.work()
    propose(library)
    root = page(lan.open(address))
    fields = filling.filled(root)
    assert fields["title"] == ["Ngày hội sách"]
    assert (fields["grade"], fields["duration_minutes"]) == (["grade.07"], ["45"])
    assert "theme" not in fields, "what is uncertain is not ticked"
    assert fields["alt-files/quay.jpg"] == ["Quầy sách dưới gốc bàng"]
    said = {"theme": ["theme.environment.waste"], "own_work": "yes", "ai_assisted": "no"}
    answer = lan.send(address, fields | said | {"personal": "none"})
    assert answer.status_code == 303 and answer.location.endswith("/send")
    last = page(lan.open(answer.location))
    assert not reading.marked(last, "gaps")
    handed = lan.send(answer.location, filling.filled(last))
    assert handed.status_code == 303
    shown = page(lan.open(handed.location))
    assert "trao đổi được ít nhất một cuốn" in reading.said(shown)
    assert [each["path"] for each in newest(library)["files"]] == [
        "files/kế-hoạch.md",
        "files/quay.jpg",
    ]


def _file(content: str = PLAN) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content.encode()), "kế hoạch.md"


def test_the_page_shows_the_text_the_evidence_and_what_was_converted(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, f"{PLAN}\nLEGACY\n")
    propose(library)
    root = page(lan.open(address))
    said = reading.said(root)
    assert "Lớp: 7A1, 7A2" in said and "ở đâu đó" not in said
    assert (
        root.find_class("unsure") and len(root.xpath("//*[@class='tick']//*[@class='unsure']")) == 1
    )
    assert root.xpath("//main//table//mark/text()") == ["học"]
    assert "tr­êng häc" in said and "Một số ảnh" in said
    [picture] = root.xpath("//*[contains(@class, 'prose')]//img/@src")
    answer = reading.sent(lan.client, picture)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_is_typed_wins_over_what_was_understood(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast)
    propose(library)
    fields = filling.filled(page(lan.open(address)))
    changed = {"title": "Book day", "language": "en", "grade": [], "alt-files/quay.jpg": "A stall"}
    del fields["keep"]
    assert lan.send(address, fields | changed).status_code == 303
    content = newest(library)
    assert list(content["editions"]) == ["en"]
    assert content["editions"]["en"]["title"] == "Book day"
    assert content["facts"]["grade"] == []
    [picture] = content["files"]
    assert picture["alt"] == {"en": "A stall"}


def test_a_text_can_be_pasted(lan: Visitor, library: Library, cast: Cast) -> None:
    answer = lan.send(NEW, {"unit": cast.school, "text": PLAN, "file": (io.BytesIO(b""), "")})
    library.work()
    fields = filling.filled(page(lan.open(answer.location)))
    assert "keep" not in fields, "there is no file to keep"
    lan.send(answer.location, fields)
    assert [each["path"] for each in newest(library)["files"]] == ["files/quay.jpg"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "file"),
        ({"text": "Đã gõ mà không được mất", "file": _file()}, "file"),
        ({"text": "MẬT\nĐã gõ mà không được mất"}, "text"),
        ({"file": (io.BytesIO(b"\x89PNG\r\n\x1a\n"), "a.png")}, "file"),
        ({"unit": "", "text": "Đã gõ mà không được mất"}, "unit"),
        ({"unit": "x", "file": _file()}, "unit"),
    ],
)
def test_a_bad_form_is_shown_again_with_what_was_typed(
    lan: Visitor, library: Library, cast: Cast, fields: dict[str, Any], field: str
) -> None:
    copied = {
        name: (io.BytesIO(value[0].getvalue()), value[1]) if isinstance(value, tuple) else value
        for name, value in fields.items()
    }
    answer = lan.send(NEW, {"unit": cast.school} | copied)
    assert answer.status_code == 422
    root = page(answer)
    assert root.xpath(f"//*[@class='errors']//a[@href='#{field}']")
    typed = root.xpath("string(//textarea[@name='text'])")
    assert fields.get("text", "") == typed.strip()
    assert count(library) == 0


def test_another_person_and_another_school_find_nothing(
    app: Flask, lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast)
    for stranger in (cast.minh, cast.hanh, cast.tu, cast.an):
        visitor = Visitor(app, stranger)
        for path in ("", "/state", "/files/quay.jpg"):
            assert visitor.open(f"{address}{path}").status_code == 404
        for path in ("", "/keep", "/discard"):
            assert visitor.send(f"{address}{path}", {"title": "x"}).status_code == 404
        assert "kế hoạch.md" not in visitor.open("/vi/contribute/").text
    assert send(Visitor(app, cast.tu), cast).status_code == 422
    assert send(Visitor(app, cast.an), cast).status_code == 403
    assert (count(library), count(library, Submission)) == (1, 0)


def test_signed_out_it_leads_to_the_sign_in_page_and_keeps_what_was_typed(
    app: Flask, lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast)
    stranger = Visitor(app)
    for path in (NEW, address, f"{address}/state", f"{address}/files/quay.jpg"):
        answer = stranger.open(path)
        assert answer.status_code == 302 and "/account/sign-in" in answer.location
    for path in (NEW, address, f"{address}/keep", f"{address}/discard"):
        answer = stranger.send(path, {"title": "Lời văn đã gõ mà không được mất", "text": "x"})
        assert answer.status_code == 403
    assert "không được mất" in stranger.send(address, {"title": "Lời văn không được mất"}).text
    assert count(library) == 1


def test_a_form_without_our_token_is_refused(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast)
    for path in (NEW, address, f"{address}/keep", f"{address}/discard"):
        assert lan.client.post(path, data={"title": "x"}).status_code == 409
    assert (count(library), count(library, Submission)) == (1, 0)


def test_what_was_begun_leads_to_its_submission(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast)
    fields = filling.filled(page(lan.open(address)))
    first = lan.send(address, fields)
    for path in (address, f"{address}/keep"):
        again = lan.send(path, fields)
        assert again.status_code == 409
        assert first.location in [each.get("href") for each in page(again).iter("a")]
    assert lan.open(address).location == first.location
    assert count(library, Submission) == 1


def test_it_cannot_be_begun_before_it_is_read(lan: Visitor, library: Library, cast: Cast) -> None:
    address = str(send(lan, cast).location)
    answer = lan.send(address, {"title": "Lời văn đã gõ mà không được mất"})
    assert answer.status_code == 409 and "không được mất" in answer.text
    told = lan.open(f"{address}/state").json
    assert told and told["state"] == State.WAITING


def test_a_title_that_is_far_too_long_is_shown_again(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast)
    propose(library)
    fields = filling.filled(page(lan.open(address))) | {"title": "x" * 301, "grade": ["grade.09"]}
    answer = lan.send(address, fields)
    assert answer.status_code == 422
    again = filling.filled(page(answer))
    assert again["title"] == ["x" * 301] and again["grade"] == ["grade.09"]
    assert page(answer).xpath("//a[@href='#title']")


def test_a_closed_unit_and_a_role_that_is_gone_are_refused(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast)
    fields = filling.filled(page(lan.open(address)))
    with library.sessions.writing() as session:
        mine = update(Membership).where(Membership.user_id == cast.lan)
        session.execute(mine.values(unit_id=cast.school))
        session.get_one(Unit, cast.school).ended_on = today() - timedelta(days=2)
    assert lan.send(address, fields).status_code == 422
    assert count(library, Submission) == 0


def test_a_scan_says_why_and_can_be_kept(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast, "SCAN")
    root = page(lan.open(address))
    assert "Không đọc được chữ" in reading.said(root) or root.find_class("notice")
    answer = lan.send(f"{address}/keep")
    assert answer.status_code == 303 and answer.location.endswith("/text")
    assert [each["path"] for each in newest(library)["files"]] == ["files/kế-hoạch.md"]


def test_an_empty_file_is_not_offered_to_be_kept(
    lan: Visitor, library: Library, cast: Cast
) -> None:
    address = read(library, lan, cast, "EMPTY")
    assert "/keep" not in lan.open(address).text
    assert lan.send(f"{address}/keep").status_code == 409


def test_what_is_thrown_away_is_gone(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast)
    assert "kế hoạch.md" in lan.open("/vi/contribute/").text
    assert lan.send(f"{address}/discard").status_code == 303
    assert lan.open(address).status_code == 404
    assert "kế hoạch.md" not in lan.open("/vi/contribute/").text


def test_no_browser_keeps_what_a_file_says(lan: Visitor, library: Library, cast: Cast) -> None:
    address = read(library, lan, cast)
    for path in (NEW, address, f"{address}/state", f"{address}/files/quay.jpg"):
        assert reading.sent(lan.client, path).headers["Cache-Control"] == "private, no-store"


def test_who_is_signed_in_elsewhere_chooses_the_unit(
    app: Flask, library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        session.add(Membership(user_id=cast.lan, unit_id=cast.other_school, role="contributor"))
    lan = Visitor(app, cast.lan)
    assert len(page(lan.open(NEW)).xpath("//input[@name='unit'][@type='radio']")) == 2
    assert send(lan, cast, unit=cast.other_school).status_code == 303
