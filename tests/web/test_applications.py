"""Asking for an account: for anybody, never open, told to the school, without JavaScript."""

from datetime import timedelta

import pytest
from flask import Flask

from library import notices
from library.accounts import units, users
from library.accounts.models import Application
from library.database import today
from library.web import create_app
from library.wiring import Library
from tests import postbox
from tests.cast import SHELL, Cast
from tests.web.test_links import letters
from tests.web.visiting import Visitor

ADDRESS = "/vi/account/apply"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application over the people of the tests."""
    return create_app(library)


def fields(cast: Cast, **more: str) -> dict[str, str]:
    usual = {"name": "Lê Hoa", "email": "hoa@example.vn", "note": "Tổ Văn", "school": "mau"}
    return usual | {"unit": str(cast.school)} | more


def waiting(library: Library) -> list[Application]:
    with library.sessions.reading() as session:
        return session.query(Application).all()


def test_the_administrators_are_told_in_the_page(app: Flask, library: Library, cast: Cast) -> None:
    answer = Visitor(app).send(ADDRESS, fields(cast))
    assert answer.status_code == 200
    assert "Trường THCS Mẫu" in answer.text
    with library.sessions.reading() as session:
        (notice,) = notices.of(session, users.by_id(session, cast.an))
        assert notice.values == {"name": "Lê Hoa", "unit": "Trường THCS Mẫu"}
        assert (notice.noun, notice.thing) == ("units", str(cast.school))
        assert users.by_email(session, "hoa@example.vn") is None


def test_without_javascript_a_button_finds_the_school_and_keeps_what_was_typed(
    app: Flask, library: Library, cast: Cast
) -> None:
    answer = Visitor(app).send(ADDRESS, fields(cast, unit="", find="1"))
    assert answer.status_code == 200
    assert answer.text.count('type="radio"') == 3
    assert "hoa@example.vn" in answer.text
    unclear = Visitor(app).send(ADDRESS, fields(cast, unit=""))
    assert unclear.status_code == 422
    assert 'id="school-wrong"' in unclear.text
    assert unclear.text.count('type="radio"') == 3
    assert not waiting(library)
    clear = Visitor(app).send(ADDRESS, fields(cast, unit="", school="mau hai"))
    assert clear.status_code == 200
    assert [each.unit_id for each in waiting(library)] == [cast.other_school]


def test_letters_typed_find_schools_as_a_part_of_the_form(app: Flask, cast: Cast) -> None:
    answer = Visitor(app).open("/vi/units/find?q=MẪU+hai")
    assert f'value="{cast.other_school}" checked' in answer.text
    assert "<html" not in answer.text
    assert "Sở GD&amp;ĐT Mẫu" in answer.text
    assert 'type="radio"' not in Visitor(app).open("/vi/units/find?q=%25").text
    assert 'type="radio"' not in Visitor(app).open("/vi/units/find").text


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"email": "hoa"}, 422),
        ({"name": ""}, 422),
        ({"school": "không có", "unit": ""}, 422),
        ({"unit": "999"}, 404),
        ({"note": "x" * 1001}, 422),
    ],
)
def test_what_is_refused_is_kept(
    app: Flask, library: Library, cast: Cast, more: dict[str, str], code: int
) -> None:
    answer = Visitor(app).send(ADDRESS, fields(cast, **more))
    assert answer.status_code == code
    assert "Tổ Văn" in answer.text or "note" in more
    assert 'role="alert"' in answer.text
    assert not waiting(library)
    assert Visitor(app).client.post(ADDRESS, data=fields(cast)).status_code == 409


def test_an_address_is_asked_for_once(app: Flask, library: Library, cast: Cast) -> None:
    assert Visitor(app).send(ADDRESS, fields(cast)).status_code == 200
    assert Visitor(app).send(ADDRESS, fields(cast, unit=str(cast.other_school))).status_code == 409
    assert len(waiting(library)) == 1


def test_whether_an_address_has_an_account_is_told_to_its_owner_alone(
    app: Flask, library: Library, cast: Cast
) -> None:
    answer = Visitor(app).send(ADDRESS, fields(cast, email="lan@example.vn"))
    other = Visitor(app).send(ADDRESS, fields(cast))
    assert answer.text == other.text
    assert [postbox.address(letter) for letter in letters(library)] == ["lan@example.vn"]
    assert [each.email for each in waiting(library)] == ["hoa@example.vn"]


def test_a_flood_from_one_place_is_refused(app: Flask, library: Library, cast: Cast) -> None:
    visitor = Visitor(app)
    codes = [
        visitor.send(ADDRESS, fields(cast, email=f"a{number}@example.vn")).status_code
        for number in range(62)
    ]
    assert codes.count(200) == 60
    assert codes[-1] == 409


def test_nobody_applies_to_a_closed_school(app: Flask, library: Library, cast: Cast) -> None:
    with library.sessions.writing() as session:
        school = units.by_id(session, cast.school)
        units.end(session, SHELL, school, today() - timedelta(days=1))
    assert Visitor(app).send(ADDRESS, fields(cast)).status_code == 422
