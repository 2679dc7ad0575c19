"""Links that work once, as pages: what they show, whom they sign in, and what is mailed."""

import re
from email.message import EmailMessage

import pytest
from flask import Flask

from library.accounts import links, units, users
from library.accounts.models import Link
from library.accounts.roles import Role
from library.web import create_app
from library.wiring import Library
from tests import postbox
from tests.cast import SHELL, Cast
from tests.web.visiting import Visitor

PASSWORD = "diều sáo trúc bay cao"
GOOD = {"name": "Lê Hoa", "language": "vi", "password": PASSWORD}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application over the people of the tests."""
    return create_app(library)


def invited(
    library: Library, cast: Cast, address: str = "hoa@example.vn", role: Role = Role.READER
) -> str:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        secret = links.invite(session, SHELL, school, role, address, "Hoa")
    return f"/vi/account/links/{secret}"


def letters(library: Library) -> list[EmailMessage]:
    """Return the letters that have left, once whoever delivers them has."""
    library.worker.run()
    return postbox.kept(library.settings.letters)


def test_an_invitation_signs_in_and_works_once(app: Flask, library: Library, cast: Cast) -> None:
    address = invited(library, cast)
    hoa = Visitor(app)
    page = hoa.open(address)
    assert "Trường THCS Mẫu" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert hoa.send(address, GOOD).status_code == 303
    assert "Lê Hoa" in hoa.open("/vi/account").text
    late = Visitor(app)
    for answer in (late.open(address), late.send(address, GOOD)):
        assert answer.status_code == 403
        assert "dùng rồi" in answer.text or "đã dùng" in answer.text
    assert late.open("/vi/account/links/nothing").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"), [({"password": "ngắn"}, "password"), ({"name": " "}, "name")]
)
def test_what_is_refused_is_shown_again_and_the_link_still_works(
    app: Flask, library: Library, cast: Cast, fields: dict[str, str], field: str
) -> None:
    address, hoa = invited(library, cast), Visitor(app)
    answer = hoa.send(address, GOOD | {"name": "Lê Hoa viết dở"} | fields)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert PASSWORD not in answer.text
    assert ("Lê Hoa viết dở" in answer.text) is ("name" not in fields)
    assert hoa.client.post(address, data=GOOD).status_code == 409
    assert hoa.send(address, GOOD).status_code == 303


def test_an_invited_administrator_goes_on_to_the_second_factor(
    app: Flask, library: Library, cast: Cast
) -> None:
    hoa = Visitor(app)
    answer = hoa.send(invited(library, cast, role=Role.ADMINISTRATOR), GOOD)
    assert answer.location == "/vi/account/second-factor?next=/vi/account"
    assert hoa.open("/vi/account").status_code == 302


def test_who_has_an_account_accepts_with_it(app: Flask, library: Library, cast: Cast) -> None:
    address = invited(library, cast, "tu@example.vn")
    stranger = Visitor(app)
    assert "/vi/account/sign-in?next=" in stranger.open(address).text
    assert stranger.send(address, GOOD).status_code == 403
    assert stranger.send(f"{address}/accept").status_code == 403
    assert Visitor(app, cast.lan).send(f"{address}/accept").status_code == 403
    tu = Visitor(app, cast.tu)
    assert tu.client.post(f"{address}/accept").status_code == 409
    assert f"{address}/accept" in tu.open(address).text
    assert tu.send(f"{address}/accept").status_code == 303
    assert tu.send(f"{address}/accept").status_code == 403
    with library.sessions.reading() as session:
        school = units.by_id(session, cast.school)
        assert users.by_id(session, cast.tu).holds(Role.READER, school)


def test_a_forgotten_password_is_answered_alike_and_mailed_to_the_owner_alone(
    app: Flask, library: Library, cast: Cast
) -> None:
    pages = set()
    for address in ("lan@example.vn", "nobody@example.vn"):
        answer = Visitor(app).send("/vi/account/forgotten", {"email": address})
        assert answer.status_code == 200
        pages.add(re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text))
    assert len(pages) == 1
    (letter,) = letters(library)
    assert postbox.address(letter) == "lan@example.vn"
    found = re.search(r"(/vi/account/links/\S+)", postbox.text(letter))
    assert found
    lan = Visitor(app)
    assert lan.send(found[1], {"password": PASSWORD}).status_code == 303
    assert "Lê Thị Lan" in lan.open("/vi/account").text


def test_a_flood_of_requests_for_new_passwords_is_mailed_a_few_times(
    app: Flask, library: Library, cast: Cast
) -> None:
    visitor = Visitor(app)
    codes = [
        visitor.send("/vi/account/forgotten", {"email": "lan@example.vn"}).status_code
        for _ in range(22)
    ]
    assert codes[0] == 200
    assert codes[-1] == 409
    assert len(letters(library)) == 5
    with library.sessions.reading() as session:
        assert session.query(Link).count() == 5


def test_an_address_that_is_none_is_said_and_kept(app: Flask) -> None:
    answer = Visitor(app).send("/vi/account/forgotten", {"email": "lan ở đâu"})
    assert answer.status_code == 422
    assert "lan ở đâu" in answer.text
    assert Visitor(app).client.post("/vi/account/forgotten", data={}).status_code == 409
