"""The form of a submission as a browser without scripts fills it in: what stands in it goes along."""

import io
from typing import Any

from lxml import html
from lxml.html import FormElement, HtmlElement
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.web.visiting import Visitor

COMPLETE: dict[str, dict[str, Any]] = {
    "text": {
        "vi-title": "Ngày hội phân loại rác",
        "vi-summary": "Cả lớp cùng phân loại rác trong một tiết.",
        "vi-body": "## I. Mục đích\n\nHọc sinh phân loại được rác.",
    },
    "facts": {
        "grade": ["grade.07"],
        "theme": ["theme.environment.waste"],
        "duration_minutes": "45 phút",
    },
    "files": {
        "licence": "licence.cc-by",
        "own_work": "yes",
        "ai_assisted": "partly",
        "personal": "none",
    },
}


def begun(visitor: Visitor, cast: Cast, language: str = "vi") -> str:
    """Begin a submission for the school and return the address that its pages begin with."""
    answer = visitor.send("/vi/contribute/new", {"unit": cast.school, "language": language})
    assert answer.status_code == 303
    return str(answer.location).rpartition("/")[0]


def complete(visitor: Visitor, cast: Cast) -> str:
    """Begin a submission and fill in all that is needed."""
    address = begun(visitor, cast)
    for step, fields in COMPLETE.items():
        assert send(visitor, f"{address}/{step}", **fields).status_code == 303
    return address


def page(answer: TestResponse) -> HtmlElement:
    """Return an answer parsed."""
    return html.document_fromstring(answer.get_data(as_text=True))


def form(root: HtmlElement) -> FormElement:
    """Return the last form of the main part."""
    return root.xpath("//main//form[@method='post']")[-1]


def filled(root: HtmlElement) -> dict[str, list[str]]:
    """Return what the form would send as it stands, without its token: the visitor has one."""
    found: dict[str, list[str]] = {}
    for name, value in form(root).form_values():
        # A browser leaves out the line break behind <textarea>; this parser does not.
        found.setdefault(name, []).append(value.removeprefix("\n"))
    found.pop("csrf_token", None)
    return found


def send(visitor: Visitor, address: str, **changed: Any) -> TestResponse:
    """Open a step, change some fields and send it; an underscore pair stands for a hyphen."""
    root = page(visitor.open(address))
    return send_form(visitor, address, filled(root), **changed)


def send_form(
    visitor: Visitor, address: str, fields: dict[str, Any], **changed: Any
) -> TestResponse:
    """Send a form that was opened before, with some fields changed."""
    named = {name.replace("__", "-"): value for name, value in changed.items()}
    headers = named.pop("headers", {})
    return visitor.send(address, fields | named, headers=headers)


def add_file(
    visitor: Visitor, address: str, name: str, content: bytes, **more: Any
) -> TestResponse:
    """Add a file to a submission, on the page of its third step."""
    fields = filled(page(visitor.open(address))) | more
    return visitor.send(
        address, fields | {"new_files": (io.BytesIO(content), name), "then": "stay"}
    )
