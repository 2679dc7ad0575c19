"""Reading SKOS of anybody: other tools' files are understood, traps are refused, nothing is fetched."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from library.errors import Invalid
from library.exchange import reading_skos, vocabulary_files
from library.exchange.reading_skos import Refused
from library.tags.entries import Entries

FOREIGN = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
<https://example.org/crafts> a skos:ConceptScheme ; dct:identifier "craft" ;
    skos:prefLabel "Nghề thủ công"@vi-VN .
<https://example.org/crafts#craft.weaving> a skos:Concept ;
    skos:inScheme <https://example.org/crafts> ; skos:prefLabel "Dệt"@vi, "Weaving"@EN-us ;
    skos:altLabel "dệt  thổ\u00a0cẩm"@vi .
<https://example.org/c/17> a skos:Concept ; dct:identifier "craft.brocade" ;
    skos:prefLabel "Thổ cẩm" ; skos:broader <https://example.org/crafts#craft.weaving> ;
    skos:inScheme <https://example.org/crafts> .
"""


def why(content: str | bytes, form: str) -> str:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(Refused) as refused:
        reading_skos.read(data, form)
    return str(refused.value)


def test_a_file_of_another_tool_is_understood() -> None:
    found = reading_skos.read(FOREIGN.encode(), "ttl")
    assert found.schemes["craft"].labels == {"vi": "Nghề thủ công"}
    weaving, brocade = found.tags["craft.weaving"], found.tags["craft.brocade"]
    assert [name.text for name in weaving.names] == ["Dệt", "dệt thổ cẩm", "Weaving"]
    assert (brocade.parent, brocade.scheme, brocade.label) == ("craft.weaving", "craft", "Thổ cẩm")


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Lend the address of a server on this machine and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"@context": {}}')

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def read_apart(place: Path, name: str, content: str) -> str:
    """Read a file as the library does, in a process of its own, and return why it was refused."""
    file = place / name
    file.write_text(content, "utf-8")
    with pytest.raises(Invalid) as refused:
        vocabulary_files.read(file, name, Entries())
    return str(refused.value)


@pytest.mark.parametrize(
    "context",
    [
        "{address}/c",
        ["{address}/c"],
        [{"a": "urn:a"}, "{address}/c"],
        {"@import": "{address}/c"},
        {"a": {"@id": "urn:a", "@context": "{address}/c"}},
    ],
)
def test_a_context_elsewhere_is_refused_and_never_fetched(tmp_path: Path, context: object) -> None:
    with listening() as (address, asked):
        document = json.dumps({"@context": context, "@id": "urn:x"}).replace("{address}", address)
        assert "context at another address" in read_apart(tmp_path, "v.jsonld", document)
    assert asked == []


def test_a_document_type_and_its_entities_are_refused(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY e{level + 1} "{f"&e{level};" * 10}">' for level in range(9))
    head = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "ha">{}]>'
    body = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&e9;</rdf:RDF>'
    assert why(head.format(bomb) + body, "rdf") == "doctype"
    with listening() as (address, asked):
        outside = f'<!DOCTYPE r SYSTEM "{address}/r.dtd">' + body
        assert "DOCTYPE" in read_apart(tmp_path, "v.rdf", outside)
    assert asked == []


@pytest.mark.parametrize(
    ("content", "form", "reason"),
    [
        ("", "ttl", "nothing"),
        ("<urn:a> <urn:b> <urn:c> .", "ttl", "nothing"),
        ("{}", "jsonld", "nothing"),
        ("<urn:a> <urn:b>", "ttl", "broken"),
        (b"\xff\xfe\x00", "ttl", "broken"),
        ("{", "jsonld", "broken"),
        ("<r", "rdf", "broken"),
        ("not xml", "rdf", "broken"),
    ],
)
def test_what_is_no_vocabulary_is_refused_with_the_reason(
    content: str | bytes, form: str, reason: str
) -> None:
    assert why(content, form) == reason


def test_an_import_of_another_ontology_is_not_followed(tmp_path: Path) -> None:
    with listening() as (address, asked):
        file = tmp_path / "v.ttl"
        imports = f"<urn:o> <http://www.w3.org/2002/07/owl#imports> <{address}/o> ."
        file.write_text(FOREIGN + imports, "utf-8")
        assert len(vocabulary_files.read(file, "v.ttl", Entries()).tags) == 2
    assert asked == []


def test_more_statements_than_are_read_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_skos, "MOST_TRIPLES", 20)
    many = "".join(f"<urn:a> <urn:b> {number} .\n" for number in range(21))
    assert why(many, "ttl") == "many"


@pytest.mark.parametrize(
    ("form", "content"),
    [("ttl", "<urn:a> <urn:b> " + "[ <urn:b> " * 5_000), ("jsonld", '{"@graph":' + "[" * 100_000)],
)
def test_depths_without_end_are_refused(tmp_path: Path, form: str, content: str) -> None:
    assert "v." in read_apart(tmp_path, f"v.{form}", content)
