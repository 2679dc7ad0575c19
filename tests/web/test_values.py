"""What no program of ours sends: numbers that no database holds, NUL, days beside the calendar."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from library.review.workflow import State
from library.web import create_app
from library.wiring import Library
from tests.cast import Cast
from tests.conftest import DATABASES
from tests.review import desk
from tests.web.visiting import Visitor

ODD = ("2147483648", "2026-11-25\0", "9999-12-31", "0001-01-01")
NAMES = (
    "unit q base seen acknowledged reviewer item page before person thing noun day tag path "
    "people claim again_on language email name newest mail role kind parent begun_on ended_on "
    "issued_on given_on ends_on text reason note anchor quote token_name next school state mine "
    "rows answer body tab then remove choice-vi-title hand-vi-title vi-title new_name checked "
    "purpose channel age signed edition grade "
)
WORDS = {"action": "ask-changes", "change": "rename", "step": "text", "format": "pdf"}
# They hash passwords, which takes a while, or end the sign-in.
LEFT_OUT = {"account.begin", "account.change_password", "account.sign_out", "static"}


def address(rule: Rule, number: int) -> str:
    """Return an address of a route, with a number in it where it takes one."""

    def part(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        if found[1].startswith("int:"):
            return str(number)
        return "vi" if name == "lang" else WORDS.get(name, "phan-loai-rac")

    return re.sub("<([^<>]+)>", part, rule.rule)


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Both: what cannot be kept is refused by one and kept by the other."""
    return str(request.param)


@pytest.fixture
def app(library: Library, cast: Cast) -> Flask:
    """The application with a submission in review, number 1."""
    with library.sessions.writing() as session:
        made = desk.submission(session, library, cast, State.IN_REVIEW, reviewer=cast.hanh)
        assert made.id == 1
    return create_app(library)


@pytest.mark.parametrize("who", ["hanh", "an"])
def test_whatever_is_sent_nothing_fails(app: Flask, cast: Cast, who: str) -> None:
    visitor = Visitor(app, getattr(cast, who))
    failed = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in LEFT_OUT:
            continue
        for number, odd in ((2**31, ODD[0]), *((1, each) for each in ODD)):
            path, fields = address(rule, number), dict.fromkeys(NAMES.split(), odd)
            if "GET" in (rule.methods or ()):
                answer = visitor.open(path, query_string=fields, buffered=True)
            else:
                answer = visitor.send(path, fields)
            if answer.status_code >= 500:
                failed.add((rule.endpoint, odd, answer.status_code))
    assert not failed


def test_a_number_that_no_database_holds_names_nothing(app: Flask, cast: Cast) -> None:
    hanh = Visitor(app, cast.hanh)
    assert hanh.open("/vi/review/1").status_code == 200
    assert hanh.open(f"/vi/review/{2**31}").status_code == 404
    assert hanh.open(f"/vi/review/{10**30}").status_code == 404
    assert hanh.open(f"/vi/review/?page={10**30}").status_code == 200


def test_a_nul_is_left_out_and_what_was_typed_around_it_stays(app: Flask, cast: Cast) -> None:
    hanh = Visitor(app, cast.hanh)
    answer = hanh.send("/vi/review/1/comments", {"text": "Trước\0 và sau"})
    assert answer.status_code == 303
    assert "Trước và sau" in hanh.open("/vi/review/1").text
