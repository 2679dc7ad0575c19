"""Signing in and out: who is let in, who is not, and what a browser is told."""

import pytest

from library.accounts import users
from library.web import context, create_app
from library.wiring import Library
from tests.cast import Cast
from tests.web.visiting import Visitor

PASSWORD = "diều sáo trúc bay cao"


@pytest.fixture
def lan(library: Library, cast: Cast) -> Visitor:
    """Lan's browser, before she signs in."""
    with library.sessions.writing() as session:
        users.choose_password(session, users.by_id(session, cast.lan), PASSWORD)
    return Visitor(create_app(library))


def sign_in(visitor: Visitor, password: str, **more: str) -> int:
    fields = {"email": "LAN@example.vn", "password": password} | more
    return visitor.send("/vi/account/sign-in", fields).status_code


def test_the_right_password_signs_in_and_leads_where_one_wanted_to_go(lan: Visitor) -> None:
    answer = lan.send(
        "/vi/account/sign-in", {"email": "lan@example.vn", "password": PASSWORD, "next": "/vi/tags"}
    )
    assert answer.status_code == 303
    assert answer.location == "/vi/tags"
    shown = lan.open("/vi/account")
    assert shown.status_code == 200 and "lan@example.vn" in shown.text


@pytest.mark.parametrize("target", ["//other.example", "https://other.example", "/\\other.example"])
def test_nobody_is_led_away_to_another_host(lan: Visitor, target: str) -> None:
    answer = lan.send(
        "/vi/account/sign-in", {"email": "lan@example.vn", "password": PASSWORD, "next": target}
    )
    assert answer.location == "/vi/"


def test_five_wrong_passwords_lock_the_address_even_for_the_right_one(lan: Visitor) -> None:
    for _ in range(5):
        assert sign_in(lan, "wrong wrong wrong") == 422
    assert sign_in(lan, PASSWORD) == 422
    assert lan.open("/vi/account").status_code == 302


def test_signing_out_ends_the_sign_in_on_the_server(library: Library, cast: Cast) -> None:
    visitor = Visitor(create_app(library), cast.lan)
    stolen = visitor.client.get_cookie(context.SIGN_IN_COOKIE)
    assert stolen
    assert visitor.send("/vi/account/sign-out").status_code == 303
    visitor.client.set_cookie(context.SIGN_IN_COOKIE, stolen.value)
    assert visitor.open("/vi/account").status_code == 302


def test_a_form_without_our_token_is_refused(lan: Visitor) -> None:
    answer = lan.client.post("/vi/account/sign-in", data={"email": "x", "password": "y"})
    assert answer.status_code == 409
