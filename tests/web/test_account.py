"""Signing in and out, one's own account: who is let in, who is not, and what a browser is told."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from library.accounts import signing, users
from library.web import browsers, context, create_app, forms
from library.wiring import Library
from tests.cast import Cast
from tests.web.visiting import Visitor

PASSWORD = "diều sáo trúc bay cao"
OTHER_PASSWORD = "nong nia dần sàng rổ rá"


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application; Lan has a password."""
    with library.sessions.writing() as session:
        users.choose_password(session, users.by_id(session, cast.lan), PASSWORD)
    return create_app(library)


@pytest.fixture
def lan(app: Flask) -> Visitor:
    """Lan's browser, before she signs in."""
    return Visitor(app)


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


@given(st.text(alphabet="/\\.:@?#aе \t\r\n\x00", max_size=12))
def test_only_pages_of_ours_are_led_to(wanted: str) -> None:
    """Browsers drop tabs and line ends and take a backslash for a slash before they read it."""
    read = re.sub(r"[\t\r\n]", "", wanted).replace("\\", "/").strip("\x00 ")
    if forms.is_ours(wanted):
        assert read.startswith("/")
        assert not read.startswith("//")


@pytest.mark.parametrize("wanted", ["/vi/\r\nX: y", "/\t/other.example", "/\x00", ""])
def test_an_address_with_signs_that_nobody_sees_is_not_followed(wanted: str) -> None:
    assert not forms.is_ours(wanted)


def test_five_wrong_passwords_lock_the_address_even_for_the_right_one(lan: Visitor) -> None:
    for _ in range(5):
        assert sign_in(lan, "wrong wrong wrong") == 422
    assert sign_in(lan, PASSWORD) == 422
    assert lan.open("/vi/account").status_code == 302


def test_signing_in_anew_ends_the_sign_in_of_before(lan: Visitor) -> None:
    sign_in(lan, PASSWORD)
    before = lan.client.get_cookie(context.SIGN_IN_COOKIE)
    sign_in(lan, PASSWORD)
    after = lan.client.get_cookie(context.SIGN_IN_COOKIE)
    assert before
    assert after
    assert before.value != after.value
    lan.client.set_cookie(context.SIGN_IN_COOKIE, before.value)
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


POSTS = {
    "/vi/account": {"name": "Lê Lan", "language": "en"},
    "/vi/account/password": {"old_password": PASSWORD, "password": OTHER_PASSWORD},
    "/vi/account/sign-ins/x/end": {},
    "/vi/account/tokens": {"token_name": "x", "ends_on": "2000-01-01"},
    "/vi/account/tokens/1/end": {},
    "/vi/account/second-factor": {"code": "1"},
    "/vi/account/second-factor/set-up": {"code": "1"},
    "/vi/account/second-factor/codes": {"code": "1"},
    "/vi/account/second-factor/off": {"code": "1"},
}


@pytest.mark.parametrize("address", POSTS)
def test_every_change_needs_somebody_signed_in_and_our_token(
    app: Flask, cast: Cast, address: str
) -> None:
    answer = Visitor(app).send(address, POSTS[address])
    assert answer.status_code == 403
    assert Visitor(app, cast.lan).client.post(address, data=POSTS[address]).status_code == 409


def test_name_and_language_are_changed_or_shown_again_with_what_is_wrong(
    app: Flask, cast: Cast
) -> None:
    lan = Visitor(app, cast.lan)
    assert lan.send("/vi/account", {"name": "Lê Thị Ngọc Lan", "language": "en"}).status_code == 303
    assert "Lê Thị Ngọc Lan" in lan.open("/en/account").text
    answer = lan.send("/vi/account", {"name": " ", "language": "en"})
    assert answer.status_code == 422
    assert 'id="name-wrong"' in answer.text
    assert lan.send("/vi/account", {"name": "Lan", "language": "tlh"}).status_code == 422


def test_a_new_password_ends_other_sign_ins_which_are_told_why(app: Flask, cast: Cast) -> None:
    lan, elsewhere = Visitor(app, cast.lan), Visitor(app, cast.lan)
    elsewhere.send("/vi/account", {"name": "Lan", "language": "vi"})
    before = lan.client.get_cookie(context.SIGN_IN_COOKIE)
    change = {"old_password": PASSWORD, "password": OTHER_PASSWORD}
    assert lan.send("/vi/account/password", change).status_code == 303
    after = lan.client.get_cookie(context.SIGN_IN_COOKIE)
    assert before
    assert after
    assert before.value != after.value, "the sign-in that stays gets another secret"
    assert lan.open("/vi/account").status_code == 200
    typed = {"name": "Lê Thị Lan viết dở", "language": "vi"}
    refused = elsewhere.send("/en/account", typed)
    assert refused.status_code == 403
    assert "password of this account was changed" in refused.text
    assert "Lê Thị Lan viết dở" in refused.text
    assert "password of this account was changed" in elsewhere.open("/en/account/sign-in").text


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("wrong wrong wrong", OTHER_PASSWORD, "old_password"), (PASSWORD, "ngắn quá", "password")],
)
def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(
    app: Flask, library: Library, cast: Cast, old: str, new: str, field: str
) -> None:
    lan = Visitor(app, cast.lan)
    answer = lan.send("/vi/account/password", {"old_password": old, "password": new})
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert new not in answer.text
    assert sign_in(Visitor(app), PASSWORD) == 303


def test_sign_ins_are_listed_and_ended_by_their_owner_alone(
    app: Flask, library: Library, cast: Cast
) -> None:
    lan, elsewhere = Visitor(app, cast.lan), Visitor(app, cast.lan)
    with library.sessions.reading() as session:
        kept = elsewhere.client.get_cookie(context.SIGN_IN_COOKIE)
        assert kept
        found = signing.found(session, kept.value)
        assert found
        number = signing.number_of(found)
    address = f"/vi/account/sign-ins/{number}/end"
    assert address in lan.open("/vi/account").text
    assert Visitor(app, cast.tu).send(address).status_code == 303
    assert elsewhere.open("/vi/account").status_code == 200
    assert lan.send(address).status_code == 303
    assert elsewhere.open("/vi/account").status_code == 302
    assert lan.open("/vi/account").status_code == 200


@pytest.mark.parametrize("path", ["/vi/account", "/vi/account/sign-in", "/vi/account/forgotten"])
def test_pages_about_people_are_kept_by_nobody_and_tell_no_other_page(
    app: Flask, cast: Cast, path: str
) -> None:
    headers = Visitor(app, cast.lan).open(path).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_page_with_ones_name_at_the_top_is_kept_by_ones_own_browser_only(
    app: Flask, cast: Cast
) -> None:
    for path in ("/vi/", "/vi/search", "/vi/help", "/vi/tags/"):
        assert Visitor(app, cast.lan).open(path).headers["Cache-Control"] == "private, no-cache"
        assert Visitor(app).open(path).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/120 Mobile Safari/537", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604", "Safari, iPhone"),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)  # fmt: skip
def test_browsers_are_called_as_people_know_them(header: str, name: str) -> None:
    assert browsers.name(header) == name
