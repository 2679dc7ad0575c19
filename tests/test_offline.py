"""Nothing leaves the machine: no page, static file, paper or answer makes anything ask another host.

What a person clicks may lead anywhere; what a browser or a reader of papers fetches by itself may not.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html

ITEMS = ("listening-to-gongs-preschool", "ke-hoach-thong-tin-doi-ngoai-lam-dong-2026")
PAGES = [
    f"/{language}{path}"
    for language in ("vi", "en")
    for path in (
        "/",
        "/search?q=van+hoa",
        "/search?q=qwertyuiop",
        "/search/saved",
        *(f"/items/{slug}" for slug in ITEMS),
        f"/items/{ITEMS[0]}/compare",
        "/tags/",
        "/tags/theme.heritage",
        "/help",
        "/nothing",
    )
]
# Attributes that a browser follows by itself. `href` of a link element is one, that of <a> is not.
FETCHED = (
    "//@src | //@srcset | //@poster | //@data | //@background | //@ping | //@action | //@formaction"
    " | //link/@href | //*[local-name()='use' or local-name()='image']/@*[local-name()='href']"
    " | //meta[@http-equiv]/@content"
)
IN_STYLE = re.compile(r"""(?:@import\s*|url\(\s*)["']?([^"')\s]+)""")
IN_SCRIPT = re.compile(
    r"""(?:\bimport\b[^"'`]*|\bfrom\s*|\b(?:fetch|open|Worker|WebSocket|EventSource|sendBeacon)\(\s*)["'`]([^"'`]+)"""
)
NAMED_ONLY = ("https://schema.org", "https://creativecommons.org/", "http://127.0.0.1:8000/")


def sent(client: FlaskClient, address: str) -> bytes:
    return bytes(client.get(address, buffered=True).data)


def is_own(address: str) -> bool:
    """Tell whether an address stays on this host."""
    return not re.match(
        r"\s*([a-z][a-z0-9+.-]*:|//|\\)", address, re.IGNORECASE
    ) or address.startswith("data:image/")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fetches_only_from_its_own_host(client: FlaskClient, address: str) -> None:
    page = html.document_fromstring(sent(client, address).decode())
    fetched = page.xpath(FETCHED)
    assert len(fetched) >= 4
    assert [each for each in fetched if not is_own(each)] == []
    assert not page.xpath("//link[@rel='preconnect' or @rel='dns-prefetch' or @rel='prefetch']")


def static_files(app: Flask) -> list[str]:
    folder = Path(app.static_folder or "")
    return [
        path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()
    ]


def fetched_by(name: str, text: str) -> list[str]:
    """Return what a style sheet, a script or a drawing fetches."""
    if name.endswith(".css"):
        return IN_STYLE.findall(text)
    if name.endswith(".js"):
        return IN_SCRIPT.findall(text)
    if name.endswith(".svg"):
        drawing = etree.fromstring(text.encode())
        assert not drawing.xpath("//*[local-name()='script' or local-name()='foreignObject']")
        return [*map(str, drawing.xpath("//@*[local-name()='href']")), *IN_STYLE.findall(text)]
    return []


def test_a_static_file_fetches_only_from_its_own_host(app: Flask, client: FlaskClient) -> None:
    looked_at = 0
    for name in static_files(app):
        content = sent(client, f"/static/{name}")
        if name.endswith((".css", ".js", ".svg")):
            looked_at += 1
            fetched = fetched_by(name, content.decode())
            assert [each for each in fetched if not is_own(each)] == [], name
    assert looked_at >= 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.css", "@import 'https://fonts.example/x.css';"),
        ("a.css", "p { background: url(//cdn.example/x.png) }"),
        ("a.js", 'import x from "https://cdn.example/x.js";'),
        ("a.js", "await fetch('//cdn.example/x');"),
        (
            "a.svg",
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://a.example/"/></svg>',
        ),
    ],
)
def test_a_file_that_would_fetch_is_recognised(name: str, text: str) -> None:
    assert [each for each in fetched_by(name, text) if not is_own(each)]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("slug", ITEMS)
def test_a_word_file_refers_outside_only_by_links(
    client: FlaskClient, slug: str, language: str
) -> None:
    content = sent(client, f"/{language}/items/{slug}/download.docx")
    with zipfile.ZipFile(io.BytesIO(content)) as paper:
        parts = [name for name in paper.namelist() if name.endswith(".rels")]
        assert "word/_rels/document.xml.rels" in parts
        for name in parts:
            for relation in etree.fromstring(paper.read(name)):
                if relation.get("TargetMode") == "External":
                    assert relation.get("Type", "").endswith("/hyperlink")
        document = paper.read("word/document.xml")
    assert b"INCLUDEPICTURE" not in document and b"attachedTemplate" not in document


def streams(pdf: bytes) -> Iterator[bytes]:
    """Yield the file and what its packed streams hold."""
    yield pdf
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(packed)
        except zlib.error:
            continue


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("slug", ITEMS)
def test_a_pdf_starts_nothing_by_itself(client: FlaskClient, slug: str, language: str) -> None:
    content = sent(client, f"/{language}/items/{slug}/download.pdf")
    assert content.startswith(b"%PDF-")
    whole = b"\n".join(streams(content))
    assert b"/StructTreeRoot" in whole, "the packed parts are read"
    started = (
        rb"/(OpenAction|AA|Launch|JavaScript|JS|SubmitForm|ImportData|GoToR|GoToE|RichMedia)\b"
    )
    assert re.findall(started, whole) == []


def addresses(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value that is an address."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from addresses(each)
    elif isinstance(value, str) and re.match(r"(https?:)?//", value):
        yield value


@pytest.mark.parametrize(
    "address",
    ["items?size=100", "items/act-0006-listening-to-gongs-preschool", "tags", "suggest?q=v"],
)
def test_an_answer_of_the_api_names_no_other_host(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/api/v1/{address}", buffered=True)
    assert answer.status_code == 200
    assert [each for each in addresses(answer.json) if not each.startswith(NAMED_ONLY)] == []
    text = answer.get_data(as_text=True)
    assert not re.search(r'src=\\?"(https?:)?//', text)
