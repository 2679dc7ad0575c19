"""What a reader sees when something is refused or breaks: a sentence, never a traceback."""

import logging
import sqlite3

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from library.accounts import users
from library.accounts.models import User
from library.errors import Conflict, Invalid, NotAllowed
from library.web import context, create_app
from library.wiring import Library
from tests.cast import Cast
from tests.web import reading
from tests.web.visiting import Visitor

RAISED = {
    "bug": (ZeroDivisionError("secret detail"), 500, "Something went wrong"),
    "disk": (OSError(28, "No space left on device"), 503, "The disk is full"),
    "busy": (
        OperationalError("SELECT secret", {}, sqlite3.OperationalError("database is locked")),
        503,
        "Somebody else is writing",
    ),
    "stale": (Conflict("Read it again."), 409, "Read it again."),
    "wrong": (Invalid("Give a title."), 422, "Give a title."),
    "forbidden": (NotAllowed("Only reviewers may."), 403, "Only reviewers may."),
}


@pytest.fixture(scope="module")
def failing(starter: Library) -> Flask:
    """An application with addresses that fail, as pages and in the API."""
    app = create_app(starter)

    def fail(how: str) -> str:
        raise RAISED[how][0]

    app.add_url_rule("/en/fail/<how>", "fail", fail)
    app.add_url_rule("/api/v1/fail/<how>", "fail_api", fail)
    return app


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_unknown_page_says_so_in_both_languages_and_offers_ways_on(
    client: FlaskClient, language: str
) -> None:
    page = reading.page(client, f"/{language}/nothing", 404)
    main = page.find(".//main")
    assert page.get("lang") == language
    assert main.xpath(".//h1/@lang") == [language]
    assert {"There is nothing at this address", "Không có gì ở địa chỉ này"} == {
        reading.said(main.find(".//h1")), reading.said(main.find(".//h2")),
    }  # fmt: skip
    for words in main.xpath(".//p[contains(@class, 'line-links')]/a/@href"):
        assert reading.sent(client, words).status_code == 200
    assert main.find(".//form") is not None


@pytest.mark.parametrize("address", ["/fr/", "/fr/search", "/nothing", "/VI/", "/vi/items/"])
def test_an_unknown_language_or_address_is_not_found(client: FlaskClient, address: str) -> None:
    reading.page(client, address, 404)


@pytest.mark.parametrize(
    "address",
    [
        "/vi/items/%00",
        "/vi/items/a%00/compare",
        "/i/%00",
        "/api/v1/items/%00",
        "/vi/items/%ED%A0%80",
    ],
)
def test_an_address_that_no_database_can_hold_is_not_found(own: FlaskClient, address: str) -> None:
    assert reading.sent(own, address).status_code == 404


def test_an_error_outside_the_languages_speaks_that_of_the_reader(client: FlaskClient) -> None:
    assert reading.page(client, "/nothing", 404, Accept_Language="en").get("lang") == "en"
    assert reading.page(client, "/nothing", 404, Accept_Language="vi").get("lang") == "vi"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", ["/en/search", "/en/items/culture-day-assembly", "/"])
def test_what_can_only_be_read_refuses_to_be_written(
    client: FlaskClient, method: str, address: str
) -> None:
    answer = client.open(address, method=method, buffered=True)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


def test_a_refused_method_is_not_called_a_wrong_address(client: FlaskClient) -> None:
    text = client.post("/en/search").get_data(as_text=True)
    assert "typed wrong" not in text and "cannot be used so" in text


@pytest.mark.parametrize("how", RAISED)
def test_an_error_is_a_page_in_words_and_no_traceback(
    failing: Flask, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    _, code, words = RAISED[how]
    with caplog.at_level(logging.CRITICAL, "saodieu"):
        page = reading.page(failing.test_client(), f"/en/fail/{how}", code)
    text = page.text_content()
    assert words in text
    assert "Traceback" not in text and "secret" not in text and "Error(" not in text


@pytest.mark.parametrize("how", RAISED)
def test_an_error_of_the_api_is_a_problem_document(failing: Flask, how: str) -> None:
    _, code, words = RAISED[how]
    answer = reading.sent(failing.test_client(), f"/api/v1/fail/{how}", Accept_Language="en")
    assert (answer.status_code, answer.mimetype) == (code, "application/problem+json")
    problem = answer.get_json()
    assert set(problem) == {"type", "status", "title", "detail"} and problem["status"] == code
    assert words in f"{problem['title']} {problem['detail']}" and "secret" not in str(problem)


def test_what_breaks_is_written_to_the_log_with_its_address(
    failing: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    reading.page(failing.test_client(), "/en/fail/bug", 500)
    assert "GET /en/fail/bug" in caplog.text and "ZeroDivisionError" in caplog.text


def test_a_write_that_fails_half_way_still_gets_its_page(library: Library, cast: Cast) -> None:
    app = create_app(library)

    @app.post("/vi/write-twice")
    def write_twice() -> str:
        twin = users.by_id(context.session(), context.somebody().id).email
        context.session().add(User(email=twin, name="Hai", language="vi"))
        context.session().flush()
        return "never"

    answer = Visitor(app, cast.lan).send("/vi/write-twice")
    assert answer.status_code == 503
    assert "Lê Thị Lan" in answer.text
