"""Tag pages: what a tag means, what is narrower, which items carry it; and all themes as a tree."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from library.items import briefs, catalogue
from library.search.query import Query
from library.tags.vocabulary import Term
from library.web import cards, context, drawings, linked, pages, places, rows, search

blueprint = Blueprint("tags", __name__)

_ITEMS = 10


@blueprint.get("/tags/")
def index() -> ResponseReturnValue:
    """Show all themes."""
    if form := linked.wanted():
        return linked.answer(linked.everything(), form)
    return linked.varied(pages.kept(_all_themes))


def _all_themes() -> str:
    vocabulary = context.vocabulary()
    counts = cards.counted()
    tops = [id for id in vocabulary.schemes["theme"].terms if not vocabulary[id].parent]
    return render_template(
        "tags/index.html",
        total_text=search.count_text(catalogue.count(context.session())),
        schemes=[
            {"label": scheme.labels[context.language()], "url": url_for("tags.show", id=scheme.id)}
            for scheme in vocabulary.schemes.values()
        ],
        formats=linked.links(),
        themes=[
            {**_branch(id, counts), "tile": drawings.tile([id], vocabulary)}
            for id in vocabulary.in_order(tops, context.language())
        ],
    )


def _branch(id: str, counts: dict[str, int]) -> dict[str, Any]:
    narrower = context.vocabulary().in_order(context.vocabulary().children[id], context.language())
    return {**_leaf(id, counts), "children": [_branch(child, counts) for child in narrower]}


def _leaf(id: str, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "label": context.vocabulary()[id].label(context.language()),
        "url": url_for("tags.show", id=id),
        "count_text": search.count_text(counts.get(id, 0)),
    }


@blueprint.get("/tags/<id>")
def show(id: str) -> ResponseReturnValue:
    """Show a tag, or all of a scheme; a retired tag leads to what replaced it."""
    context.follow()
    if form := linked.wanted():
        return linked.answer(linked.about(id), form)
    if id in context.vocabulary().schemes:
        return linked.varied(pages.kept(lambda: _scheme(id)))
    term = context.vocabulary()[id]
    if term.replaced_by:
        return redirect(url_for("tags.show", id=context.vocabulary().current(id)), 301)
    return linked.varied(pages.kept(lambda: _page(term)))


def _scheme(id: str) -> str:
    vocabulary, language, counts = context.vocabulary(), context.language(), cards.counted()
    return render_template(
        "tags/scheme.html",
        label=vocabulary.schemes[id].labels[language],
        tags=[_branch(tag, counts) for tag in vocabulary.tops(id, language)],
        formats=linked.links(),
    )


def _page(term: Term) -> str:
    query = Query(tags=(term.id,), sort="newest", size=_ITEMS)
    results = context.library().index.search(query)
    items = briefs.by_ids(context.session(), [hit.id for hit in results.hits])
    return render_template(
        "tags/show.html",
        tag=_tag(term),
        total_text=search.count_text(results.total),
        rows=rows.rows(items),
        search_url=search.address(Query(tags=(term.id,))),
        past=places.told(term) if term.scheme == places.SCHEME else None,
        formats=linked.links(),
    )


def _tag(term: Term) -> dict[str, Any]:
    vocabulary, language = context.vocabulary(), context.language()
    counts = cards.counted()
    return {
        "label": term.label(language),
        "scheme": vocabulary.schemes[term.scheme].labels[language],
        "alternatives": [*term.alternatives.get(language, ()), *term.abbreviations],
        "note": term.notes.get(language) or next(iter(term.notes.values()), ""),
        "crumbs": [_leaf(id, counts) for id in reversed(vocabulary.ancestors(term.id))],
        "narrower": [
            _leaf(id, counts) for id in vocabulary.in_order(vocabulary.children[term.id], language)
        ],
        "band": drawings.tile([term.id], vocabulary) if term.scheme == "theme" else None,
    }
