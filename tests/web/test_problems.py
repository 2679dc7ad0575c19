"""Problems in a browser: any reader reports, who answers for the item answers; both with the ladder."""

import email
import re
from datetime import timedelta
from email import policy

import pytest
from flask import Flask

from library.care.models import Problem
from library.database import today
from library.review.workflow import State
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.review import desk
from tests.web.visiting import Visitor

PAGE = "/vi/items/phan-loai-rac/problem"
SAID = {"kind": "fact", "text": "Năm thành lập xã là 1976, không phải 1967."}


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with one published item of the school."""
    with library.sessions.writing() as session:
        desk.submission(session, library, cast, State.PUBLISHED)
    return create_app(library)


def problems(library: Library) -> list[Problem]:
    with library.sessions.reading() as session:
        return session.query(Problem).order_by(Problem.id).all()


def test_a_reader_without_an_account_reports_from_the_page_of_the_item(
    app: Flask, library: Library
) -> None:
    reader = Visitor(app)
    assert PAGE in reader.open("/vi/items/phan-loai-rac").text
    assert SAID["text"] not in reader.open(PAGE).text
    answer = reader.send(PAGE, SAID | {"email": "me@example.vn"})
    assert answer.status_code == 303
    assert "5 ngày làm việc" in reader.open(answer.location).text
    [problem] = problems(library)
    assert (problem.kind, problem.email, problem.by_id) == ("fact", "me@example.vn", None)
    assert problem.origin and "127.0.0.1" not in problem.origin


def test_what_a_machine_fills_in_is_not_heard(app: Flask, library: Library) -> None:
    answer = Visitor(app).send(PAGE, SAID | {"website": "https://spam.example"})
    assert answer.status_code == 303
    assert problems(library) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"kind": ""}, "kind"), ({"text": " "}, "text"), ({"email": "nobody at all"}, "email")],
)
def test_a_bad_form_is_shown_again_with_what_was_typed(
    app: Flask, library: Library, fields: dict[str, str], field: str
) -> None:
    answer = Visitor(app).send(PAGE, SAID | {"email": "me@example.vn"} | fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    if field != "text":
        assert SAID["text"] in answer.text
    assert problems(library) == []


def test_a_stale_form_and_a_missing_item_take_nothing(app: Flask, library: Library) -> None:
    reader = Visitor(app)
    assert reader.client.post(PAGE, data=SAID).status_code == 409
    assert reader.send("/vi/items/nothing/problem", SAID).status_code == 404
    assert reader.open("/vi/items/nothing/problem").status_code == 404
    assert problems(library) == []


def test_a_flood_is_turned_away_and_what_was_typed_is_given_back(
    app: Flask, library: Library
) -> None:
    reader = Visitor(app)
    for number in range(20):
        assert reader.send(PAGE, SAID | {"text": f"Sai ở mục {number}"}).status_code == 303
    answer = reader.send(PAGE, SAID)
    assert answer.status_code == 409
    assert SAID["text"] in answer.text
    assert len(problems(library)) == 20


def test_who_answers_sees_it_and_answers_and_nobody_else(
    app: Flask, library: Library, cast: Cast
) -> None:
    Visitor(app).send(PAGE, SAID | {"email": "me@example.vn"})
    [problem] = problems(library)
    page, form = f"/vi/problems/{problem.id}", {"answer": "Đã sửa thành 1976, theo nghị quyết."}
    binh, tu = Visitor(app, cast.binh), Visitor(app, cast.tu)
    assert "Ngày hội phân loại rác" in binh.open("/vi/problems/").text
    assert "Ngày hội phân loại rác" not in tu.open("/vi/problems/").text
    assert SAID["text"] in binh.open(page).text
    assert tu.open(page).status_code == 404
    assert tu.send(f"{page}/answer", form).status_code == 404
    assert Visitor(app).send(f"{page}/answer", form).status_code == 403
    assert Visitor(app).open(page).status_code == 302
    assert binh.client.post(f"{page}/answer", data=form).status_code == 409
    assert binh.send(f"{page}/answer", {"answer": " "}).status_code == 422
    assert binh.send(f"{page}/answer", form).status_code == 303
    assert binh.send(f"{page}/answer", form).status_code == 409
    assert form["answer"] in binh.open(page).text
    assert problems(library)[0].email is None
    library.worker.run()
    [letter] = [
        each for each in (library.settings.letters).glob("*.eml") if b"me@" in each.read_bytes()
    ]
    with letter.open("rb") as stream:
        said = email.message_from_binary_file(stream, policy=policy.default)
    body = said.get_body(("plain",))
    assert body and form["answer"] in body.get_content()


def test_a_late_one_is_marked_in_the_queue(app: Flask, library: Library, cast: Cast) -> None:
    Visitor(app).send(PAGE, SAID)
    binh = Visitor(app, cast.binh)
    assert not re.search(r'badge bad"', binh.open("/vi/problems/").text)
    with library.sessions.writing() as session:
        session.query(Problem).one().due_on = today() - timedelta(days=1)
    assert re.search(r'badge bad"', binh.open("/vi/problems/").text)
