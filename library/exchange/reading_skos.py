"""Reads SKOS in a confined process: files come from anywhere, and nothing that they name is fetched.

Run as a module it answers `{"path", "form"}` with the entries, or with why there are none.
"""

import json
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.parsers import expat

from rdflib import Graph
from rdflib.plugins.stores.memory import Memory
from rdflib.term import Literal, Node, URIRef

from library import i18n, text
from library.exchange import skos
from library.exchange.skos import DCT, OWN, RDF, SKOS
from library.items import confined
from library.tags import models
from library.tags.entries import Entries, Name, RuleEntry, SchemeEntry, TagEntry

MOST_TRIPLES = 500_000
_KNOWN = frozenset(
    [RDF + "type", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "inScheme", SKOS + "broader",
     SKOS + "topConceptOf", SKOS + "hasTopConcept", SKOS + "narrower", SKOS + "editorialNote",
     SKOS + "notation",
     DCT + "identifier", DCT + "source", DCT + "isReplacedBy",
     *(OWN + each for each in ("position", "ordered", "properties", "names", "abbreviation",
                               "candidates", "rule"))]
)  # fmt: skip
# What code does when it wants something from elsewhere.
_REACHING = ("socket.", "urllib.", "http.", "ftplib.", "subprocess.", "os.system", "os.exec")

Said = Mapping[str, list[Node]]


class Refused(Exception):
    """The file cannot be read; the word says why."""


class _Counting(Memory):
    """Keeps what we know of and counts the rest, so that a huge file ends early."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.count = 0

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Keep a triple if it is one of ours."""
        self.count += 1
        if self.count > MOST_TRIPLES:
            raise Refused("many")
        if str(triple[1]) in _KNOWN:
            super().add(triple, context, quoted)


def answer(question: Mapping[str, str]) -> dict[str, Any]:
    """Return the entries of a file, or the word for why there are none."""
    try:
        content = Path(question["path"]).read_bytes()
        return read(content, question["form"]).packed()
    except Refused as refused:
        return {"refused": str(refused)}


def read(content: bytes, form: str) -> Entries:
    """Return the entries that a file describes; raise Refused."""
    if form == "rdf":
        _look_for_doctype(content)
    if form == "jsonld":
        _look_for_contexts(content)
    store = _Counting()
    graph = Graph(store=store)
    try:
        with warnings.catch_warnings():  # rdflib warns of itself while it reads JSON-LD
            warnings.simplefilter("ignore", DeprecationWarning)
            graph.parse(data=content, format=skos.FORMATS[form][1], publicID="http://file.invalid/")
    except (Refused, RecursionError, MemoryError):
        raise
    except Exception as error:  # rdflib's parsers raise whatever went wrong inside them
        raise Refused("broken") from error
    about: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for (subject, predicate, value), _ in store.triples((None, None, None)):
        about[subject][str(predicate)].append(value)
    return _Reader(about).entries()


def _look_for_doctype(content: bytes) -> None:
    """Refuse a document type: entities multiply, and files of elsewhere would be fetched."""

    def refuse(*_: Any) -> None:
        raise Refused("doctype")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Refused("broken") from error


def _look_for_contexts(content: bytes) -> None:
    """Refuse a context that is an address: it would have to be fetched."""
    try:
        document = json.loads(content)
    except ValueError as error:
        raise Refused("broken") from error
    waiting = [document]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if "@import" in each or _is_elsewhere(each.get("@context")):
                raise Refused("context")
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _is_elsewhere(context: Any) -> bool:
    if isinstance(context, list):
        return any(map(_is_elsewhere, context))
    return isinstance(context, str)


class _Reader:
    """Makes entries of what is said about each subject."""

    def __init__(self, about: Mapping[Node, Said]) -> None:
        self._about = about
        self._ids: dict[Node, str] = {
            subject: self._identifier(subject, said)
            for subject, said in about.items()
            if isinstance(subject, URIRef)
        }

    def entries(self) -> Entries:
        """Return all entries, in the order of their positions and ids."""
        schemes = map(self._scheme, self._of_type(SKOS + "ConceptScheme"))
        tags = map(self._tag, self._of_type(SKOS + "Concept"))
        rules = map(self._rule, self._of_type(OWN + "Ambiguity"))
        made = Entries.of(
            sorted(schemes, key=lambda each: (each.position or 0, each.id)),
            sorted(tags, key=lambda each: (each.position or 0, each.id)),
            sorted(rules, key=lambda each: (each.position or 0, each.abbreviation)),
        )
        if not made.tags and not made.schemes:
            raise Refused("nothing")
        return made

    def _of_type(self, kind: str) -> Iterator[Node]:
        wanted = URIRef(kind)
        yield from (
            subject for subject, said in self._about.items() if wanted in said[RDF + "type"]
        )

    def _identifier(self, subject: Node, said: Said) -> str:
        given = _texts(said, DCT + "identifier") or _texts(said, SKOS + "notation")
        return given[0] if given else _end(subject)

    def _id(self, node: Node) -> str:
        return self._ids.get(node) or _end(node)

    def _first_id(self, said: Said, *predicates: str) -> str | None:
        found = sorted(self._id(node) for each in predicates for node in said[each])
        return found[0] if found else None

    def _scheme(self, subject: Node) -> SchemeEntry:
        said = self._about[subject]
        return SchemeEntry(
            id=self._id(subject),
            labels={each.language or "": each.text for each in _names(said)},
            is_ordered=_first(said, OWN + "ordered") == "true",
            position=_number(said, OWN + "position"),
            note=_first(said, SKOS + "editorialNote"),
        )

    def _tag(self, subject: Node) -> TagEntry:
        said, id = self._about[subject], self._id(subject)
        scheme = self._first_id(said, SKOS + "inScheme", SKOS + "topConceptOf")
        return TagEntry(
            id=id,
            scheme=scheme or id.partition(".")[0],
            names=_in_given_order(said),
            parent=self._first_id(said, SKOS + "broader"),
            replaced_by=self._first_id(said, DCT + "isReplacedBy"),
            position=_number(said, OWN + "position"),
            properties=_object(said, OWN + "properties"),
            source=_first(said, DCT + "source"),
            note=_first(said, SKOS + "editorialNote"),
        )

    def _rule(self, subject: Node) -> RuleEntry:
        said = self._about[subject]
        candidates = _json(said, OWN + "candidates")
        return RuleEntry(
            abbreviation=_first(said, OWN + "abbreviation") or "",
            candidates=tuple(map(str, candidates)) if isinstance(candidates, list) else (),
            rule=_first(said, OWN + "rule") or "",
            position=_number(said, OWN + "position"),
        )


def _end(node: Node) -> str:
    """Return the last part of an address."""
    return str(node).rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


def _texts(said: Said, predicate: str) -> list[str]:
    return sorted(str(node) for node in said[predicate] if isinstance(node, Literal))


def _first(said: Said, predicate: str) -> str | None:
    found = _texts(said, predicate)
    return text.repair(found[0]) or None if found else None


def _number(said: Said, predicate: str) -> int | None:
    found = _first(said, predicate) or ""
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 10 else None


def _json(said: Said, predicate: str) -> Any:
    try:
        return json.loads(_first(said, predicate) or "null")
    except ValueError as error:
        raise Refused("broken") from error


def _object(said: Said, predicate: str) -> dict[str, Any]:
    found = _json(said, predicate)
    return found if isinstance(found, dict) else {}


def _names(said: Said) -> Iterator[Name]:
    for role, predicate in skos.ROLES.items():
        for node in said[predicate]:
            if isinstance(node, Literal):
                language = (node.language or i18n.DEFAULT).lower().partition("-")[0]
                yield Name(role, language, text.tidy(str(node)))
    for abbreviation in _texts(said, skos.ABBREVIATION):
        yield Name(models.ABBREVIATION, None, text.tidy(abbreviation))


def _in_given_order(said: Said) -> tuple[Name, ...]:
    """Return the names in the order that is written down for them, any others behind."""
    names = skos.in_order(set(_names(said)))
    order = _json(said, OWN + "names") or []
    place = {json.dumps(each): number for number, each in enumerate(order)}
    return tuple(sorted(names, key=lambda name: place.get(json.dumps(list(name)), len(place))))


def _forbid_reaching_out() -> None:
    """Let this process ask for nothing from elsewhere, whatever a library in it may try."""

    def refuse(event: str, _given: Any) -> None:
        if event.startswith(_REACHING):
            raise Refused("context")

    sys.addaudithook(refuse)


if __name__ == "__main__":
    _forbid_reaching_out()
    confined.serve(answer)
