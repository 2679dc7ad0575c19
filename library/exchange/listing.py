"""The JSON of the API: the shape that contracts fix, for the web and the command line alike."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from library.items import briefs, catalogue, withholding
from library.items.briefs import Brief, BriefEdition
from library.items.models import Edition, Item
from library.search import catchup, finding, highlighting
from library.search.answering import Answer
from library.search.finding import Found
from library.search.query import Query, scheme_of
from library.search.scoring import Results
from library.tags.vocabulary import Vocabulary

# What leads from the slug of an item to its page.
Address = Callable[[str], str]


def answer(
    session: Session,
    query: Query,
    found: Answer,
    vocabulary: Vocabulary,
    language: str,
    address: Address,
) -> dict[str, Any]:
    """Return the answer to a search."""
    results = found.results
    ids = [hit.id for hit in results.hits]
    items = briefs.by_ids(session, ids)
    tags = catalogue.tags_by_item(session, ids)
    inside = finding.in_files(session, items, results, vocabulary)
    scores = {hit.id: round(hit.score, 3) for hit in results.hits}
    return {
        "total": results.total,
        "page": query.page,
        "size": query.size,
        "items": [
            brief(item, tags[item.id], address)
            | {"score": scores[item.id], "highlights": _highlights(item, results)}
            | {"found_in": _found_in(inside.get(item.id))}
            for item in items
        ],
        "facets": _facets(results, vocabulary, language),
        "understood": [
            {"text": part.text, "tag": tag, "label": vocabulary[tag].label(language)}
            | {"absent": part.is_absent}
            for part in found.reading.understood
            for tag in part.tags or catchup.duration(part.minutes and part.minutes[1], vocabulary)
        ],
        "searched": found.text,
        "mended": found.mended,
        "suggestion": found.suggestion,
    }


def brief(item: Brief, tags: Sequence[str], address: Address) -> dict[str, Any]:
    """Return an item as it stands in a list."""
    head = {"id": item.id, "slug": item.slug, "kind": item.facts["kind"], "url": address(item.slug)}
    return head | _texts(item.editions, tags) | {"official": item.is_official}


def whole(item: Item, tags: Sequence[str], address: Address) -> dict[str, Any]:
    """Return an item with its facts, its text as HTML and its files."""
    revision = item.published
    assert revision, "the catalogue returns published items only"
    head = {"id": item.id, "slug": item.slug, "kind": revision.facts["kind"]}
    shown = withholding.paths(revision.files)
    return (
        head
        | {"url": address(item.slug)}
        | _texts(revision.editions, tags)
        | {
            "facts": revision.facts,
            "editions": {
                edition.language: {
                    "facts": edition.facts,
                    "html": withholding.seen_html(edition.html, shown),
                }
                for edition in revision.editions
            },
            "files": [
                {
                    "path": file.path,
                    "size": file.size,
                    "type": file.media_type,
                    "sha256": file.sha256,
                }
                for file in revision.files
            ],
            "revision": revision.number,
            "official": item.is_official,
            "official_mark": _mark(item),
        }
    )


def _mark(item: Item) -> dict[str, str] | None:
    """Return which department marked what is public as its official text, and since when."""
    if not (item.is_official and item.marked_by and item.marked_on):
        return None
    return {"unit": item.marked_by.name, "on": item.marked_on.isoformat()}


def _texts(
    editions: Sequence[Edition] | Sequence[BriefEdition], tags: Sequence[str]
) -> dict[str, Any]:
    return {
        "title": {edition.language: edition.title for edition in editions},
        "summary": {edition.language: edition.summary for edition in editions},
        "tags": sorted(tags),
        "languages": [edition.language for edition in editions],
    }


def vocabulary_tree(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return all schemes with their tags, labels in every language."""
    return {
        "schemes": [
            {
                "id": scheme.id,
                "label": dict(scheme.labels),
                "tags": [_tag(vocabulary, id) for id in scheme.terms],
            }
            for scheme in vocabulary.schemes.values()
        ]
    }


def _tag(vocabulary: Vocabulary, id: str) -> dict[str, Any]:
    term = vocabulary[id]
    return {
        "id": id,
        "label": dict(term.labels),
        "alternatives": {language: list(names) for language, names in term.alternatives.items()},
        "abbreviations": list(term.abbreviations),
        "parent": term.parent,
        "replaced_by": term.replaced_by,
    }


def _highlights(item: Brief, results: Results) -> dict[str, str]:
    return {
        edition.language: highlighting.snippet(edition.plain, results.words)
        for edition in item.editions
    }


def _found_in(found: Found | None) -> dict[str, str] | None:
    return {"path": found.path, "snippet": found.snippet} if found else None


def _facets(results: Results, vocabulary: Vocabulary, language: str) -> dict[str, Any]:
    return {
        scheme: [
            {"id": id, "label": vocabulary[id].label(language), "count": counts[id]}
            for id in vocabulary.in_order(counts, language)
            if scheme_of(id) == scheme
        ]
        for scheme, counts in results.facets.items()
    }
