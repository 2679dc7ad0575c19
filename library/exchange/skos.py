"""The vocabulary as SKOS in Turtle, JSON-LD and RDF/XML, so that it comes back as it left.

What SKOS has no word for (positions, abbreviations, the order of names, properties) stands in a
namespace of our own. rdflib takes half a second to load, so only what needs it loads it.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from library import i18n
from library.tags import models
from library.tags.entries import Entries, Name, RuleEntry, SchemeEntry, TagEntry

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

# By the end of a file's name: the media type and the name that rdflib has for the format.
FORMATS = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdf": ("application/rdf+xml", "xml"),
}
OWN = "urn:x-saodieu:ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCT = "http://purl.org/dc/terms/"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ROLES = {models.LABEL: SKOS + "prefLabel", models.ALTERNATIVE: SKOS + "altLabel"}
ABBREVIATION = OWN + "abbreviation"
_PREFIXES = {"rdf": RDF, "skos": SKOS, "dct": DCT, "owl": OWL, "sd": OWN}

Triple = tuple["Node", "Node", "Node"]


def written(
    entries: Entries, address: str, form: str, only: Collection[str] | None = None
) -> bytes:
    """Return the vocabulary in a format of FORMATS; `address` is that of the library.

    With `only`, schemes and tags, just these are described, and what is for readers of them alone:
    neither notes nor sources nor rules, which maintainers keep for themselves.
    """
    graph = _graph(entries, address, only)
    options: dict[str, Any] = {"context": _PREFIXES} if form == "jsonld" else {}
    made: bytes = graph.serialize(format=FORMATS[form][1], encoding="utf-8", **options)
    return made


def _graph(entries: Entries, address: str, only: Collection[str] | None) -> "Graph":
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in _PREFIXES.items():
        graph.bind(prefix, namespace)
    writer = _Writer(address, entries, is_whole=only is None)
    for triple in writer.triples(only):
        graph.add(triple)
    return graph


class _Writer:
    """Says in triples what entries say."""

    def __init__(self, address: str, entries: Entries, *, is_whole: bool) -> None:
        from rdflib import Literal, URIRef

        self._base = address.rstrip("/") + "/tags/"
        self._entries, self._is_whole = entries, is_whole
        self._literal, self._uri = Literal, URIRef
        self._narrower: dict[str, list[str]] = {}
        for tag in entries.tags.values():
            if tag.parent:
                self._narrower.setdefault(tag.parent, []).append(tag.id)

    def triples(self, only: Collection[str] | None) -> Iterator[Triple]:
        """Yield all triples, or those about some schemes and tags."""
        for scheme in self._entries.schemes.values():
            if only is None or scheme.id in only:
                yield from self._scheme(scheme)
        for tag in self._entries.tags.values():
            if only is None or tag.id in only:
                yield from self._tag(tag)
        if self._is_whole:
            for rule in self._entries.rules.values():
                yield from self._rule(rule)

    def _thing(self, id: str) -> "Node":
        return self._uri(self._base + id)

    def _said(self, subject: "Node", said: Mapping[str, Any]) -> Iterator[Triple]:
        for predicate, value in said.items():
            if value is not None:
                yield subject, self._uri(predicate), self._literal(value)

    def _tied(self, subject: "Node", predicate: str, *ids: str | None) -> Iterator[Triple]:
        for id in filter(None, ids):
            yield subject, self._uri(predicate), self._thing(id)

    def _scheme(self, scheme: SchemeEntry) -> Iterator[Triple]:
        subject = self._thing(scheme.id)
        yield subject, self._uri(RDF + "type"), self._uri(SKOS + "ConceptScheme")
        for language, label in scheme.labels.items():
            yield subject, self._uri(SKOS + "prefLabel"), self._literal(label, lang=language)
        note = scheme.note if self._is_whole else None
        yield from self._said(
            subject,
            {
                DCT + "identifier": scheme.id,
                OWN + "position": scheme.position,
                OWN + "ordered": scheme.is_ordered,
                SKOS + "editorialNote": note,
            },
        )
        tags = self._entries.tags.values()
        tops = [tag.id for tag in tags if tag.scheme == scheme.id and not tag.parent]
        yield from self._tied(subject, SKOS + "hasTopConcept", *tops)

    def _tag(self, tag: TagEntry) -> Iterator[Triple]:
        subject = self._thing(tag.id)
        yield subject, self._uri(RDF + "type"), self._uri(SKOS + "Concept")
        for name in tag.names:
            predicate = self._uri(ROLES.get(name.role, ABBREVIATION))
            yield subject, predicate, self._literal(name.text, lang=name.language)
        kept = {SKOS + "editorialNote": tag.note, DCT + "source": tag.source}
        order = [list(name) for name in tag.names]
        yield from self._said(
            subject,
            {
                DCT + "identifier": tag.id,
                OWN + "position": tag.position,
                OWN + "properties": _json(tag.properties) if tag.properties else None,
                OWN + "names": _json(order) if in_order(tag.names) != tag.names else None,
                OWL + "deprecated": True if tag.replaced_by else None,
                **(kept if self._is_whole else {}),
            },
        )
        yield from self._tied(subject, SKOS + "inScheme", tag.scheme)
        if not tag.parent:
            yield from self._tied(subject, SKOS + "topConceptOf", tag.scheme)
        yield from self._tied(subject, SKOS + "broader", tag.parent)
        yield from self._tied(subject, SKOS + "narrower", *self._narrower.get(tag.id, ()))
        yield from self._tied(subject, DCT + "isReplacedBy", tag.replaced_by)

    def _rule(self, rule: RuleEntry) -> Iterator[Triple]:
        subject = self._thing(f"?abbreviation={quote(rule.abbreviation, safe='')}")
        yield subject, self._uri(RDF + "type"), self._uri(OWN + "Ambiguity")
        yield from self._said(
            subject,
            {
                ABBREVIATION: rule.abbreviation,
                OWN + "position": rule.position,
                OWN + "candidates": _json(rule.candidates),
                OWN + "rule": rule.rule,
            },
        )


def in_order(names: Collection[Name]) -> tuple[Name, ...]:
    """Return names in the order that needs not be written down: by language, role and text."""
    languages = (*i18n.LANGUAGES, *sorted({each.language or "" for each in names}), "")
    roles = (models.LABEL, models.ALTERNATIVE, models.ABBREVIATION)

    def key(name: Name) -> tuple[bool, int, int, str]:
        is_short = name.role == models.ABBREVIATION
        return is_short, languages.index(name.language or ""), roles.index(name.role), name.text

    return tuple(sorted(names, key=key))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
