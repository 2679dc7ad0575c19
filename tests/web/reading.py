"""Pages as tests read them: asked for, checked and parsed."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement
from werkzeug.test import TestResponse


def sent(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Return an answer, read whole; an underscore in the name of a header stands for a hyphen."""
    return client.get(address, headers=named(headers), buffered=True)


def named(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers by their names; an underscore stands for a hyphen."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


def page(client: FlaskClient, address: str, status: int = 200, **headers: str) -> HtmlElement:
    """Return a page parsed."""
    answer = sent(client, address, **headers)
    assert answer.status_code == status, address
    assert answer.mimetype == "text/html"
    return html.document_fromstring(answer.get_data().decode())


def said(element: HtmlElement) -> str:
    """Return what an element says, with single spaces; no-break spaces become spaces too."""
    return " ".join(element.text_content().split())


def marked(root: HtmlElement, name: str) -> list[str]:
    """Return what each element of a class says."""
    return [said(element) for element in root.find_class(name)]


def headings(root: HtmlElement, level: int = 2) -> list[str]:
    """Return the headings of a level in the main part."""
    return [said(element) for element in root.iterfind(f".//main//h{level}")]


def link(root: HtmlElement, words: str) -> str:
    """Return where the first link leads whose text contains the words."""
    for anchor in root.iter("a"):
        if words in said(anchor):
            return str(anchor.get("href"))
    raise AssertionError(f"no link says “{words}”")


def titles(root: HtmlElement) -> list[str]:
    """Return the titles of the rows of a list."""
    return [said(title) for title in root.iterfind(".//ul[@class='rows']/li//h3")]


def slugs(root: HtmlElement) -> list[str]:
    """Return which items the rows of a list lead to."""
    found = root.iterfind(".//ul[@class='rows']/li//h3/a")
    return [urlsplit(anchor.get("href")).path.rsplit("/", 1)[-1] for anchor in found]


def facts(root: HtmlElement) -> dict[str, str]:
    """Return the facts panel of an item page."""
    panel = root.find_class("facts")[0]
    return {said(line.find("dt")): said(line.find("dd")) for line in panel.iter("div")}
