"""API tokens: shown once, good for the API alone, and no cookie writes there."""

import re
from datetime import timedelta

import pytest
from flask import Blueprint, Flask

from library.accounts import tokens, users
from library.accounts.models import Token
from library.database import now, today
from library.web import context, create_app
from library.wiring import Library
from tests.cast import Cast
from tests.web.visiting import Visitor

TOMORROW = (now() + timedelta(days=2)).date().isoformat()


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application, with an address that tells whom the API takes somebody for."""
    made = create_app(library)
    probe = Blueprint("probe", __name__)

    @probe.route("/api/v1/who", methods=["GET", "POST"])
    def who() -> str:
        user = context.user()
        return user.name if user else "nobody"

    made.register_blueprint(probe)
    return made


def make(visitor: Visitor, **fields: str) -> str:
    answer = visitor.send("/vi/account/tokens", {"token_name": "x", "ends_on": TOMORROW} | fields)
    assert answer.status_code == 200
    shown = re.search(r'id="secret">([^<]+)<', answer.text)
    assert shown
    return shown[1]


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_a_token_is_shown_once_and_acts_for_its_person_through_the_api_alone(
    app: Flask, library: Library, cast: Cast
) -> None:
    lan = Visitor(app, cast.lan)
    secret = make(lan, token_name="Sao chép hằng đêm")
    page = lan.open("/vi/account").text
    assert "Sao chép hằng đêm" in page
    assert secret not in page
    program = app.test_client()
    for method in (program.get, program.post):
        assert method("/api/v1/who", headers=bearer(secret)).text == "Lê Thị Lan"
    assert program.get("/api/v1/items", headers=bearer(secret)).status_code == 200
    assert program.get("/vi/account", headers=bearer(secret)).status_code == 302
    with library.sessions.reading() as session:
        assert session.query(Token).one().last_used_on == today()


def test_a_cookie_reads_through_the_api_and_never_writes(app: Flask, cast: Cast) -> None:
    client = Visitor(app, cast.lan).client
    assert client.get("/api/v1/who").text == "Lê Thị Lan"
    assert client.post("/api/v1/who").text == "nobody"


def test_a_token_that_does_not_work_is_refused_even_where_none_is_needed(
    app: Flask, library: Library, cast: Cast
) -> None:
    lan, tu = Visitor(app, cast.lan), Visitor(app, cast.tu)
    secret = make(lan)
    with library.sessions.reading() as session:
        id = session.query(Token).one().id
    assert tu.send(f"/vi/account/tokens/{id}/end").status_code == 303
    program = app.test_client()
    assert program.get("/api/v1/items", headers=bearer(secret)).status_code == 200
    assert lan.send(f"/vi/account/tokens/{id}/end").status_code == 303
    answer = program.get("/api/v1/items", headers=bearer(secret))
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert "invalid_token" in answer.headers["WWW-Authenticate"]
    assert program.get("/api/v1/tags").status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"), [({"token_name": ""}, "token_name"), ({"ends_on": "soon"}, "ends_on")]
)
def test_what_a_token_lacks_is_said_beside_the_field(
    app: Flask, cast: Cast, fields: dict[str, str], field: str
) -> None:
    usual = {"token_name": "Sao chép", "ends_on": TOMORROW}
    answer = Visitor(app, cast.lan).send("/vi/account/tokens", usual | fields)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text


def test_an_answer_for_a_token_is_kept_by_no_shared_cache(
    app: Flask, library: Library, cast: Cast
) -> None:
    with library.sessions.writing() as session:
        day = today() + timedelta(days=3)
        secret = tokens.make(session, users.by_id(session, cast.lan), "x", day)
    answer = app.test_client().get("/api/v1/items", headers=bearer(secret))
    assert answer.headers["Cache-Control"].startswith("private")
