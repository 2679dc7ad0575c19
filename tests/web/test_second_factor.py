"""The second factor as pages: nothing counts before it, and nobody gets around it."""

import re

import pytest
from flask import Flask

from library.accounts import totp, users
from library.accounts.models import User
from library.database import now
from library.web import context, create_app
from library.wiring import Library
from tests.cast import Cast
from tests.web.visiting import Visitor

PASSWORD = "diều sáo trúc bay cao"
SETTING_UP = "/vi/account/second-factor/set-up"
ASKING = "/vi/account/second-factor"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application; Lan, who contributes, and An, who is an administrator, have a password."""
    with library.sessions.writing() as session:
        for id in (cast.lan, cast.an):
            users.choose_password(session, users.by_id(session, id), PASSWORD)
    return create_app(library)


def signed_in(app: Flask, name: str) -> Visitor:
    visitor = Visitor(app)
    fields = {"email": f"{name}@example.vn", "password": PASSWORD, "next": "/vi/tags/"}
    assert visitor.send("/vi/account/sign-in", fields).status_code == 303
    return visitor


def code(secret: str, steps: int = 0) -> str:
    return totp.code_of(secret, totp.step_at(now()) + steps)


def set_up(visitor: Visitor) -> tuple[str, list[str]]:
    """Set it up; return the secret and the recovery codes."""
    shown = re.search(r'id="secret">([^<]+)<', visitor.open(SETTING_UP).text)
    assert shown
    secret = shown[1].replace(" ", "")
    answer = visitor.send(SETTING_UP, {"code": code(secret)})
    assert answer.status_code == 200
    return secret, re.findall(r"<li><code>([^<]+)</code>", answer.text)


def test_an_administrator_is_led_to_set_it_up_before_anything_else(app: Flask) -> None:
    an = signed_in(app, "an")
    assert an.open("/vi/account").location == "/vi/account/second-factor?next=/vi/account"
    assert an.open(ASKING + "?next=/vi/account").location == SETTING_UP + "?next=/vi/account"
    assert an.send("/vi/account", {"name": "An", "language": "vi"}).status_code == 403
    before = an.client.get_cookie(context.SIGN_IN_COOKIE)
    _, codes = set_up(an)
    after = an.client.get_cookie(context.SIGN_IN_COOKIE)
    assert before
    assert after
    assert before.value != after.value
    assert len(codes) == 10
    assert "Vũ An" in an.open("/vi/account").text


def test_a_password_alone_no_longer_opens_the_account(app: Flask, library: Library) -> None:
    secret, codes = set_up(signed_in(app, "lan"))
    lan = signed_in(app, "lan")
    assert lan.open("/vi/account").status_code == 302
    assert lan.open(SETTING_UP).location == ASKING
    assert lan.send(SETTING_UP, {"code": "1"}).status_code in (409, 422)
    for path in ("codes", "off"):
        assert lan.send(f"{ASKING}/{path}", {"code": codes[0]}).status_code == 403
    assert lan.send(ASKING, {"code": "000000"}).status_code == 422
    assert lan.send(ASKING, {"code": code(secret)}).status_code == 422, "used when it was set up"
    answer = lan.send(ASKING, {"code": code(secret, 1), "next": "/vi/tags/"})
    assert answer.location == "/vi/tags/"
    assert lan.open("/vi/account").status_code == 200
    by_paper = signed_in(app, "lan")
    assert by_paper.send(ASKING, {"code": codes[0]}).status_code == 303
    assert by_paper.open("/vi/account").status_code == 200
    with library.sessions.reading() as session:
        assert session.query(User).filter(User.totp_secret.is_not(None)).count() == 1


def test_wrong_codes_are_counted_although_they_are_refused(app: Flask) -> None:
    _, codes = set_up(signed_in(app, "lan"))
    lan = signed_in(app, "lan")
    for _ in range(5):
        assert lan.send(ASKING, {"code": "000000"}).status_code == 422
    assert lan.send(ASKING, {"code": codes[0]}).status_code == 403
    assert lan.open("/vi/account").status_code == 302


def test_the_page_keeps_its_secret_while_it_is_open_and_a_wrong_code_changes_nothing(
    app: Flask, cast: Cast
) -> None:
    lan = Visitor(app, cast.lan)
    first = re.search(r'id="secret">([^<]+)<', lan.open(SETTING_UP).text)
    answer = lan.send(SETTING_UP, {"code": "000000"})
    assert answer.status_code == 422
    second = re.search(r'id="secret">([^<]+)<', answer.text)
    assert first
    assert second
    assert first[1] == second[1]
    assert 'id="code-wrong"' in answer.text


def test_codes_are_made_anew_and_it_is_turned_off_only_for_a_code(app: Flask) -> None:
    lan = signed_in(app, "lan")
    _, codes = set_up(lan)
    for path in ("codes", "off"):
        assert lan.send(f"{ASKING}/{path}", {"code": "000000"}).status_code == 422
    answer = lan.send(f"{ASKING}/codes", {"code": codes[0]})
    fresh = re.findall(r"<li><code>([^<]+)</code>", answer.text)
    assert len(fresh) == 10
    assert lan.send(f"{ASKING}/off", {"code": codes[1]}).status_code == 422
    assert lan.send(f"{ASKING}/off", {"code": fresh[1]}).status_code == 303
    assert signed_in(app, "lan").open("/vi/account").status_code == 200


def test_whose_role_requires_it_sets_up_another_after_turning_it_off(app: Flask) -> None:
    an = signed_in(app, "an")
    _, codes = set_up(an)
    assert an.send(f"{ASKING}/off", {"code": codes[0]}).status_code == 303
    assert an.open("/vi/account").location.startswith(ASKING)
    set_up(an)
    assert an.open("/vi/account").status_code == 200


def test_who_is_signed_in_whole_is_led_on(app: Flask, cast: Cast) -> None:
    assert Visitor(app, cast.lan).open(ASKING + "?next=/vi/tags/").location == "/vi/tags/"
    assert Visitor(app).open(ASKING).location.startswith("/vi/account/sign-in?next=")
    lan = Visitor(app, cast.lan)
    set_up(lan)
    assert lan.open(SETTING_UP).location == "/vi/account"
