"""The API: public items and the vocabulary as JSON, in the shape that contracts fix."""

import functools
from typing import Any

from flask import Blueprint, Response, json, request
from flask.typing import ResponseReturnValue

from library import i18n
from library.errors import NotFound
from library.exchange import listing
from library.items import catalogue
from library.marking import N_
from library.search import asked, suggesting
from library.search.query import USUAL_SIZE, Query
from library.search.suggesting import Suggestion
from library.web import context, pages, papers
from library.web.speech import _

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


def _sent(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _language() -> str:
    """Return the language of labels and addresses: the one asked for, else the reader's."""
    asked = request.args.get("lang", "")
    return asked if asked in i18n.LANGUAGES else context.language()


def _address(slug: str) -> str:
    return papers.address(slug, _language())


@blueprint.get("/items")
def items() -> ResponseReturnValue:
    """Answer a search."""
    context.follow()
    return pages.kept(_found, mimetype="application/json")


def _found() -> str:
    query = Query.from_args(request.args, context.vocabulary().resolved, USUAL_SIZE)
    answer = context.answer(query)
    found = listing.answer(
        context.session(), query, answer, context.vocabulary(), _language(), _address
    )
    return _sent(found)


@blueprint.get("/items/<id>")
def item(id: str) -> ResponseReturnValue:
    """Give one item."""

    def whole() -> str:
        found = catalogue.by_id(context.session(), id)
        tags = catalogue.tags_by_item(context.session(), [found.id])[found.id]
        return _sent(listing.whole(found, tags, _address))

    return pages.kept(whole, mimetype="application/json")


@blueprint.get("/tags")
def tags() -> ResponseReturnValue:
    """Give the vocabulary."""
    return pages.kept(
        lambda: _sent(listing.vocabulary_tree(context.vocabulary())), mimetype="application/json"
    )


@blueprint.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Give tags, items and past queries that go on from what is being typed."""
    # Not kept: half words would push the pages that are worth it off the shelf.
    return Response(_suggested(), mimetype="application/json")


def _suggested() -> str:
    found = suggesting.suggestions(
        context.session(),
        context.library().index,
        context.vocabulary(),
        request.args.get("q", ""),
        _language(),
        functools.partial(asked.beginning, context.session()),
    )
    with context.speaking(_language()):
        return _sent({"suggestions": [_suggestion(each) for each in found]})


def _suggestion(found: Suggestion) -> dict[str, str]:
    """Return a suggestion as the API shows it: `note` says what it leads to, for people."""
    language, vocabulary = context.language(), context.vocabulary()
    shown = {"type": found.type, "text": found.text, "lang": found.language}
    if found.type == "query":
        url = papers.page_address("search.show", q=found.text, lang=language)
        return shown | {"note": _("Search"), "url": url}
    if found.type == "tag":
        labels = vocabulary.schemes[found.kind].labels
        note = labels.get(language) or labels[i18n.DEFAULT]
        url = papers.page_address("tags.show", id=found.id, lang=language)
    else:
        note = vocabulary[found.kind].label(language) if found.kind in vocabulary else ""
        url = _address(found.slug)
    return shown | {"id": found.id, "note": note, "url": url}


@blueprint.get("/<path:path>")
def nothing(path: str) -> ResponseReturnValue:
    """Refuse an unknown address as the API does, not as a page."""
    raise NotFound(N_("There is no “%(path)s” in the API."), path=path)
