"""Notices in a browser: the list, the count at the top, where each leads, and the choice of mail."""

import re

import pytest
from sqlalchemy import event

from library import notices
from library.accounts import users
from library.errors import Message
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.web.visiting import Visitor

SAID = Message("%(count)s minutes", {"count": 7})
WHY = "There is no such account."  # any sentence that is translated


def tell(library: Library, id: int, noun: str = "units", thing: object = 1, times: int = 1) -> int:
    """Tell somebody something; return the number of the newest notice."""
    with library.sessions.writing() as session:
        user = users.by_id(session, id)
        for _ in range(times):
            notices.tell(session, [user], SAID, WHY, noun, thing)
        return notices.of(session, user)[0].id


def unread(library: Library, id: int) -> int:
    with library.sessions.reading() as session:
        return notices.unread(session, users.by_id(session, id))


@pytest.fixture
def lan(library: Library, cast: Cast) -> Visitor:
    return Visitor(create_app(library), cast.lan)


@pytest.fixture
def stranger(library: Library) -> Visitor:
    return Visitor(create_app(library))


def at_the_top(visitor: Visitor, path: str = "/vi/help") -> str | None:
    """Return the number beside “notices” at the top of a page."""
    page = visitor.open(path).text
    found = re.search(r'/vi/account/notices"[^>]*>[^<]*(?:<b class="badge wait">(\d+))?', page)
    assert found, "the top leads to the notices"
    return found[1]


def test_the_list_says_what_and_why_in_the_language_of_the_page(
    library: Library, cast: Cast, lan: Visitor
) -> None:
    id = tell(library, cast.lan)
    page = lan.open("/vi/account/notices").text
    assert "7 phút" in page and "Không có tài khoản này." in page
    assert f"/vi/account/notices/{id}" in page
    assert "7 minutes" in lan.open("/en/account/notices").text


def test_the_top_of_every_page_counts_what_is_new(
    library: Library, cast: Cast, lan: Visitor
) -> None:
    assert at_the_top(lan) is None
    tell(library, cast.lan, times=2)
    assert at_the_top(lan) == at_the_top(lan, "/vi/tags/") == "2"


def test_a_reader_without_an_account_costs_no_query_for_it(
    library: Library, cast: Cast, lan: Visitor, stranger: Visitor
) -> None:
    asked: list[str] = []
    event.listen(
        library.sessions.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_more: asked.append(statement),
    )
    assert "/account/notices" not in stranger.open("/vi/help").text
    assert not any("notices" in statement for statement in asked)
    lan.open("/vi/help")
    assert sum("notices" in statement for statement in asked) == 1


@pytest.mark.parametrize(
    ("noun", "thing", "place"),
    [
        ("submissions", 7, "/vi/review/7"),
        ("items", "phan-loai-rac", "/vi/items/phan-loai-rac"),
        ("units", 3, "/vi/units/3"),
        ("kites", 1, "/vi/account/notices"),
    ],
)
def test_opening_a_notice_leads_on_and_notes_that_it_was_seen(
    library: Library, cast: Cast, lan: Visitor, noun: str, thing: object, place: str
) -> None:
    tell(library, cast.lan)
    id = tell(library, cast.lan, noun, thing)
    answer = lan.open(f"/vi/account/notices/{id}")
    assert (answer.status_code, answer.location) == (302, place)
    assert unread(library, cast.lan) == 1


def test_a_notice_of_somebody_else_is_not_there(library: Library, cast: Cast, lan: Visitor) -> None:
    id = tell(library, cast.tu)
    assert lan.open(f"/vi/account/notices/{id}").status_code == 404
    assert unread(library, cast.tu) == 1
    assert "7 phút" not in lan.open("/vi/account/notices").text


def test_who_is_signed_out_signs_in_first_and_comes_back(
    library: Library, cast: Cast, stranger: Visitor
) -> None:
    id = tell(library, cast.lan)
    answer = stranger.open(f"/vi/account/notices/{id}")
    assert answer.status_code == 302
    assert answer.location == f"/vi/account/sign-in?next=/vi/account/notices/{id}"
    assert unread(library, cast.lan) == 1


def test_all_that_was_on_the_page_is_marked_and_what_came_meanwhile_is_not(
    library: Library, cast: Cast, lan: Visitor
) -> None:
    seen = tell(library, cast.lan, times=2)
    tell(library, cast.tu)
    tell(library, cast.lan)
    answer = lan.send("/vi/account/notices/read", {"newest": str(seen)})
    assert (answer.status_code, answer.location) == (303, "/vi/account/notices")
    assert unread(library, cast.lan) == unread(library, cast.tu) == 1
    lan.send("/vi/account/notices/read", {"newest": "x"})
    assert unread(library, cast.lan) == 0
    assert "/notices/read" not in lan.open("/vi/account/notices").text


def test_a_long_list_has_pages(library: Library, cast: Cast, lan: Visitor) -> None:
    tell(library, cast.lan, times=notices.PAGE_SIZE + 2)
    first = lan.open("/vi/account/notices").text
    older = re.search(r"/vi/account/notices\?before=\d+", first)
    assert older and first.count("7 phút") == notices.PAGE_SIZE
    assert lan.open(older[0]).text.count("7 phút") == 2


@pytest.mark.parametrize("choice", ["daily", "none", "at-once"])
def test_mail_is_chosen_on_the_account_page(
    library: Library, cast: Cast, lan: Visitor, choice: str
) -> None:
    answer = lan.send("/vi/account/mail", {"mail": choice})
    assert (answer.status_code, answer.location) == (303, "/vi/account#mail")
    assert f'value="{choice}" checked' in lan.open("/vi/account").text
    with library.sessions.reading() as session:
        assert users.by_id(session, cast.lan).mail == choice
        assert users.by_id(session, cast.tu).mail == "at-once"


@pytest.mark.parametrize("fields", [{}, {"mail": "hourly"}])
def test_what_cannot_be_chosen_is_refused(lan: Visitor, fields: dict[str, str]) -> None:
    assert lan.send("/vi/account/mail", fields).status_code == 422


@pytest.mark.parametrize("path", ["/vi/account/mail", "/vi/account/notices/read"])
def test_nothing_is_changed_signed_out_or_from_another_page(
    library: Library, cast: Cast, lan: Visitor, stranger: Visitor, path: str
) -> None:
    tell(library, cast.lan)
    assert stranger.send(path, {"mail": "none"}).status_code == 403
    assert lan.client.post(path, data={"mail": "none"}).status_code == 409
    assert unread(library, cast.lan) == 1
    with library.sessions.reading() as session:
        assert users.by_id(session, cast.lan).mail == "at-once"
