"""Wishes for tags in a browser: sent from the facts of a submission, answered on one page."""

import pytest
from flask import Flask
from lxml import html

from library.accounts import units, users
from library.accounts.roles import Role
from library.review import wishes
from library.review.models import Wish
from library.web import create_app
from library.wiring import Library
from tests.cast import SHELL, Cast
from tests.tags.shaping import WASTE
from tests.web import filling
from tests.web.test_security import check_nothing_inline
from tests.web.visiting import Visitor

WISH = {
    "then": "wish",
    "wish-scheme": "theme",
    "wish-vi": "Nhựa dùng một lần",
    "wish-why": "Tuần lễ xanh",
}
ANSWERS = {
    "make": {"label-vi": "Nhựa dùng một lần", "label-en": "Plastic", "parent": "theme.environment"},
    "grant": {"tag": WASTE},
    "refuse": {"reason": "Đã có thẻ tương tự."},
}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application; Vy curates the whole library."""
    with library.sessions.writing() as session:
        users.grant(
            session, SHELL, users.by_id(session, cast.vy), Role.CURATOR, units.root(session)
        )
    return create_app(library)


@pytest.fixture
def address(app: Flask, cast: Cast) -> str:
    """Where the facts of a submission with a wish are."""
    lan = Visitor(app, cast.lan)
    facts = f"{filling.complete(lan, cast)}/facts"
    answer = lan.send(facts, filling.filled(filling.page(lan.open(facts))) | WISH)
    assert (answer.status_code, answer.location) == (303, f"{facts}#wishes")
    return facts


def wish(library: Library) -> Wish:
    with library.sessions.reading() as session:
        [found] = wishes.waiting(session) or wishes.answered(session)
        return found


def test_a_wish_goes_with_the_step_and_nothing_that_was_ticked_is_lost(
    app: Flask, cast: Cast, library: Library, address: str
) -> None:
    page = filling.page(Visitor(app, cast.lan).open(address))
    assert "đang chờ người quản lý bộ thẻ" in page.text_content()
    assert filling.filled(page)["theme"] == [WASTE]
    assert wish(library).names["vi"] == "Nhựa dùng một lần"
    check_nothing_inline(page)


def test_a_wish_without_a_name_is_shown_again_with_what_was_typed(
    app: Flask, cast: Cast, address: str
) -> None:
    lan = Visitor(app, cast.lan)
    fields = filling.filled(filling.page(lan.open(address))) | WISH | {"wish-vi": ""}
    answer = lan.send(address, fields)
    assert answer.status_code == 422
    assert 'href="#wish-vi"' in answer.text and "Tuần lễ xanh" in answer.text


def test_a_waiting_wish_never_blocks_handing_in(app: Flask, cast: Cast, address: str) -> None:
    lan = Visitor(app, cast.lan)
    send = address.replace("/facts", "/send")
    sent = filling.filled(filling.page(lan.open(send)))
    assert lan.send(send, sent).status_code == 303


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_wish_is_answered_by_a_curator_of_the_library_and_nobody_else(
    app: Flask, cast: Cast, library: Library, address: str, answer: str
) -> None:
    target = f"/vi/curate/wishes/{wish(library).id}/{answer}"
    for who in (cast.lan, cast.hanh, cast.tu, cast.an, None):
        assert Visitor(app, who).send(target, ANSWERS[answer]).status_code == 403
    vy = Visitor(app, cast.vy)
    assert vy.client.post(target, data=ANSWERS[answer]).status_code == 409
    assert vy.send(target, dict.fromkeys(ANSWERS[answer], "")).status_code in (404, 422)
    assert vy.send("/vi/curate/wishes/99/refuse", ANSWERS["refuse"]).status_code == 404
    assert vy.send(target, ANSWERS[answer]).status_code == 303
    assert vy.send(target, ANSWERS[answer]).status_code == 409
    shown = Visitor(app, cast.lan).open(address).text
    assert {"make": "đã có: “Nhựa dùng một lần”", "grant": "đã có: “Giảm rác thải nhựa”",
            "refuse": "không thêm: Đã có thẻ tương tự."}[answer] in shown  # fmt: skip


def test_notices_lead_author_and_curator_to_where_the_wish_is(
    app: Flask, cast: Cast, library: Library, address: str
) -> None:
    id = wish(library).id
    assert Visitor(app, cast.vy).open(f"/vi/wishes/{id}").location == f"/vi/curate/wishes#wish-{id}"
    assert Visitor(app, cast.lan).open(f"/vi/wishes/{id}").location == f"{address}#wishes"
    assert Visitor(app, cast.tu).open(f"/vi/wishes/{id}").status_code == 404
    page = Visitor(app, cast.vy).open("/vi/curate/wishes").text
    assert "Nhựa dùng một lần" in page and "Tuần lễ xanh" in page
    check_nothing_inline(html.fromstring(page))
